//! The steps of a date as they are taken: what was due in each, what it paid, and what is short.

use super::coverage::most;
use super::disclosure::StepDate;
use crate::deal::{Deal, Step};
use crate::money::Money;
use crate::waterfall::{PaymentOrder, Plan, Reason, State, StepKind, StepPlan, Transfer};

/// The steps of the date under way.
#[derive(Default)]
pub(super) struct Steps {
    taken: Vec<StepDate>,
    /// Of the step under way: the most that it pays of what is due, and what it has paid.
    most: Money,
    paid: Money,
}

impl Steps {
    /// A step is about to be taken. A written step that the engine takes in parts is told as one.
    pub(super) fn open(&mut self, step: &StepPlan, number: usize, deal: &Deal, plan: &Plan, state: &State) {
        let due = due(step, plan, state);
        (self.most, self.paid) = (most(step, state, due), Money::ZERO);
        let due = due.min(self.most);
        let Some((number, written)) = written(deal, state, number) else { return };
        match self.taken.last_mut().filter(|last| last.number == number) {
            Some(last) => last.due += due,
            None => self.taken.push(StepDate {
                number,
                step: written.to_string(),
                due,
                paid: Money::ZERO,
                short: Money::ZERO,
            }),
        }
    }

    /// Money has moved.
    pub(super) fn moved(&mut self, transfer: Transfer) {
        if matches!(
            transfer.reason,
            Reason::Paid(_) | Reason::ToppedUp(_) | Reason::Released(_) | Reason::MadeGood
        ) {
            self.paid += transfer.amount;
        }
    }

    /// The step has been taken.
    pub(super) fn close(&mut self, step: &StepPlan, plan: &Plan, state: &State) {
        let short = due(step, plan, state).min(self.most - self.paid);
        if let Some(last) = self.taken.last_mut() {
            last.paid += self.paid;
            last.short += short;
        }
    }

    /// Those of the date, which is over.
    pub(super) fn take(&mut self) -> Vec<StepDate> {
        std::mem::take(&mut self.taken)
    }
}

/// What moved for such reasons.
pub(super) fn today(transfers: &[Transfer], matches: impl Fn(Reason) -> bool) -> Money {
    transfers.iter().filter(|transfer| matches(transfer.reason)).map(|transfer| transfer.amount).sum()
}

/// What is due in a step now.
fn due(step: &StepPlan, plan: &Plan, state: &State) -> Money {
    let expected = || step.claims().iter().map(|ranked| state.expected(plan, ranked.claim, state.date)).sum();
    match step {
        StepPlan::When(_) => step.parts().iter().map(|part| due(part, plan, state)).sum(),
        StepPlan::TopUp { reserve, .. } => {
            plan.reserves[*reserve].lacks(state, state.date >= plan.legal_final)
        }
        StepPlan::MakeGood => state.owed_while_outstanding(),
        StepPlan::Release { .. } | StepPlan::FreePrincipal => Money::ZERO,
        StepPlan::Pay(..) | StepPlan::Share(..) => expected(),
    }
}

/// The step of the order in force, with its number from 1, that the engine's step of this index is a part of.
fn written<'a>(deal: &'a Deal, state: &State, index: usize) -> Option<(usize, &'a Step)> {
    let steps = deal.steps(state.order);
    // In a split account the last step of principal has one more part: what no note needs any more is income.
    let split = deal.accounts.split.as_ref().filter(|_| state.order == PaymentOrder::Normal);
    let is_principal = |step: &Step| matches!(step.kind, StepKind::Principal(_));
    let last =
        split.and_then(|split| steps.iter().rposition(|step| is_principal(step) && !step.is_turbo(split)));
    let parts = |number: usize, step: &Step| step.parts() + usize::from(last == Some(number - 1));
    let in_parts =
        |(number, step): (usize, &'a Step)| std::iter::repeat_n((number, step), parts(number, step));
    (1..).zip(steps).flat_map(in_parts).nth(index)
}
