//! Names to indices.

use std::collections::{BTreeMap, BTreeSet};

use super::Errors;
use crate::deal::Deal;
use crate::deal::error::Problem;
use crate::ledger::AccountId;
use crate::place::Place;

/// The most parties and notes that a deal may have.
const MOST_ACCOUNTS: usize = 1_000;

/// The most fees that a deal may have.
const MOST_FEES: usize = 100;

/// How many names an error lists.
const MOST_OFFERED: usize = 20;

/// Where every name of a deal stands.
pub(super) struct Names {
    parties: BTreeMap<String, usize>,
    notes: BTreeMap<String, usize>,
    fees: BTreeMap<String, usize>,
}

impl Names {
    pub(super) fn of(deal: &Deal, errors: &mut Errors) -> Names {
        let parties = index("party", deal.parties.iter().map(|party| &party.name), Place::Party, errors);
        let notes = index("note", deal.notes.iter().map(|note| &note.name), Place::Note, errors);
        let fees = index("fee", deal.fees.iter().map(|fee| &fee.name), Place::Fee, errors);
        let accounts = deal.parties.len() + deal.notes.len();
        if accounts > MOST_ACCOUNTS {
            errors.add("parties and notes", Problem::TooManyAccounts(accounts, MOST_ACCOUNTS));
        }
        if deal.fees.len() > MOST_FEES {
            errors.add("fees", Problem::TooManyFees(deal.fees.len(), MOST_FEES));
        }
        let names = Names { parties, notes, fees };
        names.check_accounts(deal, errors);
        names
    }

    /// No two accounts of the ledger may have one name. (Parties among themselves, and notes, have been checked.)
    fn check_accounts(&self, deal: &Deal, errors: &mut Errors) {
        let fixed = fixed_accounts(deal);
        let mut own = BTreeSet::new();
        for name in fixed.iter().filter(|name| !own.insert(*name)) {
            errors.add("accounts", Problem::SameAccount(name.clone()));
        }
        let holders: BTreeSet<String> = self.notes.keys().map(|note| holders_of(note)).collect();
        for name in self.parties.keys().filter(|name| fixed.contains(name) || holders.contains(*name)) {
            errors.add(Place::Party(name.clone()), Problem::SameAccount(name.clone()));
        }
        for name in self.notes.keys().filter(|name| self.parties.contains_key(*name)) {
            errors.add(Place::Note(name.clone()), Problem::SameAccount(name.clone()));
        }
    }

    pub(super) fn party(&self, name: &str) -> Option<usize> {
        self.parties.get(name).copied()
    }

    pub(super) fn unknown_party(&self, name: &str) -> Problem {
        unknown("party", name, &self.parties)
    }

    /// The fees, without those that have another one's name.
    pub(super) fn fee_indices(&self) -> Vec<usize> {
        in_order(&self.fees)
    }

    /// The notes, without those that have another one's name.
    pub(super) fn note_indices(&self) -> Vec<usize> {
        in_order(&self.notes)
    }

    pub(super) fn fee(&self, place: &Place, name: &str, errors: &mut Errors) -> Option<usize> {
        found("fee", name, &self.fees, place, errors)
    }

    pub(super) fn note(&self, place: &Place, name: &str, errors: &mut Errors) -> Option<usize> {
        found("note", name, &self.notes, place, errors)
    }

    /// The fee of a name that has been reported if there is none.
    pub(super) fn fee_of(&self, name: &str) -> Option<usize> {
        self.fees.get(name).copied()
    }

    /// The note of a name that has been reported if there is none.
    pub(super) fn note_of(&self, name: &str) -> Option<usize> {
        self.notes.get(name).copied()
    }

    pub(super) fn payee(&self, place: &Place, name: &str, errors: &mut Errors) -> Option<AccountId> {
        found("party", name, &self.parties, place, errors).map(AccountId::after_fixed)
    }

    /// The account of a note's holders.
    pub(super) fn holders(&self, note: usize) -> AccountId {
        AccountId::after_fixed(self.parties.len() + note)
    }

    /// The account that takes the residual: a note's holders, or a party.
    pub(super) fn residual(&self, place: &Place, name: &str, errors: &mut Errors) -> Option<AccountId> {
        match (self.notes.get(name), self.parties.get(name)) {
            (Some(&note), _) => Some(self.holders(note)),
            (None, Some(&party)) => Some(AccountId::after_fixed(party)),
            (None, None) => {
                let known = list(self.notes.keys().chain(self.parties.keys()).map(String::as_str));
                errors.add(
                    place.clone(),
                    Problem::UnknownName { kind: "note or party", name: name.into(), known },
                );
                None
            }
        }
    }

    /// The ledger's accounts by name, in the order of their ids.
    pub(super) fn accounts(&self, deal: &Deal) -> Vec<String> {
        let parties = deal.parties.iter().map(|party| party.name.clone());
        let holders = deal.notes.iter().map(|note| holders_of(&note.name));
        fixed_accounts(deal).into_iter().chain(parties).chain(holders).collect()
    }
}

/// The four accounts that every deal has, in the order of their ids.
fn fixed_accounts(deal: &Deal) -> [String; 4] {
    ["borrowers".into(), deal.accounts.collection.clone(), deal.accounts.plan.clone(), "tax office".into()]
}

fn holders_of(note: &str) -> String {
    format!("holders of {note}")
}

/// Things by their name; of two with one name the first.
fn index<'a>(
    kind: &'static str,
    names: impl Iterator<Item = &'a String>,
    place: fn(String) -> Place,
    errors: &mut Errors,
) -> BTreeMap<String, usize> {
    let mut index = BTreeMap::new();
    for (i, name) in names.enumerate() {
        if name.trim().is_empty() {
            errors.add(Place::Nth { kind, number: i + 1 }, Problem::NoName);
        }
        if index.contains_key(name) {
            errors.add(place(name.clone()), Problem::NameTwice);
        } else {
            index.insert(name.clone(), i);
        }
    }
    index
}

fn in_order(index: &BTreeMap<String, usize>) -> Vec<usize> {
    let mut indices: Vec<usize> = index.values().copied().collect();
    indices.sort_unstable();
    indices
}

fn found(
    kind: &'static str,
    name: &str,
    index: &BTreeMap<String, usize>,
    place: &Place,
    errors: &mut Errors,
) -> Option<usize> {
    let at = index.get(name).copied();
    if at.is_none() {
        errors.add(place.clone(), unknown(kind, name, index));
    }
    at
}

fn unknown(kind: &'static str, name: &str, index: &BTreeMap<String, usize>) -> Problem {
    Problem::UnknownName { kind, name: name.into(), known: list(index.keys().map(String::as_str)) }
}

/// A list that must name something, and nothing twice.
pub(super) fn check_list(kind: &'static str, names: &[String], place: &Place, errors: &mut Errors) {
    if names.is_empty() {
        errors.add(place.clone(), Problem::EmptyList(kind));
    }
    check_twice(names, place, errors);
}

pub(super) fn check_twice(names: &[String], place: &Place, errors: &mut Errors) {
    let mut seen = BTreeSet::new();
    for name in names.iter().filter(|name| !seen.insert(*name)) {
        errors.add(place.clone(), Problem::ListedTwice(name.clone()));
    }
}

/// "there is a, b, c", for an error to offer.
pub(super) fn list<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<&str> = names.collect();
    match names.len().checked_sub(MOST_OFFERED) {
        _ if names.is_empty() => "there is none".into(),
        None | Some(0) => format!("there is {}", names.join(", ")),
        Some(more) => format!("there is {} and {more} more", names[..MOST_OFFERED].join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_offers_the_names_there_are() {
        let names: Vec<String> = (1..=22).map(|n| format!("n{n}")).collect();
        let offered = |count: usize| list(names[..count].iter().map(String::as_str));
        assert_eq!(offered(0), "there is none");
        assert_eq!(offered(2), "there is n1, n2");
        assert!(offered(20).ends_with("n19, n20"));
        assert!(offered(22).ends_with("n19, n20 and 2 more"));
    }
}
