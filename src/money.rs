//! Money as an integer number of fen, with every rounding named.
//!
//! One fen (分) is a hundredth of a yuan. Prospectuses settle to the fen, so the fen is the unit of account here and
//! nothing finer exists: an amount with three decimals is refused, never rounded on the way in. A division of money
//! happens in exactly two ways, [`Money::times`] a [`Factor`] that carries its [`Rounding`], and [`Money::split`] by
//! largest remainder; both are exact integer arithmetic.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};
use std::str::FromStr;

use rust_decimal::Decimal;
use thiserror::Error;

use crate::reading::instead;
use crate::words::{self, UnknownWord};

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
pub struct Money(i64);

/// Why a text or a decimal is not an amount of money.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum MoneyError {
    /// The text is not a plain decimal number.
    #[error(
        "`{text}` is not an amount of money: write yuan and fen as plain digits, {advice}",
        text = .0, advice = instead(.0, "1500000 or 877427.79")
    )]
    NotANumber(String),
    /// The amount has more than two decimals; rounding it silently would lose somebody's money.
    #[error("`{0}` is finer than a fen: round it to two decimals first, by the rule the contract states")]
    FinerThanFen(String),
    /// The amount does not fit into 64-bit fen.
    #[error("`{0}` is too large: amounts reach to 92 quadrillion yuan")]
    TooLarge(String),
}

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
        if let [share] = shares {
            *share = self;
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

/// What to do with the fraction of a fen that a product leaves.
///
/// Contracts and prospectuses in this market use 四舍五入 ([`Rounding::HalfUp`]) unless they say otherwise.
///
/// ```
/// use abs_waterfall::{Factor, Money, Rounding};
/// let half = |words: &str| Ok::<_, Box<dyn std::error::Error>>(Factor::new(1, 2, words.parse()?)?);
/// let five = Money::from_fen(5);
/// assert_eq!(five.times(half("half-up")?), Money::from_fen(3));
/// assert_eq!(five.times(half("half-even")?), Money::from_fen(2));
/// assert_eq!(Rounding::default().to_string(), "half-up");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(transform = crate::words::in_schema::named(&Rounding::WORDS))
)]
#[non_exhaustive]
pub enum Rounding {
    /// To the nearest fen, ties away from zero (四舍五入).
    #[default]
    #[doc(alias = "四舍五入")]
    HalfUp,
    /// To the nearest fen, ties to the even fen (banker's rounding).
    HalfEven,
    /// Towards zero (截位): the fraction is dropped.
    #[doc(alias = "截位")]
    Down,
}

impl Rounding {
    /// The words for them in files, on tapes, in errors and in reports.
    pub(crate) const WORDS: [(&str, Rounding); 3] =
        [("half-up", Rounding::HalfUp), ("half-even", Rounding::HalfEven), ("down", Rounding::Down)];

    /// `quotient` plus zero or one, for what `remainder` of `denominator` is left.
    #[inline]
    fn step(self, quotient: u64, remainder: u64, denominator: u64) -> u64 {
        let up = match self {
            Rounding::HalfUp => remainder >= denominator - remainder,
            Rounding::HalfEven => {
                let rest = denominator - remainder;
                remainder > rest || (remainder == rest && quotient % 2 == 1)
            }
            Rounding::Down => false,
        };
        quotient + u64::from(up)
    }

    /// A decimal number of yuan rounded to the fen; `None` where it does not fit.
    pub(crate) fn to_fen(self, yuan: Decimal) -> Option<Money> {
        use rust_decimal::RoundingStrategy as Strategy;
        let strategy = match self {
            Rounding::HalfUp => Strategy::MidpointAwayFromZero,
            Rounding::HalfEven => Strategy::MidpointNearestEven,
            Rounding::Down => Strategy::ToZero,
        };
        Money::try_from(yuan.round_dp_with_strategy(2, strategy)).ok()
    }
}

/// The word for it: `half-up`.
impl fmt::Display for Rounding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(words::word(&Rounding::WORDS, self))
    }
}

/// From the same word.
impl FromStr for Rounding {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Rounding, UnknownWord> {
        words::meaning(&Rounding::WORDS, word)
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for Rounding {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Rounding, D::Error> {
        words::in_files::read(from, &Rounding::WORDS)
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Rounding {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        words::in_files::write(self, &Rounding::WORDS, to)
    }
}

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
    numerator: u64,
    denominator: u64,
    rounding: Rounding,
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
    fn apply(self, fen: u64) -> i64 {
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

/// Yuan and fen with separators: `-1,234,567.80`. A width and an alignment apply to the whole text.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let magnitude = self.0.unsigned_abs();
        let yuan = (magnitude / 100).to_string();
        let mut grouped = String::with_capacity(yuan.len() + yuan.len() / 3 + 4);
        for (i, digit) in yuan.chars().enumerate() {
            if i > 0 && (yuan.len() - i).is_multiple_of(3) {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        grouped.push_str(&format!(".{:02}", magnitude % 100));
        f.pad_integral(self.0 >= 0, "", &grouped)
    }
}

/// As it displays: a bare number of fen would be read as yuan.
impl fmt::Debug for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// Plain digits with at most two decimals, as a contract has them: `20000000`, `-3.5`, `877427.79`; or tens of thousands and
/// hundreds of millions of yuan, as people say them: `5000万`, `1.4亿`.
impl FromStr for Money {
    type Err = MoneyError;
    fn from_str(text: &str) -> Result<Money, MoneyError> {
        let (digits, unit) = in_units(text);
        match parse_plain_decimal(digits) {
            Ok(number) => match number.checked_mul(Decimal::from(unit)) {
                Some(yuan) => Money::try_from(yuan).map_err(|error| error.about(text)),
                None => Err(MoneyError::TooLarge(text.into())),
            },
            Err(NotDecimal::NotPlain) => Err(MoneyError::NotANumber(text.into())),
            Err(NotDecimal::TooManyDigits) => match digits.split_once('.') {
                Some((_, decimals)) if decimals.trim_end_matches('0').len() > 2 => {
                    Err(MoneyError::FinerThanFen(text.into()))
                }
                _ => Err(MoneyError::TooLarge(text.into())),
            },
        }
    }
}

/// The number that a text has before its unit, and how many yuan that is.
fn in_units(text: &str) -> (&str, u32) {
    let units = [("亿", 100_000_000), ("万", 10_000)];
    let found = units.iter().find_map(|(unit, yuan)| Some((text.strip_suffix(unit)?, *yuan)));
    found.unwrap_or((text, 1))
}

impl MoneyError {
    /// What is wrong with an amount that was written like this.
    fn about(self, text: &str) -> MoneyError {
        match self {
            MoneyError::NotANumber(_) => MoneyError::NotANumber(text.into()),
            MoneyError::FinerThanFen(_) => MoneyError::FinerThanFen(text.into()),
            MoneyError::TooLarge(_) => MoneyError::TooLarge(text.into()),
        }
    }
}

impl TryFrom<Decimal> for Money {
    type Error = MoneyError;
    fn try_from(yuan: Decimal) -> Result<Money, MoneyError> {
        let exact = yuan.normalize();
        if exact.scale() > 2 {
            return Err(MoneyError::FinerThanFen(yuan.to_string()));
        }
        let fen = exact.mantissa().checked_mul(10_i128.pow(2 - exact.scale()));
        fen.and_then(|fen| i64::try_from(fen).ok())
            .map(Money)
            .ok_or_else(|| MoneyError::TooLarge(yuan.to_string()))
    }
}

impl From<Money> for Decimal {
    fn from(amount: Money) -> Decimal {
        amount.to_decimal()
    }
}

/// Why a text is no decimal.
pub(crate) enum NotDecimal {
    /// It is more, or less, than digits with one optional sign and one optional point.
    NotPlain,
    /// It has more digits than a decimal holds, about 28.
    TooManyDigits,
}

/// A decimal from digits, one optional sign and one optional point; no exponent, no separators, no silent rounding.
pub(crate) fn parse_plain_decimal(text: &str) -> Result<Decimal, NotDecimal> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let plain = digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.ends_with(|c: char| c.is_ascii_digit())
        && digits.chars().all(|c| c.is_ascii_digit() || c == '.')
        && digits.chars().filter(|c| *c == '.').count() <= 1;
    if !plain {
        return Err(NotDecimal::NotPlain);
    }
    Decimal::from_str_exact(&without_idle_zeros(text)).map_err(|_| NotDecimal::TooManyDigits)
}

/// A plain decimal without zeros before its digits and behind its decimals, which say nothing, however many there are.
fn without_idle_zeros(text: &str) -> String {
    let digits = text.trim_start_matches('-');
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    let sign = &text[..text.len() - digits.len()];
    let (whole, decimals) = (whole.trim_start_matches('0'), decimals.trim_end_matches('0'));
    let point = if decimals.is_empty() { "" } else { "." };
    format!("{sign}0{whole}{point}{decimals}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn fen(fen: i64) -> Money {
        Money::from_fen(fen)
    }

    /// CFPB form H-25(B): month-1 interest of 162,000 at 3.875 % is 523.125.
    #[test]
    fn a_tie_goes_where_the_named_rounding_says() {
        let month = |rounding| Factor::new(3_875, 12 * 100_000, rounding).unwrap();
        let loan = Money::from_yuan(162_000);
        assert_eq!(loan.times(month(Rounding::HalfUp)), fen(52_313));
        assert_eq!(loan.times(month(Rounding::HalfEven)), fen(52_312));
        assert_eq!(loan.times(month(Rounding::Down)), fen(52_312));
        assert_eq!((-loan).times(month(Rounding::HalfUp)), fen(-52_313));
    }

    #[test]
    fn text_in_and_out() {
        for (text, shown) in [
            ("0", "0.00"),
            ("7.5", "7.50"),
            ("-0.01", "-0.01"),
            ("1000", "1,000.00"),
            ("20000000", "20,000,000.00"),
            ("1.500", "1.50"),
            ("00000000000000000000000000000007.50000000000000000000000000000", "7.50"),
            ("5000万", "50,000,000.00"),
            ("1.4亿", "140,000,000.00"),
            ("0.000001万", "0.01"),
        ] {
            assert_eq!(text.parse::<Money>().unwrap().to_string(), shown);
        }
        assert_eq!(format!("{:>12}", fen(123_456)), "    1,234.56");
        assert_eq!(format!("{:?}", Some(fen(-123_456))), "Some(-1,234.56)");
    }

    #[test]
    fn what_is_not_money_is_refused() {
        for text in
            ["", "-", "1e6", "1,000", "１０", "0x1f", "NaN", ".5", "5.", "1.2.3", "+5", " 5", "万", "1万亿"]
        {
            assert_eq!(text.parse::<Money>(), Err(MoneyError::NotANumber(text.into())), "{text:?}");
        }
        // The last two of each have more digits than a decimal holds: only their text tells which of the two they are.
        let forty_digits = "1234567890".repeat(4);
        for fine in ["0.001", "0.0000001万", &format!("0.{forty_digits}"), &format!("{forty_digits}.123")] {
            assert_eq!(fine.parse::<Money>(), Err(MoneyError::FinerThanFen(fine.into())));
        }
        for vast in ["92233720368547758.08", "922337204亿", &forty_digits, &format!("{forty_digits}.12")] {
            assert_eq!(vast.parse::<Money>(), Err(MoneyError::TooLarge(vast.into())));
        }
        let wide = "１０，０００".parse::<Money>().unwrap_err().to_string();
        assert!(
            wide.ends_with("write yuan and fen as plain digits, in half-width characters, like 10,000"),
            "{wide}"
        );
    }

    #[test]
    fn sums_saturate() {
        let (least, one) = (fen(i64::MIN), fen(1));
        assert_eq!(Money::MAX + one, Money::MAX);
        assert_eq!(least - one, least);
        assert_eq!(Money::MAX - (-one), Money::MAX);
        assert_eq!(least + (-one), least);
        assert_eq!(-least, Money::MAX);
        assert_eq!([Money::MAX, one, -one].iter().sum::<Money>(), Money::MAX - one);
    }

    #[test]
    fn equal_remainders_go_to_the_earlier_claim() {
        assert_eq!(fen(10).split(&[fen(1); 4]), [fen(3), fen(3), fen(2), fen(2)]);
        assert_eq!(fen(7).split(&[fen(0), fen(5), fen(-5)]), [fen(0), fen(7), fen(0)]);
        assert_eq!(fen(7).split(&[fen(0)]), [fen(0)]);
    }

    proptest! {
        /// Sum with `==`, and no share a whole fen away from its exact proportion.
        #[test]
        fn a_split_gives_everything_and_is_fair(
            amount in 0_i64..1_000_000_000_000_000,
            weights in proptest::collection::vec(0_i64..1_000_000_000_000_000, 1..12),
        ) {
            let weights: Vec<Money> = weights.into_iter().map(fen).collect();
            let total: i128 = weights.iter().map(|w| i128::from(w.fen())).sum();
            prop_assume!(total > 0);
            let shares = fen(amount).split(&weights);
            prop_assert_eq!(shares.iter().sum::<Money>(), fen(amount));
            for (share, weight) in shares.iter().zip(&weights) {
                let off = i128::from(share.fen()) * total - i128::from(amount) * i128::from(weight.fen());
                prop_assert!(off.abs() < total, "off by {} / {}", off, total);
            }
        }

        /// The 64-bit and the 128-bit route agree with arithmetic in `Decimal`.
        #[test]
        fn a_factor_is_exact(amount in 0_i64..10_000_000_000, n in 0_u32..100_000_000, d in 1_u32..1_000_000) {
            for rounding in [Rounding::HalfUp, Rounding::HalfEven, Rounding::Down] {
                let factor = Factor::new(n.into(), d.into(), rounding).unwrap();
                let exact = fen(amount).to_decimal() * Decimal::from(n) / Decimal::from(d);
                prop_assert_eq!(fen(amount).times(factor), rounding.to_fen(exact).unwrap());
            }
        }

        #[test]
        fn display_and_decimal_come_back(amount in any::<i64>()) {
            let text = fen(amount).to_string().replace(',', "");
            prop_assert_eq!(text.parse::<Money>().unwrap(), fen(amount));
            prop_assert_eq!(Money::try_from(Decimal::from(fen(amount))).unwrap(), fen(amount));
        }
    }
}
