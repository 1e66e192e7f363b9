//! Spreads, in basis points.

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;
use thiserror::Error;

use crate::money::parse_plain_decimal;
use crate::rate::{Rate, RateError};
use crate::reading::instead;

/// The most decimals of a basis point, so that a rate with a spread has no more than a rate.
const MOST_DECIMALS: u32 = 8;

/// A spread in basis points (基点), hundredths of a percent, which may be negative: exact as written.
///
/// ```
/// use abs_waterfall::calendar::BasisPoints;
/// let spread: BasisPoints = "-32.5".parse()?;
/// assert_eq!(spread.to_string(), "-32.5 bp");
/// assert_eq!(spread.on("3%".parse()?), "2.675%".parse());
/// assert_eq!(BasisPoints::default().on("3%".parse()?), "3%".parse());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BasisPoints(Decimal);

/// Why a number is no spread.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum BasisPointsError {
    /// The text is not a plain decimal.
    #[error("`{text}` is not a spread: write it in basis points, {advice}", text = .0, advice = instead(.0, "-30 or 12.5"))]
    NotANumber(String),
    /// More than 100 %, or finer than any contract.
    #[error("{0} is out of range: a spread runs from -10000 to 10000 basis points, with 8 decimals at most")]
    OutOfRange(String),
}

impl BasisPoints {
    /// So many basis points.
    ///
    /// # Errors
    /// [`BasisPointsError`] beyond 10,000 of either sign, or eight decimals.
    pub fn new(basis_points: Decimal) -> Result<BasisPoints, BasisPointsError> {
        let value = basis_points.normalize();
        let fits = value.abs() <= Decimal::from(10_000) && value.scale() <= MOST_DECIMALS;
        if fits { Ok(BasisPoints(value)) } else { Err(BasisPointsError::OutOfRange(value.to_string())) }
    }

    /// The exact value, in basis points.
    pub fn to_decimal(self) -> Decimal {
        self.0
    }

    /// A rate with this spread on it. What would be below zero is zero: holders pay no interest.
    ///
    /// # Errors
    /// [`RateError`] above 100 %.
    pub fn on(self, rate: Rate) -> Result<Rate, RateError> {
        Rate::new((rate.to_decimal() + self.0 / Decimal::from(10_000)).max(Decimal::ZERO))
    }
}

/// `-30`, `12.5`.
impl FromStr for BasisPoints {
    type Err = BasisPointsError;

    fn from_str(text: &str) -> Result<BasisPoints, BasisPointsError> {
        let number = parse_plain_decimal(text).map_err(|error| match error {
            crate::money::NotDecimal::NotPlain => BasisPointsError::NotANumber(text.into()),
            crate::money::NotDecimal::TooManyDigits => BasisPointsError::OutOfRange(text.into()),
        })?;
        BasisPoints::new(number)
    }
}

/// "-30 bp".
impl fmt::Display for BasisPoints {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{} bp", self.0))
    }
}

#[cfg(feature = "serde")]
mod in_files {
    use serde::de::{Deserialize, Deserializer};
    use serde::ser::{Serialize, Serializer};

    use super::BasisPoints;
    use crate::exact;

    impl<'de> Deserialize<'de> for BasisPoints {
        fn deserialize<D: Deserializer<'de>>(from: D) -> Result<BasisPoints, D::Error> {
            exact::read(from, "-12.5")
        }
    }

    impl Serialize for BasisPoints {
        fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
            to.collect_str(&self.0)
        }
    }
}

#[cfg(feature = "schema")]
mod in_schema {
    use schemars::{JsonSchema, Schema, SchemaGenerator};
    use std::borrow::Cow;

    use super::BasisPoints;
    use crate::exact::in_schema::schema;

    impl JsonSchema for BasisPoints {
        fn schema_name() -> Cow<'static, str> {
            "BasisPoints".into()
        }

        fn json_schema(_: &mut SchemaGenerator) -> Schema {
            let text = r"^-?0*([0-9]{1,4}(\.[0-9]{1,8}0*)?|10000(\.0+)?)$";
            let description = "A spread in basis points, from -10000 to 10000: \"-30\" is 0.30 % less.";
            schema(description, "basis points", text, (-10_000, 10_000), "-30")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_spread_is_refused() {
        for (text, told) in [
            ("thirty", "`thirty` is not a spread: write it in basis points, like -30 or 12.5"),
            (
                "－３０",
                "`－３０` is not a spread: write it in basis points, in half-width characters, like -30",
            ),
            ("0.3%", "`0.3%` is not a spread: write it in basis points, like -30 or 12.5"),
            (
                "10000.5",
                "10000.5 is out of range: a spread runs from -10000 to 10000 basis points, with 8 decimals at most",
            ),
            (
                "0.000000001",
                "0.000000001 is out of range: a spread runs from -10000 to 10000 basis points, with 8 decimals at most",
            ),
        ] {
            assert_eq!(text.parse::<BasisPoints>().unwrap_err().to_string(), told);
        }
        assert_eq!("-0.00".parse::<BasisPoints>(), Ok(BasisPoints::default()));
    }

    #[test]
    fn a_rate_with_a_spread_is_exact_and_not_below_zero() {
        let on = |spread: &str, rate: &str| {
            let rate = spread.parse::<BasisPoints>().unwrap().on(rate.parse().unwrap());
            rate.map_or_else(|error| error.to_string(), |rate| rate.to_string())
        };
        for (spread, rate, with) in [
            ("-30", "3.1%", "2.80%"),
            ("0.00000001", "0.000000000001", "0.0000000002%"),
            ("-30", "0.2%", "0.00%"),
            ("10000", "0.01%", "1.0001 is out of range: a rate runs from 0 to 1, where 0.05 is 5 %"),
        ] {
            assert_eq!(on(spread, rate), with, "{spread} on {rate}");
        }
    }
}
