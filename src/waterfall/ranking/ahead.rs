//! The rules of steps that repay notes ahead of their plan, lockout or maturity.

use super::{At, Ranking};
use crate::waterfall::event::PaymentOrder;
use crate::waterfall::order::OrderProblem;
use crate::waterfall::repayment::NoteRepayment;
use crate::waterfall::step::{Step, StepKind};

impl Ranking<'_> {
    /// Checks that what a step pays ahead is principal, of notes that are not subordinated, from one account, and that cash can reach it.
    pub(super) fn check_ahead(&mut self, step: &Step, at: At) {
        if !step.ahead {
            return;
        }
        let StepKind::Principal(notes) = &step.kind else {
            return self.found.add(at, OrderProblem::NothingAhead);
        };
        let mut notes = notes.iter();
        if let Some(name) = notes.clone().find(|name| self.is_subordinated(name) == Some(true)) {
            self.found.add(at, OrderProblem::SubordinatedAhead(name.clone()));
        }
        if step.from.len() > 1 {
            self.found.add(at, OrderProblem::AheadOfDues);
        }
        if let Some(name) = notes.find(|name| self.is_kept_above(name, step, at)) {
            self.found.add(at, OrderProblem::KeptAbove(name.clone()));
        }
    }

    /// Does a step above keep, of the same cash, all that a bullet is owed?
    fn is_kept_above(&self, name: &str, step: &Step, at: At) -> bool {
        let repayment =
            self.payables.readable.notes.get(name).map(|note| &self.payables.notes[note].repayment);
        let keeps = |above: &Step| match &above.kind {
            StepKind::Principal(notes) => {
                let is_plain = !above.ahead
                    && !self.is_turbo(above)
                    && above.when.is_none()
                    && above.from.first() == step.from.first();
                is_plain && notes.iter().any(|other| other == name)
            }
            _ => false,
        };
        self.of == PaymentOrder::Normal
            && matches!(repayment, Some(NoteRepayment::Bullet { .. }))
            && self.written[..at.1 - 1].iter().any(keeps)
    }
}
