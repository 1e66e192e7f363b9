//! Coverage (覆盖倍数): the plan's cash over what is due.

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
    steps: &'a [StepPlan],
    /// By step: what is due down to it, itself included.
    down_to: Vec<Dues>,
}

impl<'a> RankedDues<'a> {
    pub(super) fn of(plan: &'a Plan, state: &State, date: usize) -> RankedDues<'a> {
        let steps = plan.steps(state);
        let mut dues = Dues::default();
        // What of a fee an earlier step, up to its cap, pays already.
        let mut counted = vec![Money::ZERO; plan.fees.len()];
        let mut add = |step: &StepPlan| {
            let claims = || step.claims().iter().map(|ranked| ranked.claim);
            let open = |claim: Claim| match claim {
                Claim::Fee(fee) => state.expected(plan, claim, date) - counted[fee],
                _ => state.expected(plan, claim, date),
            };
            let open: Vec<Money> = claims().map(open).collect();
            let most = open.iter().sum::<Money>().min(most(step, state));
            for (claim, due) in claims().zip(most.split(&open)) {
                match claim {
                    Claim::Fee(fee) => {
                        counted[fee] += due;
                        dues.costs += due;
                    }
                    Claim::Vat => dues.costs += due,
                    Claim::Commitment(_) => dues.costs += due,
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
        let down_to = steps.iter().map(&mut add).collect();
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
            let is_it = |claim: Claim| [Claim::Interest(note), Claim::Principal(note)].contains(&claim);
            let dues = self.down_to_last(is_it).sum();
            ClassCoverage { note: written.name.clone(), dues, coverage: ratio(cash, dues) }
        };
        senior.map(of).collect()
    }

    fn down_to_last(&self, is_it: impl Fn(Claim) -> bool) -> Dues {
        let pays_it = |step: &StepPlan| step.claims().iter().any(|ranked| is_it(ranked.claim));
        let last = self.steps.iter().rposition(pays_it);
        last.and_then(|last| self.down_to.get(last)).copied().unwrap_or_default()
    }
}

fn is_senior(plan: &Plan, claim: Claim) -> bool {
    match claim {
        Claim::Interest(note) | Claim::Principal(note) => !plan.notes[note].kind.is_subordinated(),
        _ => false,
    }
}

/// The most that a step pays of what is due. A cap is on fees and on top-ups, and on interest while senior notes are outstanding;
/// principal that is due is not capped.
pub(super) fn most(step: &StepPlan, state: &State) -> Money {
    let is_capped = |ranked: &RankedClaim| match ranked.claim {
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
    cap.map_or(Money::MAX, |cap| cap.now(state))
}
