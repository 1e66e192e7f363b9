//! How many times something is what it was assumed to be.

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;
use thiserror::Error;

use crate::money::{NotDecimal, parse_plain_decimal};
use crate::reading::instead;

/// The most decimals of a multiple, as of a rate.
const MOST_DECIMALS: u32 = 12;

/// The largest multiple: a share of twelve decimals times it is still exact in 64 bits.
const MOST: Decimal = Decimal::ONE_THOUSAND;

/// How many times what is assumed: twice the default probability, half the recovery. From 0 to 1,000, exact as written; once
/// where nothing is said.
///
/// ```
/// use abs_waterfall::credit::Multiple;
/// let half: Multiple = "0.5".parse()?;
/// assert_eq!((half.to_string(), Multiple::default()), ("0.5".into(), Multiple::ONCE));
/// assert_eq!(Multiple::try_from(1.5)?, "1.50".parse()?);
/// assert_eq!("two".parse::<Multiple>().unwrap_err().to_string(), "`two` is not a multiple: write it like 2 or 0.5");
/// # Ok::<(), abs_waterfall::credit::MultipleError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Multiple(Decimal);

/// Why a text or a number is no multiple.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum MultipleError {
    /// The text is not a plain decimal.
    #[error("`{text}` is not a multiple: write it {advice}", text = .0, advice = instead(.0, "2 or 0.5"))]
    NotANumber(String),
    /// Below nothing, or beyond what anybody would assume.
    #[error("{0} is out of range: a multiple runs from 0 to 1000, where 2 is twice as much")]
    OutOfRange(String),
    /// More than twelve decimals.
    #[error("`{0}` has more than 12 decimals: round it")]
    TooPrecise(String),
}

impl Multiple {
    /// As it is.
    pub const ONCE: Multiple = Multiple(Decimal::ONE);

    /// A multiple from its exact value.
    ///
    /// # Errors
    /// [`MultipleError`] outside of 0 to 1,000, or beyond twelve decimals.
    pub fn new(value: Decimal) -> Result<Multiple, MultipleError> {
        let value = value.normalize();
        if value.is_sign_negative() && !value.is_zero() || value > MOST {
            return Err(MultipleError::OutOfRange(value.to_string()));
        }
        match value.scale() {
            0..=MOST_DECIMALS => Ok(Multiple(value)),
            _ => Err(MultipleError::TooPrecise(value.to_string())),
        }
    }

    /// The exact value.
    pub fn to_decimal(self) -> Decimal {
        self.0
    }

    /// This many times another multiple, to twelve decimals (ties to even), and at most 1,000.
    #[must_use]
    pub fn times(self, other: Multiple) -> Multiple {
        Multiple((self.0 * other.0).min(MOST).round_dp(MOST_DECIMALS).normalize())
    }

    /// Is it once, which changes nothing?
    pub(crate) fn is_once(&self) -> bool {
        *self == Multiple::ONCE
    }
}

/// Once.
impl Default for Multiple {
    fn default() -> Multiple {
        Multiple::ONCE
    }
}

/// `2`, `0.5`.
impl FromStr for Multiple {
    type Err = MultipleError;

    fn from_str(text: &str) -> Result<Multiple, MultipleError> {
        let number = parse_plain_decimal(text).map_err(|error| match error {
            NotDecimal::NotPlain => MultipleError::NotANumber(text.into()),
            NotDecimal::TooManyDigits => MultipleError::TooPrecise(text.into()),
        })?;
        Multiple::new(number)
    }
}

/// `2`, `0.5`: what it is read from.
impl fmt::Display for Multiple {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0.to_string())
    }
}

impl TryFrom<Decimal> for Multiple {
    type Error = MultipleError;

    fn try_from(value: Decimal) -> Result<Multiple, MultipleError> {
        Multiple::new(value)
    }
}

/// The decimal that the float is written as, in as few digits as tell it from its neighbours.
impl TryFrom<f64> for Multiple {
    type Error = MultipleError;

    fn try_from(value: f64) -> Result<Multiple, MultipleError> {
        value.to_string().parse()
    }
}

#[cfg(feature = "serde")]
mod in_files {
    use serde::de::{Deserialize, Deserializer};
    use serde::ser::{Serialize, Serializer};

    use super::Multiple;
    use crate::exact;

    impl<'de> Deserialize<'de> for Multiple {
        fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Multiple, D::Error> {
            exact::read(from, "0.5")
        }
    }

    impl Serialize for Multiple {
        fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
            to.collect_str(self)
        }
    }
}

#[cfg(feature = "schema")]
mod in_schema {
    use schemars::{JsonSchema, Schema, SchemaGenerator};
    use std::borrow::Cow;

    use super::Multiple;
    use crate::exact::in_schema::schema;

    impl JsonSchema for Multiple {
        fn schema_name() -> Cow<'static, str> {
            "Multiple".into()
        }

        fn json_schema(_: &mut SchemaGenerator) -> Schema {
            let text = r"^(0*[0-9]{1,3}(\.[0-9]{1,12}0*)?|0*1000(\.0+)?|-0+(\.0+)?)$";
            let description = "How many times what is assumed, from 0 to 1000: \"2\" is twice as much.";
            schema(description, "times", text, (0, 1_000), "2")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_multiple_is_refused() {
        for (text, error) in [
            ("1e3", MultipleError::NotANumber("1e3".into())),
            ("-0.1", MultipleError::OutOfRange("-0.1".into())),
            ("1000.5", MultipleError::OutOfRange("1000.5".into())),
            ("0.0000000000001", MultipleError::TooPrecise("0.0000000000001".into())),
        ] {
            assert_eq!(text.parse::<Multiple>(), Err(error));
        }
        assert!(Multiple::try_from(f64::NAN).is_err());
        assert_eq!("1000.000".parse::<Multiple>().unwrap().to_string(), "1000");
    }

    #[test]
    fn multiples_of_multiples() {
        let times = |a: &str, b: &str| a.parse::<Multiple>().unwrap().times(b.parse().unwrap()).to_string();
        assert_eq!([times("2", "0.25"), times("1000", "1000"), times("1", "0")], ["0.5", "1000", "0"]);
        assert_eq!(times("0.000001", "0.0000005"), "0", "half of the last decimal goes to the even one");
    }
}
