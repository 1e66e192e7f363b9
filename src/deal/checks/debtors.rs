//! How the pool is spread over debtors.

use super::OnlineLoans;
use super::book::{Book, Debtor, with_most};
use super::finding::Finding;
use super::share::Share;
use crate::money::Money;

/// At least so many debtors, or creditors, that are not affiliates of each other.
const LEAST: usize = 10;

/// In hundredths of a percent of the pool: what one debtor may owe, and the five largest of leases together.
const ONE: i128 = 5_000;
const FIVE: i128 = 7_000;

/// The term that states who is an affiliate of whom.
pub(super) const GROUPS: &str = "`group` of the debtors with affiliates, and `disclosure.groups_complete`";

/// The number of debtors, affiliates counted once.
pub(super) fn number(book: &Book<'_>) -> Finding {
    let (firms, groups) = (book.debtors.len(), book.groups());
    let unrelated = groups.len();
    let found = match firms {
        _ if firms == unrelated => format!("{firms} debtors, none stated to be an affiliate of another"),
        _ => format!("{firms} debtors, {unrelated} where affiliates count once"),
    };
    let stated = groups.iter().filter(|group| !group.group().is_empty()).count();
    if unrelated >= LEAST && stated < LEAST && !book.disclosure.groups_complete {
        return Finding::unknown("pool", found, GROUPS);
    }
    Finding::kept("pool", unrelated >= LEAST, found)
}

/// The number of suppliers to whom the claims were owed.
pub(super) fn creditors(book: &Book<'_>) -> Finding {
    let (creditors, unstated) = book.creditors();
    let found = format!("{creditors} creditors are stated");
    if creditors < LEAST && unstated > 0 {
        return Finding::unknown("pool", found, format!("`creditor` of {unstated} more"));
    }
    Finding::kept("pool", creditors >= LEAST, found)
}

/// Are the suppliers as many as they must be?
pub(super) fn are_creditors_dispersed(book: &Book<'_>) -> bool {
    book.creditors().0 >= LEAST
}

/// The largest debtor.
pub(super) fn largest(book: &Book<'_>) -> Option<Finding> {
    let (debtor, share) = owed_most(book)?;
    Some(Finding::kept(debtor.place(), !share.is_above(ONE), format!("{} owes {share}", debtor.firm())))
}

fn owed_most<'a, 'b>(book: &'b Book<'a>) -> Option<(&'b Debtor<'a>, Share)> {
    let debtor = with_most(&book.debtors, |debtor| debtor.owes)?;
    Some((debtor, Share { part: debtor.owes, whole: book.pool }))
}

/// The five largest debtors.
pub(super) fn five_largest(book: &Book<'_>) -> Finding {
    let mut owed: Vec<Money> = book.debtors.iter().map(|debtor| debtor.owes).collect();
    owed.sort_unstable_by_key(|owed| std::cmp::Reverse(*owed));
    let share = Share { part: owed.iter().take(5).copied().sum(), whole: book.pool };
    Finding::kept("pool", !share.is_above(FIVE), format!("the five largest debtors owe {share}"))
}

/// The largest debtor of loans that were made online.
pub(super) fn online(book: &Book<'_>) -> Option<Finding> {
    let (most, yuan) = match book.disclosure.online? {
        OnlineLoans::Business => (50, 10_000_000),
        OnlineLoans::Consumer => (10, 200_000),
    };
    let (debtor, share) = owed_most(book)?;
    let is_kept = !share.is_above(most) && debtor.owes <= Money::from_yuan(yuan);
    Some(Finding::kept(debtor.place(), is_kept, format!("{} owes {share}", debtor.firm())))
}
