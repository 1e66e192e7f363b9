//! How two deals differ, term by term.

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use serde_json::{Map, Value};

use super::field::FieldPath;
use super::tree::named;
use crate::deal::Deal;
use crate::pool::{Loan, Pool};

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
        compare(&frame(self), &frame(other), &FieldPath::deal(), &mut found);
        compare_loans(self.pool.loans(), other.pool.loans(), &mut found);
        found
    }
}

/// Everything that a deal holds has a form in JSON.
fn tree(of: &impl serde::Serialize) -> Value {
    serde_json::to_value(of).unwrap_or_default()
}

fn compare(one: &Value, other: &Value, path: &FieldPath, found: &mut Vec<TermDifference>) {
    match (one, other) {
        (Value::Object(ours), Value::Object(theirs)) => {
            let more = theirs.keys().filter(|key| !ours.contains_key(*key));
            for key in ours.keys().chain(more) {
                let part = |fields: &Map<String, Value>| fields.get(key).cloned().unwrap_or_default();
                compare(&part(ours), &part(theirs), &path.within(key), found);
            }
        }
        (Value::Array(ours), Value::Array(theirs)) => compare_lists(ours, theirs, path, found),
        _ if one == other => {}
        _ => found.push(difference(path, words(one), words(other))),
    }
}

/// By name where the things of both lists have names of their own, and by number otherwise.
fn compare_lists(ours: &[Value], theirs: &[Value], path: &FieldPath, found: &mut Vec<TermDifference>) {
    let (Some(our_places), Some(their_places)) = (places(ours), places(theirs)) else {
        for i in 0..ours.len().max(theirs.len()) {
            let part = |list: &[Value]| list.get(i).cloned().unwrap_or_default();
            compare(&part(ours), &part(theirs), &path.within(&(i + 1).to_string()), found);
        }
        return;
    };
    let in_order = |list: &[Value], other: &BTreeMap<String, usize>| -> Vec<String> {
        list.iter().filter_map(named).filter(|name| other.contains_key(name)).collect()
    };
    let (our_order, their_order) = (in_order(ours, &their_places), in_order(theirs, &our_places));
    if our_order != their_order {
        // The order says something: in which supports are called, and who ranks before whom.
        found.push(difference(path, our_order.join(", "), their_order.join(", ")));
    }
    let more = theirs.iter().filter_map(named).filter(|name| !our_places.contains_key(name));
    for name in ours.iter().filter_map(named).chain(more) {
        let part = |list: &[Value], places: &BTreeMap<String, usize>| {
            places.get(&name).map_or(Value::Null, |place| list[*place].clone())
        };
        compare(&part(ours, &our_places), &part(theirs, &their_places), &path.within(&name), found);
    }
}

/// Where the things of a list stand by their names; `None` if one has no name, or two have the same.
fn places(list: &[Value]) -> Option<BTreeMap<String, usize>> {
    let places: BTreeMap<String, usize> =
        list.iter().zip(0..).map(|(thing, place)| Some((named(thing)?, place))).collect::<Option<_>>()?;
    (places.len() == list.len()).then_some(places)
}

/// Loan by loan, by their ids. They may be a million, so that those that are equal are made no trees of.
fn compare_loans(ours: &[Loan], theirs: &[Loan], found: &mut Vec<TermDifference>) {
    if ours == theirs {
        return;
    }
    let (ours_by_id, theirs_by_id) = (by_id(ours), by_id(theirs));
    let path = FieldPath::deal().within("pool").within("loans");
    let more = theirs.iter().filter(|loan| !ours_by_id.contains_key(loan.id.as_str()));
    for loan in ours.iter().chain(more) {
        let (one, other) = (ours_by_id.get(loan.id.as_str()), theirs_by_id.get(loan.id.as_str()));
        if one != other {
            let part = |loan: Option<&&Loan>| loan.map_or(Value::Null, |loan| tree(*loan));
            compare(&part(one), &part(other), &path.within(&loan.id), found);
        }
    }
}

fn by_id(loans: &[Loan]) -> HashMap<&str, &Loan> {
    loans.iter().map(|loan| (loan.id.as_str(), loan)).collect()
}

fn difference(path: &FieldPath, one: String, other: String) -> TermDifference {
    TermDifference { path: path.to_string(), one, other }
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
