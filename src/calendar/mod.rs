//! Dates: day counts, business days of the mainland calendars, roll conventions, schedules; rates by day.
//!
//! A date is [`jiff::civil::Date`]; it is re-exported here and at the top of the crate.

mod basis_points;
mod business;
mod day_count;
mod floating_rate;
#[cfg(feature = "serde")]
mod in_files;
mod mainland;
mod mainland_years;
mod payment;
mod rate_table;
mod roll;
mod schedule;
mod steps;
mod written;

pub use basis_points::{BasisPoints, BasisPointsError};
pub use business::{Calendar, CalendarError, CalendarTable, Published};
pub(crate) use day_count::days_between;
pub use day_count::{DayCount, YearFraction};
pub use floating_rate::{FloatingRate, RateProblem};
#[cfg(feature = "schema")]
pub(crate) use in_files::WrittenDate;
#[cfg(feature = "files")]
pub(crate) use in_files::parse_date;
#[cfg(feature = "serde")]
pub(crate) use in_files::{date, dates, optional_date};
pub use jiff::civil::Date;
pub use payment::{DateProblem, EventDates, PaymentDates, PaymentPeriod};
pub(crate) use payment::{accruals, date_after_date, factors, period_of};
pub use rate_table::{DatedRate, RateTable, RateTableError};
pub use roll::Roll;
pub use schedule::Schedule;
pub use steps::ScheduleError;
pub(crate) use steps::{MOST_DATES, days_after, months_after, months_begun, whole_months};
pub(crate) use written::written_date;
