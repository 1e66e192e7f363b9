//! What a guarantor has at stake in a deal: bound to its plan, once for all threads.

use super::GuarantorError;
use super::charge::Charge;
use super::excluded::Excluded;
use super::fee_dates::FeeDates;
use super::later_plan::LaterPlan;
use super::most::Most;
use super::path_flows::PathFlows;
use super::sharing::Sharing;
use super::terms::{GuaranteeBase, GuaranteeTerms};
use crate::credit::Latent;
use crate::deal::ResolvedDeal;
use crate::money::Money;
use crate::names::NameProblem;
use crate::path::{Events, Path};
use crate::pool::Firm;
use crate::simulation::SimulationError;
use crate::waterfall::{CashNotConserved, Claim, RankedClaim};

/// A guarantor in its deal.
pub(super) struct Stake<'a> {
    /// What the deal is called.
    pub(super) name: String,
    pub(super) deal: &'a ResolvedDeal,
    /// Its number among those that give supports.
    pub(super) giver: usize,
    /// Its supports.
    pub(super) supports: Vec<usize>,
    /// How it would default if nothing else moved it; `None` if it cannot default, or is a borrower of the pool too.
    pub(super) independent: Option<Latent>,
    /// Is it called or paid on the path without events?
    pub(super) matters_without_events: bool,
    /// The path without events, as promised.
    pub(super) eventless: PathFlows,
    pub(super) dates: FeeDates,
    /// What it is paid, if that is told.
    pub(super) charge: Option<Charge>,
    /// The firms that are also looked at as if they never defaulted.
    pub(super) excluded: Vec<Excluded>,
    pub(super) most: Most,
    pub(super) later: LaterPlan,
}

impl<'a> Stake<'a> {
    /// In this deal, beside these, of which it is one.
    pub(super) fn of(
        (name, deal): (&str, &'a ResolvedDeal),
        deals: &[&ResolvedDeal],
        terms: &GuaranteeTerms,
    ) -> Result<Stake<'a>, GuarantorError> {
        let giver = giver(deal, &terms.guarantor)?;
        let plan = deal.plan();
        let is_own = |support: &usize| plan.supports[*support].giver == giver;
        let supports: Vec<usize> = (0..plan.supports.len()).filter(is_own).collect();
        let own = (0..plan.supports.len()).map(|support| is_own(&support)).collect();
        let notes = base(deal, terms, &supports)?;
        let mut eventless = PathFlows::new(plan, own, notes, Sharing::new(&terms.shared));
        run_eventless(deal, &mut eventless)
            .map_err(|error| SimulationError::CashNotConserved { path: None, error })?;
        let opening = eventless.base.first().copied().unwrap_or(Money::ZERO);
        if opening.is_zero() {
            return Err(GuarantorError::NoBase(terms.guarantor.clone()));
        }
        let charge = terms.fee.map(|fee| Charge::of(fee, opening, terms.day_count, deal.periods()));
        let charge = charge.transpose()?;
        Ok(Stake {
            name: name.into(),
            giver,
            independent: independent(deal, giver),
            matters_without_events: deal.cash.last_state().relies_on(plan, |other| other == giver),
            dates: FeeDates::of(deal, terms),
            later: LaterPlan::of(deal, terms),
            most: Most::of(deal, &supports, opening, charge.as_ref()),
            excluded: Excluded::all(deal, deals, &terms.without),
            deal,
            supports,
            eventless,
            charge,
        })
    }

    /// Its profit on the path without events, if its fee is told, in fen.
    pub(super) fn usual_profit(&self) -> Option<i64> {
        let (own, base, discounts) = (&self.eventless.own, &self.eventless.base, &self.dates.discounts);
        self.charge.as_ref().map(|charge| charge.profit(own, base, discounts.len(), discounts))
    }

    /// The guarantor's net assets, if the deal states them.
    pub(super) fn net_assets(&self) -> Option<Money> {
        self.deal.definition().parties[self.deal.plan().givers[self.giver]].net_assets
    }

    /// The base of the fee at closing.
    pub(super) fn opening(&self) -> Money {
        self.eventless.base.first().copied().unwrap_or(Money::ZERO)
    }
}

/// The guarantor's number among those that give supports.
fn giver(deal: &ResolvedDeal, guarantor: &str) -> Result<usize, NameProblem> {
    let known = deal.plan().givers.iter().map(|&party| deal.definition().parties[party].name.as_str());
    let unknown = || NameProblem::unknown("party that gives a support", guarantor, known);
    deal.giver(guarantor).ok_or_else(unknown)
}

fn run_eventless(deal: &ResolvedDeal, flows: &mut PathFlows) -> Result<(), CashNotConserved> {
    Path::run_whole(&deal.cash, &Events::none(deal.plan()), flows)?;
    Ok(())
}

/// By note: is it in the base of the fee?
pub(super) fn base(
    deal: &ResolvedDeal,
    terms: &GuaranteeTerms,
    supports: &[usize],
) -> Result<Vec<bool>, GuarantorError> {
    let notes = &deal.definition().notes;
    let mut is_in = vec![false; notes.len()];
    match &terms.base {
        GuaranteeBase::Covered => {
            let covers = |ranked: &&RankedClaim| supports.iter().any(|&support| ranked.covers.has(support));
            for ranked in deal.plan().claims().filter(covers) {
                if let Claim::Interest(note) | Claim::Principal(note) = ranked.claim.whole() {
                    is_in[note] = true;
                }
            }
        }
        GuaranteeBase::Notes(names) => {
            for name in names {
                let known = || notes.iter().map(|note| note.name.as_str());
                let at = notes.iter().position(|note| note.name == *name);
                is_in[at.ok_or_else(|| NameProblem::unknown("note", name, known()))?] = true;
            }
        }
    }
    Ok(is_in)
}

/// The giver as a company that shares no factor with the others.
fn independent(deal: &ResolvedDeal, giver: usize) -> Option<Latent> {
    let party = &deal.definition().parties[deal.plan().givers[giver]];
    let company = Firm::new(&party.name, &party.registration);
    let owes = deal.definition().pool.loans().iter().any(|loan| Firm::of(loan) == company);
    deal.givers[giver].as_ref().filter(|_| !owes).map(Latent::alone)
}
