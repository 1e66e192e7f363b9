//! The dates on which a deal collects and pays, as written and as resolved.

use thiserror::Error;

use super::{CalendarError, Date, DayCount, Roll, Schedule, ScheduleError};
use crate::money::{Factor, FactorError, Rounding};
use crate::rate::Rate;

/// The dates of a deal: as many calculation dates as distribution dates. Collections up to and including a calculation
/// date are paid out on the distribution date of the same number.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct PaymentDates {
    /// The ends of the collection periods (计算日, R).
    #[doc(alias = "计算日")]
    pub calculation: Schedule,
    /// The nominal distribution dates (兑付日, T).
    #[doc(alias = "兑付日")]
    pub distribution: Schedule,
    /// What happens to a distribution date that is no business day.
    #[cfg_attr(feature = "serde", serde(default))]
    pub roll: Roll,
    /// The calendar of distribution dates: `exchange`, `bank`, or one of the deal's own.
    #[cfg_attr(feature = "serde", serde(default = "exchange"))]
    pub calendar: String,
    /// Interest and fees accrue to the rolled dates; otherwise, as is usual here, to the nominal ones.
    #[cfg_attr(feature = "serde", serde(default))]
    pub accrue_to_rolled: bool,
    /// The dates on which it pays once an event that says so has happened: these and more, each with its own calculation date.
    /// Whether such an event has happened is asked on all of them.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "schema", schemars(extend("x-default" = "the same dates")))]
    pub after_event: Option<EventDates>,
}

/// The dates on which a deal pays after an event that asks for them (加速归集后的兑付日). Its own dates are among them.
///
/// ```
/// use abs_waterfall::calendar::{EventDates, PaymentDates, Schedule};
/// let first = "2025-03-20".parse()?;
/// let [quarterly, monthly] = [Schedule::quarterly(first, 5), Schedule::monthly(first, 13)];
/// let dates = PaymentDates::new(quarterly.clone(), quarterly);
/// let dates = dates.with_dates_after_event(EventDates::new(monthly.clone(), monthly));
/// assert!(dates.after_event.is_some());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct EventDates {
    /// The ends of the collection periods.
    pub calculation: Schedule,
    /// The nominal distribution dates.
    pub distribution: Schedule,
}

impl EventDates {
    /// These dates.
    #[must_use]
    pub fn new(calculation: Schedule, distribution: Schedule) -> EventDates {
        EventDates { calculation, distribution }
    }
}

fn exchange() -> String {
    "exchange".into()
}

impl PaymentDates {
    /// These dates, unadjusted.
    #[must_use]
    pub fn new(calculation: Schedule, distribution: Schedule) -> PaymentDates {
        PaymentDates {
            calculation,
            distribution,
            roll: Roll::Unadjusted,
            calendar: exchange(),
            accrue_to_rolled: false,
            after_event: None,
        }
    }

    /// With distribution dates that are no business days moved so.
    #[must_use]
    pub fn with_roll(self, roll: Roll) -> PaymentDates {
        PaymentDates { roll, ..self }
    }

    /// On this calendar: `exchange`, `bank`, or one of the deal's own.
    #[must_use]
    pub fn with_calendar(self, calendar: impl Into<String>) -> PaymentDates {
        PaymentDates { calendar: calendar.into(), ..self }
    }

    /// With these dates once an event that asks for them has happened.
    #[must_use]
    pub fn with_dates_after_event(self, dates: EventDates) -> PaymentDates {
        PaymentDates { after_event: Some(dates), ..self }
    }

    /// With interest and fees that accrue to the rolled dates, or to the nominal ones.
    #[must_use]
    pub fn with_accrue_to_rolled(self, accrue_to_rolled: bool) -> PaymentDates {
        PaymentDates { accrue_to_rolled, ..self }
    }
}

/// One period of a deal: when it collects, when it pays, and what accrues in between.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct PaymentPeriod {
    /// The number of the distribution date, from 1, counting those that are some only after an event.
    pub number: usize,
    /// Is it a distribution date only after an event?
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "std::ops::Not::not"))]
    pub event_only: bool,
    /// The last day whose collections it pays out (R).
    pub calculation: Date,
    /// The day on which those are in the plan account.
    pub transfer: Date,
    /// The nominal distribution date (T).
    pub distribution: Date,
    /// The business day on which it pays.
    pub payment: Date,
    /// The first day that interest accrues for.
    pub accrual_start: Date,
    /// The first day that it does not.
    pub accrual_end: Date,
    /// The first day that interest accrues for after an event that adds dates, where it adds one in between.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub(crate) after_event: Option<Date>,
}

impl PaymentPeriod {
    /// The period as it accrues after an event that adds dates.
    pub(crate) fn once_all_are_paid(self) -> PaymentPeriod {
        PaymentPeriod { accrual_start: self.after_event.unwrap_or(self.accrual_start), ..self }
    }
}

/// What accrues over: every period; and then, where an event adds dates, every period as it is after that.
pub(crate) fn accruals(periods: &[PaymentPeriod]) -> Vec<PaymentPeriod> {
    let adds = periods.iter().any(|period| period.event_only);
    let after_event = periods.iter().filter(|_| adds).map(|period| period.once_all_are_paid());
    periods.iter().copied().chain(after_event).collect()
}

/// Of what accrues over periods, that of every date in turn.
pub(crate) fn date_after_date<T>(accruals: &[T], dates: usize) -> &[T] {
    &accruals[accruals.len().saturating_sub(dates)..]
}

/// The period that collects on a day; `None` after the last calculation date.
pub(crate) fn period_of(date: Date, periods: &[PaymentPeriod]) -> Option<u32> {
    let period = periods.partition_point(|period| period.calculation < date);
    (period < periods.len()).then_some(period as u32)
}

/// What is wrong with the dates of a deal.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum DateProblem {
    /// A schedule is none.
    #[error(transparent)]
    Schedule(#[from] ScheduleError),
    /// A calendar has no answer.
    #[error(transparent)]
    Calendar(#[from] CalendarError),
    /// A calendar that does not know a year in which the deal has dates.
    #[error("{error}; {dates} date(s) of the deal need it, the first {first}")]
    CalendarEnds {
        /// The year, and what the calendar knows.
        error: CalendarError,
        /// How many dates.
        dates: usize,
        /// The first of them, as agreed.
        first: Date,
    },
    /// Calculation and distribution dates do not pair up.
    #[error(
        "{calculation} calculation dates but {distribution} distribution dates: each distribution has one of both"
    )]
    DateCounts {
        /// How many calculation dates.
        calculation: usize,
        /// How many distribution dates.
        distribution: usize,
    },
    /// A date that is none after an event.
    #[error(
        "{distribution}, for what is collected by {calculation}, is not among the dates after an event: list it there too"
    )]
    NotAfterEvent {
        /// The calculation date.
        calculation: Date,
        /// The distribution date.
        distribution: Date,
    },
    /// A date that comes too late.
    #[error("{date} is after {last}, the last distribution date: an event adds dates in between only")]
    AfterTheLast {
        /// The date.
        date: Date,
        /// The last distribution date.
        last: Date,
    },
    /// One date must come before another.
    #[error("{what} {date} must be after {other_what} {other}")]
    NotAfter {
        /// The later date's meaning.
        what: &'static str,
        /// The later date.
        date: Date,
        /// The earlier date's meaning.
        other_what: &'static str,
        /// The earlier date.
        other: Date,
    },
    /// A deal that outlives everybody in it.
    #[error("the deal runs from {closing} to {last}: it may last a century")]
    TooLong {
        /// The closing date.
        closing: Date,
        /// The last distribution date.
        last: Date,
    },
}

/// What a rate comes to over each of the periods' [`accruals`].
///
/// # Errors
/// [`FactorError`] where an exact ratio does not fit.
pub(crate) fn factors(
    rate: Rate,
    day_count: DayCount,
    rounding: Rounding,
    periods: &[PaymentPeriod],
) -> Result<Vec<Factor>, FactorError> {
    let factor = |period: &PaymentPeriod| {
        let year = day_count.fraction(period.accrual_start, period.accrual_end);
        rate.over(year.numerator, year.denominator, rounding)
    };
    accruals(periods).iter().map(factor).collect()
}
