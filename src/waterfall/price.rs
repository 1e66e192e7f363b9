//! What notes are sold for, as a share of par.

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;
use thiserror::Error;

use crate::money::{Factor, Money, NotDecimal, Rounding, parse_plain_decimal};
use crate::reading::instead;

/// The most decimals of a price as a share of par, so that it stays exact in integers.
const MOST_DECIMALS: u32 = 12;

/// An issue price (发行价格) as a share of par: `100%`, the usual one, is par. From 0 to 200 %, exact as written.
///
/// ```
/// use abs_waterfall::Money;
/// use abs_waterfall::waterfall::Price;
/// let price: Price = "101.5%".parse()?;
/// assert_eq!(price.to_string(), "101.50%");
/// assert_eq!(price.of(Money::from_yuan(1_000)).to_string(), "1,015.00");
/// assert_eq!(Price::default(), Price::PAR);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[doc(alias = "发行价格")]
pub struct Price(Decimal);

/// Why a number is no price.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PriceError {
    /// The text is not a plain decimal, with or without a percent sign.
    #[error("`{text}` is not a price: write it as a share of par, {advice}", text = .0, advice = instead(.0, "101.5% or 1.015"))]
    NotANumber(String),
    /// Below nothing, above twice par, or finer than any contract.
    #[error(
        "{0} is out of range: a price runs from 0 to 200%, where 100% is par, with 12 decimals at most as a share of par"
    )]
    OutOfRange(String),
}

impl Price {
    /// What is owed is what is paid.
    pub const PAR: Price = Price(Decimal::ONE);

    /// This share of par.
    ///
    /// # Errors
    /// [`PriceError`] outside of 0 to 2, or beyond twelve decimals.
    pub fn new(of_par: Decimal) -> Result<Price, PriceError> {
        let value = of_par.normalize();
        let fits = (Decimal::ZERO..=Decimal::TWO).contains(&value) && value.scale() <= MOST_DECIMALS;
        if fits { Ok(Price(value)) } else { Err(PriceError::OutOfRange(value.to_string())) }
    }

    /// The exact share of par.
    pub fn to_decimal(self) -> Decimal {
        self.0
    }

    /// What is paid for notes of this amount, rounded half-up to the fen.
    #[must_use]
    pub fn of(self, amount: Money) -> Money {
        let (n, d) = (self.0.mantissa().unsigned_abs(), 10_u128.pow(self.0.scale()));
        // Twelve decimals always fit: 2 × 10¹² < 2⁶³.
        amount.times(Factor::new(n, d, Rounding::HalfUp).unwrap_or(Factor::ZERO))
    }

    /// Is it par?
    pub fn is_par(&self) -> bool {
        *self == Price::PAR
    }
}

impl Default for Price {
    fn default() -> Price {
        Price::PAR
    }
}

/// `101.5%` or `1.015`.
impl FromStr for Price {
    type Err = PriceError;

    fn from_str(text: &str) -> Result<Price, PriceError> {
        let (digits, percent) = match text.strip_suffix('%') {
            Some(percent) => (percent.trim_end(), 2),
            None => (text, 0),
        };
        let number = parse_plain_decimal(digits).map_err(|error| match error {
            NotDecimal::NotPlain => PriceError::NotANumber(text.into()),
            NotDecimal::TooManyDigits => PriceError::OutOfRange(text.into()),
        })?;
        // A shift of the point, which a division might round.
        let shifted = Decimal::try_from_i128_with_scale(number.mantissa(), number.scale() + percent);
        shifted.map_err(|_| PriceError::OutOfRange(text.into())).and_then(Price::new)
    }
}

/// In percent of par with at least two decimals: `101.50%`.
impl fmt::Display for Price {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let percent = (self.0 * Decimal::ONE_HUNDRED).normalize();
        let decimals = percent.scale().max(2) as usize;
        f.pad(&format!("{percent:.decimals$}%"))
    }
}

#[cfg(feature = "serde")]
mod in_files {
    use serde::de::{Deserialize, Deserializer};
    use serde::ser::{Serialize, Serializer};

    use super::Price;
    use crate::exact;

    impl<'de> Deserialize<'de> for Price {
        fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Price, D::Error> {
            exact::read(from, "101.5%")
        }
    }

    impl Serialize for Price {
        fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
            to.collect_str(&self.0)
        }
    }
}

#[cfg(feature = "schema")]
mod in_schema {
    use schemars::{JsonSchema, Schema, SchemaGenerator};
    use std::borrow::Cow;

    use super::Price;
    use crate::exact::in_schema::schema;

    /// From 0 to below 2 with twelve decimals at most, or the same in percent; and 2.
    const TEXT: &str = r"^(0*[01](\.[0-9]{1,12}0*)?|0*2(\.0+)?|0*1?[0-9]{1,2}(\.[0-9]{1,10}0*)?\s*%|0*200(\.0+)?\s*%|-0+(\.0+)?(\s*%)?)$";

    impl JsonSchema for Price {
        fn schema_name() -> Cow<'static, str> {
            "Price".into()
        }

        fn json_schema(_: &mut SchemaGenerator) -> Schema {
            let description =
                "A price from 0 to 200 % of par, in percent or as a share: \"101.5%\" is \"1.015\".";
            schema(description, "percent or share of par", TEXT, (0, 2), "101.5%")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_price_is_refused() {
        for (text, told) in [
            ("par", "`par` is not a price: write it as a share of par, like 101.5% or 1.015"),
            (
                "９８％",
                "`９８％` is not a price: write it as a share of par, in half-width characters, like 98%",
            ),
            (
                "101.5",
                "101.5 is out of range: a price runs from 0 to 200%, where 100% is par, with 12 decimals at most as a share of par",
            ),
            (
                "-1%",
                "-0.01 is out of range: a price runs from 0 to 200%, where 100% is par, with 12 decimals at most as a share of par",
            ),
        ] {
            assert_eq!(text.parse::<Price>().unwrap_err().to_string(), told);
        }
    }

    /// 0.05 × 98.7 % = 0.04935, and 0.10 × 101.5 % = 0.1015; half a fen goes up: 0.10 × 105 % = 0.105.
    #[test]
    fn what_is_paid_is_rounded_half_up() {
        for (price, amount, paid) in [
            ("98.7%", "0.05", "0.05"),
            ("101.5 %", "0.10", "0.10"),
            ("1.05", "0.10", "0.11"),
            ("0", "5", "0.00"),
        ] {
            let paid_for = price.parse::<Price>().unwrap().of(amount.parse().unwrap());
            assert_eq!(paid_for.to_string(), paid, "{price} of {amount}");
        }
    }
}
