//! Dates in files: text like `"2024-06-20"`, or a date of TOML's own. A time of day is refused and not dropped.

use std::fmt;

use jiff::civil::Date;
use serde::de::{Deserialize, Deserializer, Error, Visitor};

use crate::reading::instead;

/// The date that a text is, written in full.
///
/// # Errors
/// What to write instead.
pub(crate) fn parse_date(text: &str) -> Result<Date, String> {
    super::written_date(text)
        .ok_or_else(|| format!("`{text}` is not a date; write it {}", instead(text, "2024-06-20")))
}

/// For a field that is a date.
pub(crate) fn date<'de, D: Deserializer<'de>>(from: D) -> Result<Date, D::Error> {
    WrittenDate::deserialize(from).map(|written| written.0)
}

/// For a field that may be a date.
pub(crate) fn optional_date<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Date>, D::Error> {
    Ok(Option::<WrittenDate>::deserialize(from)?.map(|written| written.0))
}

/// For a field that holds dates, in whatever collection.
pub(crate) fn dates<'de, D: Deserializer<'de>, C: FromIterator<Date>>(from: D) -> Result<C, D::Error> {
    Ok(Vec::<WrittenDate>::deserialize(from)?.into_iter().map(|written| written.0).collect())
}

/// A date as it stands in a file.
pub(crate) struct WrittenDate(Date);

impl<'de> Deserialize<'de> for WrittenDate {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<WrittenDate, D::Error> {
        from.deserialize_any(WrittenVisitor)
    }
}

struct WrittenVisitor;

impl<'de> Visitor<'de> for WrittenVisitor {
    type Value = WrittenDate;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a date like \"2024-06-20\"")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<WrittenDate, E> {
        parse_date(text).map(WrittenDate).map_err(E::custom)
    }

    /// TOML hands its own dates over as a map.
    #[cfg(feature = "files")]
    fn visit_map<A: serde::de::MapAccess<'de>>(self, map: A) -> Result<WrittenDate, A::Error> {
        let datetime = toml::value::Datetime::deserialize(serde::de::value::MapAccessDeserializer::new(map));
        let datetime = datetime.map_err(|_| A::Error::invalid_type(serde::de::Unexpected::Map, &self))?;
        self.visit_str(&datetime.to_string())
    }
}

/// The pattern holds a day to 31 and a month to 12; the format knows how long each month is.
#[cfg(feature = "schema")]
impl schemars::JsonSchema for WrittenDate {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Date".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "A day of the calendar. TOML's own dates are read too; a time of day is not.",
            "type": "string",
            "format": "date",
            "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$",
            "x-unit": "date",
            "examples": ["2024-06-20"]
        })
    }
}

#[cfg(all(test, feature = "files"))]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize)]
    struct Dated {
        #[serde(deserialize_with = "date")]
        day: Date,
    }

    #[test]
    fn text_and_tomls_own_dates_and_no_times() {
        let toml = |text: &str| toml::from_str::<Dated>(text).map(|dated| dated.day.to_string());
        assert_eq!(toml("day = '2024-06-20'").unwrap(), "2024-06-20");
        assert_eq!(toml("day = 2024-06-20").unwrap(), "2024-06-20");
        for text in ["2024-06-20T23:59", "2024-02-30", "2024-6-20", "20240620", "New Year"] {
            let error = toml(&format!("day = '{text}'")).unwrap_err().to_string();
            assert!(error.contains(&format!("`{text}` is not a date; write it like 2024-06-20")), "{error}");
        }
        let error = toml("day = 2024-06-20T23:59:00").unwrap_err().to_string();
        assert!(error.contains("`2024-06-20T23:59:00` is not a date"), "{error}");
        assert!(
            toml("day = 20240620").unwrap_err().to_string().contains("expected a date like \"2024-06-20\"")
        );
        assert!(serde_json::from_str::<Dated>(r#"{"day": "2024-06-20"}"#).is_ok());
        let error = serde_json::from_str::<Dated>(r#"{"day": {"year": 2024}}"#).unwrap_err().to_string();
        assert!(error.contains("expected a date like \"2024-06-20\""), "{error}");
    }
}
