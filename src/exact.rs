//! Exact numbers in files: written as text, read from text or from whole numbers.
//!
//! A number with a decimal point in TOML or JSON arrives as a binary float, in which 0.1 does not exist; it is refused
//! rather than guessed at. It is refused as well where the build of an embedder turns on the feature
//! `arbitrary_precision` of `serde_json`, which would give its digits: a deal reads the same in every build.

use std::fmt::{self, Display};
use std::marker::PhantomData;
use std::str::FromStr;

use rust_decimal::Decimal;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Unexpected, Visitor};
use serde::ser::{Serialize, Serializer};

use crate::money::Money;
use crate::rate::{AssetCorrelation, Probability, Rate};

/// Reads any of the exact kinds through the same text that people write.
struct ExactVisitor<T> {
    example: &'static str,
    kind: PhantomData<T>,
}

impl<'de, T: FromStr<Err: Display>> Visitor<'de> for ExactVisitor<T> {
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

    fn visit_f64<E: Error>(self, _: f64) -> Result<T, E> {
        Err(E::custom(format!(
            "a number with a point or an exponent, or beyond 64 bits, is a binary float, which is not exact: write it \
             as text, like \"{}\"",
            self.example
        )))
    }

    /// With `arbitrary_precision`, `serde_json` hands all its numbers over as a map of one text.
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
        if map.next_key::<String>()?.as_deref() != Some(JSON_NUMBER) {
            return Err(A::Error::invalid_type(Unexpected::Map, &self));
        }
        let number: String = map.next_value()?;
        let fits = |whole: Option<String>| whole.as_ref() == Some(&number);
        let whole = fits(number.parse().ok().map(|whole: i64| whole.to_string()))
            || fits(number.parse().ok().map(|whole: u64| whole.to_string()));
        if whole { self.visit_str(&number) } else { self.visit_f64(f64::NAN) }
    }
}

/// The key of that map.
pub(crate) const JSON_NUMBER: &str = "$serde_json::private::Number";

/// Reads an exact number of any kind from text or from a whole number.
pub(crate) fn read<'de, T: FromStr<Err: Display>, D: Deserializer<'de>>(
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

/// What a schema says of exact numbers: a text in the notation that is read, or a whole number in the range.
#[cfg(feature = "schema")]
pub(crate) mod in_schema {
    use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
    use std::borrow::Cow;

    use super::{AssetCorrelation, Money, Probability, Rate};

    /// A sign, as many digits as 92 quadrillion yuan have, and two decimals; zeros before and behind say nothing. Or the same in
    /// tens of thousands or hundreds of millions of yuan.
    const YUAN: &str =
        r"^-?0*([0-9]{1,17}(\.[0-9]{1,2}0*)?|[0-9]{1,13}(\.[0-9]{1,6}0*)?万|[0-9]{1,9}(\.[0-9]{1,10}0*)?亿)$";
    /// From 0 to below 1 with twelve decimals at most, or the same in percent.
    const BELOW_ONE: &str = r"0+(\.[0-9]{1,12}0*)?|0*[0-9]{1,2}(\.[0-9]{1,10}0*)?\s*%|-0+(\.0+)?(\s*%)?";
    /// All of it.
    const ONE: &str = r"0*1(\.0+)?|0*100(\.0+)?\s*%";

    /// One kind of exact number: what it means, its unit, the texts and the whole numbers that it is read from, an example.
    pub(crate) fn schema(
        description: &str,
        unit: &str,
        text: &str,
        (least, most): (i64, i64),
        example: &str,
    ) -> Schema {
        json_schema!({
            "description": description,
            "anyOf": [
                { "type": "string", "pattern": text },
                { "type": "integer", "minimum": least, "maximum": most }
            ],
            "x-unit": unit,
            "examples": [example]
        })
    }

    impl JsonSchema for Money {
        fn schema_name() -> Cow<'static, str> {
            "Money".into()
        }

        fn json_schema(_: &mut SchemaGenerator) -> Schema {
            let most = Money::MAX.fen() / 100;
            let description = "An amount of renminbi in yuan, with two decimals at most: \"140000000\", \"1.4亿\", \"5000万\".";
            schema(description, "yuan", YUAN, (-most, most), "1500000.50")
        }
    }

    impl JsonSchema for Rate {
        fn schema_name() -> Cow<'static, str> {
            "Rate".into()
        }

        fn json_schema(_: &mut SchemaGenerator) -> Schema {
            let description = "A rate from 0 to 1, in percent or as a fraction: \"5%\" is \"0.05\".";
            schema(description, "percent or fraction", &format!("^({BELOW_ONE}|{ONE})$"), (0, 1), "5%")
        }
    }

    impl JsonSchema for Probability {
        fn schema_name() -> Cow<'static, str> {
            "Probability".into()
        }

        fn json_schema(_: &mut SchemaGenerator) -> Schema {
            let description = "A probability from 0 to 1, in percent or as a fraction: \"3%\" is \"0.03\".";
            schema(description, "percent or fraction", &format!("^({BELOW_ONE}|{ONE})$"), (0, 1), "3%")
        }
    }

    impl JsonSchema for AssetCorrelation {
        fn schema_name() -> Cow<'static, str> {
            "AssetCorrelation".into()
        }

        fn json_schema(_: &mut SchemaGenerator) -> Schema {
            let description = "An asset correlation from 0 to below 1, in percent or as a fraction.";
            schema(description, "percent or fraction", &format!("^({BELOW_ONE})$"), (0, 0), "0.2")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_whole_numbers_are_exact_and_floats_are_refused() {
        let money = |json: &str| serde_json::from_str::<Money>(json).map_err(|error| error.to_string());
        assert_eq!(money("\"0.10\""), Ok(Money::from_fen(10)));
        assert_eq!(money("1500000"), Ok(Money::from_yuan(1_500_000)));
        for float in
            ["0.1", "1e3", "1.0", "0.12345678901234567890123456789", "123456789012345678901234567890"]
        {
            assert!(money(float).unwrap_err().contains("write it as text, like \"1500000.50\""), "{float}");
        }
        assert!(money("true").unwrap_err().contains("an exact number as text, like \"1500000.50\""));
        assert_eq!(serde_json::to_string(&Money::from_fen(1_234_567)).unwrap(), "\"12345.67\"");
        let rate: Rate = serde_json::from_str("\"5%\"").unwrap();
        assert_eq!(serde_json::to_string(&rate).unwrap(), "\"0.05\"");
    }

    /// What `serde_json` makes of the same numbers with its feature `arbitrary_precision`. (`.ci/run` also runs the tests
    /// of files with the feature itself.)
    #[test]
    fn numbers_that_arrive_as_text_read_the_same() {
        let money = |number: &str| {
            let map = serde_json::json!({ JSON_NUMBER: number });
            Money::deserialize(map).map_err(|error| error.to_string())
        };
        assert_eq!(money("1500000"), Ok(Money::from_yuan(1_500_000)));
        assert_eq!(money("-3"), Ok(Money::from_yuan(-3)));
        for number in ["0.1", "1e3", "1.0", "-0", "123456789012345678901234567890"] {
            let error = money(number).unwrap_err();
            assert!(error.contains("is a binary float, which is not exact: write it as text"), "{error}");
        }
        let other = Money::deserialize(serde_json::json!({ "yuan": 5 })).unwrap_err().to_string();
        assert!(other.contains("invalid type: map, expected an exact number as text"), "{other}");
        let empty = Money::deserialize(serde_json::json!({})).unwrap_err().to_string();
        assert!(empty.contains("invalid type: map"), "{empty}");
    }
}
