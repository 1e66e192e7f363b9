//! What a micro-loan company may lend to one borrower, and owe, against its net assets.

use super::book::{Book, with_most};
use super::debtors::GROUPS;
use super::finding::Finding;
use super::lender::lender;
use super::share::Share;
use crate::deal::Party;
use crate::money::Money;

/// In hundredths of a percent of its net assets: what it may lend to one borrower, to one with its affiliates; what it may owe
/// on bonds and asset-backed securities, and otherwise.
const ONE: i128 = 1_000;
const GROUP: i128 = 1_500;
const BONDS: i128 = 40_000;
const BORROWINGS: i128 = 10_000;

const NET_ASSETS: &str = "net assets";

/// What is measured against the net assets of a micro-loan company; `None` where the lender is none.
fn of_net_assets(book: &Book<'_>, judge: impl FnOnce(&Party, Money) -> Finding) -> Option<Finding> {
    if book.disclosure.micro_lender == Some(false) {
        return None;
    }
    Some(match lender(book) {
        Err(finding) => finding,
        Ok(lender) => match lender.net_assets {
            Some(net_assets) => judge(lender, net_assets),
            None => {
                let found = "its net assets are not stated";
                Finding::unknown(lender, found, "its `net_assets`")
            }
        },
    })
}

/// What the largest borrower owes, in this pool.
pub(super) fn borrower(book: &Book<'_>) -> Option<Finding> {
    let largest = with_most(&book.debtors, |debtor| debtor.owes)?;
    of_net_assets(book, |_, whole| {
        let share = Share { part: largest.owes, whole };
        let found = format!("{} owes in this pool {}", largest.firm(), share.against(NET_ASSETS));
        Finding::kept(largest.place(), !share.is_above(ONE), found)
    })
}

/// What the largest group of borrowers owes, in this pool.
pub(super) fn group(book: &Book<'_>) -> Option<Finding> {
    let groups = book.groups();
    let largest = with_most(&groups, |group| group.owes)?;
    of_net_assets(book, |_, whole| {
        let share = Share { part: largest.owes, whole };
        let found =
            format!("{} with its affiliates owes in this pool {}", largest.name(), share.against(NET_ASSETS));
        match share.is_above(GROUP) || book.knows_groups() {
            true => Finding::kept(largest.place(), !share.is_above(GROUP), found),
            false => Finding::unknown(largest.place(), format!("{found}, as far as they are stated"), GROUPS),
        }
    })
}

/// What it owes on bonds and asset-backed securities.
pub(super) fn bonds(book: &Book<'_>) -> Option<Finding> {
    let owed = book.disclosure.lender_bonds;
    debt(book, "bonds and asset-backed securities", owed, BONDS, "`disclosure.lender_bonds`")
}

/// What it owes to banks and shareholders.
pub(super) fn borrowings(book: &Book<'_>) -> Option<Finding> {
    let owed = book.disclosure.lender_borrowings;
    debt(book, "bank and shareholder loans", owed, BORROWINGS, "`disclosure.lender_borrowings`")
}

fn debt(book: &Book<'_>, what: &str, owed: Option<Money>, most: i128, term: &str) -> Option<Finding> {
    of_net_assets(book, |lender, whole| match owed {
        None => Finding::unknown(lender, format!("what it owes on {what} is not stated"), term),
        Some(part) => {
            let share = Share { part, whole };
            Finding::kept(lender, !share.is_above(most), format!("{what} are {}", share.against(NET_ASSETS)))
        }
    })
}
