//! What the checks read of a deal, gathered once: who owes how much.

use std::collections::{BTreeMap, BTreeSet};

use super::{AssetClass, Disclosure};
use crate::deal::{Deal, Party, ResolvedDeal};
use crate::money::Money;
use crate::place::Place;
use crate::pool::{Loan, LoanDisclosure};

/// A deal and its debtors.
pub(super) struct Book<'a> {
    pub(super) resolved: &'a ResolvedDeal,
    pub(super) deal: &'a Deal,
    pub(super) disclosure: &'a Disclosure,
    pub(super) assets: AssetClass,
    /// In the order in which the tape names them first.
    pub(super) debtors: Vec<Debtor<'a>>,
    /// What they owe at the cut-off, without interest to come.
    pub(super) pool: Money,
    /// What they are to pay after it, with interest.
    pub(super) cash: Money,
}

/// A debtor, or a group of affiliates.
#[derive(Clone, Debug)]
pub(super) struct Debtor<'a> {
    /// The first of its loans in the tape.
    first: &'a Loan,
    /// How many it has.
    loans: usize,
    /// Its group, if it is stated.
    group: &'a str,
    /// What it owes at the cut-off, without interest to come.
    pub(super) owes: Money,
    /// What it is to pay after it, with interest.
    pub(super) pays: Money,
}

impl Debtor<'_> {
    /// The firm, or the group.
    pub(super) fn name(&self) -> &str {
        if self.group.is_empty() { &self.first.borrower } else { self.group }
    }

    /// The firm, whatever its group.
    pub(super) fn firm(&self) -> &str {
        &self.first.borrower
    }

    /// Its group; empty if it is not stated.
    pub(super) fn group(&self) -> &str {
        self.group
    }

    pub(super) fn place(&self) -> Place {
        Place::from(self.first).and_others(self.loans - 1)
    }

    /// Takes up another of its loans, or an affiliate.
    fn add(&mut self, other: &Debtor<'_>) {
        self.loans += other.loans;
        self.owes += other.owes;
        self.pays += other.pays;
    }
}

impl<'a> Book<'a> {
    pub(super) fn of(resolved: &'a ResolvedDeal) -> Book<'a> {
        let deal = resolved.definition();
        let mut book = Book {
            resolved,
            deal,
            disclosure: &deal.disclosure,
            assets: deal.disclosure.assets.unwrap_or_default(),
            debtors: Vec::new(),
            pool: resolved.opening_principal(),
            cash: resolved.collections().schedule().total(),
        };
        let companies = &resolved.companies.companies;
        let debtor = |company| book.debtor(companies.loans(company));
        book.debtors = (0..companies.len()).filter_map(debtor).collect();
        book
    }

    /// Does anybody bear what the pool loses in the place of the notes? What is only lent, or advanced, is no guarantee.
    pub(super) fn is_guaranteed(&self) -> bool {
        self.deal.supports.iter().any(|support| support.kind.bears_losses())
    }

    /// The debtor of these loans, if there are any.
    fn debtor(&self, loans: &[u32]) -> Option<Debtor<'a>> {
        let schedule = self.resolved.collections().schedule();
        let one = |loan: &u32| {
            let (index, first) = (*loan as usize, &self.deal.pool.loans()[*loan as usize]);
            let mut groups = self.facts(first).map(|facts| facts.group.as_str());
            let group = groups.find(|group| !group.is_empty()).unwrap_or_default();
            let (owes, pays) = (schedule.outstanding(index, 0), schedule.loan(index).total());
            Debtor { first, loans: 1, group, owes, pays }
        };
        let mut loans = loans.iter().map(one);
        let mut debtor = loans.next()?;
        for other in loans {
            debtor.add(&other);
            if debtor.group.is_empty() {
                debtor.group = other.group;
            }
        }
        Some(debtor)
    }

    /// What is stated of a loan: by itself first, then of every loan.
    pub(super) fn facts(&self, loan: &'a Loan) -> impl Iterator<Item = &'a LoanDisclosure> {
        loan.disclosed.as_deref().into_iter().chain(self.disclosure.every_loan.as_ref())
    }

    /// The debtors with their affiliates: each group once.
    pub(super) fn groups(&self) -> Vec<Debtor<'a>> {
        let mut at: BTreeMap<&str, usize> = BTreeMap::new();
        let mut groups: Vec<Debtor<'a>> = Vec::new();
        for debtor in &self.debtors {
            let known = if debtor.group.is_empty() { None } else { at.get(debtor.group) };
            if let Some(&known) = known {
                groups[known].add(debtor);
                continue;
            }
            at.insert(debtor.group, groups.len());
            groups.push(debtor.clone());
        }
        groups
    }

    /// Is it stated of every debtor who its affiliates are?
    pub(super) fn knows_groups(&self) -> bool {
        self.disclosure.groups_complete || self.debtors.iter().all(|debtor| !debtor.group.is_empty())
    }

    /// The suppliers to whom the claims were owed, and of how many claims that is not stated.
    pub(super) fn creditors(&self) -> (usize, usize) {
        let (mut creditors, mut unstated) = (BTreeSet::new(), 0);
        for loan in self.deal.pool.loans() {
            match self.facts(loan).map(|facts| facts.creditor.as_str()).find(|name| !name.is_empty()) {
                Some(name) => _ = creditors.insert(name),
                None => unstated += 1,
            }
        }
        (creditors.len(), unstated)
    }

    /// Those that made the claims.
    pub(super) fn originators(&self) -> Vec<&'a Party> {
        self.deal.originators().map(|(_, party)| party).collect()
    }
}

/// The debtor with the most of something; of several with as much the first.
pub(super) fn with_most<'a, 'b>(
    debtors: &'b [Debtor<'a>],
    of: fn(&Debtor<'_>) -> Money,
) -> Option<&'b Debtor<'a>> {
    debtors.iter().rev().max_by_key(|debtor| of(debtor))
}

/// The group of a party, if it is stated.
pub(super) fn group_of(party: &Party) -> Option<&str> {
    party.group.as_deref().filter(|group| !group.is_empty())
}
