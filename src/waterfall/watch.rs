//! Events under way: what is tested when, and what it starts.

use super::event::{EventEffect, EventPlan, EventState, PaymentOrder};
use super::plan::{Claim, Plan};
use super::state::{NoteUnpaid, State};
use crate::credit::{Failure, Grade};
use crate::money::Money;
use crate::servicing::Reaction;

/// An event has happened, or was cured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Happening {
    /// The number of the event.
    pub(crate) event: usize,
    pub(crate) happened: bool,
    /// Does it act from the next date on?
    pub(crate) after_payment: bool,
}

impl State {
    /// Has a giver of supports failed by the date that is under way?
    pub(super) fn has_failed(&self, giver: usize) -> bool {
        self.failures.get(giver).is_some_and(|fails| self.date >= *fails)
    }

    /// How a party has been rated by the date that is under way; of several ratings the last.
    pub(super) fn rating(&self, party: usize) -> Option<Grade> {
        let mut own = self.ratings.iter().filter(|rated| rated.party == party && rated.date <= self.date);
        own.next_back().map(|rated| rated.grade)
    }

    /// By giver, when it fails on the path that starts; nothing where no condition asks.
    #[inline]
    pub(crate) fn set_failures(&mut self, failures: &[Failure]) {
        self.failures.clear();
        self.failures.extend(failures.iter().map(|failure| failure.date));
    }

    /// A part of what was left unpaid of some notes on the last date.
    pub(super) fn unpaid_of(&self, notes: &[usize], part: impl Fn(&NoteUnpaid) -> Money) -> Money {
        notes.iter().filter_map(|&note| self.unpaid.get(note)).map(part).sum()
    }

    /// Tests the events of a date before anything is paid, and finds the order by which it pays; tells the events that have
    /// happened or were cured.
    pub(super) fn test_before_payment(&mut self, plan: &Plan, tell: impl FnMut(Happening)) {
        self.test(plan, |_| true, |event| !event.after_payment, tell);
        self.find_order(plan);
    }

    /// Tests the events that add dates on a date that is one only after them: does the plan pay on it?
    pub(super) fn test_between(&mut self, plan: &Plan, tell: impl FnMut(Happening)) -> bool {
        let adds_dates = |event: &EventPlan| event.adds_dates;
        self.test(plan, adds_dates, adds_dates, tell);
        self.find_order(plan);
        // What is unpaid acts from the next date on.
        let acts_now = |event: &EventPlan, state: &EventState| !event.after_payment || state.is_at_once();
        let mut added = plan.events.iter().zip(&self.events).filter(|(event, _)| event.adds_dates);
        added.any(|(event, state)| state.happened && acts_now(event, state))
    }

    /// Is every date one on which the plan pays from the next on?
    pub(super) fn note_added_dates(&mut self, plan: &Plan) {
        let mut all = plan.events.iter().zip(&self.events);
        self.pays_every_date = all.any(|(event, state)| event.adds_dates && state.happened);
    }

    fn find_order(&mut self, plan: &Plan) {
        let happened = plan.events.iter().zip(&self.events).filter(|(_, state)| state.happened);
        let orders = happened.filter_map(|(event, _)| event.effect.order());
        self.order = orders.max().unwrap_or(PaymentOrder::Normal);
    }

    /// Keeps what is left unpaid on a date, and tests the events that ask for that; they act from the next date on.
    pub(super) fn test_after_payment(&mut self, plan: &Plan, date: usize, tell: impl FnMut(Happening)) {
        // In the same space on every date.
        let mut unpaid = std::mem::take(&mut self.unpaid);
        unpaid.clear();
        unpaid.extend((0..self.notes.len()).map(|note| NoteUnpaid {
            interest: self.required(plan, Claim::Interest(note), date),
            expected: self.expected(plan, Claim::Principal(note), date),
            required: self.required(plan, Claim::Principal(note), date),
        }));
        self.unpaid = unpaid;
        self.test(plan, |_| false, |event| event.after_payment, tell);
        self.note_added_dates(plan);
    }

    /// Tests events in their order: what of them is tested at once where that is apart, and the conditions of those that are due.
    fn test(
        &mut self,
        plan: &Plan,
        tests_at_once: impl Fn(&EventPlan) -> bool,
        is_due: impl Fn(&EventPlan) -> bool,
        mut tell: impl FnMut(Happening),
    ) {
        for (number, event) in plan.events.iter().enumerate() {
            if let Some(at_once) = event.at_once.as_ref().filter(|_| tests_at_once(event)) {
                let holds = at_once.holds(self);
                let changed = self.events[number].test_at_once(event, holds);
                self.take_up(changed, (number, event), false, &mut tell);
            }
            if is_due(event) {
                let holds = event.when.holds(self);
                let changed = self.events[number].test(event, holds, self.date);
                self.take_up(changed, (number, event), event.after_payment, &mut tell);
            }
        }
    }

    /// Tells that an event has happened or was cured, if it has or was, and lets collections change by it.
    fn take_up(
        &mut self,
        changed: bool,
        (number, event): (usize, &EventPlan),
        after_payment: bool,
        tell: &mut impl FnMut(Happening),
    ) {
        if changed {
            tell(Happening { event: number, happened: self.events[number].happened, after_payment });
            self.react(event.effect);
        }
    }

    /// An event whose effect lasts has happened: collections change after its date, the first time that one says so.
    fn react(&mut self, effect: EventEffect) {
        let Reaction { redirected_on, stepped_up_on } = &mut self.reaction;
        match effect {
            EventEffect::CollectionStepUp => stepped_up_on.get_or_insert(self.date),
            effect if effect.redirects() => redirected_on.get_or_insert(self.date),
            _ => return,
        };
    }

    /// Has the servicer been removed?
    pub(super) fn is_terminated(&self, plan: &Plan) -> bool {
        let mut happened = plan.events.iter().zip(&self.events).filter(|(_, state)| state.happened);
        happened.any(|(event, _)| event.effect == EventEffect::ServicerTermination)
    }
}
