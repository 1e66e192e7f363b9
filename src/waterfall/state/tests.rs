use super::*;
use crate::ledger::Chart;
use crate::waterfall::Surplus;
use crate::waterfall::plan::Claim;
use crate::waterfall::repayment::NoteKind;

/// Three dates of these notes, and nothing else.
fn plan_of(notes: Vec<NotePlan>) -> Plan {
    Plan {
        dates: 3,
        event_only: Vec::new(),
        legal_final: 2,
        first_maturity: 1,
        chart: Chart { split: false, reserves: 0, parties: 0, notes: notes.len(), bank: false },
        notes,
        fees: Vec::new(),
        vat: PoolTax::Nothing,
        reserves: Vec::new(),
        supports: Vec::new(),
        givers: Vec::new(),
        failing: Vec::new(),
        servicer: None,
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

/// Before its maturity principal may be paid but need not be; interest must be, whenever it has accrued; what is
/// subordinated waits for the rest, and has to be paid never.
#[test]
fn what_may_be_paid_and_what_must_be() {
    let note = |kind, due| NotePlan { amount: Money::from_fen(100), ..NotePlan::due(kind, due) };
    let halves = vec![Money::from_fen(100), Money::from_fen(50), Money::ZERO];
    let by_plan = NotePlan { required_from: 2, ..note(NoteKind::Scheduled(halves), 1) };
    let [pass_through, bullet, sub, scheduled, locked] = [0, 1, 2, 3, 4];
    let plan = plan_of(vec![
        note(NoteKind::PassThrough, 1),
        note(NoteKind::Bullet { matures: 1 }, 1),
        note(NoteKind::Subordinated, 3),
        by_plan,
        NotePlan { unlocked: 1, required_from: 2, ..note(NoteKind::PassThrough, 1) },
    ]);
    let mut state = State::at_closing(&plan, Money::from_fen(300));
    state.notes[sub].interest_due = Money::from_fen(5);
    let mut repaid = state.clone();
    for senior in [pass_through, bullet, scheduled, locked] {
        repaid.settle(&plan, Claim::Principal(senior), Money::from_fen(100));
    }
    for (what, state, claim, date, payable, required) in [
        ("pass-through, before its maturity", &state, Claim::Principal(pass_through), 0, 100, 0),
        ("pass-through, at its maturity", &state, Claim::Principal(pass_through), 1, 100, 100),
        ("pass-through, after it", &state, Claim::Principal(pass_through), 2, 100, 100),
        ("bullet, before its maturity", &state, Claim::Principal(bullet), 0, 0, 0),
        ("bullet, at its maturity", &state, Claim::Principal(bullet), 1, 100, 100),
        ("subordinated, behind the others", &state, Claim::Principal(sub), 2, 0, 0),
        ("subordinated, once they are repaid", &repaid, Claim::Principal(sub), 0, 100, 0),
        ("scheduled, before its first date", &state, Claim::Principal(scheduled), 0, 0, 0),
        ("scheduled, on it, in the tail", &state, Claim::Principal(scheduled), 1, 50, 0),
        (
            "scheduled, on the last date, with what was carried",
            &state,
            Claim::Principal(scheduled),
            2,
            100,
            100,
        ),
        ("locked", &state, Claim::Principal(locked), 0, 0, 0),
        ("at its expected maturity, in the tail", &state, Claim::Principal(locked), 1, 100, 0),
        ("at its legal final maturity", &state, Claim::Principal(locked), 2, 100, 100),
        ("its interest", &state, Claim::Interest(sub), 0, 5, 5),
        ("the residual, while a note is outstanding", &state, Claim::Residual, 2, 0, 0),
    ] {
        let found = (state.payable(&plan, claim, date), state.required(&plan, claim, date));
        assert_eq!(found, (Money::from_fen(payable), Money::from_fen(required)), "{what}");
    }
}

/// Interest of 10 is due, of which 4 has accrued for this date: what is left of both after some payments.
#[test]
fn interest_is_paid_of_arrears_first_or_by_its_parts() {
    use Claim::{Arrears, Current, Interest};
    let plan = plan_of(vec![NotePlan::due(NoteKind::PassThrough, 1)]);
    for (what, payments, expected) in [
        ("nothing paid", &[][..], [4, 6]),
        ("less than the arrears", &[(Interest(0), 5)], [4, 1]),
        ("more than the arrears", &[(Interest(0), 8)], [2, 0]),
        ("of this date", &[(Current(0), 3)], [1, 6]),
        ("of arrears", &[(Arrears(0), 3)], [4, 3]),
        ("all, and then of this date", &[(Interest(0), 8), (Current(0), 1)], [1, 0]),
        ("of this date, and then all", &[(Current(0), 1), (Interest(0), 8)], [1, 0]),
    ] {
        let due = NoteState { interest_due: Money::from_fen(10), ..NoteState::default() };
        let mut state = State { notes: vec![due], current: vec![Money::from_fen(4)], ..State::default() };
        payments.iter().for_each(|(claim, paid)| state.settle(&plan, *claim, Money::from_fen(*paid)));
        let left = [Current(0), Arrears(0)].map(|claim| state.payable(&plan, claim, 0).fen());
        assert_eq!(left, expected, "{what}");
    }
}
