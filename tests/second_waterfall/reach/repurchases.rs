//! What happens where loans are bought back.

use abs_waterfall::Money;
use abs_waterfall::deal::Deal;
use abs_waterfall::projection::{EntryKind, LedgerEntry, Projection};

use super::Rule;
use crate::pool;

pub(super) const RULES: [Rule; 6] = [
    ("a loan that performs is bought back", |deal, path| {
        bought(deal, path).any(|(id, price)| price > Money::ZERO && !has_defaulted(path, &id))
    }),
    ("a loan in default is bought back", |deal, path| {
        bought(deal, path).any(|(id, price)| price > Money::ZERO && has_defaulted(path, &id))
    }),
    ("a loan that is late is bought back, and never defaults", |deal, path| {
        let defaulted: Money = path.dates.iter().map(|date| date.collected.defaulted).sum();
        deal.servicing.defaulted_after_days > 0
            && bought(deal, path).any(|(id, price)| price > defaulted && owed(path, &id) == Some(price))
    }),
    ("a loan that was late first has defaulted, and is bought back", |deal, path| {
        let defaults = |owed| path.dates.iter().any(|date| date.collected.defaulted == owed);
        deal.servicing.defaulted_after_days > 0
            && bought(deal, path)
                .any(|(id, price)| price > Money::ZERO && owed(path, &id).is_some_and(defaults))
    }),
    ("an originator that has failed buys nothing back", |deal, path| {
        let fails = path.servicer.as_ref().map(|told| told.failed);
        let late = |day| fails.is_some_and(|fails| fails <= day);
        let mut loans = pool::loans(deal).iter();
        loans.any(|loan| {
            loan.ineligible.is_some_and(late) && !bought(deal, path).any(|(id, _)| loan.id == *id)
        })
    }),
    ("a price is principal where income is apart", |deal, path| {
        let principal = deal.accounts.split.as_ref().map(|split| split.principal.clone());
        prices(path).any(|entry| Some(&entry.to) == principal.as_ref())
    }),
];

fn prices(path: &Projection) -> impl Iterator<Item = &LedgerEntry> {
    path.ledger.iter().filter(|entry| entry.kind == EntryKind::Repurchased)
}

/// The loans that are bought back, and for how much.
fn bought<'a>(deal: &'a Deal, path: &'a Projection) -> impl Iterator<Item = (String, Money)> + 'a {
    let is_of = |entry: &LedgerEntry, id: &str| entry.reason == format!("repurchase of \"{id}\"");
    prices(path).filter_map(move |entry| {
        let loan = pool::loans(deal).iter().find(|loan| is_of(entry, &loan.id))?;
        Some((loan.id.to_string(), entry.amount))
    })
}

/// What a loan owed when its borrower stopped paying.
fn owed(path: &Projection, id: &str) -> Option<Money> {
    path.defaults.iter().find(|default| default.loan == *id).map(|default| default.outstanding)
}

fn has_defaulted(path: &Projection, id: &str) -> bool {
    path.defaults.iter().any(|default| default.loan == *id)
}
