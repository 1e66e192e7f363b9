//! What notes earn: as written, and as exact factors by distribution date.

use std::collections::BTreeMap;

use super::coupon_rate::{CouponProblem, CouponRate};
use crate::calendar::{DayCount, FloatingRate, PaymentPeriod, RateTable, accruals};
use crate::money::{Factor, Rounding};
use crate::rate::Rate;

/// A coupon. Interest accrues on the opening balance from one distribution date (the first: from closing), inclusive, to the
/// next, exclusive. Interest that is not paid stays due; it earns nothing, unless it is [deferred](crate::waterfall::Deferral)
/// and agreed to.
///
/// ```
/// use abs_waterfall::calendar::DayCount;
/// use abs_waterfall::waterfall::Coupon;
/// assert_eq!(Coupon::fixed("2.5%".parse()?), Coupon::new("2.5%".parse()?, DayCount::Act365Fixed));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct Coupon {
    /// The rate, a year: fixed, in steps, or floating.
    pub rate: CouponRate,
    /// Its day count.
    pub day_count: DayCount,
    /// The rounding of each period's interest on the whole class.
    #[cfg_attr(feature = "serde", serde(default))]
    pub rounding: Rounding,
}

impl Coupon {
    /// This rate on ACT/365F, rounded half-up: the market's usual coupon.
    #[must_use]
    pub fn fixed(rate: Rate) -> Coupon {
        Coupon::new(rate, DayCount::Act365Fixed)
    }

    /// This rate by this day count, rounded half-up.
    #[must_use]
    pub fn new(rate: Rate, day_count: DayCount) -> Coupon {
        Coupon { rate: rate.into(), day_count, rounding: Rounding::HalfUp }
    }

    /// These rates, each over the accrual periods that start on its day or after it, on ACT/365F, rounded half-up.
    #[must_use]
    pub fn stepped(steps: RateTable) -> Coupon {
        Coupon::fixed(Rate::ZERO).with_rate(CouponRate::Steps(steps))
    }

    /// This floating rate on ACT/365F, rounded half-up.
    #[must_use]
    pub fn floating(rate: FloatingRate) -> Coupon {
        Coupon::fixed(Rate::ZERO).with_rate(CouponRate::Floating(rate))
    }

    /// The same coupon at another rate.
    #[must_use]
    pub fn with_rate(self, rate: impl Into<CouponRate>) -> Coupon {
        Coupon { rate: rate.into(), ..self }
    }

    /// The same coupon by another day count.
    #[must_use]
    pub fn with_day_count(self, day_count: DayCount) -> Coupon {
        Coupon { day_count, ..self }
    }

    /// The same coupon, rounded in this way.
    #[must_use]
    pub fn with_rounding(self, rounding: Rounding) -> Coupon {
        Coupon { rounding, ..self }
    }

    /// What it comes to over each period, given the deal's tables of rates.
    pub(super) fn factors(
        &self,
        periods: &[PaymentPeriod],
        tables: &BTreeMap<String, RateTable>,
    ) -> Result<Vec<Factor>, CouponProblem> {
        let Some(first) = periods.first() else { return Ok(Vec::new()) };
        let factor = |period: &PaymentPeriod| {
            let rate = self.rate.over(period.accrual_start, first.accrual_start, tables)?;
            let year = self.day_count.fraction(period.accrual_start, period.accrual_end);
            Ok(rate.over(year.numerator, year.denominator, self.rounding)?)
        };
        accruals(periods).iter().map(factor).collect()
    }
}
