//! The format of deal files, and what is read of older ones.

/// The format that a deal is written in: of a deal in memory it says nothing.
///
/// Format 1, which files without a number are in, had one `undertaking` in the place of `supports`, and `capped-fees` steps; it
/// is read as what it means. A deal is written in the latest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Format;

#[cfg(feature = "serde")]
pub(super) use in_files::one_or_more;

#[cfg(feature = "serde")]
mod in_files {
    use super::Format;
    use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
    use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
    use serde::ser::{Serialize, Serializer};
    use std::fmt;
    use std::marker::PhantomData;

    /// The format that deals are written in.
    const LATEST: u32 = 2;

    impl Serialize for Format {
        fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
            to.serialize_u32(LATEST)
        }
    }

    impl<'de> Deserialize<'de> for Format {
        fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Format, D::Error> {
            match u32::deserialize(from)? {
                1..=LATEST => Ok(Format),
                unknown => Err(D::Error::custom(format!(
                    "this is format {unknown}, and this version of abs-waterfall reads 1 to {LATEST}: use a newer one, or \
                     write the deal in format {LATEST}"
                ))),
            }
        }
    }

    #[cfg(feature = "schema")]
    impl schemars::JsonSchema for Format {
        fn schema_name() -> std::borrow::Cow<'static, str> {
            "Format".into()
        }

        fn inline_schema() -> bool {
            true
        }

        fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
            schemars::json_schema!({ "type": "integer", "const": LATEST, "x-unit": "number", "x-default": "`1`" })
        }
    }

    /// Reads a list, or one thing as a list of one.
    pub(in crate::deal) fn one_or_more<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Vec<T>, D::Error> {
        from.deserialize_any(OneOrMore(PhantomData))
    }

    struct OneOrMore<T>(PhantomData<T>);

    impl<'de, T: Deserialize<'de>> Visitor<'de> for OneOrMore<T> {
        type Value = Vec<T>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a table, or a list of tables")
        }

        fn visit_map<A: MapAccess<'de>>(self, one: A) -> Result<Vec<T>, A::Error> {
            T::deserialize(MapAccessDeserializer::new(one)).map(|one| vec![one])
        }

        fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Vec<T>, A::Error> {
            Vec::deserialize(SeqAccessDeserializer::new(list))
        }

        /// No undertaking, as JSON may say it.
        fn visit_unit<E: Error>(self) -> Result<Vec<T>, E> {
            Ok(Vec::new())
        }
    }
}
