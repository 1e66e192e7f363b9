//! Coverage (覆盖倍数): the plan's cash over what is due.

use std::collections::BTreeMap;

use super::disclosure::ClassCoverage;
use crate::deal::Note;
use crate::money::Money;
use crate::waterfall::{Claim, Plan, RankedClaim, State, StepPlan};

/// How often an amount covers another; `None` where there is nothing to cover.
pub(super) fn ratio(amount: Money, of: Money) -> Option<f64> {
    (of > Money::ZERO).then(|| amount.to_f64() / of.to_f64())
}

/// What is due in some ranks.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Dues {
    /// Taxes and fees, and what liquidity facilities cost and are repaid.
    pub(super) costs: Money,
    /// Interest on the notes that are not subordinated, and principal of theirs that is expected.
    pub(super) senior: Money,
}

impl Dues {
    pub(super) fn sum(self) -> Money {
        self.costs + self.senior
    }
}

/// What is due on a date that nothing has been paid on yet, rank by rank of the order in force.
pub(super) struct RankedDues<'a> {
    plan: &'a Plan,
    /// Those that would be taken as things stand.
    steps: Vec<&'a StepPlan>,
    /// By step: what is due down to it, itself included.
    down_to: Vec<Dues>,
}

impl<'a> RankedDues<'a> {
    pub(super) fn of(plan: &'a Plan, state: &State, date: usize) -> RankedDues<'a> {
        let steps: Vec<&StepPlan> = plan.steps(state).iter().filter(|step| step.applies(state)).collect();
        let mut dues = Dues::default();
        // What of a claim an earlier step, up to its cap or under its condition, pays already.
        let mut counted: BTreeMap<Claim, Money> = BTreeMap::new();
        let mut add = |step: &StepPlan| {
            let claims = || step.claims().iter().flat_map(|ranked| ranked.claim.parts());
            let open = |claim: Claim| {
                state.expected(plan, claim, date) - counted.get(&claim).copied().unwrap_or_default()
            };
            let open: Vec<Money> = claims().map(open).collect();
            let due = open.iter().sum();
            let most = most(step, state, due).min(due);
            for (claim, due) in claims().zip(most.split(&open)) {
                *counted.entry(claim).or_default() += due;
                match claim {
                    Claim::Fee(_) | Claim::Vat | Claim::Commitment(_) => dues.costs += due,
                    Claim::Return(support) | Claim::Reimbursement(support)
                        if plan.supports[support].is_facility() =>
                    {
                        dues.costs += due;
                    }
                    _ if is_senior(plan, claim) => dues.senior += due,
                    _ => {}
                }
            }
            dues
        };
        let down_to = steps.iter().map(|step| add(step)).collect();
        RankedDues { plan, steps, down_to }
    }

    /// Down to the last step that pays any note which is not subordinated.
    pub(super) fn of_seniors(&self) -> Dues {
        self.down_to_last(|claim| is_senior(self.plan, claim))
    }

    /// How often cash covers what is due down to each class that is not subordinated, itself included.
    pub(super) fn coverage(&self, cash: Money, notes: &[Note]) -> Vec<ClassCoverage> {
        let senior =
            notes.iter().enumerate().filter(|(note, _)| !self.plan.notes[*note].kind.is_subordinated());
        let of = |(note, written): (usize, &Note)| {
            let is_it =
                |claim: Claim| [Claim::Interest(note), Claim::Principal(note)].contains(&claim.whole());
            let dues = self.down_to_last(is_it).sum();
            ClassCoverage { note: written.name.clone(), dues, coverage: ratio(cash, dues) }
        };
        senior.map(of).collect()
    }

    fn down_to_last(&self, is_it: impl Fn(Claim) -> bool) -> Dues {
        let pays_it = |step: &StepPlan| step.claims().iter().any(|ranked| is_it(ranked.claim));
        let last = self.steps.iter().rposition(|step| pays_it(step));
        last.and_then(|last| self.down_to.get(last)).copied().unwrap_or_default()
    }
}

fn is_senior(plan: &Plan, claim: Claim) -> bool {
    match claim.whole() {
        Claim::Interest(note) | Claim::Principal(note) => !plan.notes[note].kind.is_subordinated(),
        _ => false,
    }
}

/// The most that a step pays of what is due. A cap is on fees and on top-ups, and on interest while senior notes are outstanding;
/// principal that is due is not capped. One that is not taken now pays nothing.
pub(super) fn most(step: &StepPlan, state: &State, due: Money) -> Money {
    let most = |part: &StepPlan| most_of(part, state, due);
    if step.applies(state) { step.parts().iter().map(most).sum() } else { Money::ZERO }
}

fn most_of(step: &StepPlan, state: &State, due: Money) -> Money {
    let is_capped = |ranked: &RankedClaim| match ranked.claim.whole() {
        Claim::Fee(_) => true,
        Claim::Interest(_) => !state.senior.is_zero(),
        _ => false,
    };
    let cap = match step {
        StepPlan::Pay(_, funds) | StepPlan::Share(_, funds) if step.claims().iter().all(is_capped) => {
            funds.cap.as_ref()
        }
        StepPlan::TopUp { cap, .. } => cap.as_ref(),
        _ => None,
    };
    cap.map_or(Money::MAX, |cap| cap.of_step(state, due))
}
