//! What the random deals reach of a plan account in two ledgers.

use abs_waterfall::Money;
use abs_waterfall::deal::Deal;
use abs_waterfall::projection::{DateReport, EntryKind, LedgerEntry, Projection};
use abs_waterfall::waterfall::{PaymentOrder, SplitRecoveries, Surplus};

use super::Rule;
use crate::any_deal::SUB;

pub(super) const RULES: [Rule; 12] = [
    ("principal pays what income does not reach", |deal, path| {
        moves(deal, path).any(|entry| made_up_by_principal(deal, entry))
    }),
    ("income makes good what has defaulted", |deal, path| kind(deal, path, EntryKind::MadeGood)),
    ("income makes good what principal has paid for it", |deal, path| {
        let owed = |entry: &LedgerEntry| made_up_by_principal(deal, entry);
        let first = moves(deal, path).find(|entry| owed(entry)).map(|entry| entry.number);
        let no_default = path.defaults.is_empty();
        let later = |entry: &LedgerEntry| first.is_some_and(|first| entry.number > first);
        no_default && moves(deal, path).any(|entry| entry.kind == EntryKind::MadeGood && later(entry))
    }),
    ("recoveries are principal up to what is owed, and income beyond", |deal, path| {
        let to_principal =
            |split: &abs_waterfall::waterfall::SplitLedgers| split.recoveries == SplitRecoveries::Principal;
        let is_both = |date: &DateReport| {
            let to = transferred(deal, path, date.period.number);
            !date.collected.recovery.is_zero()
                && to > date.collected.principal
                && to < date.collected.principal + date.collected.recovery
        };
        deal.accounts.split.as_ref().is_some_and(to_principal) && path.dates.iter().any(is_both)
    }),
    ("income stays while a note is outstanding", |deal, path| {
        let keeps = deal.accounts.split.is_some() && deal.accounts.surplus == Surplus::Keep;
        keeps && path.dates.iter().any(|date| owes(deal, date) && balance(deal, path, date) > Money::ZERO)
    }),
    ("income goes to the residual while a note is outstanding", |deal, path| {
        let residual = |date: &&DateReport| {
            date.payments.iter().any(|paid| paid.kind == EntryKind::Residual && !paid.paid.is_zero())
        };
        deal.accounts.split.is_some() && path.dates.iter().filter(residual).any(|date| owes(deal, date))
    }),
    ("cash of one account goes to the residual while a note is outstanding", |deal, path| {
        let residual = |date: &&DateReport| {
            date.payments.iter().any(|paid| paid.kind == EntryKind::Residual && !paid.paid.is_zero())
        };
        deal.accounts.split.is_none() && path.dates.iter().filter(residual).any(|date| owes(deal, date))
    }),
    ("what income leaves repays a note that is not subordinated", |deal, path| {
        path.ledger.iter().any(|entry| {
            let from_income = deal.accounts.split.as_ref().is_some_and(|split| split.income == entry.from);
            from_income && entry.kind == EntryKind::Principal && !entry.reason.contains(SUB)
        })
    }),
    ("principal that is left goes to the residual while a note is outstanding", |deal, path| {
        let freed = |date: &DateReport| {
            let is_it =
                |entry: &LedgerEntry| entry.kind == EntryKind::Freed && entry.number == date.period.number;
            path.ledger.iter().any(is_it)
        };
        path.dates.iter().any(|date| owes(deal, date) && freed(date))
    }),
    ("principal that no note needs is income", |deal, path| kind(deal, path, EntryKind::Freed)),
    ("an event merges the ledgers", |deal, path| kind(deal, path, EntryKind::Merged)),
    ("the normal order comes back, and the ledgers do not", |deal, path| {
        let after = path.dates.iter().skip_while(|date| date.order == PaymentOrder::Normal);
        let normal = after.filter(|date| date.order == PaymentOrder::Normal);
        deal.accounts.split.is_some()
            && normal.flat_map(|date| &date.payments).any(|paid| !paid.paid.is_zero())
    }),
];

/// What moves in a deal with ledgers; nothing in any other.
fn moves<'a>(deal: &'a Deal, path: &'a Projection) -> impl Iterator<Item = &'a LedgerEntry> {
    path.ledger.iter().filter(|_| deal.accounts.split.is_some())
}

fn kind(deal: &Deal, path: &Projection, kind: EntryKind) -> bool {
    moves(deal, path).any(|entry| entry.kind == kind)
}

fn made_up_by_principal(deal: &Deal, entry: &LedgerEntry) -> bool {
    let is_principal = deal.accounts.split.as_ref().is_some_and(|split| split.principal == entry.from);
    entry.kind == EntryKind::MadeUp && is_principal
}

/// What of a date's collections went to principal.
fn transferred(deal: &Deal, path: &Projection, number: usize) -> Money {
    let is_to =
        |entry: &&LedgerEntry| deal.accounts.split.as_ref().is_some_and(|it| it.principal == entry.to);
    let today = moves(deal, path).filter(|entry| entry.number == number);
    today.filter(|entry| entry.kind == EntryKind::Transferred).filter(is_to).map(|entry| entry.amount).sum()
}

/// Is a note outstanding that is not subordinated?
fn owes(deal: &Deal, date: &DateReport) -> bool {
    deal.notes.iter().zip(&date.notes).any(|(note, told)| note.name != SUB && !told.balance.is_zero())
}

/// What is in the ledger of income after a date.
fn balance(deal: &Deal, path: &Projection, date: &DateReport) -> Money {
    let Some(split) = &deal.accounts.split else { return Money::ZERO };
    let so_far = || path.ledger.iter().filter(|entry| entry.number <= date.period.number);
    let came: Money = so_far().filter(|entry| entry.to == split.income).map(|entry| entry.amount).sum();
    came - so_far().filter(|entry| entry.from == split.income).map(|entry| entry.amount).sum()
}
