//! Examples of terms: from the deal that uses all of them, or else made of what the schema has.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::parts::{choices, entries, first_type, list, named, properties, reference, required};

/// The deal that uses every term.
const EVERY_TERM: &str = include_str!("../../../examples/deals/every-term.toml");

/// That deal as it is written, with dates as text.
pub(super) fn every_term() -> Value {
    toml::from_str::<toml::Table>(EVERY_TERM)
        .map(|table| as_json(toml::Value::Table(table)))
        .unwrap_or_default()
}

fn as_json(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => text.into(),
        toml::Value::Integer(whole) => whole.into(),
        toml::Value::Float(float) => float.into(),
        toml::Value::Boolean(is) => is.into(),
        toml::Value::Datetime(date) => date.to_string().into(),
        toml::Value::Array(list) => list.into_iter().map(as_json).collect(),
        toml::Value::Table(table) => table.into_iter().map(|(key, value)| (key, as_json(value))).collect(),
    }
}

/// A value as TOML has it on one line.
pub(super) fn inline(value: &Value) -> String {
    match value {
        Value::Array(list) => format!("[{}]", list.iter().map(inline).collect::<Vec<_>>().join(", ")),
        Value::Object(map) if map.is_empty() => "{}".into(),
        Value::Object(map) => {
            let entries = map.iter().map(|(key, value)| format!("{} = {}", bare(key), inline(value)));
            format!("{{ {} }}", entries.collect::<Vec<_>>().join(", "))
        }
        plain => plain.to_string(),
    }
}

/// A key, in quotes where TOML needs them.
fn bare(key: &str) -> String {
    let is_bare = key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    if is_bare { key.into() } else { Value::from(key).to_string() }
}

/// What the deal has for each definition of the schema, wherever that is used.
pub(super) fn by_definition<'a>(root: &'a Value, example: &'a Value) -> BTreeMap<&'a str, Vec<&'a Value>> {
    let mut found = BTreeMap::new();
    collect(root, root, example, &mut found);
    found
}

fn collect<'a>(
    root: &'a Value,
    schema: &'a Value,
    value: &'a Value,
    found: &mut BTreeMap<&'a str, Vec<&'a Value>>,
) {
    if let Some(name) = reference(schema) {
        found.entry(name).or_default().push(value);
        collect(root, &root["$defs"][name], value, found);
    }
    for (key, property) in entries(schema, "properties") {
        value.get(key).into_iter().for_each(|value| collect(root, property, value, found));
    }
    for below in schema.get("items").into_iter().chain(named(schema)) {
        elements(value).into_iter().for_each(|value| collect(root, below, value, found));
    }
    choices(schema).for_each(|choice| collect(root, choice, value, found));
}

/// What is in a list, or stands under the names of a table.
pub(super) fn elements(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(list) => list.iter().collect(),
        Value::Object(map) => map.values().collect(),
        _ => Vec::new(),
    }
}

/// An example made of those that the schema has for the parts.
pub(super) fn made_up(root: &Value, schema: &Value) -> Option<Value> {
    let own = list(schema, "examples").next().or(schema.get("const")).cloned();
    let definition = || reference(schema).and_then(|name| made_up(root, &root["$defs"][name]));
    own.or_else(definition).or_else(|| match first_type(schema) {
        Some("boolean") => Some(true.into()),
        Some("array") => {
            let least = schema.get("minItems").and_then(Value::as_u64).unwrap_or(1);
            let item = made_up(root, schema.get("items")?)?;
            Some((0..least).map(|_| item.clone()).collect())
        }
        Some("object") => made_up_table(root, schema),
        _ => choices(schema).find_map(|choice| made_up(root, choice)),
    })
}

/// A table of what must be written.
fn made_up_table(root: &Value, schema: &Value) -> Option<Value> {
    let must = |key: &str| required(schema).any(|required| required == key);
    let terms = properties(schema).into_iter().filter(|(key, _)| must(key));
    let made_up = terms.map(|(key, property)| Some((key.to_string(), made_up(root, property)?)));
    made_up.collect::<Option<Map<_, _>>>().map(Value::Object)
}
