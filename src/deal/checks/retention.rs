//! How much of the risk stays with the originator.

use super::book::{Book, group_of};
use super::finding::Finding;
use super::share::Share;
use crate::deal::Note;
use crate::money::Money;

/// At least this much of the notes, in hundredths of a percent.
const LEAST: i128 = 500;

/// The notes that the originator and its affiliates hold.
pub(super) fn share(book: &Book<'_>) -> Finding {
    if book.originators().is_empty() {
        return Finding::unknown(
            "parties",
            "no party is the originator",
            "a party with the role `originator`",
        );
    }
    if book.deal.notes.iter().all(|note| note.held_by.is_none()) {
        return Finding::unknown(
            "notes",
            "no note states its holder",
            "`held_by` of the notes that are kept",
        );
    }
    let held = |by: Relation| -> Money {
        let notes = book.deal.notes.iter().filter(|note| relation(book, note) == Some(by));
        notes.map(|note| note.amount).sum()
    };
    let whole = book.deal.notes.iter().map(|note| note.amount).sum();
    let (own, unclear) = (held(Relation::Affiliate), held(Relation::Unclear));
    let share = Share { part: own, whole };
    let found = format!("{} hold {share}", originators(book));
    if share.is_below(LEAST) && !(Share { part: own + unclear, whole }).is_below(LEAST) {
        let found =
            format!("{found}; of the holder of {unclear} no group is stated, or none of the originator");
        return Finding::unknown("notes", found, "the `group` of both");
    }
    Finding::kept("notes", !share.is_below(LEAST), found)
}

/// What the holder of a note is to the originator.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Relation {
    /// The originator itself, or of its group.
    Affiliate,
    /// Of another group.
    Other,
    /// The group of one of them is not stated.
    Unclear,
}

fn relation(book: &Book<'_>, note: &Note) -> Option<Relation> {
    let holder = note.held_by.as_ref()?;
    let holder = book.deal.parties.iter().find(|party| party.name == *holder)?;
    let originators = book.originators();
    Some(if originators.iter().any(|own| own.name == holder.name) {
        Relation::Affiliate
    } else if group_of(holder).is_none() || originators.iter().any(|own| group_of(own).is_none()) {
        Relation::Unclear
    } else if originators.iter().any(|own| group_of(own) == group_of(holder)) {
        Relation::Affiliate
    } else {
        Relation::Other
    })
}

fn originators(book: &Book<'_>) -> String {
    match book.originators().as_slice() {
        [one] => format!("{} and its affiliates", one.name),
        _ => "the originators and their affiliates".into(),
    }
}
