//! The reference of the format: every term of a deal file, as a page in Markdown.

mod examples;
mod parts;
mod terms;

use std::fmt::Write;

use serde_json::Value;

use super::WrittenDeal;
use terms::{Term, Terms, words};

/// What a reader of the tables must know.
const HEAD: &str = "\
# The format of deal files

Every term of a deal file in format 2: its path, what it means, its unit, its default, and an example. A file is TOML, as the
examples are, or JSON with the same terms. A term that is not listed is refused.

In a path, `[]` is each thing in a list, `<name>` a name of your own, and `<schedule>` or the like the path of a term of that
kind. A term whose default is \"choice\" is one of several under the same path, of which exactly one is written.

This page is generated from the schema (`WrittenDeal::schema`), and the schema from the definitions in the code.
";

const NUMBERS: &str = "\
## Numbers and dates

Numbers are exact: they are written as text or as whole numbers. One with a decimal point and no quotes is a binary float, in
which 0.1 does not exist, and refused. Counts are whole numbers.
";

impl WrittenDeal {
    /// The reference of the format as a page in Markdown: every term of a deal file with its path, its meaning, its unit, its
    /// default and an example. It is the text of `docs/format.md`.
    ///
    /// ```
    /// use abs_waterfall::deal::WrittenDeal;
    /// let page = WrittenDeal::reference();
    /// let name = page.lines().find(|line| line.starts_with("| `notes[].name` |"));
    /// assert_eq!(name, Some("| `notes[].name` | Its name, unique in the deal. | text | required | `\"A1\"` |"));
    /// ```
    #[must_use]
    pub fn reference() -> String {
        page(&WrittenDeal::schema())
    }
}

fn page(schema: &Value) -> String {
    let terms = Terms::new(schema);
    let mut page = format!("{HEAD}\n{NUMBERS}\n");
    table(&mut page, ["kind", "meaning", "unit", "example"], terms.exact().map(exact));
    for section in terms.sections() {
        _ = write!(page, "\n## {}\n\n{}\n\n", section.title, section.meaning);
        let rows = section.terms.iter().map(row);
        table(&mut page, ["term", "meaning", "unit", "default", "example"], rows);
    }
    page
}

/// A kind of number, or the date.
fn exact((name, kind): (&str, &Value)) -> [String; 4] {
    let said = |key: &str| kind[key].as_str().unwrap_or_default().to_string();
    [words(name), said("description"), said("x-unit"), code(&kind["examples"][0].to_string())]
}

fn row(term: &Term) -> [String; 5] {
    [code(&term.path), term.meaning.clone(), term.unit.clone(), term.default.clone(), code(&term.example)]
}

fn code(text: &str) -> String {
    format!("`{text}`")
}

fn table<const N: usize>(page: &mut String, head: [&str; N], rows: impl Iterator<Item = [String; N]>) {
    _ = writeln!(page, "| {} |\n|{}", head.join(" | "), "---|".repeat(N));
    for row in rows {
        _ = writeln!(page, "| {} |", row.map(|cell| cell.replace('|', "\\|")).join(" | "));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn all_terms(schema: &Value) -> Vec<Term> {
        Terms::new(schema).sections().into_iter().flat_map(|section| section.terms).collect()
    }

    /// The terms of which one of the five things is missing.
    fn incomplete(schema: &Value) -> Vec<String> {
        let lacks = |term: &Term| row(term).iter().any(|cell| ["", "``"].contains(&cell.as_str()));
        all_terms(schema).iter().filter(|term| lacks(term)).map(|term| format!("{term:?}")).collect()
    }

    #[test]
    fn every_term_has_a_meaning_a_unit_a_default_and_an_example() {
        assert_eq!(incomplete(&WrittenDeal::schema()), [""; 0]);
    }

    #[test]
    fn what_is_missing_is_noticed() {
        for lost in ["description", "default", "x-unit", "examples"] {
            let mut schema = WrittenDeal::schema();
            let lag = "/$defs/Recovery/oneOf/2/properties/of-appraised-value/properties/lag_months";
            let property = match lost {
                "default" => schema.pointer_mut("/properties/vat"),
                _ => schema.pointer_mut(lag),
            };
            assert!(property.unwrap().as_object_mut().unwrap().remove(lost).is_some(), "{lost}");
            assert!(!incomplete(&schema).is_empty(), "{lost}");
        }
    }

    fn add_keys<'a>(schema: &'a Value, keys: &mut BTreeSet<&'a str>) {
        if let Some(properties) = schema.get("properties").and_then(Value::as_object) {
            keys.extend(properties.keys().map(String::as_str));
        }
        let below: Vec<&Value> = match schema {
            Value::Object(map) => map.values().collect(),
            Value::Array(list) => list.iter().collect(),
            _ => Vec::new(),
        };
        below.into_iter().for_each(|schema| add_keys(schema, keys));
    }

    /// Every key that the schema has anywhere is the last part of the path of a term.
    #[test]
    fn no_term_of_the_schema_is_left_out() {
        let (schema, mut keys) = (WrittenDeal::schema(), BTreeSet::new());
        add_keys(&schema, &mut keys);
        let terms = all_terms(&schema);
        let listed: BTreeSet<&str> =
            terms.iter().filter_map(|term| term.path.split('.').next_back()).collect();
        assert_eq!(keys.difference(&listed).collect::<Vec<_>>(), [&""; 0]);
        assert!(keys.len() > 90, "{}", keys.len());
    }
}
