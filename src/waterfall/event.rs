//! Events (触发事件) and the orders of payment that they start: as written, as the engine sees them, and the way from one to the
//! other.

use std::fmt;

use thiserror::Error;

use super::amount::FormulaProblem;
use super::condition::{Condition, ConditionPlan};
use super::gauge::Readable;
use crate::calendar::{Date, PaymentPeriod};
use crate::found::Found;
use crate::names::NameProblem;
use crate::place::Place;

/// Something that may happen while a deal runs, and what it does.
///
/// A condition is tested on every distribution date once the cash of the period has come in and before anything is paid, so
/// that it acts on that date's own payment. One that asks what is unpaid is tested once everything has been paid and the
/// supports have been called, and acts from the next date on.
///
/// Acceleration once 5 % of the pool has defaulted:
///
/// ```
/// use abs_waterfall::waterfall::{Condition, Event, EventEffect, Gauge};
/// let losses = Condition::Ratio { of: Gauge::Defaulted, to: Gauge::OpeningPool, at_least: "5%".parse()? };
/// let event = Event::new("cumulative default rate", losses, EventEffect::Acceleration);
/// assert!(!event.curable);
/// # Ok::<(), abs_waterfall::RateError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
#[doc(alias = "触发事件")]
#[non_exhaustive]
pub struct Event {
    /// Its name, unique among the events.
    pub name: String,
    /// When it happens. What is unpaid is known only once a date has been paid, and acts from the next date on; all else is asked before,
    /// and acts on the date's own payment. Where `any` lists both, each is asked in its own time.
    pub when: Condition,
    /// What it does.
    pub effect: EventEffect,
    /// Does it end once its condition no longer holds? If not, it lasts.
    #[cfg_attr(feature = "serde", serde(default))]
    pub curable: bool,
    /// For how many days what is unpaid may stay so before it happens; for conditions that ask what is unpaid alone.
    #[doc(alias = "宽限期")]
    #[cfg_attr(feature = "serde", serde(default))]
    #[cfg_attr(feature = "schema", schemars(extend("x-unit" = "days")))]
    pub grace_days: u32,
    /// On how many distribution dates in a row its condition must hold before it happens (连续若干期): on the last of them. Dates that only an
    /// event adds are not counted.
    #[doc(alias = "连续")]
    #[cfg_attr(feature = "serde", serde(default = "once", skip_serializing_if = "is_once"))]
    #[cfg_attr(feature = "schema", schemars(example = 2, extend("default" = 1, "x-unit" = "dates")))]
    pub for_dates: u32,
    /// Does the deal pay on its dates `after_event` from then on? It is then asked on all of them. For events that last alone.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "std::ops::Not::not"))]
    #[cfg_attr(feature = "schema", schemars(extend("x-default" = "false")))]
    pub adds_dates: bool,
}

/// What an event does. Where several have happened, that of the last kind here decides.
///
/// ```
/// use abs_waterfall::waterfall::EventEffect;
/// assert_eq!(EventEffect::Perfection.order(), None);
/// assert!(EventEffect::Liquidation > EventEffect::Acceleration);
/// assert_eq!(EventEffect::Default.to_string(), "event of default");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "kebab-case", deny_unknown_fields)
)]
#[non_exhaustive]
pub enum EventEffect {
    /// It is told, and changes no payment.
    Notice,
    /// The servicer sweeps more often from the next day on (加速归集), as `servicing.stepped_up` says; what it holds goes with the next
    /// such sweep.
    #[doc(alias = "加速归集事件")]
    CollectionStepUp,
    /// Borrowers are told to pay the plan (权利完善), and do so after the lag of `servicing.failure`.
    #[doc(alias = "权利完善事件")]
    Perfection,
    /// The servicer is removed (解任): borrowers pay the plan as after perfection, and the backup servicer's fee is charged from the
    /// next date on.
    #[doc(alias = "资产服务机构解任事件")]
    ServicerTermination,
    /// Payments go by the accelerated order (加速清偿).
    #[doc(alias = "加速清偿事件")]
    Acceleration,
    /// Payments go by the order after default (违约事件).
    #[doc(alias = "违约事件")]
    Default,
    /// Payments go by the order of liquidation (提前终止).
    #[doc(alias = "提前终止事件")]
    Liquidation,
}

/// By which order the plan pays on a date.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum PaymentOrder {
    /// That of the deal without an event.
    #[default]
    Normal,
    /// That after acceleration.
    Accelerated,
    /// That after an event of default.
    Default,
    /// That of liquidation.
    Liquidation,
}

impl Event {
    /// An event that lasts once it has happened, without grace.
    #[must_use]
    pub fn new(name: &str, when: Condition, effect: EventEffect) -> Event {
        let (curable, grace_days, for_dates, adds_dates) = (false, 0, 1, false);
        Event { name: name.into(), when, effect, curable, grace_days, for_dates, adds_dates }
    }

    /// The same event, which happens once its condition has held on so many distribution dates in a row.
    #[must_use]
    pub fn for_dates(self, for_dates: u32) -> Event {
        Event { for_dates, ..self }
    }

    /// The same event, which ends once its condition no longer holds.
    #[must_use]
    pub fn curable(self) -> Event {
        Event { curable: true, ..self }
    }

    /// The same event, after which the deal pays on more dates.
    #[must_use]
    pub fn adding_dates(self) -> Event {
        Event { adds_dates: true, ..self }
    }

    /// The same event, before which what is unpaid may stay so for some days.
    #[must_use]
    pub fn with_grace(self, grace_days: u32) -> Event {
        Event { grace_days, ..self }
    }
}

#[cfg(feature = "serde")]
fn once() -> u32 {
    1
}

#[cfg(feature = "serde")]
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
fn is_once(dates: &u32) -> bool {
    *dates == 1
}

impl EventEffect {
    /// The order of payment that it starts; `None` of one that starts none.
    pub fn order(self) -> Option<PaymentOrder> {
        match self {
            EventEffect::Notice
            | EventEffect::CollectionStepUp
            | EventEffect::Perfection
            | EventEffect::ServicerTermination => None,
            EventEffect::Acceleration => Some(PaymentOrder::Accelerated),
            EventEffect::Default => Some(PaymentOrder::Default),
            EventEffect::Liquidation => Some(PaymentOrder::Liquidation),
        }
    }

    /// Do borrowers pay the plan from then on?
    pub(crate) fn redirects(self) -> bool {
        matches!(self, EventEffect::Perfection | EventEffect::ServicerTermination)
    }

    /// Does it change when and how collections reach the plan?
    pub(crate) fn changes_collections(self) -> bool {
        self.redirects() || self == EventEffect::CollectionStepUp
    }
}

impl From<&Event> for Place {
    fn from(event: &Event) -> Place {
        Place::Event(event.name.clone())
    }
}

/// In words, as in a report.
impl fmt::Display for EventEffect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            EventEffect::Notice => "notice",
            EventEffect::CollectionStepUp => "collection step-up",
            EventEffect::Perfection => "perfection",
            EventEffect::ServicerTermination => "servicer termination",
            EventEffect::Acceleration => "acceleration",
            EventEffect::Default => "event of default",
            EventEffect::Liquidation => "liquidation",
        })
    }
}

/// In words, as in a report: "accelerated".
impl fmt::Display for PaymentOrder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            PaymentOrder::Normal => "normal",
            PaymentOrder::Accelerated => "accelerated",
            PaymentOrder::Default => "default",
            PaymentOrder::Liquidation => "liquidation",
        })
    }
}

/// What is wrong with an event.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum EventProblem {
    /// It names what there is not.
    #[error(transparent)]
    Name(#[from] NameProblem),
    /// Its condition is no formula.
    #[error(transparent)]
    Formula(#[from] FormulaProblem),
    /// It starts what there is not.
    #[error("it starts the {0} order of payment, and the deal has none: list its steps under `orders`")]
    NoOrder(PaymentOrder),
    /// Grace for what is not late.
    #[error(
        "grace is for what is unpaid, and its condition asks for nothing that is: leave `grace_days` out"
    )]
    NoGrace,
    /// Too many dates in a row, or none.
    #[error(
        "its condition must hold on {for_dates} date(s) in a row, and the deal has {dates}: write at least 1 and no more than these"
    )]
    InARow {
        /// So many in a row.
        for_dates: u32,
        /// How many there are.
        dates: usize,
    },
    /// Dates in a row for what is asked twice on each.
    #[error(
        "what is unpaid is asked after payment and the rest before, so that it is not known what holds in a row: write two events, or \
         leave `for_dates` out"
    )]
    MixedInARow,
    /// More dates for a while.
    #[error("it adds dates, and is curable: leave `curable` out, as the dates cannot be taken back")]
    CurableDates,
    /// What cannot be taken back.
    #[error("its effect lasts, and it is curable: leave `curable` out, as collections stay as it made them")]
    CurableCollections,
    /// Borrowers are told to pay the plan, and nothing says how soon they do.
    #[error(
        "it lets borrowers pay the plan, and the deal does not say how soon: add `[servicing.failure]` to it"
    )]
    NoRedirection,
    /// More sweeps that there are not.
    #[error(
        "it lets the servicer sweep more often, and the deal does not say how often: add `stepped_up` to `[servicing]`"
    )]
    NoStepUp,
    /// More dates that there are not.
    #[error("it adds dates, and the deal has none to add: list them under `dates.after_event`")]
    NoDatesToAdd,
}

/// An event, resolved.
#[derive(Clone, Debug)]
pub(crate) struct EventPlan {
    pub(crate) when: ConditionPlan,
    /// Of an event any of whose conditions lets it happen, and of which some ask what is unpaid and some do not: those that do not. They
    /// are tested before anything is paid, and `when` are the others.
    pub(crate) at_once: Option<ConditionPlan>,
    pub(crate) effect: EventEffect,
    pub(crate) curable: bool,
    /// Is it tested once everything has been paid?
    pub(crate) after_payment: bool,
    /// Is every date one on which the deal pays from then on?
    pub(crate) adds_dates: bool,
    /// By date since which its condition has held: the first date on which it then happens; past the last if on none.
    happens: Vec<usize>,
}

impl EventPlan {
    /// Does it happen on the first date if its condition holds on it?
    pub(super) fn may_happen_first(&self) -> bool {
        self.happens.first() == Some(&0)
    }

    /// All that lets it happen.
    pub(super) fn conditions(&self) -> impl Iterator<Item = &ConditionPlan> {
        std::iter::once(&self.when).chain(&self.at_once)
    }
}

/// How far an event has come on a path.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct EventState {
    /// The date since which its condition has held.
    since: Option<usize>,
    /// Has that been so for long enough?
    holds: bool,
    /// Does one of those that are tested before anything is paid hold, where they are apart?
    at_once: bool,
    /// Has it happened, and not been cured?
    pub(crate) happened: bool,
}

impl Event {
    /// Binds its names, and its grace to dates; `None` after an error.
    pub(crate) fn resolve(
        &self,
        names: Readable<'_>,
        periods: &[PaymentPeriod],
        found: &mut Found<EventProblem>,
    ) -> Option<EventPlan> {
        let (at_once, when) = self.when.resolve(0, self, names, found)?.part_unpaid();
        let after_payment = when.asks_unpaid();
        if self.grace_days > 0 && !after_payment {
            found.add(self, EventProblem::NoGrace);
        }
        let counted = periods.iter().filter(|period| !period.event_only).count();
        if !periods.is_empty() && !(1..=counted).contains(&(self.for_dates as usize)) {
            found.add(self, EventProblem::InARow { for_dates: self.for_dates, dates: counted });
        }
        if self.for_dates > 1 && at_once.is_some() {
            found.add(self, EventProblem::MixedInARow);
        }
        if self.effect.changes_collections() && self.curable {
            found.add(self, EventProblem::CurableCollections);
        }
        if self.adds_dates && self.curable {
            found.add(self, EventProblem::CurableDates);
        }
        if self.adds_dates && !periods.is_empty() && !periods.iter().any(|period| period.event_only) {
            found.add(self, EventProblem::NoDatesToAdd);
        }
        let happens = |(date, since): (usize, &PaymentPeriod)| {
            let in_a_row = last_in_a_row(date, self.for_dates, periods);
            let graced = first_after(since.payment, self.grace_days, periods);
            graced.max(in_a_row).max(date)
        };
        let happens = periods.iter().enumerate().map(happens).collect();
        let Event { effect, curable, adds_dates, .. } = *self;
        Some(EventPlan { when, at_once, effect, curable, after_payment, adds_dates, happens })
    }
}

/// The last of so many dates in a row, of which the first is this one or the next that no event adds; past the last if there are too few.
fn last_in_a_row(from: usize, dates: u32, periods: &[PaymentPeriod]) -> usize {
    let counted = periods.iter().enumerate().skip(from).filter(|(_, period)| !period.event_only);
    match (dates as usize).checked_sub(1) {
        None | Some(0) => from,
        Some(others) => counted.map(|(date, _)| date).nth(others).unwrap_or(periods.len()),
    }
}

/// The first date that is so many days after a day, or more.
fn first_after(day: Date, days: u32, periods: &[PaymentPeriod]) -> usize {
    let since = |period: &PaymentPeriod| (period.payment - day).get_days();
    periods.partition_point(|period| i64::from(since(period)) < i64::from(days))
}

impl EventState {
    /// One that has happened or has not.
    #[cfg(test)]
    pub(super) fn of(happened: bool) -> EventState {
        EventState { happened, ..EventState::default() }
    }

    /// Tests the event on a date, given whether its condition holds: whether it has happened or was cured on it.
    pub(crate) fn test(&mut self, event: &EventPlan, holds: bool, date: usize) -> bool {
        match (holds, self.since) {
            (true, None) => self.since = Some(date),
            (false, _) => self.since = None,
            _ => {}
        }
        self.holds = self.since.is_some_and(|since| date >= event.happens[since]);
        self.settle(event)
    }

    /// Tests what of it is tested before anything is paid, where that is apart: whether it has happened or was cured.
    pub(crate) fn test_at_once(&mut self, event: &EventPlan, holds: bool) -> bool {
        self.at_once = holds;
        self.settle(event)
    }

    pub(crate) fn is_at_once(&self) -> bool {
        self.at_once
    }

    fn settle(&mut self, event: &EventPlan) -> bool {
        let before = self.happened;
        self.happened = self.holds || self.at_once || (before && !event.curable);
        self.happened != before
    }
}
