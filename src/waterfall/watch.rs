//! Events under way: what is tested when, and what it starts.

use super::event::{EventEffect, EventPlan, PaymentOrder};
use super::plan::{Claim, Plan};
use super::state::{NoteUnpaid, State};
use crate::credit::Failure;
use crate::money::Money;
use crate::servicing::Reaction;

impl State {
    /// Has a giver of supports failed by the date that is under way?
    pub(super) fn has_failed(&self, giver: usize) -> bool {
        self.failures.get(giver).is_some_and(|fails| self.date >= *fails)
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
    pub(super) fn test_before_payment(&mut self, plan: &Plan, tell: impl FnMut(usize, bool)) {
        self.test(plan, |event| !event.after_payment, tell);
        self.find_order(plan);
    }

    /// Tests the events that add dates on a date that is one only after them: does the plan pay on it?
    pub(super) fn test_between(&mut self, plan: &Plan, tell: impl FnMut(usize, bool)) -> bool {
        self.test(plan, |event| event.adds_dates, tell);
        self.find_order(plan);
        let mut now = plan.events.iter().zip(&self.events).filter(|(event, _)| !event.after_payment);
        now.any(|(event, state)| event.adds_dates && state.happened)
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
    pub(super) fn test_after_payment(&mut self, plan: &Plan, date: usize, tell: impl FnMut(usize, bool)) {
        // In the same space on every date.
        let mut unpaid = std::mem::take(&mut self.unpaid);
        unpaid.clear();
        unpaid.extend((0..self.notes.len()).map(|note| NoteUnpaid {
            interest: self.required(plan, Claim::Interest(note), date),
            expected: self.expected(plan, Claim::Principal(note), date),
            required: self.required(plan, Claim::Principal(note), date),
        }));
        self.unpaid = unpaid;
        self.test(plan, |event| event.after_payment, tell);
        self.note_added_dates(plan);
    }

    fn test(&mut self, plan: &Plan, is_due: impl Fn(&EventPlan) -> bool, mut tell: impl FnMut(usize, bool)) {
        for (number, event) in plan.events.iter().enumerate() {
            if is_due(event) {
                let holds = event.when.holds(self);
                if self.events[number].test(event, holds, self.date) {
                    tell(number, self.events[number].happened);
                    self.react(event.effect);
                }
            }
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
