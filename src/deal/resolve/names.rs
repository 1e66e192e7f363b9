//! The names of a deal, and the accounts of its ledger.

use std::collections::BTreeSet;

use super::Errors;
use crate::deal::Deal;
use crate::deal::error::Problem;
use crate::names::Names;
use crate::place::Place;

/// The most parties and notes that a deal may have.
const MOST_ACCOUNTS: usize = 1_000;

/// The most fees that a deal may have.
const MOST_FEES: usize = 100;

/// Where every name of a deal stands.
pub(super) struct DealNames {
    pub(super) parties: Names,
    pub(super) notes: Names,
    pub(super) fees: Names,
}

impl DealNames {
    pub(super) fn of(deal: &Deal, errors: &mut Errors) -> DealNames {
        let names = errors.within(|found| DealNames {
            parties: Names::of("party", Place::Party, deal.parties.iter().map(|party| &party.name), found),
            notes: Names::of("note", Place::Note, deal.notes.iter().map(|note| &note.name), found),
            fees: Names::of("fee", Place::Fee, deal.fees.iter().map(|fee| &fee.name), found),
        });
        let accounts = deal.parties.len() + deal.notes.len();
        if accounts > MOST_ACCOUNTS {
            errors.add("parties and notes", Problem::TooManyAccounts(accounts, MOST_ACCOUNTS));
        }
        if deal.fees.len() > MOST_FEES {
            errors.add("fees", Problem::TooManyFees(deal.fees.len(), MOST_FEES));
        }
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
        let holders: BTreeSet<String> = self.notes.iter().map(holders_of).collect();
        let is_taken = |name: &&str| fixed.iter().any(|fixed| fixed == name) || holders.contains(*name);
        for name in self.parties.iter().filter(is_taken) {
            errors.add(Place::Party(name.into()), Problem::SameAccount(name.into()));
        }
        for name in self.notes.iter().filter(|name| self.parties.get(name).is_some()) {
            errors.add(Place::Note(name.into()), Problem::SameAccount(name.into()));
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
