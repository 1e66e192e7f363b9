//! Who is who: the companies of a deal, each with one key, one credit and one fate, whatever its loans and roles.

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::Errors;
use crate::credit::{Companies, CreditQuality, Key};
use crate::deal::error::Problem;
use crate::deal::{Deal, Party, ResolvedDeal};
use crate::place::Place;
use crate::pool::Loan;
use crate::rate::AssetCorrelation;

/// The companies of a deal and their credits.
#[derive(Clone, Debug, Default)]
pub(in crate::deal) struct Register {
    pub(in crate::deal) companies: Companies,
    /// The distinct credits.
    pub(super) credits: Vec<Credit>,
}

/// How good a company is, and how much it moves with the others.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Credit {
    pub(super) quality: CreditQuality,
    pub(super) asset_correlation: Option<AssetCorrelation>,
}

/// The companies of a deal. They depend on its loans, its parties and its namespace.
pub(super) fn resolve(deal: &Deal, earlier: Option<&ResolvedDeal>, errors: &mut Errors) -> Arc<Register> {
    let is_known = |earlier: &&ResolvedDeal| {
        let before = earlier.definition();
        before.pool.is_same(&deal.pool)
            && before.parties == deal.parties
            && before.namespace() == deal.namespace()
    };
    if let Some(earlier) = earlier.filter(is_known) {
        return Arc::clone(&earlier.companies);
    }
    let mut book = Book::of(deal);
    for block in deal.pool.loans().chunks(BLOCK) {
        let keys: Vec<Key> =
            block.par_iter().map(|loan| deal.key(&loan.borrower, &loan.registration)).collect();
        block.iter().zip(keys).for_each(|(loan, key)| book.enter_loan(loan, key, errors));
    }
    for (index, party) in deal.parties.iter().enumerate() {
        book.enter_party(index, party, errors);
    }
    Arc::new(book.close())
}

/// The keys of so many loans are made in parallel.
const BLOCK: usize = 1_024;

impl Deal {
    /// Where names without a registration mean somebody.
    fn namespace(&self) -> &str {
        self.namespace.as_ref().unwrap_or(&self.name)
    }

    /// The key of a company: its registration, or its name within the deal's namespace.
    pub(super) fn key(&self, name: &str, registration: &str) -> Key {
        match registration {
            "" => Key::named(self.namespace(), name),
            registration => Key::registered(registration),
        }
    }
}

/// The companies met so far.
struct Book<'a> {
    deal: &'a Deal,
    by_key: HashMap<Key, u32>,
    keys: Vec<Key>,
    /// By company, which credit it has.
    credits: Vec<u32>,
    /// By company, where it was met first.
    first: Vec<Met>,
    known_credits: HashMap<(&'a CreditQuality, Option<AssetCorrelation>), u32>,
    /// Where a name was met first.
    names: HashMap<&'a str, Met>,
    of_loans: Vec<u32>,
}

/// Where a company is named.
#[derive(Clone, Copy)]
enum Met {
    Loan(u32),
    Party(u32),
}

impl<'a> Book<'a> {
    fn of(deal: &'a Deal) -> Book<'a> {
        let (loans, parties) = (deal.pool.loans().len(), deal.parties.len());
        Book {
            deal,
            by_key: HashMap::with_capacity(loans),
            keys: Vec::with_capacity(loans + parties),
            credits: Vec::with_capacity(loans + parties),
            first: Vec::with_capacity(loans + parties),
            known_credits: HashMap::new(),
            names: HashMap::with_capacity(loans),
            of_loans: Vec::with_capacity(loans),
        }
    }

    fn enter_loan(&mut self, loan: &'a Loan, key: Key, errors: &mut Errors) {
        let met = Met::Loan(self.of_loans.len() as u32);
        if loan.borrower.trim().is_empty() {
            errors.add(loan, Problem::NoBorrower);
        }
        self.check_registration(&loan.borrower, &loan.registration, met, errors);
        let credit = (&loan.quality, loan.asset_correlation);
        let company = self.enter(key, credit, &loan.borrower, met, errors);
        self.of_loans.push(company);
    }

    /// The quality of a party that is a borrower too is the borrower's; one without a quality cannot default.
    fn enter_party(&mut self, index: usize, party: &'a Party, errors: &mut Errors) {
        let Some(quality) = &party.quality else { return };
        let met = Met::Party(index as u32);
        self.check_registration(&party.name, &party.registration, met, errors);
        let key = self.deal.key(&party.name, &party.registration);
        self.enter(key, (quality, party.asset_correlation), &party.name, met, errors);
    }

    /// The company of a key, after reporting where it has another credit than when it was met first.
    fn enter(
        &mut self,
        key: Key,
        credit: (&'a CreditQuality, Option<AssetCorrelation>),
        name: &str,
        met: Met,
        errors: &mut Errors,
    ) -> u32 {
        let next = self.known_credits.len() as u32;
        let credit = *self.known_credits.entry(credit).or_insert(next);
        let company = *self.by_key.entry(key).or_insert_with(|| {
            self.keys.push(key);
            self.credits.push(credit);
            self.first.push(met);
            self.keys.len() as u32 - 1
        });
        if self.credits[company as usize] != credit {
            let other = self.place(self.first[company as usize]);
            errors.add(self.place(met), Problem::CompanyDiffers { company: name.into(), other });
        }
        company
    }

    /// One name with two registrations, or with one here and none there, would be two companies.
    fn check_registration(&mut self, name: &'a str, here: &str, met: Met, errors: &mut Errors) {
        let first = *self.names.entry(name).or_insert(met);
        let there = match first {
            Met::Loan(loan) => &*self.deal.pool.loans()[loan as usize].registration,
            Met::Party(party) => &self.deal.parties[party as usize].registration,
        };
        if here != there {
            let [here, there] = [here, there].map(registration_in_words);
            let differs =
                Problem::RegistrationDiffers { name: name.into(), here, there, at: self.place(first) };
            errors.add(self.place(met), differs);
        }
    }

    fn place(&self, met: Met) -> Place {
        match met {
            Met::Loan(loan) => (&self.deal.pool.loans()[loan as usize]).into(),
            Met::Party(party) => (&self.deal.parties[party as usize]).into(),
        }
    }

    fn close(self) -> Register {
        let mut credits: Vec<_> = self.known_credits.into_iter().collect();
        credits.sort_unstable_by_key(|(_, index)| *index);
        let credit = |((quality, asset_correlation), _): ((&CreditQuality, _), u32)| Credit {
            quality: quality.clone(),
            asset_correlation,
        };
        Register {
            companies: Companies::new(self.keys, self.credits, self.of_loans),
            credits: credits.into_iter().map(credit).collect(),
        }
    }
}

fn registration_in_words(registration: &str) -> String {
    if registration.is_empty() { "no registration".into() } else { format!("registration {registration}") }
}
