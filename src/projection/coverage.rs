//! Coverage (覆盖倍数): the plan's cash over what is due.

use crate::money::Money;
use crate::waterfall::{Claim, Plan, RankedClaim, State, StepPlan};

/// How often an amount covers another; `None` where there is nothing to cover.
pub(super) fn ratio(amount: Money, of: Money) -> Option<f64> {
    (of > Money::ZERO).then(|| amount.to_f64() / of.to_f64())
}

/// What is due in the ranks down to the last note that is not subordinated: taxes and fees, and what these notes are due.
pub(super) fn dues(plan: &Plan, state: &State, date: usize) -> (Money, Money) {
    let is_senior = |claim: Claim| match claim {
        Claim::Interest(note) | Claim::Principal(note) => !plan.notes[note].kind.is_subordinated(),
        _ => false,
    };
    let is_cost = |claim: Claim| matches!(claim, Claim::Vat | Claim::Fee(_));
    let holds_senior = |step: &StepPlan| step.claims().iter().any(|ranked| is_senior(ranked.claim));
    let steps = plan.steps(state);
    let last = steps.iter().rposition(holds_senior).map_or(0, |last| last + 1);
    let (mut costs, mut senior) = (Money::ZERO, Money::ZERO);
    // What of a fee an earlier step, up to its cap, pays already.
    let mut counted = vec![Money::ZERO; plan.fees.len()];
    for step in &steps[..last] {
        let claims = || step.claims().iter().map(|ranked| ranked.claim);
        let open = |claim: Claim| match claim {
            Claim::Fee(fee) => state.expected(plan, claim, date) - counted[fee],
            _ => state.expected(plan, claim, date),
        };
        let open: Vec<Money> = claims().map(open).collect();
        let most = open.iter().sum::<Money>().min(most(step, state));
        for (claim, due) in claims().zip(most.split(&open)) {
            if let Claim::Fee(fee) = claim {
                counted[fee] += due;
            }
            if is_cost(claim) {
                costs += due;
            } else if is_senior(claim) {
                senior += due;
            }
        }
    }
    (costs, senior)
}

/// The most that a step pays of what is due: a cap is on fees, as principal that is due is not capped.
fn most(step: &StepPlan, state: &State) -> Money {
    let is_fee = |ranked: &RankedClaim| matches!(ranked.claim, Claim::Fee(_));
    match step {
        StepPlan::Pay(_, funds) | StepPlan::Share(_, funds) if step.claims().iter().all(is_fee) => {
            funds.cap.as_ref().map_or(Money::MAX, |cap| cap.now(state))
        }
        _ => Money::MAX,
    }
}
