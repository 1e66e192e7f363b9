//! What becomes of the fraction of a fen.

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;

use super::amount::Money;
use crate::words::{self, UnknownWord};

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
    pub(super) fn step(self, quotient: u64, remainder: u64, denominator: u64) -> u64 {
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
