//! The days on which the servicer sends what it holds to the plan (归集).

use std::fmt;

use jiff::Span;
use jiff::civil;

use crate::calendar::{Date, months_after};

/// How often the servicer sends what borrowers have paid to the plan (归集). What is paid on a day goes with the first sweep
/// on that day or after it, and is in the plan account after the transfer lag.
///
/// A distribution date pays what was paid by its calculation date and is in the plan account by then; what comes later waits
/// for the next one. Recoveries do not pass through the servicer.
///
/// ```
/// use abs_waterfall::servicing::{Sweeps, Weekday};
/// let friday = Sweeps::Weekly(Weekday::Friday);
/// assert_eq!(friday.next("2024-06-20".parse()?).to_string(), "2024-06-21", "that was a Thursday");
/// assert_eq!(friday.to_string(), "every Friday");
/// let last_day = Sweeps::Monthly(31);
/// assert_eq!(last_day.next("2025-02-03".parse()?).to_string(), "2025-02-28");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "kebab-case", deny_unknown_fields)
)]
#[doc(alias = "归集")]
#[non_exhaustive]
pub enum Sweeps {
    /// On every day of the calendar.
    Daily,
    /// On this day of every week.
    Weekly(Weekday),
    /// On this day of every month, or on the last of a shorter one.
    Monthly(
        #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 31), example = 20, extend("x-unit" = "day of the month")))]
         u8,
    ),
}

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "kebab-case", deny_unknown_fields)
)]
#[allow(missing_docs, reason = "the days of the week are what they are called")]
pub enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

impl Sweeps {
    /// The first sweep on a day or after it.
    pub fn next(self, day: Date) -> Date {
        match self {
            Sweeps::Daily => day,
            Sweeps::Weekly(weekday) => {
                let days = day.weekday().until(weekday.civil());
                day.saturating_add(Span::new().days(days))
            }
            Sweeps::Monthly(number) => {
                let in_month = |day: Date| day.first_of_month().saturating_add(days_into(day, number));
                match in_month(day) {
                    sweep if sweep >= day => sweep,
                    sweep => months_after(sweep.first_of_month(), 1).map_or(Date::MAX, in_month),
                }
            }
        }
    }

    /// Is it on a day that some month has?
    pub(crate) fn has_days(self) -> bool {
        !matches!(self, Sweeps::Monthly(day) if !(1..=31).contains(&day))
    }
}

/// The time from the first of a day's month to the day of this number in it, or to its last.
fn days_into(month: Date, number: u8) -> Span {
    let last = month.days_in_month();
    let number = i8::try_from(number).unwrap_or(last);
    Span::new().days(number.clamp(1, last) - 1)
}

impl Weekday {
    fn civil(self) -> civil::Weekday {
        match self {
            Weekday::Monday => civil::Weekday::Monday,
            Weekday::Tuesday => civil::Weekday::Tuesday,
            Weekday::Wednesday => civil::Weekday::Wednesday,
            Weekday::Thursday => civil::Weekday::Thursday,
            Weekday::Friday => civil::Weekday::Friday,
            Weekday::Saturday => civil::Weekday::Saturday,
            Weekday::Sunday => civil::Weekday::Sunday,
        }
    }
}

/// In words, as on the page of a deal.
impl fmt::Display for Sweeps {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Sweeps::Daily => f.write_str("every day"),
            Sweeps::Weekly(weekday) => write!(f, "every {weekday:?}"),
            Sweeps::Monthly(day) => write!(f, "on day {day} of every month"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_paid_on_a_day_goes_with_the_first_sweep_on_it_or_after_it() {
        for (sweeps, paid, goes) in [
            (Sweeps::Daily, "2024-06-22", "2024-06-22"),
            (Sweeps::Weekly(Weekday::Friday), "2024-06-21", "2024-06-21"),
            (Sweeps::Weekly(Weekday::Friday), "2024-06-22", "2024-06-28"),
            (Sweeps::Weekly(Weekday::Monday), "2024-12-31", "2025-01-06"),
            (Sweeps::Monthly(20), "2024-06-20", "2024-06-20"),
            (Sweeps::Monthly(20), "2024-06-21", "2024-07-20"),
            (Sweeps::Monthly(1), "2024-12-02", "2025-01-01"),
            (Sweeps::Monthly(30), "2024-02-03", "2024-02-29"),
            (Sweeps::Monthly(31), "2024-04-30", "2024-04-30"),
            (Sweeps::Monthly(30), "2024-01-31", "2024-02-29"),
        ] {
            assert_eq!(sweeps.next(paid.parse().unwrap()).to_string(), goes, "{sweeps} after {paid}");
        }
    }

    #[test]
    fn a_day_that_no_month_has_is_none() {
        let has_days = |day| Sweeps::Monthly(day).has_days();
        assert_eq!([0, 1, 31, 32].map(has_days), [false, true, true, false]);
    }
}
