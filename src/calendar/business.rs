//! Business days and what happens to a date that is none.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, Weekday};
use thiserror::Error;

use super::mainland;
use super::mainland_years::Year;
use super::roll::Roll;
use crate::words::{self, UnknownWord};

/// Which days a payment can be made on.
///
/// The two mainland calendars differ on make-up working weekends (调休): banks work on them, the exchanges do not.
///
/// ```
/// use abs_waterfall::calendar::{Calendar, Date, Roll};
/// let dragon_boat: Date = "2023-06-22".parse()?;
/// assert_eq!(Calendar::Exchange.roll(dragon_boat, Roll::Following)?, "2023-06-26".parse()?);
/// assert_eq!(Calendar::Bank.roll(dragon_boat, Roll::Following)?, "2023-06-25".parse()?, "a working Sunday");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Calendar {
    /// The Shanghai and Shenzhen exchanges: closed on every weekend.
    Exchange,
    /// Banks and the interbank market: open on make-up working weekends.
    Bank,
    /// A table of the user's own: for years not yet published, or another market.
    Table(CalendarTable),
}

/// A business calendar written down by the user. It speaks for its years, and for others too where it extends a published
/// one: so a deal that runs into a year which the State Council has not announced needs a table for that year only.
///
/// ```
/// use abs_waterfall::calendar::{Calendar, CalendarTable, Date, Published, Roll};
/// let new_year: Date = "2027-01-01".parse()?;
/// let assumed = CalendarTable::new(2027, 2027)
///     .with_holidays([new_year])
///     .with_extends(Published::Exchange);
/// let calendar = Calendar::Table(assumed);
/// assert_eq!(calendar.roll(new_year, Roll::Following)?, "2027-01-04".parse()?);
/// assert_eq!(calendar.roll("2023-06-22".parse()?, Roll::Following)?, "2023-06-26".parse()?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct CalendarTable {
    /// The first year that the table speaks for.
    #[cfg_attr(feature = "schema", schemars(extend("x-unit" = "year")))]
    pub first_year: i16,
    /// The last year that the table speaks for.
    #[cfg_attr(feature = "schema", schemars(extend("x-unit" = "year")))]
    pub last_year: i16,
    /// The published calendar that speaks for all other years; without one they are errors.
    #[cfg_attr(feature = "serde", serde(default))]
    pub extends: Option<Published>,
    /// Days off; Saturdays and Sundays are, listed or not.
    #[cfg_attr(feature = "serde", serde(default, deserialize_with = "crate::calendar::dates"))]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<crate::calendar::WrittenDate>"))]
    pub holidays: BTreeSet<Date>,
    /// Saturdays and Sundays on which business is done.
    #[cfg_attr(feature = "serde", serde(default, deserialize_with = "crate::calendar::dates"))]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<crate::calendar::WrittenDate>"))]
    pub working_weekends: BTreeSet<Date>,
}

/// A calendar that is published year by year.
///
/// ```
/// use abs_waterfall::calendar::{Calendar, Published};
/// assert_eq!("bank".parse().map(Published::calendar), Ok(Calendar::Bank));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(transform = crate::words::in_schema::named(&Published::WORDS))
)]
#[non_exhaustive]
pub enum Published {
    /// The Shanghai and Shenzhen exchanges: [`Calendar::Exchange`].
    Exchange,
    /// Banks and the interbank market: [`Calendar::Bank`].
    Bank,
}

/// Why a calendar has no answer.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum CalendarError {
    /// The State Council announces a year's holidays in the November before; later years are not known, and guessing
    /// "weekends only" would be wrong on some thirty days.
    #[error(
        "{calendar} has no table for {year} (it knows {first}-{last}): supply a calendar table for that year, which may \
         extend a published one, or leave the dates unadjusted"
    )]
    NoTable {
        /// The calendar asked.
        calendar: &'static str,
        /// The year it does not know.
        year: i16,
        /// The first year it knows.
        first: i16,
        /// The last year it knows.
        last: i16,
    },
    /// There is no business day within reach.
    #[error("the calendar has no business day within a month of {0}")]
    NoBusinessDay(Date),
    /// A table that ends before it begins.
    #[error("first_year {first} is after last_year {last}: the table speaks for no year")]
    NoYears {
        /// The first year.
        first: i16,
        /// The last year.
        last: i16,
    },
    /// A day of another year than the table's.
    #[error(
        "{0} is in a year that the table does not speak for: widen first_year and last_year, or remove it"
    )]
    OutsideYears(Date),
    /// A working weekend in the middle of a week.
    #[error("the working weekend {0} is no Saturday or Sunday")]
    NoWeekend(Date),
}

impl Published {
    /// The words for them in files.
    const WORDS: [(&str, Published); 2] = [("exchange", Published::Exchange), ("bank", Published::Bank)];

    /// The calendar.
    pub fn calendar(self) -> Calendar {
        match self {
            Published::Exchange => Calendar::Exchange,
            Published::Bank => Calendar::Bank,
        }
    }
}

/// The word for it: `exchange`.
impl fmt::Display for Published {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(words::word(&Published::WORDS, self))
    }
}

/// From the same word.
impl FromStr for Published {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Published, UnknownWord> {
        words::meaning(&Published::WORDS, word)
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for Published {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Published, D::Error> {
        words::in_files::read(from, &Published::WORDS)
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Published {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        words::in_files::write(self, &Published::WORDS, to)
    }
}

impl Calendar {
    /// Is business done on this day?
    ///
    /// # Errors
    /// [`CalendarError::NoTable`] for a year the calendar does not know.
    pub fn is_business_day(&self, date: Date) -> Result<bool, CalendarError> {
        let weekend = is_weekend(date);
        match self {
            Calendar::Exchange => {
                let year = known("the exchange calendar", date.year())?;
                Ok(!weekend && !year.is_day_off(date) && !year.is_exchange_only(date))
            }
            Calendar::Bank => {
                let year = known("the bank calendar", date.year())?;
                Ok(if weekend { year.is_working_weekend(date) } else { !year.is_day_off(date) })
            }
            Calendar::Table(table) => table.is_business_day(date, weekend),
        }
    }

    /// The date on which a payment nominally due on `date` is made.
    ///
    /// # Errors
    /// [`CalendarError`] where a year has no table; [`Roll::Unadjusted`] never fails.
    pub fn roll(&self, date: Date, roll: Roll) -> Result<Date, CalendarError> {
        match roll {
            Roll::Unadjusted => Ok(date),
            Roll::Following => self.nearest(date, 1),
            Roll::Preceding => self.nearest(date, -1),
            Roll::ModifiedFollowing => {
                let later = self.nearest(date, 1)?;
                if later.month() == date.month() { Ok(later) } else { self.nearest(date, -1) }
            }
        }
    }

    /// The `days`-th business day after `date`; `date` itself for zero, business day or not.
    ///
    /// # Errors
    /// [`CalendarError`] where a year has no table.
    pub fn add_business_days(&self, date: Date, days: u32) -> Result<Date, CalendarError> {
        (0..days).try_fold(date, |day, _| self.nearest(step(day, 1)?, 1))
    }

    /// The first business day from `date` on, itself included, forwards or backwards.
    fn nearest(&self, date: Date, direction: i64) -> Result<Date, CalendarError> {
        let mut day = date;
        for _ in 0..31 {
            if self.is_business_day(day)? {
                return Ok(day);
            }
            day = step(day, direction)?;
        }
        Err(CalendarError::NoBusinessDay(date))
    }
}

impl Calendar {
    /// The last year whose business days are known.
    pub fn last_year(&self) -> i16 {
        match self {
            Calendar::Exchange | Calendar::Bank => mainland::span().1,
            Calendar::Table(table) => {
                let extended =
                    table.extends.map_or(table.last_year, |published| published.calendar().last_year());
                table.last_year.max(extended)
            }
        }
    }
}

impl CalendarTable {
    /// A table for these years, the last included, with no days off but weekends.
    #[must_use]
    pub fn new(first_year: i16, last_year: i16) -> CalendarTable {
        CalendarTable { first_year, last_year, ..CalendarTable::default() }
    }

    /// With a published calendar that speaks for all other years.
    #[must_use]
    pub fn with_extends(self, extends: Published) -> CalendarTable {
        CalendarTable { extends: Some(extends), ..self }
    }

    /// With these days off.
    #[must_use]
    pub fn with_holidays(self, holidays: impl IntoIterator<Item = Date>) -> CalendarTable {
        CalendarTable { holidays: holidays.into_iter().collect(), ..self }
    }

    /// With these Saturdays and Sundays on which business is done.
    #[must_use]
    pub fn with_working_weekends(self, working_weekends: impl IntoIterator<Item = Date>) -> CalendarTable {
        CalendarTable { working_weekends: working_weekends.into_iter().collect(), ..self }
    }
}

impl CalendarTable {
    fn is_business_day(&self, date: Date, weekend: bool) -> Result<bool, CalendarError> {
        let (first, last, year) = (self.first_year, self.last_year, date.year());
        if self.speaks_for(date) {
            return Ok(if weekend {
                self.working_weekends.contains(&date)
            } else {
                !self.holidays.contains(&date)
            });
        }
        let silent = CalendarError::NoTable { calendar: "the supplied calendar", year, first, last };
        self.extends.map_or(Err(silent), |published| published.calendar().is_business_day(date))
    }

    fn speaks_for(&self, date: Date) -> bool {
        (self.first_year..=self.last_year).contains(&date.year())
    }

    /// Everything that a table says and that could never matter.
    pub(crate) fn problems(&self) -> Vec<CalendarError> {
        let (first, last) = (self.first_year, self.last_year);
        if first > last {
            return vec![CalendarError::NoYears { first, last }];
        }
        let days = || self.holidays.iter().chain(&self.working_weekends);
        let outside =
            days().filter(|day| !self.speaks_for(**day)).map(|day| CalendarError::OutsideYears(*day));
        let weekdays = self.working_weekends.iter().filter(|day| !is_weekend(**day));
        outside.chain(weekdays.map(|day| CalendarError::NoWeekend(*day))).collect()
    }
}

fn is_weekend(date: Date) -> bool {
    matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
}

/// The published table of a year, asked for by the calendar that the error names.
fn known(calendar: &'static str, year: i16) -> Result<&'static Year, CalendarError> {
    let (first, last) = mainland::span();
    mainland::year(year).ok_or(CalendarError::NoTable { calendar, year, first, last })
}

fn step(date: Date, days: i64) -> Result<Date, CalendarError> {
    let span = jiff::Span::new().days(days);
    date.checked_add(span).map_err(|_| CalendarError::NoBusinessDay(date))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    /// The Dragon Boat festival of 2023 on both calendars, by every convention.
    #[test]
    fn rolls() {
        let holiday = day("2023-06-22");
        for (calendar, roll, goes_to) in [
            (Calendar::Exchange, Roll::Unadjusted, "2023-06-22"),
            (Calendar::Exchange, Roll::Following, "2023-06-26"),
            (Calendar::Exchange, Roll::Preceding, "2023-06-21"),
            (Calendar::Bank, Roll::Following, "2023-06-25"),
        ] {
            assert_eq!(calendar.roll(holiday, roll).unwrap(), day(goes_to));
        }
        // National Day: 30 September 2023 was a Saturday off; the next working day is in October.
        assert_eq!(Calendar::Bank.roll(day("2023-09-30"), Roll::Following).unwrap(), day("2023-10-07"));
        assert_eq!(
            Calendar::Bank.roll(day("2023-09-30"), Roll::ModifiedFollowing).unwrap(),
            day("2023-09-28")
        );
    }

    #[test]
    fn business_days_are_counted_from_the_day_after() {
        let add = |days| Calendar::Exchange.add_business_days(day("2023-06-20"), days).unwrap();
        assert_eq!(add(0), day("2023-06-20"));
        assert_eq!(add(1), day("2023-06-21"));
        assert_eq!(add(2), day("2023-06-26"));
    }

    #[test]
    fn a_year_without_a_table_is_an_error() {
        let error = Calendar::Exchange.is_business_day(day("2031-06-20")).unwrap_err();
        assert!(error.to_string().contains("has no table for 2031"), "{error}");
        let unadjusted = Calendar::Bank.roll(day("2031-06-22"), Roll::Unadjusted);
        assert_eq!(unadjusted, Ok(day("2031-06-22")), "needs no table");
    }

    #[test]
    fn a_table_of_ones_own() {
        let table = CalendarTable::new(2031, 2031)
            .with_holidays([day("2031-06-24")])
            .with_working_weekends([day("2031-06-28")]);
        let calendar = Calendar::Table(table);
        assert_eq!(calendar.roll(day("2031-06-24"), Roll::Following).unwrap(), day("2031-06-25"));
        assert_eq!(calendar.roll(day("2031-06-28"), Roll::Following).unwrap(), day("2031-06-28"));
        assert!(calendar.roll(day("2032-06-24"), Roll::Following).is_err());
        assert_eq!(
            Calendar::Table(CalendarTable::new(2031, 2031))
                .add_business_days(day("2031-12-31"), 1)
                .unwrap_err()
                .to_string()
                .split(':')
                .next(),
            Some("the supplied calendar has no table for 2032 (it knows 2031-2031)")
        );
    }
}
