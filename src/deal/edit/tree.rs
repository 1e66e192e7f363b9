//! A deal as a tree of JSON, in which a field has a place.

use serde_json::Value;

/// What is not there, and after how many names of the path.
#[derive(Debug, PartialEq)]
pub(super) enum Missing {
    /// A list has nothing of this name; what it has.
    Name { depth: usize, known: Vec<String> },
    /// A plain value has no fields.
    Parts { depth: usize },
}

/// Writes a value at a place of the tree, or at several where a name is `*`. A field that the tree does not have is added: who
/// reads the tree knows whether there is one.
pub(super) fn set(tree: &mut Value, path: &[String], value: &Value) -> Result<(), Missing> {
    set_at(tree, path, 0, value)
}

fn set_at(tree: &mut Value, path: &[String], depth: usize, value: &Value) -> Result<(), Missing> {
    let Some(name) = path.get(depth) else {
        *tree = value.clone();
        return Ok(());
    };
    if tree.is_null() {
        *tree = Value::Object(serde_json::Map::new());
    }
    match tree {
        Value::Object(fields) => set_at(fields.entry(name).or_insert(Value::Null), path, depth + 1, value),
        Value::Array(list) if name == "*" => {
            list.iter_mut().try_for_each(|element| set_at(element, path, depth + 1, value))
        }
        Value::Array(list) => match position(list, name) {
            Some(position) => set_at(&mut list[position], path, depth + 1, value),
            None => Err(Missing::Name { depth, known: list.iter().filter_map(named).collect() }),
        },
        _ => Err(Missing::Parts { depth }),
    }
}

/// Where the element of a name, or of a number from 1, stands.
fn position(list: &[Value], name: &str) -> Option<usize> {
    let by_name = list.iter().position(|element| named(element).as_deref() == Some(name));
    let number = || name.parse::<usize>().ok()?.checked_sub(1).filter(|i| *i < list.len());
    by_name.or_else(number)
}

/// What an element of a list is called: by its name or its id; a support without a name by its giver.
pub(super) fn named(element: &Value) -> Option<String> {
    let called = ["name", "id", "by"].iter().find_map(|key| element.get(key)?.as_str());
    called.map(String::from)
}

/// A value as it is written in TOML, with dates as texts; `None` if it is none.
pub(super) fn from_toml(words: &str) -> Option<Value> {
    let mut table: toml::Table = toml::from_str(&format!("value = {words}")).ok()?;
    table.remove("value").map(to_json)
}

fn to_json(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => text.into(),
        toml::Value::Integer(number) => number.into(),
        toml::Value::Float(number) => number.into(),
        toml::Value::Boolean(yes) => yes.into(),
        toml::Value::Datetime(date) => date.to_string().into(),
        toml::Value::Array(list) => list.into_iter().map(to_json).collect(),
        toml::Value::Table(table) => table.into_iter().map(|(key, value)| (key, to_json(value))).collect(),
    }
}
