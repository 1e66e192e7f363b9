//! Exact ratios that money is multiplied by.

use thiserror::Error;

use super::rounding::Rounding;

/// An exact ratio with the rounding that applies where money is multiplied by it: a coupon over an accrual period, a
/// tax rate, a fee.
///
/// It is made once, when a deal is resolved, in lowest terms and never as a float: 2.5 % over 98/365 of a year *is*
/// 49/7300.
///
/// ```
/// use abs_waterfall::{Factor, Money, Rate, Rounding};
/// let coupon = "2.5%".parse::<Rate>()?.over(98, 365, Rounding::HalfUp)?;
/// assert_eq!(coupon, Factor::new(49, 7300, Rounding::HalfUp)?);
/// assert_eq!(Money::from_yuan(142_500_000).times(coupon).to_string(), "956,506.85");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Factor {
    pub(super) numerator: u64,
    pub(super) denominator: u64,
    pub(super) rounding: Rounding,
}

/// Why a ratio cannot be used as a factor.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum FactorError {
    /// Division by zero.
    #[error("the denominator of a factor is zero")]
    ZeroDenominator,
    /// In lowest terms the ratio still needs more than 64 bits.
    #[error("the rate has too many digits for exact arithmetic: write it with fewer decimals")]
    TooPrecise,
}

impl Factor {
    /// A factor of nothing, which needs no rounding.
    pub const ZERO: Factor = Factor { numerator: 0, denominator: 1, rounding: Rounding::Down };

    /// The ratio `numerator / denominator`, reduced to lowest terms.
    ///
    /// # Errors
    /// [`FactorError`] if the denominator is zero or the reduced ratio does not fit 63 bits.
    pub fn new(numerator: u128, denominator: u128, rounding: Rounding) -> Result<Factor, FactorError> {
        if denominator == 0 {
            return Err(FactorError::ZeroDenominator);
        }
        let divisor = gcd(numerator, denominator);
        let narrow =
            |n: u128| i64::try_from(n / divisor).map(|n| n as u64).map_err(|_| FactorError::TooPrecise);
        Ok(Factor { numerator: narrow(numerator)?, denominator: narrow(denominator)?, rounding })
    }

    /// The nearest `f64`.
    pub fn to_f64(self) -> f64 {
        self.numerator as f64 / self.denominator as f64
    }

    #[inline]
    pub(super) fn apply(self, fen: u64) -> i64 {
        let product = u128::from(fen) * u128::from(self.numerator);
        let rounded = match u64::try_from(product) {
            // Nearly always: one 64-bit division.
            Ok(product) => {
                self.rounding.step(product / self.denominator, product % self.denominator, self.denominator)
            }
            Err(_) => self.apply_wide(product),
        };
        i64::try_from(rounded).unwrap_or(i64::MAX)
    }

    #[cold]
    fn apply_wide(self, product: u128) -> u64 {
        let denominator = u128::from(self.denominator);
        let quotient = u64::try_from(product / denominator).unwrap_or(u64::MAX - 1);
        self.rounding.step(quotient, (product % denominator) as u64, self.denominator)
    }
}

fn gcd(a: u128, b: u128) -> u128 {
    if b == 0 { a } else { gcd(b, a % b) }
}
