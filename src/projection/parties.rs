//! What every party of a deal received and paid: its profit and loss, as far as the deal sees it.

use std::collections::BTreeMap;

use super::entries::{EntryKind, LedgerEntry};
use crate::calendar::Date;
use crate::deal::Deal;
use crate::money::Money;

/// What one party received and paid over the life of the deal, with what the notes that it holds received.
///
/// Of an originator and servicer that holds the subordinated notes: its fees, what is left of the pool's yield, what is lost with
/// it, and what it pays in. What it paid for the notes at closing, and was paid for the loans, is not in the deal's ledger.
///
/// ```
/// # #[cfg(feature = "files")]
/// # fn main() -> Result<(), abs_waterfall::Error> {
/// use abs_waterfall::{Deal, Scenario};
/// use abs_waterfall::projection::EntryKind;
/// let mut deal = Deal::load("examples/deals/nanshan.toml")?;
/// deal.notes[1].held_by = Some(deal.servicing.servicer.clone());
/// let projection = deal.resolve()?.project(&Scenario::no_default())?;
/// let mut lenders = projection.parties.iter().filter(|party| party.notes == ["sub"]);
/// let lines = lenders.next().map(|lender| lender.lines.as_slice()).unwrap_or_default();
/// let residual = lines.iter().find(|line| line.kind == EntryKind::Residual);
/// assert_eq!(residual.map(|line| line.received.to_string()).as_deref(), Some("1,707,094.43"));
/// # Ok(())
/// # }
/// # #[cfg(not(feature = "files"))]
/// # fn main() {}
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct PartyReport {
    /// The party.
    pub name: String,
    /// The day on which it failed, if it did by the last distribution date. A party can fail that gives supports, buys loans back or
    /// what is left of the pool, or services the pool of a deal that says what its failure does.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub failed_on: Option<Date>,
    /// The notes that it holds, all of each.
    pub notes: Vec<String>,
    /// What it received and paid, kind by kind.
    pub lines: Vec<PartyLine>,
    /// What it received less what it paid: the sum of the lines.
    pub net: Money,
}

/// What a party received and paid of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct PartyLine {
    /// The kind.
    pub kind: EntryKind,
    /// What it received.
    pub received: Money,
    /// What it paid.
    pub paid: Money,
}

/// Those of all parties of a deal, from its ledger, given what the account of the holders of a note is called, and when each party
/// failed.
pub(super) fn of(
    deal: &Deal,
    ledger: &[LedgerEntry],
    holders: impl Fn(&str) -> String,
    failed_on: impl Fn(usize) -> Option<Date>,
) -> Vec<PartyReport> {
    let mut accounts: BTreeMap<String, usize> = BTreeMap::new();
    for (number, party) in deal.parties.iter().enumerate() {
        accounts.insert(party.name.clone(), number);
        let held = deal.notes.iter().filter(|note| note.held_by.as_deref() == Some(&party.name));
        accounts.extend(held.map(|note| (holders(&note.name), number)));
    }
    let mut books: Vec<BTreeMap<EntryKind, (Money, Money)>> = vec![BTreeMap::new(); deal.parties.len()];
    for entry in ledger {
        if let Some(number) = accounts.get(&entry.to) {
            books[*number].entry(entry.kind).or_default().0 += entry.amount;
        }
        if let Some(number) = accounts.get(&entry.from) {
            books[*number].entry(entry.kind).or_default().1 += entry.amount;
        }
    }
    let all = deal.parties.iter().zip(books).enumerate();
    all.map(|(number, (party, book))| report(deal, (&party.name, failed_on(number)), book)).collect()
}

fn report(
    deal: &Deal,
    (party, failed_on): (&str, Option<Date>),
    book: BTreeMap<EntryKind, (Money, Money)>,
) -> PartyReport {
    let held = deal.notes.iter().filter(|note| note.held_by.as_deref() == Some(party));
    let lines = book.into_iter().map(|(kind, (received, paid))| PartyLine { kind, received, paid });
    let lines: Vec<PartyLine> = lines.collect();
    PartyReport {
        name: party.into(),
        failed_on,
        notes: held.map(|note| note.name.clone()).collect(),
        net: lines.iter().map(|line| line.received - line.paid).sum(),
        lines,
    }
}
