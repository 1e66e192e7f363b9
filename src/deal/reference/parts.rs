//! The parts of a JSON schema, as the schema of deal files uses them.

use std::collections::BTreeMap;

use serde_json::Value;

/// The text under a key.
pub(super) fn text<'a>(schema: &'a Value, key: &str) -> Option<&'a str> {
    schema.get(key).and_then(Value::as_str)
}

/// The map under a key; nothing, if there is none.
pub(super) fn entries<'a>(schema: &'a Value, key: &str) -> impl Iterator<Item = (&'a str, &'a Value)> {
    let map = schema.get(key).and_then(Value::as_object);
    map.into_iter().flatten().map(|(key, value)| (key.as_str(), value))
}

/// The list under a key; nothing, if there is none.
pub(super) fn list<'a>(schema: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    schema.get(key).and_then(Value::as_array).into_iter().flatten()
}

/// The type of a value, be it one that may be left out.
pub(super) fn first_type(schema: &Value) -> Option<&str> {
    text(schema, "type").or_else(|| list(schema, "type").find_map(Value::as_str))
}

/// The name of the definition that a schema refers to.
pub(super) fn reference(schema: &Value) -> Option<&str> {
    text(schema, "$ref")?.strip_prefix("#/$defs/")
}

/// What may stand in a place; without the nothing by which JSON can say that a term is not there.
pub(super) fn choices(schema: &Value) -> impl Iterator<Item = &Value> {
    let all = list(schema, "oneOf").chain(list(schema, "anyOf"));
    all.filter(|choice| text(choice, "type") != Some("null"))
}

/// The terms of a table: those that must be written, in the order of the code; then the others by name.
pub(super) fn properties(schema: &Value) -> Vec<(&str, &Value)> {
    let rank = |key: &str| required(schema).position(|must| must == key).unwrap_or(usize::MAX);
    let mut properties: Vec<_> = entries(schema, "properties").collect();
    properties.sort_by_key(|(key, _)| (rank(key), *key));
    properties
}

/// The terms that must be written.
pub(super) fn required(schema: &Value) -> impl Iterator<Item = &str> {
    list(schema, "required").filter_map(Value::as_str)
}

/// What stands in a table under each name that a person gives.
pub(super) fn named(schema: &Value) -> Option<&Value> {
    schema.get("additionalProperties").filter(|named| named.is_object())
}

/// Is it a table of one term, which says which choice is made?
pub(super) fn is_variant(schema: &Value) -> bool {
    let keys = || entries(schema, "properties").map(|(key, _)| key);
    keys().count() == 1 && keys().eq(required(schema)) && schema.get("description").is_some()
}

/// How often each definition is referred to.
pub(super) fn uses(schema: &Value) -> BTreeMap<&str, usize> {
    let mut uses = BTreeMap::new();
    count(schema, &mut uses);
    uses
}

fn count<'a>(schema: &'a Value, uses: &mut BTreeMap<&'a str, usize>) {
    if let Some(name) = reference(schema) {
        *uses.entry(name).or_default() += 1;
    }
    match schema {
        Value::Object(map) => map.values().for_each(|below| count(below, uses)),
        Value::Array(list) => list.iter().for_each(|below| count(below, uses)),
        _ => {}
    }
}
