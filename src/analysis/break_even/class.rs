//! A class of notes under the question, and whether it is paid.

use super::question::BreakEven;
use crate::deal::ResolvedDeal;
use crate::money::Money;
use crate::names::NameProblem;
use crate::path::{CashFlowPlan, Events, InParts, Path, Without};
use crate::projection::ScenarioError;
use crate::servicing::Cut;
use crate::waterfall::{CashNotConserved, Plan, Recorder, State};

/// A class of notes, and what happens to it besides.
pub(super) struct Class<'a> {
    pub(super) deal: &'a ResolvedDeal,
    note: usize,
    /// Nobody defaults yet; and nobody stands behind it, if that is asked.
    events: Events,
}

/// How a class is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Paid {
    /// Interest on every date, and all principal in the end.
    pub(super) in_full: bool,
    /// What it is owed in the end.
    pub(super) shortfall: Money,
}

impl<'a> Class<'a> {
    /// # Errors
    /// [`ScenarioError::Unknown`] if the deal has no such note.
    pub(super) fn of(question: &BreakEven, deal: &'a ResolvedDeal) -> Result<Class<'a>, ScenarioError> {
        let notes = &deal.definition().notes;
        let note = notes.iter().position(|note| note.name == question.note).ok_or_else(|| {
            let known = notes.iter().map(|note| note.name.as_str());
            NameProblem::unknown_among("note", &question.note, known)
        })?;
        let masks: &[Without] = if question.with_supports { &[] } else { &[Without::Everybody] };
        Ok(Class { deal, note, events: Events::none(deal.plan()).looking_away(masks, deal.plan()) })
    }

    /// Nobody defaults yet.
    pub(super) fn events(&self) -> Events {
        self.events.clone()
    }

    /// The deal where these parts of the pool default.
    pub(super) fn in_parts(&self, cuts: &[Cut]) -> InParts {
        self.deal.cash.in_parts(cuts, &self.events)
    }

    /// How it is paid where these parts of the pool default.
    pub(super) fn paid_after(&self, cuts: &[Cut]) -> Result<Paid, CashNotConserved> {
        let parts = self.in_parts(cuts);
        self.paid(&parts.cash, &parts.events)
    }

    /// How it is paid where this happens.
    pub(super) fn paid_on(&self, events: &Events) -> Result<Paid, CashNotConserved> {
        self.paid(&self.deal.cash, events)
    }

    fn paid(&self, cash: &CashFlowPlan, events: &Events) -> Result<Paid, CashNotConserved> {
        let mut watch = Watch { note: self.note, misses: false };
        let last = Path::run_whole(cash, events, &mut watch)?;
        Ok(watch.told(&last))
    }
}

/// Keeps whether a note has missed a payment, and nothing else.
struct Watch {
    note: usize,
    misses: bool,
}

impl Recorder for Watch {
    fn closed(&mut self, date: usize, plan: &Plan, state: &State) {
        self.misses |= state.is_missed(plan, self.note, date);
    }
}

impl Watch {
    fn told(&self, last: &State) -> Paid {
        let note = &last.notes[self.note];
        Paid { in_full: !self.misses && note.balance.is_zero(), shortfall: note.balance + note.interest_due }
    }
}
