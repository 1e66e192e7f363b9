//! One path as a guarantor sees it: as promised, as performed, and had it failed independently of all others.

use super::GuarantorError;
use super::path_flows::PathFlows;
use super::sharing::Sharing;
use super::terms::{GuaranteeBase, GuaranteeTerms};
use crate::credit::{Latent, PathDraws};
use crate::deal::{Deal, ResolvedDeal};
use crate::money::Money;
use crate::names::NameProblem;
use crate::path::{Events, Path};
use crate::rate::AssetCorrelation;
use crate::simulation::SimulationError;
use crate::waterfall::{CashNotConserved, Claim, RankedClaim};

/// A guarantor in its deal, resolved once for all threads.
pub(super) struct Guarantor<'a> {
    pub(super) deal: &'a ResolvedDeal,
    /// Its number among those that give supports.
    giver: usize,
    /// Its supports.
    pub(super) supports: Vec<usize>,
    /// How it would default if nothing else moved it; `None` if it cannot default, or is a borrower of the pool too.
    pub(super) independent: Option<Latent>,
    /// Is it called on the path without events?
    called_without_events: bool,
    /// The path without events, as promised.
    pub(super) eventless: PathFlows,
}

/// Runs paths one after the other, in the same space.
pub(super) struct Runner<'a> {
    guarantor: &'a Guarantor<'a>,
    seed: u64,
    events: Events,
    limits: Vec<u64>,
    path: Path,
    /// By [`View`].
    flows: [PathFlows; 3],
    /// Does it pay less as performed than as promised?
    differs: bool,
}

/// How a path is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum View {
    Promised,
    Performed,
    Independent,
}

/// What a path came to, beside its flows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Calls {
    /// Was it called?
    pub(super) called: bool,
    /// Did its failure leave a call open?
    pub(super) unanswered: bool,
    /// Would it have, had it failed independently?
    pub(super) unanswered_independent: bool,
}

impl<'a> Guarantor<'a> {
    pub(super) fn of(
        deal: &'a ResolvedDeal,
        terms: &GuaranteeTerms,
    ) -> Result<Guarantor<'a>, GuarantorError> {
        let (plan, definition) = (deal.plan(), deal.definition());
        let known = || plan.givers.iter().map(|&party| definition.parties[party].name.as_str());
        let unknown = || NameProblem::unknown("party that gives a support", &terms.guarantor, known());
        let giver = deal.giver(&terms.guarantor).ok_or_else(unknown)?;
        let is_own = |support: &usize| plan.supports[*support].giver == giver;
        let supports: Vec<usize> = (0..plan.supports.len()).filter(is_own).collect();
        let notes = base(deal, terms, &supports)?;
        let own = (0..plan.supports.len()).map(|support| supports.contains(&support)).collect();
        let eventless = PathFlows::new(plan, own, notes, Sharing::new(&terms.shared));
        let called_without_events = deal.cash.last_state().has_called(plan, |other| other == giver);
        let independent = independent(deal, giver);
        let mut guarantor =
            Guarantor { deal, giver, supports, independent, called_without_events, eventless };
        guarantor.run_eventless().map_err(|error| SimulationError::CashNotConserved { path: None, error })?;
        Ok(guarantor)
    }

    fn run_eventless(&mut self) -> Result<(), CashNotConserved> {
        let cash = &self.deal.cash;
        Path::run_whole(cash, &Events::none(&cash.plan), &mut self.eventless)?;
        Ok(())
    }
}

/// By note: is it in the base of the fee?
fn base(
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
                if let Claim::Interest(note) | Claim::Principal(note) = ranked.claim {
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
    match is_in.contains(&true) {
        true => Ok(is_in),
        false => Err(GuarantorError::NoBase(terms.guarantor.clone())),
    }
}

/// The giver as a company that shares no factor with the others.
fn independent(deal: &ResolvedDeal, giver: usize) -> Option<Latent> {
    deal.givers[giver].as_ref()?;
    let party = deal.plan().givers[giver];
    let alone = |deal: &mut Deal| deal.parties[party].asset_correlation = Some(AssetCorrelation::default());
    deal.varied(alone).ok()?.givers.get(giver)?.clone()
}

impl<'a> Runner<'a> {
    pub(super) fn new(guarantor: &'a Guarantor<'a>, seed: u64) -> Runner<'a> {
        let defaults = Vec::with_capacity(guarantor.deal.collections().schedule().len());
        Runner {
            guarantor,
            seed,
            events: Events { defaults, ..Events::default() },
            limits: Vec::new(),
            path: Path::default(),
            flows: std::array::from_fn(|_| guarantor.eventless.clone()),
            differs: false,
        }
    }

    /// What it pays and gets back on the path that was run last if it never fails.
    pub(super) fn promised(&self) -> &PathFlows {
        &self.flows[View::Promised as usize]
    }

    /// What it pays and gets back on the path that was run last, with its failure.
    pub(super) fn performed(&self) -> &PathFlows {
        &self.flows[if self.differs { View::Performed } else { View::Promised } as usize]
    }

    /// The defaults of the path that was run last.
    pub(super) fn events(&self) -> &Events {
        &self.events
    }

    /// Draws a path without running it; gives when the guarantor fails.
    pub(super) fn draw(&mut self, path: u64) -> usize {
        self.guarantor.deal.draw(self.seed, path, &mut self.limits, &mut self.events);
        std::mem::replace(&mut self.events.fails[self.guarantor.giver], self.guarantor.deal.plan().dates)
    }

    /// Runs a path in every view in which it is another.
    ///
    /// # Errors
    /// [`SimulationError::CashNotConserved`] never, unless the library is wrong.
    pub(super) fn run(&mut self, path: u64) -> Result<Calls, SimulationError> {
        let (fails, dates) = (self.draw(path), self.guarantor.deal.plan().dates);
        let wrong = |error| SimulationError::CashNotConserved { path: Some(path), error };
        let (called, open) = self.pay(View::Promised, dates).map_err(wrong)?;
        let mut calls = Calls { called, ..Calls::default() };
        self.differs = called && fails < dates;
        if self.differs {
            calls.unanswered = self.pay(View::Performed, fails).map_err(wrong)?.1 > open;
        }
        if called && let Some(fails) = self.independent_failure(path) {
            calls.unanswered_independent = self.pay(View::Independent, fails).map_err(wrong)?.1 > open;
        }
        Ok(calls)
    }

    /// When it would fail by its own draw alone.
    fn independent_failure(&self, path: u64) -> Option<usize> {
        let draws = PathDraws::of(self.seed, path);
        let market = draws.normal(self.guarantor.deal.market);
        self.guarantor.independent.as_ref()?.first_default(&draws, market)
    }

    /// Pays out what was drawn, with the guarantor failing from this date on: was it called, and what did it leave open, in
    /// fen, under all its supports together?
    fn pay(&mut self, view: View, fails: usize) -> Result<(bool, i64), CashNotConserved> {
        let guarantor = self.guarantor;
        let (cash, plan) = (&guarantor.deal.cash, guarantor.deal.plan());
        self.events.fails[guarantor.giver] = fails;
        let change = self.path.collect(cash, &self.events);
        // Before its first event a path is that without events: where it is called on that, all of it is run.
        let from = if guarantor.called_without_events { 0 } else { change.from };
        let flows = &mut self.flows[view as usize];
        flows.start(&guarantor.eventless.base);
        self.path.distribute(cash, &self.events, from, flows)?;
        let state = self.path.state();
        let open = guarantor.supports.iter().map(|&support| state.supports[support].recourse.unanswered);
        let called = state.has_called(plan, |other| other == guarantor.giver);
        Ok((called, open.map(Money::fen).sum()))
    }
}
