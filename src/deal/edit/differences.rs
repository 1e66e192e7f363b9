//! How two deals differ, term by term.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::Value;

use super::tree::named;
use crate::deal::Deal;
use crate::pool::Pool;

/// One term that two deals have differently: its path as a [`Change`](super::Change) has it, and its values, of which one that is
/// not there is empty.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct TermDifference {
    /// Where it stands.
    pub path: String,
    /// In the first deal.
    pub one: String,
    /// In the other.
    pub other: String,
}

impl Deal {
    /// How another deal differs in its terms, by the names of its fields in alphabetical order, the loans last.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use abs_waterfall::Deal;
    /// let deal = Deal::load("examples/deals/fujian.toml")?;
    /// let mut other = deal.clone();
    /// "notes.senior.amount=1.4亿".parse::<abs_waterfall::deal::Change>()?.apply(&mut other)?;
    /// let differences = deal.differences(&other);
    /// assert_eq!(differences[0].to_string(), "notes.senior.amount: 142500000.00, and 140000000.00");
    /// assert_eq!(differences.len(), 1);
    /// # Ok(())
    /// # }
    /// ```
    pub fn differences(&self, other: &Deal) -> Vec<TermDifference> {
        let mut found = Vec::new();
        let frame = |deal: &Deal| tree(&Deal { pool: Pool::default(), ..deal.clone() });
        compare(&frame(self), &frame(other), "", &mut found);
        let loans = |deal: &Deal| Value::Array(deal.pool.loans().iter().map(tree).collect());
        if self.pool != other.pool {
            compare(&loans(self), &loans(other), "pool.loans", &mut found);
        }
        found
    }
}

/// Everything that a deal holds has a form in JSON.
fn tree(of: &impl serde::Serialize) -> Value {
    serde_json::to_value(of).unwrap_or_default()
}

fn compare(one: &Value, other: &Value, path: &str, found: &mut Vec<TermDifference>) {
    match (one, other) {
        (Value::Object(ours), Value::Object(theirs)) => {
            let more = theirs.keys().filter(|key| !ours.contains_key(*key));
            for key in ours.keys().chain(more) {
                let part =
                    |fields: &serde_json::Map<String, Value>| fields.get(key).cloned().unwrap_or_default();
                compare(&part(ours), &part(theirs), &below(path, key), found);
            }
        }
        (Value::Array(ours), Value::Array(theirs)) => compare_lists(ours, theirs, path, found),
        _ if one == other => {}
        _ => found.push(TermDifference { path: path.into(), one: words(one), other: words(other) }),
    }
}

/// By name where the things of both lists have names, and by number otherwise.
fn compare_lists(ours: &[Value], theirs: &[Value], path: &str, found: &mut Vec<TermDifference>) {
    let names = |list: &[Value]| list.iter().map(named).collect::<Option<Vec<String>>>();
    let (Some(our_names), Some(their_names)) = (names(ours), names(theirs)) else {
        for i in 0..ours.len().max(theirs.len()) {
            let part = |list: &[Value]| list.get(i).cloned().unwrap_or_default();
            compare(&part(ours), &part(theirs), &below(path, &(i + 1).to_string()), found);
        }
        return;
    };
    let place = |names: &[String]| -> BTreeMap<String, usize> { names.iter().cloned().zip(0..).collect() };
    let (our_place, their_place) = (place(&our_names), place(&their_names));
    let more = their_names.iter().filter(|name| !our_place.contains_key(*name));
    for name in our_names.iter().chain(more) {
        let part = |list: &[Value], places: &BTreeMap<String, usize>| {
            places.get(name).map_or(Value::Null, |place| list[*place].clone())
        };
        compare(&part(ours, &our_place), &part(theirs, &their_place), &below(path, name), found);
    }
}

fn below(path: &str, name: &str) -> String {
    let name = if name.contains('.') { format!("\"{name}\"") } else { name.to_string() };
    if path.is_empty() { name } else { format!("{path}.{name}") }
}

/// A term in a few words, as JSON has it.
fn words(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

impl fmt::Display for TermDifference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let said = |words: &str| if words.is_empty() { "nothing".to_string() } else { words.to_string() };
        write!(f, "{}: {}, and {}", self.path, said(&self.one), said(&self.other))
    }
}
