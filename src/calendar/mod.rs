//! Dates: day counts, business days of the mainland calendars, roll conventions, schedules.
//!
//! A date is [`jiff::civil::Date`]; it is re-exported here and at the top of the crate.

mod business;
mod day_count;
#[cfg(feature = "files")]
mod in_files;
mod mainland;
mod mainland_years;
mod schedule;
mod steps;

pub use business::{Calendar, CalendarError, CalendarTable, Published, Roll};
pub use day_count::{DayCount, YearFraction};
#[cfg(feature = "files")]
pub(crate) use in_files::{date, dates, optional_date, parse_date};
pub use jiff::civil::Date;
pub(crate) use schedule::MOST_DATES;
pub use schedule::{Schedule, ScheduleError};
pub(crate) use steps::months_after;

/// Whole days from `from` to `to`, negative if `to` is earlier.
pub(crate) fn days_between(from: Date, to: Date) -> i64 {
    (to - from).get_days().into()
}
