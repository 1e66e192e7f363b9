//! Exact numbers in files: written as text, read from text or from whole numbers.
//!
//! A number with a decimal point in TOML or JSON arrives as a binary float, in which 0.1 does not exist; it is refused
//! rather than guessed at.

use std::fmt::{self, Display};
use std::marker::PhantomData;
use std::str::FromStr;

use rust_decimal::Decimal;
use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde::ser::{Serialize, Serializer};

use crate::money::Money;
use crate::rate::{AssetCorrelation, Probability, Rate};

/// Reads any of the exact kinds through the same text that people write.
struct ExactVisitor<T> {
    example: &'static str,
    kind: PhantomData<T>,
}

impl<T: FromStr<Err: Display>> Visitor<'_> for ExactVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an exact number as text, like \"{}\", or a whole number", self.example)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        text.parse().map_err(E::custom)
    }

    fn visit_i64<E: Error>(self, whole: i64) -> Result<T, E> {
        self.visit_str(&whole.to_string())
    }

    fn visit_u64<E: Error>(self, whole: u64) -> Result<T, E> {
        self.visit_str(&whole.to_string())
    }

    fn visit_f64<E: Error>(self, float: f64) -> Result<T, E> {
        Err(E::custom(format!(
            "{float} is a binary float, which is not exact: write it as text, \"{float}\""
        )))
    }
}

fn read<'de, T: FromStr<Err: Display>, D: Deserializer<'de>>(
    from: D,
    example: &'static str,
) -> Result<T, D::Error> {
    from.deserialize_any(ExactVisitor { example, kind: PhantomData })
}

/// `Deserialize` and `Serialize` cannot be implemented for all exact kinds by one function: they are foreign traits.
macro_rules! exact_in_files {
    ($($kind:ident like $example:literal),*) => {$(
        impl<'de> Deserialize<'de> for $kind {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<$kind, D::Error> {
                read(from, $example)
            }
        }
        impl Serialize for $kind {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                let value: Decimal = self.to_decimal();
                to.collect_str(&value)
            }
        }
    )*};
}
exact_in_files!(
    Money like "1500000.50",
    Rate like "0.05",
    Probability like "0.03",
    AssetCorrelation like "0.2"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_whole_numbers_are_exact_and_floats_are_refused() {
        let money = |json: &str| serde_json::from_str::<Money>(json).map_err(|error| error.to_string());
        assert_eq!(money("\"0.10\""), Ok(Money::from_fen(10)));
        assert_eq!(money("1500000"), Ok(Money::from_yuan(1_500_000)));
        assert!(money("0.1").unwrap_err().contains("write it as text, \"0.1\""));
        assert!(money("true").unwrap_err().contains("an exact number as text, like \"1500000.50\""));
        assert_eq!(serde_json::to_string(&Money::from_fen(1_234_567)).unwrap(), "\"12345.67\"");
        let rate: Rate = serde_json::from_str("\"5%\"").unwrap();
        assert_eq!(serde_json::to_string(&rate).unwrap(), "\"0.05\"");
    }
}
