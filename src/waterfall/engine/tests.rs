use super::*;
use crate::enhancement::SupportPlan;
use crate::ledger::Chart;
use crate::servicing::Collected;
use crate::waterfall::amount::AmountPlan;
use crate::waterfall::gauge::GaugePlan;
use crate::waterfall::note::NotePlan;
use crate::waterfall::order::Covers;
use crate::waterfall::repayment::NoteKind;
use crate::waterfall::reserve::ReservePlan;
use crate::waterfall::state::Scratch;
use crate::waterfall::{Nothing, PoolTax, SplitPlan, SplitRecoveries, Surplus, condition::ConditionPlan};

const CHART: Chart = Chart { split: false, reserves: 1, parties: 2, notes: 2, bank: false };
const PARTY: AccountId = CHART.party(0);

fn of_borrowers(borrowers: &[Collected]) -> Inflow<'_> {
    Inflow { borrowers, others: &[], recourse: &[], lost: &[], taxes: &[] }
}

/// Failing before this date.
fn on(date: usize) -> Failure {
    Failure { date, ..Failure::BEFORE_CLOSING }
}

fn fen(fen: i64) -> Money {
    Money::from_fen(fen)
}

/// Three dates; two notes of 100 that mature on the third; a reserve that should hold 30; two supports, the first of at most
/// 50 in all; no steps.
fn plan() -> Plan {
    let note = NotePlan { amount: fen(100), ..NotePlan::due(NoteKind::PassThrough, 2) };
    let support = |n: usize, cap: Money| SupportPlan {
        account: CHART.party(n),
        giver: n,
        cap,
        return_factors: Vec::new(),
        waits_for_legal: false,
        waits_for_senior: false,
        guarantees_loans: false,
        further: None,
    };
    let reserve = ReservePlan {
        account: CHART.reserve(0),
        opening: None,
        target: AmountPlan::Fixed(fen(30)),
        released_when: None,
    };
    Plan {
        dates: 3,
        event_only: Vec::new(),
        legal_final: 2,
        first_maturity: 2,
        chart: CHART,
        notes: vec![note.clone(), note],
        fees: Vec::new(),
        vat: PoolTax::Nothing,
        reserves: vec![reserve],
        supports: vec![support(0, fen(50)), support(1, Money::MAX)],
        givers: vec![0, 1],
        servicer: None,
        failing: vec![0, 1],
        backup: None,
        reacts: false,
        events: Vec::new(),
        clean_up: None,
        surplus: Surplus::Keep,
        split: None,
        reinvestment: None,
        steps: Vec::new(),
        started: Vec::new(),
    }
}

/// A step that pays these claims from the plan account, with the reserve behind it or not, and these supports.
fn pays(claims: &[Claim], reserve: bool, supports: &[usize], cap: Option<AmountPlan>) -> StepPlan {
    let cap = cap.map(Box::new);
    let ranked = |claim: &Claim| {
        let (Claim::Interest(note) | Claim::Principal(note)) = *claim else { unreachable!() };
        let covers = Covers::of(supports.iter().copied());
        RankedClaim { claim: *claim, payee: CHART.holders(note), covers }
    };
    let further = if reserve { vec![CHART.reserve(0)] } else { Vec::new() };
    let funds = Funds { further, cap, ..Funds::of(AccountId::PLAN) };
    StepPlan::pays(claims.iter().map(ranked).collect(), funds)
}

/// The state on a date on which the plan account and the reserve hold so much, and so much interest is due on each note.
fn holding(plan: &Plan, cash: i64, reserve: i64, interest: [i64; 2]) -> State {
    let mut state = State::at_closing(plan, fen(300));
    state.ledger.transfer(AccountId::BORROWERS, AccountId::PLAN, fen(cash));
    state.ledger.transfer(AccountId::BORROWERS, CHART.reserve(0), fen(reserve));
    state.notes.iter_mut().zip(interest).for_each(|(note, due)| note.interest_due = fen(due));
    state
}

fn take(plan: &Plan, step: &StepPlan, date: usize, fails: [usize; 2], state: &mut State) {
    Engine::<_, true, true> { plan, state, recorder: &mut Nothing, date, fails: &fails.map(on) }.take(step);
}

/// What an account has received; of a party that pays, what it has paid, as a negative amount.
fn balances<const N: usize>(state: &State, accounts: [AccountId; N]) -> [i64; N] {
    accounts.map(|account| state.ledger.balance(account).fen())
}

/// Interest of 100: from cash, then from the reserve, then from the first support up to its cap, then from the second; and
/// who stands behind it but has failed is passed over.
#[test]
fn what_must_be_paid_is_paid_by_one_after_the_other() {
    let plan = plan();
    let never = [9, 9];
    // Cash, reserve; who fails when; then left in cash, in reserve; paid; by the first, by the second.
    for (cash, reserve, fails, after) in [
        (130, 30, never, [30, 30, 100, 0, 0]),
        (100, 30, never, [0, 30, 100, 0, 0]),
        (80, 30, never, [0, 10, 100, 0, 0]),
        (70, 30, never, [0, 0, 100, 0, 0]),
        (60, 30, never, [0, 0, 100, -10, 0]),
        (20, 30, never, [0, 0, 100, -50, 0]),
        (0, 30, never, [0, 0, 100, -50, -20]),
        (0, 0, never, [0, 0, 100, -50, -50]),
        (0, 30, [1, 9], [0, 0, 100, 0, -70]),
        (0, 30, [9, 1], [0, 0, 80, -50, 0]),
        (0, 30, [0, 0], [0, 0, 30, 0, 0]),
    ] {
        let mut state = holding(&plan, cash, reserve, [100, 0]);
        take(&plan, &pays(&[Claim::Interest(0)], true, &[0, 1], None), 1, fails, &mut state);
        let accounts = [AccountId::PLAN, CHART.reserve(0), CHART.holders(0), CHART.party(0), CHART.party(1)];
        let what = format!("{cash} of cash, {reserve} in reserve, failing on {fails:?}");
        assert_eq!(balances(&state, accounts), after, "{what}");
        assert_eq!(state.notes[0].interest_due, fen(100 - after[2]), "{what}");
        assert_eq!(state.ledger.closing(CHART).sum, Money::ZERO, "{what}");
    }
}

/// Interest of 30 and of 61 that rank together share 50 of cash as 16 and 34 (16.48 and 33.52); 20 from the reserve for what
/// is short, 14 and 27, as 7 and 13 (6.83 and 13.17); and the first support's 50 are more than the rest.
#[test]
fn what_ranks_together_shares_every_source() {
    let plan = plan();
    let claims = [Claim::Interest(0), Claim::Interest(1)];
    for (reserve, supports, after) in [
        (0, &[] as &[usize], [16, 34, 0]),
        (20, &[], [23, 47, 0]),
        (20, &[0], [30, 61, -21]),
        (0, &[0], [30, 61, -41]),
    ] {
        let mut state = holding(&plan, 50, reserve, [30, 61]);
        take(&plan, &pays(&claims, true, supports, None), 0, [9, 9], &mut state);
        let accounts = [CHART.holders(0), CHART.holders(1), CHART.party(0)];
        assert_eq!(balances(&state, accounts), after, "{reserve} in reserve, supports {supports:?}");
    }
}

/// Cash of 10 among dues of 100: seven to three. Where a claim is due less than its part, the others share the rest in theirs.
#[test]
fn principal_is_shared_in_a_ratio() {
    for (what, cash, ratio, dues, expected) in [
        ("seven to three", 10, [7, 3, 1], [100, 100, 0], [7, 3, 0]),
        ("by largest remainder", 11, [7, 3, 1], [100, 100, 0], [8, 3, 0]),
        ("one needs less", 10, [7, 3, 1], [4, 100, 0], [4, 6, 0]),
        ("the rest by the same rule", 11, [5, 2, 3], [1, 100, 100], [1, 4, 6]),
        ("one after the other is full", 30, [8, 4, 1], [9, 10, 100], [9, 10, 11]),
        ("nothing", 0, [7, 3, 1], [4, 100, 0], [0, 0, 0]),
    ] {
        let mut scratch = Scratch::default();
        scratch.prepare(dues.map(fen).into_iter());
        scratch.share_by(fen(cash), &ratio.map(fen));
        assert_eq!(scratch.shares, expected.map(fen), "{what}");
    }
}

/// Before its maturity principal may be paid but need not be: neither the reserve nor a support pays it, and a cap binds. At
/// its maturity it must be paid: both do, and the cap does not bind.
#[test]
fn principal_that_is_due_is_not_capped_and_not_left_to_cash_alone() {
    let plan = plan();
    let cap = |cap: i64| Some(AmountPlan::Fixed(fen(cap)));
    // Down to nine tenths of the pool of 90: 19 of the 100.
    let nine_tenths = crate::Factor::new(9, 10, crate::Rounding::HalfUp).unwrap();
    let balance = crate::Factor::new(1, 1, crate::Rounding::HalfUp).unwrap();
    let formula = Some(AmountPlan::Less(Box::new([
        AmountPlan::Share(GaugePlan::Notes(vec![0]), balance),
        AmountPlan::Share(GaugePlan::Pool, nine_tenths),
    ])));
    for (what, cash, date, cap, after) in [
        ("before it", 70, 1, None, [0, 30, 70, 0]),
        ("before it, capped", 70, 1, cap(40), [30, 30, 40, 0]),
        ("before it, capped by a formula", 70, 1, formula.clone(), [51, 30, 19, 0]),
        ("before it, capped beyond the cash", 70, 1, cap(90), [0, 30, 70, 0]),
        ("at it", 40, 2, None, [0, 0, 100, -30]),
        ("at it, capped", 40, 2, cap(40), [0, 0, 100, -30]),
        ("at it, with cash enough", 120, 2, cap(40), [20, 30, 100, 0]),
    ] {
        let mut state = holding(&plan, cash, 30, [0, 0]);
        state.pool = fen(90);
        take(&plan, &pays(&[Claim::Principal(0)], true, &[0], cap), date, [9, 9], &mut state);
        let accounts = [AccountId::PLAN, CHART.reserve(0), CHART.holders(0), CHART.party(0)];
        assert_eq!(balances(&state, accounts), after, "{what}");
    }
}

/// The yield of a subordinated note, capped at 40, with 100 due: no more than the cap before the other note is repaid, and from
/// cash alone, as it may wait; everything once it is.
#[test]
fn the_yield_of_a_subordinated_note_is_capped_until_the_others_are_repaid() {
    let mut plan = plan();
    plan.notes[1] = NotePlan { interest_expected_from: 3, ..NotePlan::due(NoteKind::Subordinated, 3) };
    // Cash; is the other note repaid? Then left in cash and in the reserve of 30; paid; still due.
    for (what, cash, repaid, after) in [
        ("with cash enough", 120, false, [80, 30, 40, 60]),
        ("with less than the cap", 25, false, [0, 30, 25, 75]),
        ("once the other is repaid", 120, true, [20, 30, 100, 0]),
        ("then too from cash alone", 70, true, [0, 30, 70, 30]),
    ] {
        let mut state = holding(&plan, cash, 30, [0, 100]);
        if repaid {
            state.settle(&plan, Claim::Principal(0), fen(100));
        }
        let step = pays(&[Claim::Interest(1)], true, &[0], Some(AmountPlan::Fixed(fen(40))));
        take(&plan, &step, 2, [9, 9], &mut state);
        let [left, reserve, paid] = balances(&state, [AccountId::PLAN, CHART.reserve(0), CHART.holders(1)]);
        assert_eq!([left, reserve, paid, state.notes[1].interest_due.fen()], after, "{what}");
    }
}

/// A note of 100 that earns 10 % a date and is due on the third, of which nothing is paid; what accrues may wait, and earns
/// nothing itself or the same.
#[test]
fn interest_that_waits_is_due_when_the_note_is() {
    let tenth = crate::Factor::new(1, 10, crate::Rounding::HalfUp).unwrap();
    // By date: due in sum, and of it what must be paid.
    for (what, interest_required_from, compounds, by_date) in [
        ("due on every date", 0, false, [(10, 10), (20, 20), (30, 30)]),
        ("deferred", 2, false, [(10, 0), (20, 0), (30, 30)]),
        ("deferred, and earning", 2, true, [(10, 0), (21, 0), (33, 33)]),
    ] {
        let mut plan = plan();
        plan.notes[0] =
            NotePlan { interest: vec![tenth; 3], interest_required_from, compounds, ..plan.notes[0].clone() };
        let mut state = holding(&plan, 0, 0, [0, 0]);
        for (date, (due, required)) in by_date.into_iter().enumerate() {
            state.date = date;
            state.accrue(&plan, date);
            let claim = Claim::Interest(0);
            let found = [state.payable(&plan, claim, date), state.required(&plan, claim, date)];
            assert_eq!(found, [fen(due), fen(required)], "{what}, date {}", date + 1);
        }
        assert_eq!(plan.notes[0].most_interest(plan.dates), fen(by_date[2].0), "{what}");
    }
}

/// A bullet takes nothing before its maturity, but keeps what reaches it, up to what it is owed; on the next date that is
/// cash again.
#[test]
fn a_bullet_keeps_cash_until_the_next_date() {
    let mut plan = plan();
    plan.notes[0].kind = NoteKind::Bullet { matures: 2 };
    for (cash, kept) in [(130, 100), (70, 70), (0, 0)] {
        let mut state = holding(&plan, cash, 0, [0, 0]);
        take(&plan, &pays(&[Claim::Principal(0)], false, &[], None), 1, [9, 9], &mut state);
        let accounts = [AccountId::PLAN, AccountId::KEPT, CHART.holders(0)];
        assert_eq!(balances(&state, accounts), [cash - kept, kept, 0]);
        state.release_kept(AccountId::PLAN);
        assert_eq!(balances(&state, accounts), [cash, 0, 0]);
    }
}

/// A reserve that should hold 30 is filled as far as cash and the cap of the step allow, and emptied of what is more; once the
/// senior notes are repaid, on the legal final date, or where its own condition says so, it should hold nothing.
#[test]
fn a_reserve_is_filled_and_emptied() {
    type Change = fn(&mut Plan, &mut State);
    let keep: Change = |_, _| {};
    let repaid: Change = |_, state| state.senior = Money::ZERO;
    let small_pool: Change = |plan, _| {
        let pool = AmountPlan::Share(GaugePlan::Pool, crate::Rate::ONE.share(crate::Rounding::HalfUp));
        let at_least = ConditionPlan::AtLeast(Box::new([AmountPlan::Fixed(fen(300)), pool]));
        plan.reserves[0].released_when = Some(at_least);
    };
    // Cash, reserve; the cap of the top-up; the date; then cash and reserve after a top-up, and after a release.
    for (what, change, cash, reserve, cap, date, filled, emptied) in [
        ("from cash", keep, 100, 10, None, 0, [80, 30], [100, 10]),
        ("as far as cash reaches", keep, 15, 10, None, 0, [0, 25], [15, 10]),
        ("as far as the cap allows", keep, 100, 10, Some(5), 0, [95, 15], [100, 10]),
        ("not beyond the target", keep, 100, 45, None, 0, [100, 45], [115, 30]),
        ("once the senior notes are repaid", repaid, 100, 10, None, 0, [100, 10], [110, 0]),
        ("on the legal final date", keep, 100, 10, None, 2, [100, 10], [110, 0]),
        ("where its condition holds", small_pool, 100, 10, None, 0, [100, 10], [110, 0]),
    ] {
        let top_up = StepPlan::TopUp {
            reserve: 0,
            from: AccountId::PLAN,
            cap: cap.map(|cap| Box::new(AmountPlan::Fixed(fen(cap)))),
        };
        for (step, after) in
            [(top_up, filled), (StepPlan::Release { reserve: 0, to: AccountId::PLAN }, emptied)]
        {
            let mut plan = plan();
            let mut state = holding(&plan, cash, reserve, [0, 0]);
            change(&mut plan, &mut state);
            let fails = [on(9); 2];
            let mut engine = Engine::<_, true, true> {
                plan: &plan,
                state: &mut state,
                recorder: &mut Nothing,
                date,
                fails: &fails,
            };
            engine.take(&step);
            assert_eq!(balances(&state, [AccountId::PLAN, CHART.reserve(0)]), after, "{what}: {step:?}");
        }
    }
}

/// What is paid into a reserve at closing is there on the first date, and is asked for once.
#[test]
fn a_reserve_opens_with_what_was_paid_in() {
    let mut plan = plan();
    plan.reserves[0].opening = Some((fen(25), PARTY));
    let mut state = State::at_closing(&plan, fen(300));
    run::<true, true>(
        &plan,
        of_borrowers(&[Collected::default(); 3]),
        0..2,
        &[on(9); 2],
        &mut state,
        &mut Nothing,
    )
    .unwrap();
    assert_eq!(balances(&state, [CHART.reserve(0), PARTY]), [25, -25]);
}

/// A plan that pays principal alone, and ten yuan and ten fen of interest and principal on each of three dates.
fn plan_and_periods() -> (Plan, [Collected; 3]) {
    let step = pays(&[Claim::Principal(0)], false, &[], None);
    let mut plan = Plan { steps: vec![step], ..plan() };
    plan.notes[0].amount = Money::from_yuan(100);
    let (interest, principal) = (Money::from_fen(10), Money::from_yuan(10));
    (plan, [Collected { interest, principal, ..Collected::default() }; 3])
}

/// The books of two dates close; somebody tampers with them; the third date finds it, and says by how much.
#[test]
fn books_that_do_not_balance_are_found_on_the_next_date() {
    type Tamper = fn(&mut State);
    let tampered: [(&str, Tamper, i64); 11] = [
        ("nothing", |_| {}, 0),
        ("money from nowhere", |state| state.ledger.conjure(PARTY, fen(3)), 3),
        ("money gone", |state| state.ledger.conjure(PARTY, fen(-3)), -3),
        ("paid, but not out of the account", |state| state.paid += fen(3), 3),
        ("drawn, but not into the account", |state| state.supports[1].recourse.drawn += fen(3), -3),
        ("collected, but not into the account", |state| state.collected += fen(3), -3),
        ("paid in, but not into the reserve", |state| state.paid_in += fen(3), -3),
        (
            "more paid than there is",
            |state| {
                state.ledger.transfer(AccountId::PLAN, PARTY, Money::from_yuan(11));
                state.paid += Money::from_yuan(11);
            },
            -90,
        ),
        (
            "more out of a reserve than there is",
            |state| state.ledger.transfer(CHART.reserve(0), AccountId::PLAN, fen(3)),
            -3,
        ),
        (
            "cash left in the collection account",
            |state| state.ledger.transfer(PARTY, AccountId::COLLECTION, fen(3)),
            3,
        ),
        (
            "borrowers' cash that passed the servicer by",
            |state| state.ledger.transfer(AccountId::BORROWERS, PARTY, fen(3)),
            -3,
        ),
    ];
    for (what, tamper, difference) in tampered {
        let (plan, periods) = plan_and_periods();
        let mut state = State::at_closing(&plan, Money::from_yuan(100));
        run::<true, true>(&plan, of_borrowers(&periods), 0..2, &[on(3); 2], &mut state, &mut Nothing)
            .unwrap();
        tamper(&mut state);
        let found =
            run::<true, true>(&plan, of_borrowers(&periods), 2..3, &[on(3); 2], &mut state, &mut Nothing);
        let wrong = CashNotConserved { date: 3, difference: fen(difference) };
        assert_eq!(found, if difference == 0 { Ok(()) } else { Err(wrong) }, "{what}");
    }
}

/// The plan of a split account: no reserve, no steps.
fn split_plan() -> Plan {
    let split = SplitPlan { recoveries: SplitRecoveries::Income, merged: Vec::new() };
    let chart = Chart { split: true, reserves: 0, ..CHART };
    let mut plan = Plan { chart, split: Some(Box::new(split)), reserves: Vec::new(), ..plan() };
    plan.supports.iter_mut().enumerate().for_each(|(n, support)| support.account = chart.party(n));
    plan
}

/// Interest of 100 from income, then from principal, to which it is owed, and then from the support, to which it is not.
#[test]
fn principal_pays_after_income_and_before_the_support() {
    let plan = split_plan();
    // Income, principal; then left in both, owed to principal, paid by the support.
    for (income, principal, after) in [
        (130, 40, [30, 40, 0, 0]),
        (60, 50, [0, 10, 40, 0]),
        (60, 30, [0, 0, 30, -10]),
        (0, 0, [0, 0, 0, -50]),
    ] {
        let mut state = State::at_closing(&plan, fen(300));
        state.ledger.transfer(AccountId::BORROWERS, AccountId::INCOME, fen(income));
        state.ledger.transfer(AccountId::BORROWERS, AccountId::PRINCIPAL, fen(principal));
        state.notes[0].interest_due = fen(100);
        let ranked =
            RankedClaim { claim: Claim::Interest(0), payee: plan.chart.holders(0), covers: Covers::of([0]) };
        let funds = Funds { further: vec![AccountId::PRINCIPAL], ..Funds::of(AccountId::INCOME) };
        take(&plan, &StepPlan::Pay(ranked, funds), 1, [9, 9], &mut state);
        let [income_left, principal_left, drawn] =
            balances(&state, [AccountId::INCOME, AccountId::PRINCIPAL, plan.chart.party(0)]);
        let owed = state.owed_to_principal.unwrap_or_default().fen();
        assert_eq!([income_left, principal_left, owed, drawn], after, "{income} and {principal}");
    }
}

/// Of a ledger no more can be taken than there is, even if it comes back before the date is over.
#[test]
fn an_overdrawn_ledger_is_found_on_the_next_date() {
    let (plan, periods) = (split_plan(), [Collected::default(); 3]);
    for ledger in [AccountId::INCOME, AccountId::PRINCIPAL] {
        let mut state = State::at_closing(&plan, fen(300));
        run::<true, true>(&plan, of_borrowers(&periods), 0..2, &[on(3); 2], &mut state, &mut Nothing)
            .unwrap();
        state.ledger.transfer(ledger, AccountId::PLAN, fen(3));
        let found =
            run::<true, true>(&plan, of_borrowers(&periods), 2..3, &[on(3); 2], &mut state, &mut Nothing);
        assert_eq!(found, Err(CashNotConserved { date: 3, difference: fen(-3) }));
    }
}
