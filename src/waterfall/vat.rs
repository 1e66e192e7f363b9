//! Value-added tax.

use rust_decimal::Decimal;

use crate::money::{Factor, FactorError, Rounding};
use crate::rate::Rate;

/// Value-added tax and surcharges on the interest that the plan collects (增值税及附加). Interest includes the tax:
/// the plan owes interest / (1 + rate) × rate × (1 + surcharge).
///
/// ```
/// use abs_waterfall::waterfall::Vat;
/// assert_eq!(Vat::new("3%".parse()?, "12%".parse()?), Vat::three_percent());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
#[doc(alias = "增值税及附加")]
#[non_exhaustive]
pub struct Vat {
    /// The rate: 3 % for asset-management products (财税〔2017〕56号).
    pub rate: Rate,
    /// Surcharges as a share of the tax: 12 % where all three apply (7 % + 3 % + 2 %).
    pub surcharge: Rate,
    /// The rounding of each date's tax.
    #[cfg_attr(feature = "serde", serde(default))]
    pub rounding: Rounding,
}

impl Vat {
    /// A tax at this rate, with surcharges as a share of it, rounded half-up.
    #[must_use]
    pub fn new(rate: Rate, surcharge: Rate) -> Vat {
        Vat { rate, surcharge, rounding: Rounding::HalfUp }
    }

    /// The same tax, rounded in this way.
    #[must_use]
    pub fn with_rounding(self, rounding: Rounding) -> Vat {
        Vat { rounding, ..self }
    }

    /// 3 % with surcharges of 12 %, rounded half-up: 3.262 % of the interest collected.
    ///
    /// ```
    /// use abs_waterfall::{Money, waterfall::Vat};
    /// let tax = Vat::three_percent().factor()?;
    /// assert_eq!("10242777.76".parse::<Money>()?.times(tax), "334133.33".parse()?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn three_percent() -> Vat {
        let rate = |hundredths| Rate::new(Decimal::new(hundredths, 2)).unwrap_or_default();
        Vat { rate: rate(3), surcharge: rate(12), rounding: Rounding::HalfUp }
    }

    /// The factor that turns collected interest into the tax.
    ///
    /// # Errors
    /// [`FactorError`] where the exact ratio does not fit.
    pub fn factor(&self) -> Result<Factor, FactorError> {
        let tax = self.rate.to_decimal() * (Decimal::ONE + self.surcharge.to_decimal());
        let gross = Decimal::ONE + self.rate.to_decimal();
        let scaled = |x: Decimal| x.mantissa().unsigned_abs() * 10_u128.pow(24_u32.saturating_sub(x.scale()));
        Factor::new(scaled(tax), scaled(gross), self.rounding)
    }
}
