//! Names to indices.

use std::collections::BTreeMap;

use super::Errors;
use crate::deal::Deal;
use crate::deal::error::Problem;
use crate::ledger::AccountId;

/// The most parties and notes that a deal may have.
const MOST_ACCOUNTS: usize = 1_000;

/// Where every name of a deal stands.
pub(super) struct Names {
    parties: BTreeMap<String, usize>,
    notes: BTreeMap<String, usize>,
    fees: BTreeMap<String, usize>,
}

impl Names {
    pub(super) fn of(deal: &Deal, errors: &mut Errors) -> Names {
        let parties = index("party", deal.parties.iter().map(|party| &party.name), errors);
        let notes = index("note", deal.notes.iter().map(|note| &note.name), errors);
        let fees = index("fee", deal.fees.iter().map(|fee| &fee.name), errors);
        let accounts = deal.parties.len() + deal.notes.len();
        if accounts > MOST_ACCOUNTS {
            errors.add("parties and notes", Problem::TooManyAccounts(accounts, MOST_ACCOUNTS));
        }
        for name in notes.keys().filter(|name| parties.contains_key(*name)) {
            errors.add(&format!("note \"{name}\""), Problem::NameTwice);
        }
        Names { parties, notes, fees }
    }

    pub(super) fn party(&self, name: &str) -> Option<usize> {
        self.parties.get(name).copied()
    }

    pub(super) fn unknown_party(&self, name: &str) -> Problem {
        unknown("party", name, &self.parties)
    }

    pub(super) fn fee(&self, place: &str, name: &str, errors: &mut Errors) -> Option<usize> {
        found("fee", name, &self.fees, place, errors)
    }

    pub(super) fn note(&self, place: &str, name: &str, errors: &mut Errors) -> Option<usize> {
        found("note", name, &self.notes, place, errors)
    }

    pub(super) fn payee(&self, place: &str, name: &str, errors: &mut Errors) -> Option<AccountId> {
        found("party", name, &self.parties, place, errors).map(AccountId::after_fixed)
    }

    /// The account of a note's holders.
    pub(super) fn holders(&self, note: usize) -> AccountId {
        AccountId::after_fixed(self.parties.len() + note)
    }

    /// The account that takes the residual: a note's holders, or a party.
    pub(super) fn residual(&self, place: &str, name: &str, errors: &mut Errors) -> Option<AccountId> {
        match (self.notes.get(name), self.parties.get(name)) {
            (Some(&note), _) => Some(self.holders(note)),
            (None, Some(&party)) => Some(AccountId::after_fixed(party)),
            (None, None) => {
                let known = list(self.notes.keys().chain(self.parties.keys()).map(String::as_str));
                errors.add(place, Problem::UnknownName { kind: "note or party", name: name.into(), known });
                None
            }
        }
    }

    /// The ledger's accounts by name, in the order of their ids.
    pub(super) fn accounts(&self, deal: &Deal) -> Vec<String> {
        let fixed = ["borrowers".into(), deal.accounts.collection.clone(), deal.accounts.plan.clone()];
        let parties = deal.parties.iter().map(|party| party.name.clone());
        let holders = deal.notes.iter().map(|note| format!("holders of {}", note.name));
        fixed.into_iter().chain(["tax office".into()]).chain(parties).chain(holders).collect()
    }
}

fn index<'a>(
    kind: &'static str,
    names: impl Iterator<Item = &'a String>,
    errors: &mut Errors,
) -> BTreeMap<String, usize> {
    let mut index = BTreeMap::new();
    for (i, name) in names.enumerate() {
        if name.trim().is_empty() {
            errors.add(&format!("{kind} number {}", i + 1), Problem::NoName);
        }
        if index.insert(name.clone(), i).is_some() {
            errors.add(&format!("{kind} \"{name}\""), Problem::NameTwice);
        }
    }
    index
}

fn found(
    kind: &'static str,
    name: &str,
    index: &BTreeMap<String, usize>,
    place: &str,
    errors: &mut Errors,
) -> Option<usize> {
    let at = index.get(name).copied();
    if at.is_none() {
        errors.add(place, unknown(kind, name, index));
    }
    at
}

fn unknown(kind: &'static str, name: &str, index: &BTreeMap<String, usize>) -> Problem {
    Problem::UnknownName { kind, name: name.into(), known: list(index.keys().map(String::as_str)) }
}

/// "there is a, b, c", for an error to offer.
pub(super) fn list<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<&str> = names.collect();
    if names.is_empty() { "there is none".into() } else { format!("there is {}", names.join(", ")) }
}
