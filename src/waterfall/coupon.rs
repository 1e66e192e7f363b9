//! What notes earn: as written, and as exact factors by distribution date.

use crate::calendar::{DayCount, PaymentPeriod, factors};
use crate::money::{Factor, FactorError, Rounding};
use crate::rate::Rate;

/// A fixed coupon. Interest accrues on the opening balance from one distribution date (the first: from closing),
/// inclusive, to the next, exclusive. Interest that is not paid stays due and earns nothing.
///
/// ```
/// use abs_waterfall::calendar::DayCount;
/// use abs_waterfall::waterfall::Coupon;
/// assert_eq!(Coupon::fixed("2.5%".parse()?), Coupon::new("2.5%".parse()?, DayCount::Act365Fixed));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct Coupon {
    /// The rate, a year.
    #[cfg_attr(feature = "schema", schemars(extend("x-unit" = "percent or fraction, a year")))]
    pub rate: Rate,
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
        Coupon { rate, day_count, rounding: Rounding::HalfUp }
    }

    /// The same coupon, rounded in this way.
    #[must_use]
    pub fn with_rounding(self, rounding: Rounding) -> Coupon {
        Coupon { rounding, ..self }
    }
}

impl Coupon {
    pub(super) fn factors(&self, periods: &[PaymentPeriod]) -> Result<Vec<Factor>, FactorError> {
        factors(self.rate, self.day_count, self.rounding, periods)
    }
}
