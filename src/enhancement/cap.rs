//! Caps beside the one on the sum of all payments: on a date, on a year, and by the notes.

use std::fmt;

use crate::calendar::{Date, PaymentPeriod, months_begun};
use crate::money::{Factor, Money};

/// The most that a support pays in one year.
///
/// ```
/// use abs_waterfall::Money;
/// use abs_waterfall::enhancement::{Support, YearCap, YearCount};
/// let cap = YearCap::new(Money::from_yuan(5_000_000), YearCount::Calendar);
/// let support = Support::undertaking("Group", &["A"]).with_cap_each_year(cap);
/// assert_eq!(support.cap_each_year.map(|cap| cap.to_string()), Some("5,000,000.00 a calendar year".into()));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct YearCap {
    /// How much.
    pub amount: Money,
    /// Which years.
    #[cfg_attr(feature = "serde", serde(default))]
    #[cfg_attr(feature = "schema", schemars(extend("x-default" = "from-closing")))]
    pub counted: YearCount,
}

/// How years are counted; a payment is in that of its nominal distribution date.
///
/// ```
/// use abs_waterfall::enhancement::YearCount;
/// assert_eq!(YearCount::default(), YearCount::FromClosing);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum YearCount {
    /// From closing; an anniversary is the last day of the year that it ends.
    #[default]
    FromClosing,
    /// From January to December.
    Calendar,
}

impl YearCap {
    /// So much in every such year.
    #[must_use]
    pub fn new(amount: Money, counted: YearCount) -> YearCap {
        YearCap { amount, counted }
    }
}

/// "5,000,000.00 a calendar year", "5,000,000.00 a year from closing".
impl fmt::Display for YearCap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.counted {
            YearCount::FromClosing => write!(f, "{} a year from closing", self.amount),
            YearCount::Calendar => write!(f, "{} a calendar year", self.amount),
        }
    }
}

/// The further caps of a support, resolved. The least of all binds.
#[derive(Clone, Debug, Default)]
pub(crate) struct CapPlan {
    /// Does what is reimbursed restore the cap on the sum?
    pub(crate) revolves: bool,
    pub(crate) each_date: Option<Money>,
    /// With the year of every distribution date.
    pub(crate) each_year: Option<(Money, Vec<u64>)>,
    /// A share of the balance of these notes.
    pub(crate) of_notes: Option<(Factor, Vec<usize>)>,
}

impl CapPlan {
    /// Is there any?
    pub(super) fn is_none(&self) -> bool {
        let CapPlan { revolves, each_date, each_year, of_notes } = self;
        !revolves && each_date.is_none() && each_year.is_none() && of_notes.is_none()
    }

    /// The most that they allow over all dates.
    pub(crate) fn most(&self, dates: usize) -> Money {
        let of_dates = self.each_date.map(|cap| over(cap, dates));
        let of_years = self.each_year.as_ref().map(|(cap, years)| {
            let changes = years.windows(2).filter(|pair| pair[0] != pair[1]).count();
            over(*cap, changes + 1)
        });
        of_dates.into_iter().chain(of_years).min().unwrap_or(Money::MAX)
    }
}

fn over(cap: Money, times: usize) -> Money {
    std::iter::repeat_n(cap, times).sum()
}

/// By distribution date, its year.
pub(super) fn years(counted: YearCount, closing: Date, periods: &[PaymentPeriod]) -> Vec<u64> {
    let year = |period: &PaymentPeriod| match counted {
        YearCount::FromClosing => months_begun(closing, period.distribution).div_ceil(12),
        YearCount::Calendar => u64::try_from(period.distribution.year()).unwrap_or_default(),
    };
    periods.iter().map(year).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Date;

    #[test]
    fn years_from_closing_end_on_its_anniversaries_and_calendar_years_in_december() {
        let closing = Date::constant(2024, 6, 26);
        for (day, from_closing, calendar) in [
            (Date::constant(2024, 9, 26), 1, 2024),
            (Date::constant(2025, 6, 26), 1, 2025),
            (Date::constant(2025, 6, 27), 2, 2025),
            (Date::constant(2025, 12, 31), 2, 2025),
            (Date::constant(2026, 1, 1), 2, 2026),
        ] {
            let period = PaymentPeriod {
                event_only: false,
                after_event: None,
                number: 1,
                calculation: day,
                transfer: day,
                distribution: day,
                payment: day,
                accrual_start: closing,
                accrual_end: day,
            };
            let of = |counted| years(counted, closing, &[period])[0];
            assert_eq!(
                (of(YearCount::FromClosing), of(YearCount::Calendar)),
                (from_closing, calendar),
                "{day}"
            );
        }
    }
}
