//! Any pool with guarantors against a computation of its own: through every day, and on it through every loan. It shares nothing
//! with the library but the instalments of a loan.

use abs_waterfall::calendar::Schedule;
use abs_waterfall::credit::{CreditModel, Recovery};
use abs_waterfall::deal::{Note, Party, PaymentDates, Role, Step};
use abs_waterfall::enhancement::Support;
use abs_waterfall::pool::{Instalment, Loan, Pool, Repayment};
use abs_waterfall::servicing::{GuaranteePays, Servicing};
use abs_waterfall::{Date, Deal, Money, Projection, Scenario};
use proptest::prelude::*;

const CLOSING: &str = "2025-01-20";

/// A loan, by which of the guarantors it is covered, and which instalment it misses first; with or without its interest.
#[derive(Clone, Debug)]
struct AnyLoan {
    thousands: i64,
    months: u32,
    first_day: i8,
    repayment: usize,
    guarantor: Option<usize>,
    missed: Option<(u32, bool)>,
}

#[derive(Clone, Debug)]
struct AnyGuarantor {
    accelerated: bool,
    after_days: u32,
    cap_thousands: Option<i64>,
    fails_after: Option<u32>,
}

fn any_loan() -> impl Strategy<Value = AnyLoan> {
    let guarantor = prop::option::weighted(0.8, 0_usize..2);
    let missed = prop::option::weighted(0.7, (0_u32..8, any::<bool>()));
    (1_i64..900, 1_u32..9, 1_i8..28, 0_usize..4, guarantor, missed).prop_map(
        |(thousands, months, first_day, repayment, guarantor, missed)| {
            let missed = missed.map(|(after, pays)| (after % months, pays));
            AnyLoan { thousands, months, first_day, repayment, guarantor, missed }
        },
    )
}

fn any_guarantor() -> impl Strategy<Value = AnyGuarantor> {
    let cap = prop::option::weighted(0.6, 1_i64..600);
    let fails = prop::option::weighted(0.5, 0_u32..320);
    (any::<bool>(), 0_u32..100, cap, fails).prop_map(
        |(accelerated, after_days, cap_thousands, fails_after)| AnyGuarantor {
            accelerated,
            after_days,
            cap_thousands,
            fails_after,
        },
    )
}

const NAMES: [&str; 2] = ["G", "H"];

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn later(from: Date, days: u32) -> Date {
    from.checked_add(jiff::Span::new().days(i64::from(days))).unwrap()
}

fn loan(number: usize, of: &AnyLoan) -> Loan {
    let first = day(CLOSING).with().month(2).day(of.first_day).build().unwrap();
    let due = Schedule::monthly(first, of.months);
    let repayment = [
        Repayment::LevelPayment,
        Repayment::EqualPrincipal,
        Repayment::InterestOnlyBullet,
        Repayment::SinglePayment,
    ];
    let due = if of.repayment == 3 { Schedule::on([first]) } else { due };
    let loan = Loan::new(
        format!("L{number}"),
        Money::from_yuan(of.thousands * 1_000),
        "7%".parse().unwrap(),
        day("2025-01-05"),
        due,
        repayment[of.repayment].clone(),
    );
    let act = abs_waterfall::pool::InterestBasis::Daily(abs_waterfall::calendar::DayCount::Act365Fixed);
    match of.guarantor {
        Some(guarantor) => loan.with_interest(act).with_guarantor(NAMES[guarantor]),
        None => loan.with_interest(act),
    }
}

/// What a loan misses first, of the instalments that it has.
fn missed(of: &AnyLoan, instalments: usize) -> Option<(usize, bool)> {
    of.missed.map(|(after, pays)| ((after as usize).min(instalments - 1), pays))
}

fn deal(loans: &[AnyLoan], guarantors: &[AnyGuarantor; 2], recovery: (u32, u32)) -> Deal {
    let dates = |first: &str| Schedule::monthly(day(first), 10);
    let pool: Pool = Pool::new(loans.iter().enumerate().map(|(i, of)| loan(i, of)).collect::<Vec<_>>());
    let principal = pool.loans().iter().map(|loan| loan.principal).sum();
    let rate = format!("{}%", recovery.0).parse().unwrap();
    let given = guarantors
        .iter()
        .zip(NAMES)
        .enumerate()
        .filter(|(i, _)| loans.iter().any(|loan| loan.guarantor == Some(*i)));
    let support = |(_, (of, name)): (usize, (&AnyGuarantor, &str))| {
        let pays = if of.accelerated { GuaranteePays::Accelerated } else { GuaranteePays::Arrears };
        let support = Support::loan_guarantee(name, pays).with_after_days(of.after_days);
        match of.cap_thousands {
            Some(cap) => support.with_cap(Money::from_yuan(cap * 1_000)),
            None => support,
        }
    };
    Deal::new("any", day(CLOSING), pool)
        .with_parties(vec![
            Party::new("lender", &[Role::Originator, Role::Servicer]),
            Party::new("G", &[Role::LoanGuarantor]),
            Party::new("H", &[Role::LoanGuarantor]),
        ])
        .with_credit(
            CreditModel::new("0".parse().unwrap()).with_recovery(Recovery::of_outstanding(rate, recovery.1)),
        )
        .with_servicing(Servicing::new("lender"))
        .with_dates(PaymentDates::new(dates("2025-02-20"), dates("2025-02-26")))
        .with_supports(given.map(support).collect::<Vec<_>>())
        .with_notes(vec![Note::subordinated("sub", principal)])
        .with_waterfall(vec![Step::principal("sub"), Step::residual("sub")])
}

/// What comes in and goes bad on every date, in fen: interest, principal, recovered, defaulted; then by guarantor what it pays,
/// leaves open, recovers.
type Dates = Vec<([i64; 4], [[i64; 3]; 2])>;

/// A guaranteed loan that is late.
struct LateLoan {
    number: usize,
    guarantor: usize,
    /// What is called for and when: interest and principal.
    calls: Vec<(Date, i64, i64)>,
    outstanding: i64,
    paid: i64,
    principal_paid: i64,
    recovered_on: Date,
    is_over: bool,
}

struct Walk<'a> {
    guarantors: &'a [AnyGuarantor; 2],
    calculation: Vec<Date>,
    rate: i64,
    dates: Dates,
    paid: [i64; 2],
}

impl Walk<'_> {
    /// The date that pays out what comes in on a day, if there is one.
    fn date(&self, day: Date) -> Option<usize> {
        self.calculation.iter().position(|calculation| day <= *calculation)
    }

    fn today(&mut self, day: Date, loans: &mut [LateLoan]) {
        for guarantor in 0..2 {
            let called: Vec<usize> = (0..loans.len())
                .filter(|i| {
                    let loan = &loans[*i];
                    loan.guarantor == guarantor
                        && !loan.is_over
                        && loan.calls.first().is_some_and(|c| c.0 == day)
                })
                .collect();
            if let (false, Some(date)) = (called.is_empty(), self.date(day)) {
                self.answer(guarantor, day, date, &called, loans);
            }
        }
    }

    fn answer(&mut self, guarantor: usize, day: Date, date: usize, called: &[usize], loans: &mut [LateLoan]) {
        let AnyGuarantor { cap_thousands, fails_after, .. } = self.guarantors[guarantor];
        let amounts: Vec<i64> = called.iter().map(|i| loans[*i].calls[0].1 + loans[*i].calls[0].2).collect();
        let all: i64 = amounts.iter().sum();
        let has_failed = fails_after.is_some_and(|days| later(self::day(CLOSING), days) <= day);
        let left = cap_thousands.map_or(i64::MAX, |cap| cap * 100_000 - self.paid[guarantor]);
        let pays = if has_failed { 0 } else { all.min(left) };
        self.paid[guarantor] += pays;
        for (i, share) in called.iter().zip(shared(pays, &amounts)) {
            self.pay((guarantor, date), share, &mut loans[*i]);
        }
    }

    fn pay(&mut self, (guarantor, date): (usize, usize), share: i64, loan: &mut LateLoan) {
        let (_, interest, principal) = loan.calls.remove(0);
        let interest_paid = share.min(interest);
        self.dates[date].0[0] += interest_paid;
        self.dates[date].0[1] += share - interest_paid;
        self.dates[date].1[guarantor][0] += share;
        self.dates[date].1[guarantor][1] += interest + principal - share;
        loan.paid += share;
        loan.principal_paid += share - interest_paid;
        let defaulted = loan.outstanding - loan.principal_paid;
        if share < interest + principal {
            self.dates[date].0[3] += defaulted;
        } else if !loan.calls.is_empty() {
            return;
        }
        loan.is_over = true;
        let Some(recovered) = self.date(loan.recovered_on).map(|on| on.max(date)) else { return };
        let whole = half_up(loan.outstanding * self.rate, 100);
        let to_plan = shared(whole, &[defaulted + interest - interest_paid, loan.paid])[0].min(defaulted);
        self.dates[recovered].0[2] += to_plan;
        self.dates[recovered].1[guarantor][2] += whole - to_plan;
    }
}

fn half_up(numerator: i64, denominator: i64) -> i64 {
    (2 * numerator + denominator) / (2 * denominator)
}

/// By largest remainder, of equal ones to the first.
fn shared(amount: i64, weights: &[i64]) -> Vec<i64> {
    let total: i128 = weights.iter().map(|weight| i128::from(*weight)).sum();
    if total == 0 {
        return vec![0; weights.len()];
    }
    let exact: Vec<i128> = weights.iter().map(|weight| i128::from(amount) * i128::from(*weight)).collect();
    let mut shares: Vec<i64> = exact.iter().map(|exact| (exact / total) as i64).collect();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by_key(|i| std::cmp::Reverse(exact[*i] % total));
    let left = amount - shares.iter().sum::<i64>();
    order.iter().take(left as usize).for_each(|i| shares[*i] += 1);
    shares
}

/// The pool, day by day.
fn recomputed(deal: &Deal, loans: &[AnyLoan], guarantors: &[AnyGuarantor; 2], recovery: (u32, u32)) -> Dates {
    let first = day("2025-02-20");
    let month = |k: i64| first.checked_add(jiff::Span::new().months(k)).unwrap();
    let calculation: Vec<Date> = (0..10).map(month).collect();
    let dates = vec![Default::default(); calculation.len()];
    let mut walk = Walk { guarantors, calculation, rate: i64::from(recovery.0), dates, paid: [0; 2] };
    let mut late = Vec::new();
    for (number, of) in loans.iter().enumerate() {
        let all: Vec<Instalment> = deal.pool.loans()[number].instalments().unwrap();
        let own: Vec<Instalment> = all.into_iter().filter(|it| it.due > day(CLOSING)).collect();
        let missed = missed(of, own.len());
        for (i, instalment) in own.iter().enumerate() {
            let Some(date) = walk.date(instalment.due) else { continue };
            let pays_interest = missed.is_none_or(|(first, pays)| i < first || (i == first && pays));
            let pays_principal = missed.is_none_or(|(first, _)| i < first);
            walk.dates[date].0[0] += if pays_interest { instalment.interest.fen() } else { 0 };
            walk.dates[date].0[1] += if pays_principal { instalment.principal.fen() } else { 0 };
        }
        let Some((first, pays)) = missed else { continue };
        let months = i64::from(recovery.1);
        let recovered_on = own[first].due.checked_add(jiff::Span::new().months(months)).unwrap();
        let outstanding = own[first].outstanding.fen();
        let Some(guarantor) = of.guarantor else {
            let date = walk.date(own[first].due).unwrap();
            walk.dates[date].0[3] += outstanding;
            if let Some(date) = walk.date(recovered_on) {
                walk.dates[date].0[2] += half_up(outstanding * walk.rate, 100);
            }
            continue;
        };
        let AnyGuarantor { accelerated, after_days, .. } = guarantors[guarantor];
        let call = |(i, it): (usize, &Instalment)| {
            let interest = if i == first && pays { 0 } else { it.interest.fen() };
            let principal = if accelerated { outstanding } else { it.principal.fen() };
            (later(it.due, after_days), interest, principal)
        };
        let last = if accelerated { first + 1 } else { own.len() };
        let calls = own.iter().enumerate().take(last).skip(first).map(call).collect();
        let (paid, principal_paid, is_over) = (0, 0, false);
        late.push(LateLoan {
            number,
            guarantor,
            calls,
            outstanding,
            paid,
            principal_paid,
            recovered_on,
            is_over,
        });
    }
    late.sort_by_key(|loan| loan.number);
    let last = *walk.calculation.last().unwrap();
    for today in day(CLOSING).series(jiff::Span::new().days(1)).take_while(|today| *today <= last) {
        walk.today(today, &mut late);
    }
    walk.dates
}

fn told(projection: &Projection) -> Dates {
    let mut before = [[Money::ZERO; 3]; 2];
    let mut dates = Vec::new();
    for date in &projection.dates {
        let paid = date.collected;
        let collected = [paid.interest, paid.principal, paid.recovery, paid.defaulted].map(Money::fen);
        let mut guarantors = [[0; 3]; 2];
        for (support, recourse) in projection.supports.iter().zip(&date.supports) {
            let number = usize::from(support.by == "H");
            let now = [recourse.drawn, recourse.unanswered, recourse.reimbursed];
            guarantors[number] = [0, 1, 2].map(|i| (now[i] - before[number][i]).fen());
            before[number] = now;
        }
        dates.push((collected, guarantors));
    }
    dates
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn a_pool_pays_what_its_borrowers_and_guarantors_do(
        loans in prop::collection::vec(any_loan(), 1..7),
        guarantors in [any_guarantor(), any_guarantor()],
        recovery in (0_u32..101, 0_u32..7),
    ) {
        let deal = deal(&loans, &guarantors, recovery);
        let mut scenario = Scenario::no_default();
        for (number, of) in loans.iter().enumerate() {
            let instalments = deal.pool.loans()[number].instalments().unwrap();
            let before = instalments.iter().filter(|it| it.due <= day(CLOSING)).count();
            let id = format!("L{number}");
            if let Some((first, pays)) = missed(of, instalments.len() - before) {
                let after = (before + first) as u32;
                scenario = if pays {
                    scenario.with_missed_principal(&id, after)
                } else {
                    scenario.with_default(&id, after)
                };
            }
        }
        for (name, of) in NAMES.iter().zip(&guarantors) {
            if let Some(days) = of.fails_after && deal.supports.iter().any(|support| support.by == *name) {
                scenario = scenario.with_failure(name, later(day(CLOSING), days));
            }
        }
        let projection = deal.clone().resolve().unwrap().project(&scenario).unwrap();
        prop_assert_eq!(told(&projection), recomputed(&deal, &loans, &guarantors, recovery));
        // And what is left performs, or is late.
        let left: i64 = told(&projection).iter().map(|(paid, _)| paid[1] + paid[3]).sum();
        let last = projection.dates.last().unwrap();
        prop_assert_eq!(last.pool.fen() + left, deal.pool.loans().iter().map(|loan| loan.principal.fen()).sum::<i64>());
    }
}
