//! The steps that repay notes, and the rules of those that do so ahead of plan, lockout or maturity.

use super::{At, Ranking};
use crate::waterfall::event::PaymentOrder;
use crate::waterfall::order::{OrderProblem, RankedClaim};
use crate::waterfall::plan::Claim;
use crate::waterfall::repayment::NoteRepayment;
use crate::waterfall::step::{Step, StepKind};

impl Ranking<'_> {
    /// What income leaves repays beside another step, to which supports are left; so does what repays a note ahead.
    pub(super) fn principal(&mut self, notes: &[String], step: &Step, at: At) -> Vec<RankedClaim> {
        let notes = self.notes(notes, at);
        // Ahead all of them take whatever there is.
        if step.ahead {
            return self.note_claims(&notes, Claim::Ahead, |_| &[]);
        }
        self.check_same_way(&notes, at);
        if self.is_turbo(step) {
            return self.note_claims(&notes, Claim::Principal, |_| &[]);
        }
        let claims = self.note_claims(&notes, Claim::Principal, |support| &support.principal_at_maturity);
        claims.iter().for_each(|ranked| self.once(ranked.claim, at));
        claims
    }

    /// Notes of one rank must be repaid in the same way: a pass-through note takes all the cash that a bullet beside it
    /// would keep, and no contract would leave open whose it is.
    fn check_same_way(&mut self, notes: &[usize], at: At) {
        let notes: Vec<_> = notes.iter().map(|&note| &self.payables.notes[note]).collect();
        let differ = notes.windows(2).find(|pair| !pair[0].repayment.is_alike(&pair[1].repayment));
        if let Some([one, other]) = differ {
            self.found.add(at, OrderProblem::MixedRank(one.name.clone(), other.name.clone()));
        }
    }

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
