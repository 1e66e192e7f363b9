//! The names of a deal, and the accounts of its ledger.

use std::collections::BTreeSet;

use super::Errors;
use crate::deal::Deal;
use crate::deal::error::Problem;
use crate::ledger::{AccountId, Chart};
use crate::names::Names;
use crate::place::Place;
use crate::waterfall::{Covers, PlanAccounts};

/// The most parties and notes that a deal may have.
const MOST_ACCOUNTS: usize = 1_000;

/// The most fees that a deal may have.
const MOST_FEES: usize = 100;

/// Where every name of a deal stands.
pub(super) struct DealNames {
    pub(super) parties: Names,
    pub(super) notes: Names,
    pub(super) fees: Names,
    pub(super) reserves: Names,
    pub(super) supports: Names,
    pub(super) events: Names,
}

impl DealNames {
    pub(super) fn of(deal: &Deal, errors: &mut Errors) -> DealNames {
        let supports: Vec<String> = deal.supports.iter().map(|support| support.name().into()).collect();
        let names = errors.within(|found| DealNames {
            parties: Names::of("party", Place::Party, deal.parties.iter().map(|party| &party.name), found),
            notes: Names::of("note", Place::Note, deal.notes.iter().map(|note| &note.name), found),
            fees: Names::of("fee", Place::Fee, deal.fees.iter().map(|fee| &fee.name), found),
            reserves: Names::of("reserve", Place::Reserve, deal.reserves.iter().map(|it| &it.name), found),
            supports: Names::of("support", Place::Support, supports.iter(), found),
            events: Names::of("event", Place::Event, deal.events.iter().map(|event| &event.name), found),
        });
        let accounts = deal.parties.len() + deal.notes.len() + deal.reserves.len();
        if accounts > MOST_ACCOUNTS {
            errors.add("parties and notes", Problem::TooManyAccounts(accounts, MOST_ACCOUNTS));
        }
        if deal.fees.len() > MOST_FEES {
            errors.add("fees", Problem::TooManyFees(deal.fees.len(), MOST_FEES));
        }
        if deal.supports.len() > Covers::MOST {
            errors.add("supports", Problem::TooManySupports(deal.supports.len(), Covers::MOST));
        }
        names.check_accounts(deal, errors);
        names
    }

    /// No two accounts of the ledger may have one name. (Parties among themselves, and notes, and reserves, have been
    /// checked.)
    fn check_accounts(&self, deal: &Deal, errors: &mut Errors) {
        let own = deal.accounts.names();
        let bank = deal.accounts.reinvestment.map(|_| ACCOUNT_BANK);
        let fixed: Vec<&str> = [BORROWERS, TAX_OFFICE].into_iter().chain(bank).chain(own).collect();
        let mut own = BTreeSet::new();
        for name in fixed.iter().filter(|name| !own.insert(**name)) {
            errors.add("accounts", Problem::SameAccount((*name).into()));
        }
        let holders: BTreeSet<String> = self.notes.iter().map(holders_of).collect();
        let is_taken = |name: &&str| fixed.contains(name) || holders.contains(*name);
        for name in self.reserves.iter().filter(is_taken) {
            errors.add(Place::Reserve(name.into()), Problem::SameAccount(name.into()));
        }
        let is_taken = |name: &&str| is_taken(name) || self.reserves.get(name).is_some();
        for name in self.parties.iter().filter(is_taken) {
            errors.add(Place::Party(name.into()), Problem::SameAccount(name.into()));
        }
        let is_taken = |name: &&str| self.parties.get(name).is_some() || self.reserves.get(name).is_some();
        for name in self.notes.iter().filter(is_taken) {
            errors.add(Place::Note(name.into()), Problem::SameAccount(name.into()));
        }
    }

    /// Which accounts the ledger has.
    pub(super) fn chart(deal: &Deal) -> Chart {
        Chart {
            split: deal.accounts.split.is_some(),
            reserves: deal.reserves.len(),
            parties: deal.parties.len(),
            notes: deal.notes.len(),
            bank: deal.accounts.reinvestment.is_some(),
        }
    }

    /// The accounts of the plan that a step can take cash from.
    pub(super) fn plan_accounts(deal: &Deal) -> PlanAccounts {
        let chart = DealNames::chart(deal);
        let reserves = deal.reserves.iter().enumerate();
        let reserves = reserves.map(|(i, reserve)| (reserve.name.clone(), chart.reserve(i)));
        let plan = std::iter::once((deal.accounts.plan.clone(), AccountId::PLAN));
        let split = deal.accounts.split.as_ref();
        let ledgers = split.into_iter().flat_map(|split| {
            [(split.income.clone(), AccountId::INCOME), (split.principal.clone(), AccountId::PRINCIPAL)]
        });
        PlanAccounts::new(plan.chain(ledgers).chain(reserves), split.is_some())
    }

    /// The ledger's accounts by name, in the order of the chart.
    pub(super) fn accounts(deal: &Deal) -> Vec<String> {
        let kept = format!("{}, kept", deal.accounts.plan);
        let own = [BORROWERS.into(), deal.accounts.collection.clone(), deal.accounts.plan.clone(), kept];
        let split = deal.accounts.split.iter();
        let ledgers = split.flat_map(|split| [split.income.clone(), split.principal.clone()]);
        let reserves = deal.reserves.iter().map(|reserve| reserve.name.clone());
        let parties = deal.parties.iter().map(|party| party.name.clone());
        let holders = deal.notes.iter().map(|note| holders_of(&note.name));
        own.into_iter()
            .chain(ledgers)
            .chain(reserves)
            .chain([TAX_OFFICE.into()])
            .chain(parties)
            .chain(holders)
            .chain(deal.accounts.reinvestment.map(|_| ACCOUNT_BANK.into()))
            .collect()
    }
}

/// Outside accounts that every deal has.
const BORROWERS: &str = "borrowers";
const TAX_OFFICE: &str = "tax office";
/// That of a deal whose accounts earn.
const ACCOUNT_BANK: &str = "account bank";

fn holders_of(note: &str) -> String {
    format!("holders of {note}")
}
