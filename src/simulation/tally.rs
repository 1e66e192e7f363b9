//! What a simulation adds up, all of it integers.

use super::SimulationError;
use super::amounts::{Amounts, fen};
use super::flows::Flows;
use super::limits::Limits;
use super::outcome::{Outcome, Roles, Severity};
use crate::deal::ResolvedDeal;
use crate::money::Money;

/// How many of the worst paths are remembered.
pub(super) const WORST: usize = 16;

/// Everything counted over some paths. Its memory is bounded by the deal: `3 × notes + 9` distributions, and two
/// integers for every group, note and date.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Tally {
    pub(super) paths: u64,
    pub(super) notes: Vec<NoteTally>,
    /// Principal and interest unpaid at the end on all notes that are not subordinated.
    pub(super) senior_loss: Amounts,
    /// The loss had nobody stood behind the deal.
    pub(super) senior_loss_alone: Amounts,
    pub(super) called: u64,
    pub(super) unanswered: u64,
    pub(super) drawn: Amounts,
    pub(super) unreimbursed: Amounts,
    pub(super) servicer_received: Amounts,
    pub(super) servicer_unpaid: Amounts,
    pub(super) defaults: Amounts,
    pub(super) defaulted: Amounts,
    pub(super) lost: Amounts,
    pub(super) flows: Flows,
    /// The worst paths, worst first.
    pub(super) worst: Vec<Severity>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct NoteTally {
    /// Principal and interest unpaid at the end.
    pub(super) loss: Amounts,
    /// The loss had nobody stood behind the deal.
    pub(super) loss_alone: Amounts,
    /// Everything its holders received.
    pub(super) received: Amounts,
    /// Paths on which something was not paid on the date it was due.
    pub(super) missed: u64,
}

impl Tally {
    pub(super) fn new(deal: &ResolvedDeal, roles: &Roles) -> Result<Tally, SimulationError> {
        let wrong = |error| SimulationError::CashNotConserved { path: None, error };
        let limits = Limits::of(deal);
        let missed = vec![false; deal.plan().notes.len()];
        // What every amount is on the path without events.
        let usual = Outcome::eventless(deal, roles, &missed);
        let amounts = |usual: Money, most: Money| Amounts::new(fen(usual), fen(most), fen(limits.any));
        let note = |i: usize| NoteTally {
            loss: amounts(usual.note_loss(i), limits.owed(i)),
            loss_alone: amounts(usual.note_loss_alone(i), limits.owed(i)),
            received: amounts(usual.received(i), limits.received(i)),
            missed: 0,
        };
        let seniors: Money = usual.seniors().map(|i| limits.owed(i)).sum();
        let recourse = &usual.state.recourse;
        let loans = deal.collections().schedule().len() as u64;
        Ok(Tally {
            paths: 0,
            notes: (0..deal.plan().notes.len()).map(note).collect(),
            senior_loss: amounts(usual.senior_loss(), seniors),
            senior_loss_alone: amounts(usual.senior_loss_alone(), seniors),
            called: 0,
            unanswered: 0,
            drawn: amounts(recourse.drawn, limits.drawn),
            unreimbursed: amounts(recourse.outstanding(), limits.drawn),
            servicer_received: amounts(usual.servicer_received(), limits.servicer_received(roles)),
            servicer_unpaid: amounts(usual.servicer_unpaid(), limits.servicer_fees(roles)),
            defaults: Amounts::new(0, loans, loans),
            defaulted: amounts(Money::ZERO, limits.pool),
            lost: amounts(Money::ZERO, limits.pool),
            flows: Flows::new(deal).map_err(wrong)?,
            worst: Vec::with_capacity(2 * WORST),
        })
    }

    /// Counts an outcome of so many paths, whose cash flows are in `flows` already.
    #[inline(always)]
    pub(super) fn add(&mut self, outcome: &Outcome<'_>, paths: u64) {
        self.paths += paths;
        for (i, tally) in self.notes.iter_mut().enumerate() {
            tally.loss.add_money(outcome.note_loss(i), paths);
            tally.loss_alone.add_money(outcome.note_loss_alone(i), paths);
            tally.received.add_money(outcome.received(i), paths);
            tally.missed += if outcome.missed[i] { paths } else { 0 };
        }
        self.senior_loss.add_money(outcome.senior_loss(), paths);
        self.senior_loss_alone.add_money(outcome.senior_loss_alone(), paths);
        let recourse = &outcome.state.recourse;
        self.called += if recourse.was_called() { paths } else { 0 };
        self.unanswered += if recourse.unanswered.is_zero() { 0 } else { paths };
        self.drawn.add_money(recourse.drawn, paths);
        self.unreimbursed.add_money(recourse.outstanding(), paths);
        self.servicer_received.add_money(outcome.servicer_received(), paths);
        self.servicer_unpaid.add_money(outcome.servicer_unpaid(), paths);
        self.defaults.add(outcome.defaults as u64, paths);
        self.defaulted.add_money(outcome.loss.defaulted, paths);
        self.lost.add_money(outcome.loss.lost, paths);
    }

    /// Remembers a path if it is among the worst.
    #[inline]
    pub(super) fn remember(&mut self, severity: Severity) {
        if severity.is_bad() && (self.worst.len() < WORST || self.worst.last() < Some(&severity)) {
            let at = self.worst.partition_point(|worse| *worse > severity);
            self.worst.insert(at, severity);
            self.worst.truncate(WORST);
        }
    }

    /// Everything both have counted.
    pub(super) fn merge(mut self, other: &Tally) -> Tally {
        self.paths += other.paths;
        for (note, others) in self.notes.iter_mut().zip(&other.notes) {
            note.loss.merge(&others.loss);
            note.loss_alone.merge(&others.loss_alone);
            note.received.merge(&others.received);
            note.missed += others.missed;
        }
        self.senior_loss.merge(&other.senior_loss);
        self.senior_loss_alone.merge(&other.senior_loss_alone);
        self.called += other.called;
        self.unanswered += other.unanswered;
        self.drawn.merge(&other.drawn);
        self.unreimbursed.merge(&other.unreimbursed);
        self.servicer_received.merge(&other.servicer_received);
        self.servicer_unpaid.merge(&other.servicer_unpaid);
        self.defaults.merge(&other.defaults);
        self.defaulted.merge(&other.defaulted);
        self.lost.merge(&other.lost);
        self.flows.merge(&other.flows);
        other.worst.iter().for_each(|severity| self.remember(*severity));
        self
    }
}
