//! Time between flows: whole months where there are, else days.

use crate::calendar::{Date, whole_months};
use crate::measure::years_between;

/// The time of a stream of flows: months/12 where every date is whole months after the first, otherwise days/365 for all.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clock {
    start: Date,
    is_monthly: bool,
}

impl Clock {
    pub(super) fn of(start: Date, mut dates: impl Iterator<Item = Date>) -> Clock {
        Clock { start, is_monthly: dates.all(|date| whole_months(start, date).is_some()) }
    }

    /// Are all dates whole months after the start?
    pub(super) fn is_monthly(&self) -> bool {
        self.is_monthly
    }

    /// Years since the start.
    pub(super) fn years(&self, date: Date) -> f64 {
        match whole_months(self.start, date).filter(|_| self.is_monthly) {
            Some(months) => f64::from(months) / 12.0,
            None => years_between(self.start, date),
        }
    }
}

/// How many whole months lie between two dates that are both whole months after a start: from 29 February to 30 March one, of a
/// loan that began on the 30th.
pub(super) fn months_between(start: Date, from: Date, to: Date) -> Option<u32> {
    whole_months(start, to)?.checked_sub(whole_months(start, from)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_month_keeps_the_day_of_the_start() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        assert_eq!(months_between(day("2024-01-30"), day("2024-02-29"), day("2024-03-30")), Some(1));
        assert_eq!(months_between(day("2024-01-30"), day("2024-02-28"), day("2024-03-30")), None);
    }

    /// One date off the months puts all of them on days: else a year of months and one of days would mix.
    #[test]
    fn one_clock_for_all_flows() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        let start = day("2023-06-20");
        let year = day("2024-06-20");
        assert_eq!(Clock::of(start, [year].into_iter()).years(year), 1.0);
        let mixed = Clock::of(start, [year, day("2024-07-01")].into_iter());
        assert_eq!(mixed.years(year), 366.0 / 365.0);
    }
}
