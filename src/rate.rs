//! Rates, probabilities and correlations as people write them: exact decimals with a range.
//!
//! These are three types because they are three different mistakes to make: a coupon of 2.5, a default probability of
//! −1 and a correlation of 1 must not get past the door.

use std::fmt;
use std::str::FromStr;

use rust_decimal::{Decimal, prelude::ToPrimitive};
use thiserror::Error;

use crate::money::{Factor, FactorError, NotDecimal, Rounding, parse_plain_decimal};
use crate::reading::instead;

/// The most decimals a rate may be written with, so that every product with money and days stays exact in integers.
const MOST_DECIMALS: u32 = 12;

/// Why a number cannot be what it was meant to be.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum RateError {
    /// The text is not a plain decimal, with or without a percent sign.
    #[error("`{text}` is not a rate: write it {advice}", text = .0, advice = instead(.0, "0.05 or 5%"))]
    NotANumber(String),
    /// The value is outside of the range its kind allows.
    #[error("{value} is out of range: {rule}")]
    OutOfRange {
        /// What was written.
        value: String,
        /// What the kind of number allows.
        rule: &'static str,
    },
    /// More than twelve decimals.
    #[error("`{0}` has more than 12 decimals: round it to what the contract states")]
    TooPrecise(String),
}

/// An annual rate as a fraction of one: 5 % is `0.05`. From 0 to 1: who writes 2.5 means 2.5 %, and is told so.
///
/// ```
/// use abs_waterfall::Rate;
/// assert_eq!("3.8%".parse::<Rate>()?, "0.038".parse()?);
/// assert_eq!("0.038".parse::<Rate>()?.to_string(), "3.80%");
///
/// let (coupon, spread) = (Rate::try_from(0.025)?, Rate::try_from(0.001)?);
/// assert_eq!(coupon.checked_add(spread), Some("2.6%".parse()?), "exact, as no float is");
/// assert_eq!(spread.checked_sub(coupon), None, "below zero");
/// assert!(Rate::try_from(f64::NAN).is_err() && Rate::try_from(2.5).is_err());
/// # Ok::<(), abs_waterfall::RateError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rate(Decimal);

/// A probability from 0 to 1, exact as written.
///
/// ```
/// use abs_waterfall::{Decimal, Probability};
/// let base = Probability::try_from(0.03)?;
/// assert_eq!(base, "3%".parse()?);
/// assert_eq!(base.times(Decimal::from(2)), "6%".parse()?, "a stress of twice the defaults");
/// assert_eq!(base.times(Decimal::from(50)), "1".parse()?, "nothing is more than certain");
/// # Ok::<(), abs_waterfall::RateError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Probability(Decimal);

/// An asset correlation ρ, from 0 up to but not including 1: the share of a firm's asset variance that comes from the
/// common factor. Its square root is the firm's factor loading, so two firms with ρ₁ and ρ₂ correlate by √(ρ₁ρ₂).
///
/// ```
/// use abs_waterfall::AssetCorrelation;
/// let step: AssetCorrelation = "0.1".parse()?;
/// let sweep = std::iter::successors(Some(AssetCorrelation::default()), |rho| rho.checked_add(step));
/// assert_eq!(sweep.count(), 10, "from 0 % to 90 %: 100 % is none");
/// # Ok::<(), abs_waterfall::RateError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AssetCorrelation(Decimal);

impl Rate {
    /// Zero.
    pub const ZERO: Rate = Rate(Decimal::ZERO);
    /// All of it.
    pub const ONE: Rate = Rate(Decimal::ONE);
    const RANGE: &str = "a rate runs from 0 to 1, where 0.05 is 5 %";

    /// A rate from its fraction of one.
    ///
    /// # Errors
    /// [`RateError`] outside of 0 to 1, or beyond twelve decimals.
    pub fn new(fraction: Decimal) -> Result<Rate, RateError> {
        within(fraction, Rate::RANGE, |r| r <= Decimal::ONE).map(Rate)
    }

    /// This rate times a factor, to twelve decimals (ties to even): at most 1, and nothing for a negative factor.
    #[must_use]
    pub fn times(self, factor: Decimal) -> Rate {
        Rate(scaled(self.0, factor))
    }

    /// This rate for `numerator / denominator` of a year, as the exact factor that turns a balance into interest.
    ///
    /// # Errors
    /// [`FactorError`] where the exact ratio does not fit.
    pub fn over(self, numerator: u64, denominator: u64, rounding: Rounding) -> Result<Factor, FactorError> {
        let (n, d) = ratio(self.0);
        Factor::new(n * u128::from(numerator), d * u128::from(denominator), rounding)
    }

    /// This rate as the share of an amount.
    #[must_use]
    pub fn share(self, rounding: Rounding) -> Factor {
        // Twelve decimals always fit: 10¹² < 2⁶³.
        self.over(1, 1, rounding).unwrap_or(Factor::ZERO)
    }

    /// The share as an exact ratio of integers.
    pub(crate) fn as_ratio(self) -> (u128, u128) {
        ratio(self.0)
    }
}

impl Probability {
    const RANGE: &str = "a probability runs from 0 to 1, where 0.03 is 3 %";

    /// A probability from its exact value.
    ///
    /// # Errors
    /// [`RateError`] outside of 0 to 1, or beyond twelve decimals.
    pub fn new(value: Decimal) -> Result<Probability, RateError> {
        within(value, Probability::RANGE, |p| p <= Decimal::ONE).map(Probability)
    }

    /// This probability times a factor, to twelve decimals (ties to even): at most 1, and nothing for a negative factor.
    #[must_use]
    pub fn times(self, factor: Decimal) -> Probability {
        Probability(scaled(self.0, factor))
    }
}

impl AssetCorrelation {
    const RANGE: &str = "an asset correlation runs from 0 to below 1, where 0.2 is 20 %";

    /// A correlation from its exact value.
    ///
    /// # Errors
    /// [`RateError`] outside of [0, 1), or beyond twelve decimals.
    pub fn new(value: Decimal) -> Result<AssetCorrelation, RateError> {
        within(value, AssetCorrelation::RANGE, |rho| rho < Decimal::ONE).map(AssetCorrelation)
    }
}

fn within(value: Decimal, rule: &'static str, in_range: fn(Decimal) -> bool) -> Result<Decimal, RateError> {
    let value = value.normalize();
    if value.is_sign_negative() && !value.is_zero() || !in_range(value) {
        return Err(RateError::OutOfRange { value: value.to_string(), rule });
    }
    if value.scale() > MOST_DECIMALS {
        return Err(RateError::TooPrecise(value.to_string()));
    }
    Ok(value)
}

/// A value from 0 to 1 times a factor, from 0 to 1 again.
fn scaled(value: Decimal, factor: Decimal) -> Decimal {
    // A value of at most one leaves every factor within what a decimal holds.
    let product = value.saturating_mul(factor);
    product.clamp(Decimal::ZERO, Decimal::ONE).round_dp(MOST_DECIMALS).normalize()
}

/// A non-negative decimal of at most twelve decimals as a ratio of integers.
fn ratio(value: Decimal) -> (u128, u128) {
    (value.mantissa().unsigned_abs(), 10_u128.pow(value.scale()))
}

/// The fraction of one that a text is, with or without a percent sign.
fn parse(text: &str, range: &'static str) -> Result<Decimal, RateError> {
    let (digits, percent) = match text.strip_suffix('%') {
        Some(percent) => (percent.trim_end(), 2),
        None => (text, 0),
    };
    let number = parse_plain_decimal(digits).map_err(|error| match error {
        NotDecimal::NotPlain => RateError::NotANumber(text.into()),
        NotDecimal::TooManyDigits if whole_digits(digits) > 3 => {
            RateError::OutOfRange { value: text.into(), rule: range }
        }
        NotDecimal::TooManyDigits => RateError::TooPrecise(text.into()),
    })?;
    // A shift of the point, which a division might round.
    Decimal::try_from_i128_with_scale(number.mantissa(), number.scale() + percent)
        .map_err(|_| RateError::TooPrecise(text.into()))
}

/// How many digits stand before the point, without the zeros at their head: more than three are beyond 100 %.
fn whole_digits(digits: &str) -> usize {
    digits.split('.').next().unwrap_or("").trim_start_matches(['-', '0']).len()
}

/// What the three kinds share: text in both notations, sums, and the way to and from decimals and floats.
macro_rules! plain_number {
    ($($kind:ident),*) => {$(
        impl $kind {
            /// The exact value.
            pub fn to_decimal(self) -> Decimal {
                self.0
            }
            /// The exact value in percent, in as few digits as it has: 2.5 of 2.50 %.
            pub fn to_percent(self) -> Decimal {
                (self.0 * Decimal::ONE_HUNDRED).normalize()
            }
            /// The nearest `f64`.
            pub fn to_f64(self) -> f64 {
                self.0.to_f64().unwrap_or(f64::NAN)
            }
            /// The exact sum; `None` where it is out of range.
            #[must_use]
            pub fn checked_add(self, other: $kind) -> Option<$kind> {
                $kind::new(self.0 + other.0).ok()
            }
            /// The exact difference; `None` where it is below zero.
            #[must_use]
            pub fn checked_sub(self, other: $kind) -> Option<$kind> {
                $kind::new(self.0 - other.0).ok()
            }
        }
        /// The decimal that the float is written as, in as few digits as tell it from its neighbours: `0.05` is exactly
        /// 5 %. What a computation gave may have more than twelve decimals, and is refused until it is rounded.
        impl TryFrom<f64> for $kind {
            type Error = RateError;
            fn try_from(value: f64) -> Result<$kind, RateError> {
                value.to_string().parse()
            }
        }
        impl TryFrom<Decimal> for $kind {
            type Error = RateError;
            fn try_from(value: Decimal) -> Result<$kind, RateError> {
                $kind::new(value)
            }
        }
        /// `0.05` or `5%`.
        impl FromStr for $kind {
            type Err = RateError;
            fn from_str(text: &str) -> Result<$kind, RateError> {
                parse(text, $kind::RANGE).and_then($kind::new)
            }
        }
        /// In percent with at least two decimals: `5.00%`.
        impl fmt::Display for $kind {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let percent = self.to_percent();
                let decimals = percent.scale().max(2) as usize;
                f.pad(&format!("{percent:.decimals$}%"))
            }
        }
    )*};
}
plain_number!(Rate, Probability, AssetCorrelation);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Money;

    #[test]
    fn two_notations_one_number() {
        for (text, shown) in [
            ("0.05", "5.00%"),
            ("5 %", "5.00%"),
            ("0.0217", "2.17%"),
            ("0.00021", "0.021%"),
            ("1", "100.00%"),
        ] {
            assert_eq!(text.parse::<Rate>().unwrap().to_string(), shown);
        }
    }

    #[test]
    fn each_kind_has_its_range() {
        assert!("1".parse::<Rate>().is_ok());
        assert!("2.5".parse::<Rate>().is_err());
        assert!("-0.01".parse::<Rate>().is_err());
        assert!("1".parse::<Probability>().is_ok());
        assert!("1.01".parse::<Probability>().is_err());
        assert!("0.999".parse::<AssetCorrelation>().is_ok());
        assert!("1".parse::<AssetCorrelation>().is_err());
        assert_eq!("five".parse::<Rate>(), Err(RateError::NotANumber("five".into())));
        // The second has more digits than a decimal holds.
        for fine in ["0.0000000000001", &format!("0.{}", "1234567890".repeat(4))] {
            assert_eq!(fine.parse::<Rate>(), Err(RateError::TooPrecise(fine.into())));
        }
    }

    /// A decimal holds 28 digits, and some of 29. What has more is read where they are zeros, and else told for what it is.
    #[test]
    fn more_digits_than_a_decimal_holds() {
        let (zeros, nines) = ("0".repeat(40), "9".repeat(29));
        let five: Rate = "5%".parse().unwrap();
        for text in [
            format!("0.05{zeros}"),
            format!("{zeros}.05"),
            format!("{zeros}5.{zeros}%"),
            format!("5.{zeros} %"),
        ] {
            assert_eq!(text.parse::<Rate>(), Ok(five), "{text}");
        }
        for text in
            [format!("0.05{zeros}1"), format!("0.{nines}"), format!("1.{zeros}1"), format!("5.{zeros}1%")]
        {
            assert_eq!(text.parse::<Rate>(), Err(RateError::TooPrecise(text.clone())));
            assert_eq!(text.parse::<Probability>(), Err(RateError::TooPrecise(text.clone())));
        }
        for text in [nines.clone(), format!("{nines}.5"), format!("1{zeros}%"), format!("-{nines}")] {
            assert!(matches!(text.parse::<Rate>(), Err(RateError::OutOfRange { .. })), "{text}");
            assert!(matches!(text.parse::<AssetCorrelation>(), Err(RateError::OutOfRange { .. })), "{text}");
        }
    }

    #[test]
    fn a_float_is_the_decimal_it_is_written_as() {
        for (float, text) in [(0.1, "0.1"), (1e-7, "0.0000001"), (1.0, "1"), (-0.0, "0"), (0.038, "3.8%")] {
            assert_eq!(Rate::try_from(float), text.parse::<Rate>(), "{float}");
        }
        assert_eq!(Rate::try_from(-0.0).unwrap().to_string(), "0.00%");
        for float in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert_eq!(Probability::try_from(float), Err(RateError::NotANumber(float.to_string())));
        }
        for float in [1.5, -0.01, 1e300, -1e300] {
            assert!(matches!(Rate::try_from(float), Err(RateError::OutOfRange { .. })), "{float}");
        }
        assert!(matches!(AssetCorrelation::try_from(1.0), Err(RateError::OutOfRange { .. })));
        for float in [0.1 + 0.2, 1e-13, f64::MIN_POSITIVE] {
            assert!(matches!(Rate::try_from(float), Err(RateError::TooPrecise(_))), "{float}");
        }
    }

    #[test]
    fn sums_are_exact_or_none_and_products_stay_in_range() {
        let rate = |text: &str| text.parse::<Rate>().unwrap();
        assert_eq!(rate("0.1").checked_add(rate("0.2")), Some(rate("0.3")));
        assert_eq!(rate("60%").checked_add(rate("60%")), None);
        assert_eq!(rate("1").checked_sub(rate("0.000000000001")), Some(rate("0.999999999999")));
        assert_eq!(rate("1%").checked_sub(rate("2%")), None);
        let times = |text: &str, factor: &str| rate(text).times(factor.parse().unwrap());
        assert_eq!(times("3%", "1.5"), rate("4.5%"));
        assert_eq!(times("0.000000000001", "2.5"), rate("0.000000000002"), "a tie goes to the even one");
        assert_eq!((times("3%", "-1"), times("3%", "34")), (Rate::ZERO, rate("1")));
        assert_eq!(rate("1").times(Decimal::MAX), rate("1"));
        assert_eq!(rate("1").times(Decimal::MIN), Rate::ZERO);
        assert_eq!(Rate::ZERO.times(Decimal::MAX), Rate::ZERO);
    }

    #[test]
    fn full_width_characters_are_named() {
        let error = "５％".parse::<Rate>().unwrap_err().to_string();
        assert_eq!(error, "`５％` is not a rate: write it in half-width characters, like 5%");
    }

    /// Benchmark C, first period: 142.5 m at 2.50 % over 98/365 of a year.
    #[test]
    fn a_rate_over_a_period_is_exact() {
        let coupon: Rate = "2.5%".parse().unwrap();
        let factor = coupon.over(98, 365, Rounding::HalfUp).unwrap();
        assert_eq!(factor, Factor::new(49, 7300, Rounding::HalfUp).unwrap());
        assert_eq!(Money::from_yuan(142_500_000).times(factor), "956506.85".parse().unwrap());
    }
}
