//! A firm that is looked at as if it never defaulted.

use crate::credit::Failure;
use crate::deal::ResolvedDeal;
use crate::path::Events;
use crate::pool::Firm;
use crate::servicing::Collected;
use crate::simulation::fen;

/// What a firm owes and promises in a deal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Excluded {
    /// Its loans, in order.
    loans: Vec<u32>,
    /// By giver of supports: is it this firm?
    failing: Vec<bool>,
    /// What its loans pay as agreed, in fen.
    pub(super) pays: u64,
}

impl Excluded {
    /// The firms that are called so in one of these deals, in this deal: with all their loans, whatever those call them. A firm
    /// without a registration is another in every deal.
    pub(super) fn all(deal: &ResolvedDeal, deals: &[&ResolvedDeal], names: &[String]) -> Vec<Excluded> {
        let of = |name: &String| {
            let firms: Vec<Firm<'_>> = deals.iter().flat_map(|deal| called(deal, name)).collect();
            Excluded::of(deal, &firms)
        };
        names.iter().map(of).collect()
    }

    fn of(deal: &ResolvedDeal, firms: &[Firm<'_>]) -> Excluded {
        let (definition, plan) = (deal.definition(), deal.plan());
        let loans = definition.pool.loans();
        let is_it = |firm: &Firm<'_>| firms.contains(firm);
        let own = loans.iter().enumerate().filter(|(_, loan)| is_it(&Firm::of(loan)));
        let failing = plan.failing.iter().map(|party| &definition.parties[*party]);
        let loans: Vec<u32> = own.map(|(i, _)| i as u32).collect();
        let paying = deal.collections().of_loans(|loan| loans.binary_search(&(loan as u32)).is_ok());
        Excluded {
            pays: fen(paying.performing().iter().map(Collected::cash).sum()),
            loans,
            failing: failing.map(|party| is_it(&Firm::new(&party.name, &party.registration))).collect(),
        }
    }

    /// Does it default on this path?
    pub(super) fn defaults_in(&self, events: &Events) -> bool {
        events.defaults.iter().any(|default| self.loans.binary_search(&default.loan).is_ok())
    }

    /// What happens on a path beside its default.
    pub(super) fn without(&self, events: &Events, dates: usize) -> Events {
        let defaults = events.defaults.iter().copied();
        let fails = events.fails.iter().zip(&self.failing);
        let fails = fails.map(|(fails, is_it)| if *is_it { Failure::never(dates) } else { *fails });
        Events {
            defaults: defaults.filter(|default| self.loans.binary_search(&default.loan).is_err()).collect(),
            ..Events::failing(fails.collect())
        }
    }
}

/// The firms in whose name a loan is.
fn called<'a>(deal: &'a ResolvedDeal, name: &str) -> Vec<Firm<'a>> {
    let loans = deal.definition().pool.loans();
    loans.iter().filter(|loan| loan.borrower.as_str() == name).map(Firm::of).collect()
}
