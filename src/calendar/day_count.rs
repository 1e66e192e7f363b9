//! Day counts: which fraction of a year lies between two dates.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;

use crate::words::{self, UnknownWord};

/// A day-count convention. The market mixes them: loans on ACT/360 or 30/360, notes on ACT/365F, and the difference of
/// 1.4 % of the interest is excess spread, so every leg of a deal names its own.
///
/// ```
/// use abs_waterfall::calendar::DayCount;
/// assert_eq!("act/365f".parse(), Ok(DayCount::Act365Fixed));
/// assert_eq!(DayCount::Thirty360.to_string(), "30/360");
/// assert!("act/365".parse::<DayCount>().is_err(), "of which there are two");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(transform = crate::words::in_schema::named(&DayCount::WORDS))
)]
#[non_exhaustive]
pub enum DayCount {
    /// Actual days over 360 (日利率 = 年利率/360).
    Act360,
    /// Actual days over 365, in leap years too (A/365F): the usual count of the notes.
    Act365Fixed,
    /// ACT/ACT ISDA: days in leap years over 366, the others over 365.
    ActActIsda,
    /// 30/360 (ISDA 2006 §4.16(f), bond basis): the 31st counts as the 30th, at the end only after a 30th or 31st.
    Thirty360,
    /// 30E/360 (ISDA 2006 §4.16(g), Eurobond basis): the 31st counts as the 30th at both ends.
    ThirtyE360,
}

/// An exact fraction of a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct YearFraction {
    /// Days, or days times the other year's length where leap years mix.
    pub numerator: u64,
    /// 360, 365, or 365 × 366.
    pub denominator: u64,
}

impl YearFraction {
    /// The nearest `f64`.
    pub fn to_f64(self) -> f64 {
        self.numerator as f64 / self.denominator as f64
    }
}

impl DayCount {
    /// Every convention there is.
    pub const ALL: [DayCount; 5] = [
        DayCount::Act360,
        DayCount::Act365Fixed,
        DayCount::ActActIsda,
        DayCount::Thirty360,
        DayCount::ThirtyE360,
    ];

    /// The words for them in files, on tapes, in errors and in reports.
    pub(crate) const WORDS: [(&str, DayCount); 5] = [
        ("act/360", DayCount::Act360),
        ("act/365f", DayCount::Act365Fixed),
        ("act/act-isda", DayCount::ActActIsda),
        ("30/360", DayCount::Thirty360),
        ("30e/360", DayCount::ThirtyE360),
    ];

    /// The fraction of a year from `from` (inclusive) to `to` (exclusive); nothing if `to` is not later.
    ///
    /// ```
    /// use abs_waterfall::calendar::{Date, DayCount};
    /// let (closing, first): (Date, Date) = ("2024-06-20".parse()?, "2024-09-26".parse()?);
    /// let year = DayCount::Act365Fixed.fraction(closing, first);
    /// assert_eq!((year.numerator, year.denominator), (98, 365));
    /// # Ok::<(), jiff::Error>(())
    /// ```
    pub fn fraction(self, from: Date, to: Date) -> YearFraction {
        let days = |n: i64| n.max(0) as u64;
        match self {
            DayCount::Act360 => YearFraction { numerator: days(days_between(from, to)), denominator: 360 },
            DayCount::Act365Fixed => {
                YearFraction { numerator: days(days_between(from, to)), denominator: 365 }
            }
            DayCount::ActActIsda => act_act_isda(from, to),
            DayCount::Thirty360 | DayCount::ThirtyE360 => {
                YearFraction { numerator: days(self.thirty_360(from, to)), denominator: 360 }
            }
        }
    }

    fn thirty_360(self, from: Date, to: Date) -> i64 {
        let start = from.day().min(30);
        let end = if self == DayCount::ThirtyE360 || start == 30 { to.day().min(30) } else { to.day() };
        let months = i64::from(to.year() - from.year()) * 12 + i64::from(to.month() - from.month());
        months * 30 + i64::from(end - start)
    }
}

/// The word for it: `act/365f`.
impl fmt::Display for DayCount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(words::word(&DayCount::WORDS, self))
    }
}

/// From the same word.
impl FromStr for DayCount {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<DayCount, UnknownWord> {
        words::meaning(&DayCount::WORDS, word)
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for DayCount {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<DayCount, D::Error> {
        words::in_files::read(from, &DayCount::WORDS)
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for DayCount {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        words::in_files::write(self, &DayCount::WORDS, to)
    }
}

/// Whole days from `from` to `to`, negative if `to` is earlier.
pub(crate) fn days_between(from: Date, to: Date) -> i64 {
    (to - from).get_days().into()
}

/// Splits the period at each new year, and counts each part over its own year's length.
fn act_act_isda(from: Date, to: Date) -> YearFraction {
    let mut numerator = 0;
    let mut start = from;
    while start < to {
        let next_year = Date::new(start.year() + 1, 1, 1).unwrap_or(to);
        let end = next_year.min(to);
        let other_length = if start.in_leap_year() { 365 } else { 366 };
        numerator += days_between(start, end) as u64 * other_length;
        start = end;
    }
    YearFraction { numerator, denominator: 365 * 366 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Four periods that tell the conventions apart; the values are those that the ISDA definitions give.
    #[test]
    fn published_vectors() {
        let leap = |common: u64, leap: u64| YearFraction {
            numerator: common * 366 + leap * 365,
            denominator: 133_590,
        };
        for (from, to, isda, actual, bond, eurobond) in [
            ("2007-12-28", "2008-02-28", leap(4, 58), 62, 60, 60),
            ("2007-12-28", "2008-02-29", leap(4, 59), 63, 61, 61),
            ("2007-10-31", "2008-11-30", leap(62, 334), 396, 390, 390),
            ("2008-02-01", "2009-05-31", leap(150, 335), 485, 480, 479),
        ] {
            let (from, to) = (from.parse().unwrap(), to.parse().unwrap());
            let of = |count: DayCount| count.fraction(from, to);
            assert_eq!(of(DayCount::ActActIsda), isda);
            assert_eq!(of(DayCount::Act365Fixed), YearFraction { numerator: actual, denominator: 365 });
            assert_eq!(of(DayCount::Act360), YearFraction { numerator: actual, denominator: 360 });
            assert_eq!(of(DayCount::Thirty360), YearFraction { numerator: bond, denominator: 360 });
            assert_eq!(of(DayCount::ThirtyE360), YearFraction { numerator: eurobond, denominator: 360 });
        }
    }

    #[test]
    fn backwards_is_nothing() {
        let (from, to) = ("2024-06-21".parse().unwrap(), "2024-06-20".parse().unwrap());
        assert!(DayCount::ALL.iter().all(|count| count.fraction(from, to).numerator == 0));
    }

    proptest! {
        /// The actual counts are additive: no split of a period makes or loses a day.
        #[test]
        fn actual_counts_add_up(start in 0_i64..20_000, first in 0_i64..2_000, second in 0_i64..2_000) {
            let day = |n: i64| jiff::civil::date(1990, 1, 1).saturating_add(jiff::Span::new().days(n));
            let (a, b, c) = (day(start), day(start + first), day(start + first + second));
            for count in [DayCount::Act360, DayCount::Act365Fixed, DayCount::ActActIsda] {
                let whole = count.fraction(a, c).numerator;
                prop_assert_eq!(count.fraction(a, b).numerator + count.fraction(b, c).numerator, whole);
            }
        }
    }
}
