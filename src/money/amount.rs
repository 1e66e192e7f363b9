//! An amount, and what may be done with amounts: add them, multiply by a factor, split by largest remainder.

use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};

use rust_decimal::Decimal;

use super::factor::Factor;
use super::rounding::Rounding;

/// An amount of renminbi, an integer number of fen. It may be negative.
///
/// Sums saturate at ±9.2 × 10¹⁶ yuan instead of wrapping or panicking; a resolved deal is bounded to a
/// hundred-thousandth of that, so no sum inside a run ever gets there.
///
/// ```
/// use abs_waterfall::Money;
/// let price: Money = "877427.79".parse()?;
/// assert_eq!(price.fen(), 87_742_779);
/// assert_eq!((price + Money::from_yuan(1)).to_string(), "877,428.79");
/// assert!("0.125".parse::<Money>().is_err(), "finer than a fen");
/// # Ok::<(), abs_waterfall::MoneyError>(())
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Money(pub(super) i64);

impl Money {
    /// Nothing.
    pub const ZERO: Money = Money(0);
    /// The largest amount that can be held.
    pub const MAX: Money = Money(i64::MAX);

    /// An amount from fen.
    #[must_use]
    pub const fn from_fen(fen: i64) -> Money {
        Money(fen)
    }

    /// An amount from whole yuan (saturating beyond ±92 quadrillion).
    #[must_use]
    pub const fn from_yuan(yuan: i64) -> Money {
        Money(yuan.saturating_mul(100))
    }

    /// The amount in fen.
    pub const fn fen(self) -> i64 {
        self.0
    }

    /// The amount in yuan, exactly.
    pub fn to_decimal(self) -> Decimal {
        Decimal::new(self.0, 2)
    }

    /// The amount in yuan as the nearest `f64`: for charts and statistics, never for payments.
    pub fn to_f64(self) -> f64 {
        self.0 as f64 / 100.0
    }

    /// `true` for an amount of exactly nothing.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// That, as serde asks for it.
    #[cfg(feature = "serde")]
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
    pub(crate) fn is_nothing(&self) -> bool {
        self.is_zero()
    }

    /// This amount, or nothing if it is negative.
    #[must_use]
    pub const fn or_zero(self) -> Money {
        if self.0 < 0 { Money::ZERO } else { self }
    }

    /// The sum, or `None` where it does not fit.
    #[must_use]
    pub fn checked_add(self, other: Money) -> Option<Money> {
        self.0.checked_add(other.0).map(Money)
    }

    /// This amount times an exact factor, rounded as the factor says (ties and direction by magnitude, so that a
    /// negative amount rounds like its positive mirror).
    ///
    /// ```
    /// use abs_waterfall::{Factor, Money, Rounding};
    /// let third = Factor::new(1, 3, Rounding::HalfUp)?;
    /// assert_eq!(Money::from_fen(500).times(third), Money::from_fen(167));
    /// # Ok::<(), abs_waterfall::FactorError>(())
    /// ```
    #[inline]
    #[must_use]
    pub fn times(self, factor: Factor) -> Money {
        let magnitude = factor.apply(self.0.unsigned_abs());
        Money(if self.0 < 0 { magnitude.saturating_neg() } else { magnitude })
    }

    /// This amount times `part / whole`, rounded so: what a [`Factor`] made for one use would give, without reducing it. All of
    /// it where the two are equal, be they nothing; nothing of a whole of nothing.
    pub(crate) fn in_proportion(self, part: Money, whole: Money, rounding: Rounding) -> Money {
        if part == whole || whole <= Money::ZERO {
            return if part == whole { self } else { Money::ZERO };
        }
        let (numerator, denominator) = (part.0.max(0) as u64, whole.0 as u64);
        self.times(Factor { numerator, denominator, rounding })
    }

    /// Splits this amount in proportion to `weights` by largest remainder: every share is the exact proportion
    /// rounded down or up, the shares sum to the whole with `==`, and equal remainders go to the earlier weight.
    ///
    /// Negative weights count as nothing; if no weight is positive every share is nothing. A negative amount is not
    /// shared out.
    ///
    /// ```
    /// use abs_waterfall::Money;
    /// let fen = Money::from_fen;
    /// assert_eq!(fen(100).split(&[fen(1), fen(1), fen(1)]), [fen(34), fen(33), fen(33)]);
    /// ```
    #[must_use]
    pub fn split(self, weights: &[Money]) -> Vec<Money> {
        let mut shares = vec![Money::ZERO; weights.len()];
        self.split_into(weights, &mut shares, &mut Vec::with_capacity(weights.len()));
        shares
    }

    /// [`Money::split`] into a slice the caller owns, with `order` as scratch space: nothing is allocated once
    /// `order` has the capacity of `weights`.
    pub(crate) fn split_into(self, weights: &[Money], shares: &mut [Money], order: &mut Vec<usize>) {
        let weight = |i: usize| weights[i].0.max(0) as u128;
        let total: u128 = (0..weights.len()).map(weight).sum();
        shares.fill(Money::ZERO);
        if total == 0 || self.0 <= 0 {
            return;
        }
        // Often there is nobody to share with.
        if let Some(only) = (0..weights.len()).find(|i| weight(*i) == total) {
            shares[only] = self;
            return;
        }
        let exact = |i: usize| self.0 as u128 * weight(i);
        let mut left = self.0;
        for (i, share) in shares.iter_mut().enumerate() {
            *share = Money((exact(i) / total) as i64);
            left -= share.0;
        }
        let Some(last) = (left as usize).checked_sub(1) else { return };
        order.clear();
        order.extend(0..weights.len());
        // Who gets one more matters, and not in which order: among many a selection is a fraction of a sort.
        order.select_nth_unstable_by(last, |&a, &b| {
            (exact(b) % total).cmp(&(exact(a) % total)).then(a.cmp(&b))
        });
        for &i in &order[..=last] {
            shares[i].0 += 1;
        }
    }
}
/// Where a sum ends that has left 64 bits on the side of `towards`. A call that is never made costs the sums of a run
/// less than saturating each of them in line.
#[cold]
fn saturated(towards: Money) -> Money {
    Money(if towards.0 < 0 { i64::MIN } else { i64::MAX })
}

impl Add for Money {
    type Output = Money;
    #[inline]
    fn add(self, other: Money) -> Money {
        self.0.checked_add(other.0).map_or_else(|| saturated(self), Money)
    }
}

impl Sub for Money {
    type Output = Money;
    #[inline]
    fn sub(self, other: Money) -> Money {
        self.0.checked_sub(other.0).map_or_else(|| saturated(self), Money)
    }
}

impl Neg for Money {
    type Output = Money;
    fn neg(self) -> Money {
        Money(self.0.saturating_neg())
    }
}

impl AddAssign for Money {
    #[inline]
    fn add_assign(&mut self, other: Money) {
        *self = *self + other;
    }
}

impl SubAssign for Money {
    #[inline]
    fn sub_assign(&mut self, other: Money) {
        *self = *self - other;
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Money>>(amounts: I) -> Money {
        amounts.fold(Money::ZERO, Add::add)
    }
}

impl<'a> Sum<&'a Money> for Money {
    fn sum<I: Iterator<Item = &'a Money>>(amounts: I) -> Money {
        amounts.copied().sum()
    }
}
