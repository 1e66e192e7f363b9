//! Schedules of dates, stepped from their anchor.

use jiff::{Span, civil::Date};
use thiserror::Error;

/// The most dates one schedule may have: a monthly century.
pub(crate) const MOST_DATES: u32 = 1_200;

/// A series of nominal dates. Regular dates are stepped from the first one and never from their predecessor, so the
/// 31st stays the last day of every month and does not slide to the 28th in February.
///
/// ```
/// use abs_waterfall::calendar::Schedule;
/// let quarterly = Schedule::Regular { first: "2024-11-30".parse()?, every_months: 3, count: 3 };
/// let dates: Vec<String> = quarterly.dates()?.iter().map(ToString::to_string).collect();
/// assert_eq!(dates, ["2024-11-30", "2025-02-28", "2025-05-30"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "files",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "kebab-case", deny_unknown_fields)
)]
pub enum Schedule {
    /// `count` dates, `every_months` apart.
    Regular {
        /// The anchor: the first date.
        #[cfg_attr(feature = "files", serde(deserialize_with = "crate::calendar::date"))]
        first: Date,
        /// Months from one date to the next.
        every_months: u32,
        /// How many dates.
        count: u32,
    },
    /// Dates `every_months` apart while before `last`, then `last`: the last period may be a short stub.
    Until {
        /// The anchor: the first date.
        #[cfg_attr(feature = "files", serde(deserialize_with = "crate::calendar::date"))]
        first: Date,
        /// Months from one date to the next.
        every_months: u32,
        /// The last date, on the grid or off it.
        #[cfg_attr(feature = "files", serde(deserialize_with = "crate::calendar::date"))]
        last: Date,
    },
    /// The dates themselves.
    Dates(#[cfg_attr(feature = "files", serde(deserialize_with = "crate::calendar::dates"))] Vec<Date>),
}

/// Why a schedule has no dates.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ScheduleError {
    /// No date at all.
    #[error("the schedule is empty: give at least one date")]
    Empty,
    /// A step of zero months never arrives.
    #[error("every_months is 0: dates are at least one month apart")]
    NoStep,
    /// Dates must strictly increase.
    #[error("the dates do not increase: {0} is followed by {1}")]
    NotIncreasing(Date, Date),
    /// Beyond what is sensible or representable.
    #[error("the schedule has more than {MOST_DATES} dates or leaves the calendar")]
    TooLong,
}

impl Schedule {
    /// `count` monthly dates from `first` on.
    pub fn monthly(first: Date, count: u32) -> Schedule {
        Schedule::Regular { first, every_months: 1, count }
    }

    /// `count` quarterly dates from `first` on.
    pub fn quarterly(first: Date, count: u32) -> Schedule {
        Schedule::Regular { first, every_months: 3, count }
    }

    /// The nominal dates, strictly increasing.
    ///
    /// # Errors
    /// [`ScheduleError`] if there are none, too many, or they do not increase.
    pub fn dates(&self) -> Result<Vec<Date>, ScheduleError> {
        let dates = match self {
            Schedule::Regular { first, every_months, count } => regular(*first, *every_months, *count)?,
            Schedule::Until { first, every_months, last } => until(*first, *every_months, *last)?,
            Schedule::Dates(dates) if dates.len() > MOST_DATES as usize => {
                return Err(ScheduleError::TooLong);
            }
            Schedule::Dates(dates) => dates.clone(),
        };
        if dates.is_empty() {
            return Err(ScheduleError::Empty);
        }
        match dates.windows(2).find(|pair| pair[0] >= pair[1]) {
            Some(pair) => Err(ScheduleError::NotIncreasing(pair[0], pair[1])),
            None => Ok(dates),
        }
    }

    /// Months between regular dates; `None` for a list of dates.
    pub fn every_months(&self) -> Option<u32> {
        match self {
            Schedule::Regular { every_months, .. } | Schedule::Until { every_months, .. } => {
                Some(*every_months)
            }
            Schedule::Dates(_) => None,
        }
    }
}

fn regular(first: Date, every_months: u32, count: u32) -> Result<Vec<Date>, ScheduleError> {
    if every_months == 0 {
        return Err(ScheduleError::NoStep);
    }
    if count > MOST_DATES {
        return Err(ScheduleError::TooLong);
    }
    (0..count).map(|i| months_after(first, u64::from(every_months) * u64::from(i))).collect()
}

fn until(first: Date, every_months: u32, last: Date) -> Result<Vec<Date>, ScheduleError> {
    if every_months == 0 {
        return Err(ScheduleError::NoStep);
    }
    if first > last {
        return Err(ScheduleError::NotIncreasing(first, last));
    }
    let mut dates = Vec::new();
    let mut date = first;
    while date < last {
        dates.push(date);
        let steps = dates.len() as u64;
        if steps >= u64::from(MOST_DATES) {
            return Err(ScheduleError::TooLong);
        }
        date = months_after(first, u64::from(every_months) * steps)?;
    }
    dates.push(last);
    Ok(dates)
}

/// `months` after `date`, on the same day of the month or on the last one if the month is shorter.
pub(crate) fn months_after(date: Date, months: u64) -> Result<Date, ScheduleError> {
    let months = i64::try_from(months).map_err(|_| ScheduleError::TooLong)?;
    let span = Span::new().try_months(months).map_err(|_| ScheduleError::TooLong)?;
    date.checked_add(span).map_err(|_| ScheduleError::TooLong)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn shown(schedule: &Schedule) -> Vec<String> {
        schedule.dates().unwrap().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_anchor_day_survives_february() {
        let month_ends = Schedule::monthly(day("2024-01-31"), 4);
        assert_eq!(shown(&month_ends), ["2024-01-31", "2024-02-29", "2024-03-31", "2024-04-30"]);
    }

    /// Benchmark A's interest dates: quarterly, then the maturity off the grid.
    #[test]
    fn the_last_period_may_be_a_stub() {
        let until = Schedule::Until { first: day("2022-06-20"), every_months: 3, last: day("2023-04-07") };
        assert_eq!(shown(&until), ["2022-06-20", "2022-09-20", "2022-12-20", "2023-03-20", "2023-04-07"]);
        let on_grid = Schedule::Until { first: day("2022-06-20"), every_months: 3, last: day("2022-12-20") };
        assert_eq!(shown(&on_grid).len(), 3);
    }

    #[test]
    fn what_is_no_schedule_says_why() {
        let error = |schedule: Schedule| schedule.dates().unwrap_err();
        assert_eq!(error(Schedule::Dates(vec![])), ScheduleError::Empty);
        assert_eq!(error(Schedule::monthly(day("2024-01-31"), 0)), ScheduleError::Empty);
        assert_eq!(error(Schedule::monthly(day("2024-01-31"), 100_000)), ScheduleError::TooLong);
        assert_eq!(error(Schedule::monthly(day("9990-01-31"), 1_000)), ScheduleError::TooLong);
        let twice = vec![day("2024-01-31"), day("2024-01-31")];
        assert_eq!(
            error(Schedule::Dates(twice)),
            ScheduleError::NotIncreasing(day("2024-01-31"), day("2024-01-31"))
        );
        let never = Schedule::Until { first: day("2024-01-31"), every_months: 0, last: day("2025-01-31") };
        assert_eq!(error(never), ScheduleError::NoStep);
        let backwards =
            Schedule::Until { first: day("2025-01-31"), every_months: 1, last: day("2024-01-31") };
        assert!(matches!(error(backwards), ScheduleError::NotIncreasing(..)));
    }
}
