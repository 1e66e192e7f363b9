//! Who pays so much of what is to come that the prospectus must say so.

use super::Outcome;
use super::book::{Book, Debtor, group_of, with_most};
use super::debtors::GROUPS;
use super::finding::Finding;
use super::share::Share;
use crate::deal::Party;
use crate::money::Money;

/// In hundredths of a percent of the future cash flow: above which a debtor is disclosed, one with its affiliates, and the
/// originator with its own.
const ALONE: i128 = 1_500;
const WITH_AFFILIATES: i128 = 2_000;
const ORIGINATOR: i128 = 1_000;

/// The largest debtor, alone and with its affiliates.
pub(super) fn provider(book: &Book<'_>) -> Option<Finding> {
    let groups = book.groups();
    let largest = with_most(&book.debtors, |debtor| debtor.pays)?;
    let group = with_most(&groups, |group| group.pays)?;
    let share = |debtor: &Debtor<'_>| Share { part: debtor.pays, whole: book.cash };
    let alone = format!("of what is to come {} pays {}", largest.firm(), share(largest));
    Some(if share(largest).is_above(ALONE) {
        disclosed(largest, &alone)
    } else if share(group).is_above(WITH_AFFILIATES) {
        let found = format!("of what is to come {} with its affiliates pays {}", group.name(), share(group));
        disclosed(group, &found)
    } else if book.knows_groups() {
        Finding::kept(largest.place(), true, alone)
    } else {
        Finding::unknown(largest.place(), format!("{alone}, without affiliates"), GROUPS)
    })
}

fn disclosed(debtor: &Debtor<'_>, found: &str) -> Finding {
    Finding::new(debtor.place(), format!("{found}: disclose it"), Outcome::Warning)
}

/// The originator and its affiliates among the debtors.
pub(super) fn originator(book: &Book<'_>) -> Finding {
    let originators = book.originators();
    let is_own = |debtor: &&Debtor<'_>| {
        let is_it = |own: &&Party| own.name == debtor.firm() || group_of(own) == Some(debtor.group());
        originators.iter().any(is_it)
    };
    let part: Money = book.debtors.iter().filter(is_own).map(|debtor| debtor.pays).sum();
    let share = Share { part, whole: book.cash };
    let found = format!("of what is to come the originator and its affiliates pay {share}");
    if share.is_above(ORIGINATOR) {
        return Finding::new("pool", format!("{found}: disclose it"), Outcome::Warning);
    }
    match book.knows_groups() {
        true => Finding::kept("pool", true, found),
        false => Finding::unknown("pool", found, GROUPS),
    }
}
