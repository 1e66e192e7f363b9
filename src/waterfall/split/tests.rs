use super::*;
use crate::ledger::Chart;
use crate::waterfall::order::{Covers, RankedClaim};
use crate::waterfall::plan::Claim;

fn fen(fen: i64) -> Money {
    Money::from_fen(fen)
}

/// What is in the ledgers, and what income owes principal.
fn state([income, principal, owed]: [i64; 3]) -> State {
    let chart = Chart { split: true, reserves: 0, parties: 0, notes: 1, bank: false };
    let mut state = State { ledger: crate::ledger::Ledger::new(chart), ..State::default() };
    state.ledger.transfer(AccountId::BORROWERS, AccountId::INCOME, fen(income));
    state.ledger.transfer(AccountId::BORROWERS, AccountId::PRINCIPAL, fen(principal));
    state.owed_to_principal = Some(fen(owed));
    (state.outstanding, state.senior) = (fen(100), fen(70));
    state
}

fn split(recoveries: SplitRecoveries) -> SplitPlan {
    SplitPlan { recoveries, merged: Vec::new() }
}

/// A period collects 40 of principal, and what defaults is owed before anything is recovered.
#[test]
fn what_is_collected_and_what_is_owed_then() {
    use SplitRecoveries::{Income, Principal};
    // Owed before; defaulted, recovered; then to principal, and owed.
    for (recoveries, owed, defaulted, recovery, principal, after) in [
        (Income, 0, 0, 0, 40, 0),
        (Income, 0, 30, 0, 40, 30),
        (Income, 5, 30, 20, 40, 35),
        (Income, 0, 0, 20, 40, 0),
        (Principal, 5, 30, 20, 60, 15),
        (Principal, 5, 30, 35, 75, 0),
        (Principal, 5, 30, 50, 75, 0),
        (Principal, 0, 0, 20, 40, 0),
    ] {
        let collected = Collected {
            interest: fen(9),
            principal: fen(40),
            recovery: fen(recovery),
            defaulted: fen(defaulted),
            accrued: Money::ZERO,
        };
        let mut state = state([0, 0, owed]);
        let to_principal = state.allocate(&split(recoveries), &collected);
        let what = format!("{recoveries:?}: {owed} owed, {defaulted} defaulted, {recovery} recovered");
        assert_eq!((to_principal, state.owed_to_principal), (fen(principal), Some(fen(after))), "{what}");
    }
}

#[test]
fn income_makes_good_what_it_owes_as_far_as_it_reaches() {
    for (income, owed, good) in [(0, 30, 0), (20, 30, 20), (30, 30, 30), (50, 30, 30), (50, 0, 0)] {
        assert_eq!(state([income, 5, owed]).to_make_good(), fen(good), "{income} of income, {owed} owed");
    }
    let repaid = State { outstanding: Money::ZERO, ..state([20, 5, 30]) };
    assert_eq!(repaid.to_make_good(), Money::ZERO, "no note is outstanding");
}

/// Only what principal itself has paid is owed; and in an account that is not split the same place is another account.
#[test]
fn what_principal_pays_for_income_is_owed_to_it() {
    for (account, paid, owed) in [
        (AccountId::PRINCIPAL, 7, Some(fen(37))),
        (AccountId::INCOME, 7, Some(fen(30))),
        (AccountId::PLAN, 7, Some(fen(30))),
    ] {
        let mut state = state([0, 50, 30]);
        state.owe_principal(account, fen(paid));
        assert_eq!(state.owed_to_principal, owed, "{account:?}");
    }
    let mut one = State { owed_to_principal: None, ..state([0, 50, 30]) };
    one.owe_principal(AccountId::PRINCIPAL, fen(7));
    assert_eq!(one.owed_to_principal, None);
}

/// The plan account stands in the place of both ledgers, once.
#[test]
fn the_order_of_one_account_is_that_of_both() {
    let [plan, income, principal] = [AccountId::PLAN, AccountId::INCOME, AccountId::PRINCIPAL];
    let reserve = Chart { split: true, reserves: 1, parties: 0, notes: 1, bank: false }.reserve(0);
    let ranked = RankedClaim { claim: Claim::Vat, payee: plan, covers: Covers::default() };
    for (source, further, after) in [
        (income, vec![reserve, principal], (plan, vec![reserve])),
        (principal, vec![reserve], (plan, vec![reserve])),
        (reserve, vec![income], (reserve, vec![plan])),
    ] {
        let funds = Funds { further, ..Funds::of(source) };
        let merged = StepPlan::Pay(ranked, funds).merged();
        let StepPlan::Pay(_, funds) = merged else { panic!("{merged:?}") };
        assert_eq!((funds.source, funds.further), after);
    }
}
