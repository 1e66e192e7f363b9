//! The JSON schema of deal files: derived from the definitions, whose docs say what each term means.

use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use schemars::{JsonSchema, Schema};
use serde_json::Value;

use super::{Deal, PoolSource, WrittenDeal};

impl WrittenDeal {
    /// The JSON schema (draft 2020-12) of a deal file in the latest format, as JSON writes it, or TOML with its dates as text.
    ///
    /// It accepts what [`from_json`](WrittenDeal::from_json) reads, but for what older formats had, and for what JSON schema
    /// cannot tell: it has `1.0` for a whole number. Names that are bound when the deal is resolved, and rules between terms,
    /// are not in it. A term's unit stands under `x-unit`.
    ///
    /// ```
    /// use abs_waterfall::deal::WrittenDeal;
    /// let schema = WrittenDeal::schema();
    /// assert_eq!(schema["properties"]["closing"]["$ref"], "#/$defs/Date");
    /// assert_eq!(schema["$defs"]["Money"]["x-unit"], "yuan");
    /// ```
    #[must_use]
    pub fn schema() -> Value {
        schema_of::<Deal<PoolSource>>("A deal of abs-waterfall, format 2")
    }
}

/// The schema of files of this kind, under a title.
pub(crate) fn schema_of<T: JsonSchema>(title: &str) -> Value {
    let settings = SchemaSettings::draft2020_12().with_transform(RecursiveTransform(said_of_files));
    let mut schema = settings.into_generator().into_root_schema_for::<T>();
    schema.insert("title".into(), title.into());
    schema.to_value()
}

/// Says of a part of the schema what a file needs to know of it, and no more: what it means, without what the docs have for
/// programmers; and how large a count may be.
fn said_of_files(schema: &mut Schema) {
    if let Some(Value::String(docs)) = schema.get("description") {
        let meaning = meaning(docs);
        schema.insert("description".into(), meaning.into());
    }
    if schema.get("type").is_some_and(|kind| kind == "integer") {
        let most = schema.remove("format").filter(|format| format == "uint32").map(|_| u32::MAX);
        most.and_then(|most| schema.insert("maximum".into(), most.into()));
    }
}

/// The first paragraph of a doc comment, on one line and without links.
fn meaning(docs: &str) -> String {
    let paragraph = docs.split("\n\n").next().unwrap_or("");
    let line = paragraph.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut parts = line.split('[');
    let before = parts.next().unwrap_or("").to_string();
    parts.fold(before, |said, part| said + &unlinked(part))
}

/// What stood behind an opening bracket, without the link that it opened, if it did: "`cap`](Step::cap) it" is "`cap` it".
fn unlinked(part: &str) -> String {
    match part.split_once(']') {
        Some((text, after)) if text.starts_with('`') => {
            let target = after.strip_prefix('(').and_then(|target| target.split_once(')'));
            format!("{text}{}", target.map_or(after, |(_, after)| after))
        }
        _ => format!("[{part}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_meaning_of_a_term_is_the_first_paragraph_of_its_docs() {
        for (docs, said) in [
            ("The rate,\na year.\n\nMore of it.", "The rate, a year."),
            ("See [`cap`](crate::Step::cap) and [`Note`].", "See `cap` and `Note`."),
            ("From [0, 1), or `[]`.", "From [0, 1), or `[]`."),
        ] {
            assert_eq!(meaning(docs), said);
        }
    }
}
