//! Names that loans go by: firms, industries, regions.

use std::collections::HashMap;
use std::hash::Hash;

use super::stake::Stake;
use crate::money::Money;
use crate::pool::{Firm, Loan};

/// The names of one list, and which of them each loan of each deal has.
pub(super) struct Names {
    names: Vec<String>,
    of_loan: Vec<Vec<u32>>,
}

impl Names {
    /// Firms: a registered one is one in all deals, another is one in its deal only.
    pub(super) fn firms(stakes: &[Stake<'_>]) -> Names {
        let key = |deal, loan| {
            let firm = Firm::of(loan);
            (matches!(firm, Firm::Named(_)).then_some(deal), firm)
        };
        let mut names = Names::by(stakes, key, |loan| loan.borrower.as_str());
        names.tell_apart(stakes);
        names
    }

    /// What a loan says of itself, which means the same in all deals.
    pub(super) fn said(stakes: &[Stake<'_>], name: impl Fn(&Loan) -> &str) -> Names {
        Names::by(stakes, |_, loan| name(loan), &name)
    }

    fn by<'a, K: Hash + Eq>(
        stakes: &'a [Stake<'_>],
        key: impl Fn(usize, &'a Loan) -> K,
        name: impl Fn(&'a Loan) -> &'a str,
    ) -> Names {
        let (mut known, mut names, mut of_loan) = (HashMap::new(), Vec::new(), Vec::new());
        for (deal, stake) in stakes.iter().enumerate() {
            let number = |loan: &'a Loan| {
                *known.entry(key(deal, loan)).or_insert_with(|| {
                    names.push(name(loan).to_string());
                    names.len() as u32 - 1
                })
            };
            of_loan.push(stake.deal.definition().pool.loans().iter().map(number).collect());
        }
        Names { names, of_loan }
    }

    /// Firms of one name are told with their registration or their deal.
    fn tell_apart(&mut self, stakes: &[Stake<'_>]) {
        let mut times = HashMap::new();
        self.names.iter().for_each(|name| *times.entry(name.clone()).or_insert(0) += 1);
        for (of_loan, stake) in self.of_loan.iter().zip(stakes) {
            for (number, loan) in of_loan.iter().zip(stake.deal.definition().pool.loans()) {
                let name = &mut self.names[*number as usize];
                if times.get(name).is_some_and(|times| *times > 1) {
                    let registration = loan.registration.as_str();
                    let whose = if registration.is_empty() { &stake.name } else { registration };
                    *name = format!("{name} ({whose})");
                }
            }
        }
    }

    /// The number of a loan's name.
    pub(super) fn of(&self, deal: usize, loan: u32) -> u32 {
        self.of_loan[deal][loan as usize]
    }

    /// A number beyond all names: of what is nobody's.
    pub(super) fn nobody(&self) -> u32 {
        self.names.len() as u32
    }

    /// A name; `None` of nobody.
    pub(super) fn name(&self, number: u32) -> Option<&str> {
        self.names.get(number as usize).map(String::as_str)
    }

    /// What loans of a name owe at the cut-off, and all of them: by number.
    pub(super) fn owed(&self, stakes: &[Stake<'_>]) -> Vec<Money> {
        let mut owed = vec![Money::ZERO; self.names.len() + 1];
        for (of_loan, stake) in self.of_loan.iter().zip(stakes) {
            let schedule = stake.deal.collections().schedule();
            for (loan, number) in of_loan.iter().enumerate() {
                owed[*number as usize] += schedule.outstanding(loan, 0);
            }
        }
        let all = owed.iter().sum();
        if let Some(nobody) = owed.last_mut() {
            *nobody = all;
        }
        owed
    }
}
