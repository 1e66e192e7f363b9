//! Events from their words: what is tested when, and by which order the plan pays then.

use abs_waterfall::deal::Step;
use abs_waterfall::waterfall::{Amount, Condition, Event, EventEffect, Gauge, PaymentOrder};

use crate::books::{Books, interest};

impl<'a> Books<'a> {
    /// The steps by which the plan pays now.
    pub(crate) fn steps(&self) -> &'a [Step] {
        match self.order {
            PaymentOrder::Accelerated => &self.deal.orders.accelerated,
            PaymentOrder::Default => &self.deal.orders.default,
            PaymentOrder::Liquidation => &self.deal.orders.liquidation,
            _ => &self.deal.waterfall,
        }
    }

    /// Tests the events of a date, before or after its payment. Once the plan has ended none happens.
    pub(crate) fn test_events(&mut self, k: usize, after: bool) {
        self.k = k;
        if self.ended.is_some() || self.deal.events.is_empty() {
            return;
        }
        if after {
            let notes = self.deal.notes.iter().map(|note| note.name.clone());
            self.unpaid = notes.map(|note| (note.clone(), self.left_unpaid(&note, k))).collect();
        }
        for (number, event) in self.deal.events.iter().enumerate() {
            if !after {
                self.test_at_once(number, event, k);
            }
            if is_of_unpaid(&event.when) == after {
                self.test_event(number, event, k);
            }
        }
        if !after {
            self.find_order();
            self.merge();
        }
    }

    /// Asks the events that add dates on a date that is paid only after them: is it paid?
    pub(crate) fn pays_in_between(&mut self, k: usize) -> bool {
        self.k = k;
        if self.ended.is_some() {
            return false;
        }
        for (number, event) in self.deal.events.iter().enumerate().filter(|(_, event)| event.adds_dates) {
            self.test_at_once(number, event, k);
            self.test_event(number, event, k);
        }
        let mut happened = self.deal.events.iter().zip(&self.events).filter(|(event, _)| event.adds_dates);
        let pays =
            happened.any(|(event, told)| told.happened && (told.at_once || !is_of_unpaid(&event.when)));
        self.pays_every_date = !pays && self.has_added_dates();
        pays
    }

    /// The date on which an event with one of these effects first happened.
    pub(crate) fn first_with(&self, effects: &[EventEffect]) -> Option<usize> {
        let is_it = |name: &str| {
            self.deal.events.iter().any(|event| event.name == name && effects.contains(&event.effect))
        };
        self.told.iter().find(|(name, happened, _)| *happened && is_it(name)).map(|(_, _, k)| *k)
    }

    /// Has an event happened that adds dates?
    pub(crate) fn has_added_dates(&self) -> bool {
        let mut all = self.deal.events.iter().zip(&self.events);
        all.any(|(event, told)| told.happened && event.adds_dates)
    }

    fn find_order(&mut self) {
        let happened = self.deal.events.iter().zip(&self.events).filter(|(_, told)| told.happened);
        let effects: Vec<EventEffect> = happened.map(|(event, _)| event.effect).collect();
        let has = |effect| effects.contains(&effect);
        self.order = match () {
            () if has(EventEffect::Liquidation) => PaymentOrder::Liquidation,
            () if has(EventEffect::Default) => PaymentOrder::Default,
            () if has(EventEffect::Acceleration) => PaymentOrder::Accelerated,
            () => PaymentOrder::Normal,
        };
    }

    fn left_unpaid(&self, note: &str, k: usize) -> [crate::days::Yuan; 3] {
        let due = self.due(note, k);
        let [expected, required] = [self.is_expected(note, k), self.is_required(note, k)];
        let none = crate::days::Yuan::ZERO;
        let owed = if self.requires_interest(note, k) { self.owed(&interest(note)) } else { none };
        [owed, if expected { due } else { none }, if required { due } else { none }]
    }

    fn test_event(&mut self, number: usize, event: &Event, k: usize) {
        let [_, asked] = parts(&event.when);
        let holds = asked.iter().any(|one| self.holds(one));
        let since = if holds { self.events[number].since.or(Some(k)) } else { None };
        let late = |since: usize| {
            let days = (self.periods[k].payment - self.periods[since].payment).get_days();
            days >= event.grace_days as i32
        };
        let counted =
            |since: usize| self.periods[since..=k].iter().filter(|period| !period.event_only).count();
        let in_a_row = |since: usize| counted(since) >= event.for_dates as usize || event.for_dates == 1;
        let is_late = since.is_some_and(|since| late(since) && in_a_row(since));
        let told = &mut self.events[number];
        (told.since, told.is_late) = (since, is_late);
        self.find_whether(number, event, k);
    }

    /// Where any condition is enough, those that do not ask what is unpaid need not wait for those that do.
    fn test_at_once(&mut self, number: usize, event: &Event, k: usize) {
        let [at_once, _] = parts(&event.when);
        self.events[number].at_once = at_once.iter().any(|one| self.holds(one));
        self.find_whether(number, event, k);
    }

    fn find_whether(&mut self, number: usize, event: &Event, k: usize) {
        let told = &mut self.events[number];
        let before = told.happened;
        told.happened = told.is_late || told.at_once || (before && !event.curable);
        if told.happened != before {
            let now = told.happened;
            self.told.push((event.name.clone(), now, k));
        }
    }
}

/// How an event stands.
#[derive(Clone, Copy, Default)]
pub(crate) struct Told {
    pub(crate) happened: bool,
    since: Option<usize>,
    is_late: bool,
    at_once: bool,
}

/// What of an event can be asked before anything is paid, where some of several that are each enough can and some cannot; and the rest.
fn parts(when: &Condition) -> [Vec<&Condition>; 2] {
    let (late, now): (Vec<_>, Vec<_>) = alternatives(when).into_iter().partition(|one| is_of_unpaid(one));
    if late.is_empty() || now.is_empty() { [Vec::new(), vec![when]] } else { [now, late] }
}

/// Is any of several conditions enough, of which some ask what is unpaid?
pub(crate) fn is_mixed(when: &Condition) -> bool {
    !parts(when)[0].is_empty()
}

fn alternatives(when: &Condition) -> Vec<&Condition> {
    match when {
        Condition::Any(all) => all.iter().flat_map(alternatives).collect(),
        one => vec![one],
    }
}

/// Does a condition ask what is unpaid?
fn is_of_unpaid(condition: &Condition) -> bool {
    match condition {
        Condition::AtLeast(both) => both.iter().any(reads_unpaid),
        Condition::Ratio { of, to, .. } => [of, to].into_iter().any(is_unpaid),
        Condition::Not(one) => is_of_unpaid(one),
        Condition::All(all) | Condition::Any(all) => all.iter().any(is_of_unpaid),
        _ => false,
    }
}

fn reads_unpaid(amount: &Amount) -> bool {
    match amount {
        Amount::Share(share) => is_unpaid(&share.of),
        Amount::Sum(all) | Amount::Min(all) | Amount::Max(all) => all.iter().any(reads_unpaid),
        Amount::Less(both) => both.iter().any(reads_unpaid),
        _ => false,
    }
}

fn is_unpaid(gauge: &Gauge) -> bool {
    matches!(gauge, Gauge::UnpaidInterest(_) | Gauge::UnpaidPrincipal(_) | Gauge::MissedPrincipal(_))
}
