//! When a company that is a party to the deal fails.

use crate::calendar::Date;

/// When a party fails: the day, and the first distribution date on or after it. From then on it pays nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Failure {
    /// The index of the distribution date; the number of dates if it never fails on one.
    pub(crate) date: usize,
    pub(crate) day: Date,
}

impl Failure {
    /// Before closing.
    pub(crate) const BEFORE_CLOSING: Failure = Failure { date: 0, day: Date::MIN };

    /// Not within so many dates.
    pub(crate) const fn never(dates: usize) -> Failure {
        Failure { date: dates, day: Date::MAX }
    }
}
