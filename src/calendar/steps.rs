//! Dates a number of months apart, and the day of the month they fall on.

use jiff::Span;
use jiff::civil::Date;
use thiserror::Error;

/// The most dates one schedule may have: a monthly century.
pub(crate) const MOST_DATES: u32 = 1_200;

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
    /// Month ends that do not start with one.
    #[error(
        "month_end is true, but the first date {0} is not the last day of its month: move it there, or write month_end = \
         false"
    )]
    NotMonthEnd(Date),
    /// It cannot be told whether the dates after the first one are month ends.
    #[error(
        "the first date {first} ends its month: write month_end = true if the later dates end theirs too ({}), or \
         month_end = false if they fall on day {} ({})",
        first_three(.month_ends), .first.day(), first_three(.same_day)
    )]
    MonthEndOpen {
        /// The first date.
        first: Date,
        /// The dates as month ends, from the first one that differs.
        month_ends: Vec<Date>,
        /// The dates on the same day of the month, from the first one that differs.
        same_day: Vec<Date>,
    },
}

fn first_three(dates: &[Date]) -> String {
    let shown: Vec<String> = dates.iter().take(3).map(ToString::to_string).collect();
    let more = if dates.len() > 3 { " …" } else { "" };
    format!("{}{more}", shown.join(", "))
}

/// A day of the month from 1 to 31. In a shorter month it is the last day, so the 31st is the last day of every month.
#[derive(Clone, Copy)]
struct AnchorDay(i8);

/// The last day of every month.
const MONTH_END: AnchorDay = AnchorDay(31);

impl AnchorDay {
    fn of(date: Date) -> AnchorDay {
        AnchorDay(date.day())
    }

    /// The day that a loan's due dates fall on by its disbursement, if the first one is whole months after it: on the same
    /// day of the month, or else both end their months.
    fn of_loan(disbursed: Date, first_due: Date) -> Option<AnchorDay> {
        let day = AnchorDay::of(disbursed);
        let both_end = MONTH_END.has(disbursed) && MONTH_END.has(first_due);
        if day.has(first_due) { Some(day) } else { both_end.then_some(MONTH_END) }
    }

    /// Does a date fall on this day?
    fn has(self, date: Date) -> bool {
        date.day() == self.0.min(date.days_in_month())
    }

    /// This day in the month that is `months` after a date's.
    fn months_after(self, date: Date, months: u64) -> Result<Date, ScheduleError> {
        let since_year_0 = i64::from(date.year()) * 12 + i64::from(date.month()) - 1;
        let months = i64::try_from(months).ok().and_then(|months| since_year_0.checked_add(months));
        let months = months.ok_or(ScheduleError::TooLong)?;
        let year = i16::try_from(months.div_euclid(12)).map_err(|_| ScheduleError::TooLong)?;
        let on = |day| Date::new(year, months.rem_euclid(12) as i8 + 1, day);
        on(1).and_then(|first| on(self.0.min(first.days_in_month()))).map_err(|_| ScheduleError::TooLong)
    }
}

/// Where steps end.
pub(super) enum End {
    /// After so many dates.
    Count(u32),
    /// On a date, be it a step or not.
    Last(Date),
}

/// Dates a number of months apart.
pub(super) struct Steps {
    pub(super) first: Date,
    pub(super) every_months: u32,
    pub(super) end: End,
    pub(super) month_end: Option<bool>,
}

impl Steps {
    /// The dates, which may be the due dates of a loan that was disbursed on a day.
    pub(super) fn dates(&self, disbursed: Option<Date>) -> Result<Vec<Date>, ScheduleError> {
        self.dates_on(self.anchor(disbursed)?)
    }

    /// Are the disbursement and all due dates, which are these, one step apart, without a longer or shorter period at
    /// either end?
    pub(super) fn are_whole(&self, disbursed: Date, dates: &[Date]) -> Result<bool, ScheduleError> {
        let anchor = self.anchor(Some(disbursed))?;
        let (Some(&last), every_months) = (dates.last(), i64::from(self.every_months)) else {
            return Ok(false);
        };
        let steps = dates.len() as i64 - 1;
        let starts_whole = months_between(disbursed, self.first) == every_months
            && (anchor.has(disbursed) || AnchorDay::of(disbursed).has(self.first));
        let ends_whole = months_between(self.first, last) == every_months * steps && anchor.has(last);
        Ok(starts_whole && ends_whole)
    }

    /// The date so many months after one of the due dates of a loan that was disbursed on a day.
    pub(super) fn due_after(&self, disbursed: Date, due: Date, months: u64) -> Result<Date, ScheduleError> {
        due_after(self.anchor(Some(disbursed))?, due, months)
    }

    /// The day that dates fall on: as stated, by the disbursement of the loan, or the first date's own if it means the
    /// same as the end of the month.
    fn anchor(&self, disbursed: Option<Date>) -> Result<AnchorDay, ScheduleError> {
        let own = AnchorDay::of(self.first);
        let by_loan = disbursed.and_then(|disbursed| AnchorDay::of_loan(disbursed, self.first));
        match (self.month_end, by_loan) {
            (Some(true), _) if !MONTH_END.has(self.first) => Err(ScheduleError::NotMonthEnd(self.first)),
            (Some(true), _) => Ok(MONTH_END),
            (Some(false), _) => Ok(own),
            (None, Some(day)) => Ok(day),
            (None, None) if MONTH_END.has(self.first) => self.only_reading(own),
            (None, None) => Ok(own),
        }
    }

    /// A first date that ends its month may be meant as the end of every month, or as its own day.
    fn only_reading(&self, own: AnchorDay) -> Result<AnchorDay, ScheduleError> {
        let (month_ends, same_day) = (self.dates_on(MONTH_END)?, self.dates_on(own)?);
        match month_ends.iter().zip(&same_day).position(|(a, b)| a != b) {
            None => Ok(own),
            Some(at) => Err(ScheduleError::MonthEndOpen {
                first: self.first,
                month_ends: month_ends[at..].to_vec(),
                same_day: same_day[at..].to_vec(),
            }),
        }
    }

    fn dates_on(&self, day: AnchorDay) -> Result<Vec<Date>, ScheduleError> {
        if self.every_months == 0 {
            return Err(ScheduleError::NoStep);
        }
        let step = |i: u32| day.months_after(self.first, u64::from(self.every_months) * u64::from(i));
        match self.end {
            End::Count(count) if count > MOST_DATES => Err(ScheduleError::TooLong),
            End::Count(count) => (0..count).map(step).collect(),
            End::Last(last) if self.first > last => Err(ScheduleError::NotIncreasing(self.first, last)),
            End::Last(last) => until(last, step),
        }
    }
}

/// As [`Steps::due_after`], of a loan whose due dates are a list that starts with this one.
pub(super) fn listed_due_after(
    (disbursed, first): (Date, Date),
    due: Date,
    months: u64,
) -> Result<Date, ScheduleError> {
    due_after(AnchorDay::of_loan(disbursed, first).unwrap_or(AnchorDay::of(first)), due, months)
}

/// On the day that dates fall on, where this one does; otherwise on its own day of the month.
fn due_after(anchor: AnchorDay, due: Date, months: u64) -> Result<Date, ScheduleError> {
    if anchor.has(due) { anchor.months_after(due, months) } else { months_after(due, months) }
}

/// The steps before `last`, then `last`.
fn until(last: Date, step: impl Fn(u32) -> Result<Date, ScheduleError>) -> Result<Vec<Date>, ScheduleError> {
    let mut dates = Vec::new();
    for i in 0..MOST_DATES {
        let date = step(i)?;
        if date >= last {
            dates.push(last);
            return Ok(dates);
        }
        dates.push(date);
    }
    Err(ScheduleError::TooLong)
}

/// Calendar months from one date's month to the other's.
fn months_between(from: Date, to: Date) -> i64 {
    i64::from(to.year() - from.year()) * 12 + i64::from(to.month() - from.month())
}

/// How many whole months lie between two dates, if that is what lies between them: the same day of the month, the last of a
/// shorter one, or both the ends of their months.
pub(crate) fn whole_months(from: Date, to: Date) -> Option<u32> {
    let months = u32::try_from(months_between(from, to)).ok()?;
    AnchorDay::of_loan(from, to).map(|_| months)
}

/// `months` after `date`, on the same day of the month or on the last one if the month is shorter.
pub(crate) fn months_after(date: Date, months: u64) -> Result<Date, ScheduleError> {
    let months = i64::try_from(months).map_err(|_| ScheduleError::TooLong)?;
    let span = Span::new().try_months(months).map_err(|_| ScheduleError::TooLong)?;
    date.checked_add(span).map_err(|_| ScheduleError::TooLong)
}

/// So many days after a date; the last of all dates, which never comes, where that is beyond it.
pub(crate) fn days_after(date: Date, days: u32) -> Date {
    Span::new().try_days(days).map_or(Date::MAX, |span| date.saturating_add(span))
}

/// The least number of months after which a date is not before another.
pub(crate) fn months_begun(from: Date, to: Date) -> u64 {
    let whole = u64::try_from(months_between(from, to)).unwrap_or(0);
    let is_reached = months_after(from, whole).is_ok_and(|date| date >= to);
    if is_reached { whole } else { whole + 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_months_keep_the_day_or_both_ends() {
        let months = |from: &str, to: &str| whole_months(from.parse().unwrap(), to.parse().unwrap());
        assert_eq!(months("2024-01-31", "2024-02-29"), Some(1));
        assert_eq!(months("2024-06-30", "2024-07-31"), Some(1), "both end their months");
        assert_eq!(months("2024-06-20", "2026-06-20"), Some(24));
        assert_eq!(months("2024-06-20", "2024-06-20"), Some(0));
        assert_eq!(months("2024-06-20", "2024-07-21"), None);
        assert_eq!(months("2024-06-20", "2024-05-20"), None, "earlier");
    }

    #[test]
    fn a_month_is_over_on_the_same_day_of_the_next() {
        let begun = |from: &str, to: &str| months_begun(from.parse().unwrap(), to.parse().unwrap());
        for (from, to, months) in [
            ("2024-06-20", "2024-06-20", 0),
            ("2024-06-20", "2024-06-21", 1),
            ("2024-06-20", "2024-07-20", 1),
            ("2024-06-20", "2024-07-21", 2),
            ("2024-01-31", "2024-02-29", 1),
            ("2024-01-31", "2024-03-01", 2),
            ("2023-12-20", "2024-03-20", 3),
            ("2023-12-20", "2024-03-21", 4),
            ("2024-06-20", "2024-06-19", 0),
        ] {
            assert_eq!(begun(from, to), months, "{from} {to}");
        }
    }
}
