//! One path of a simulation: drawn by its number, run through the deal, counted.

use std::ops::Range;

use super::SimulationError;
use super::flows::PathFlows;
use super::outcome::{Outcome, Roles};
use super::tally::Tally;
use crate::credit::PathDraws;
use crate::deal::ResolvedDeal;
use crate::path::{Change, Events, Path};
use crate::servicing::LoanDefault;
use crate::waterfall::{CashNotConserved, State};

/// Runs paths one after the other, in the same space.
pub(super) struct Simulator<'a> {
    deal: &'a ResolvedDeal,
    seed: u64,
    roles: Roles,
    events: Events,
    /// Space for drawing.
    limits: Vec<u64>,
    path: Path,
    flows: PathFlows,
    /// Is nothing lost on the path without events, and nobody called? Then all paths like it are counted at once.
    calm_is_good: bool,
    /// How many there were.
    calm: u64,
    tally: Tally,
}

impl ResolvedDeal {
    /// Draws a path: the market, the enhancer, the loans. `limits` is space that is used.
    #[inline]
    pub(crate) fn draw(&self, seed: u64, path: u64, limits: &mut Vec<u64>, events: &mut Events) {
        let draws = PathDraws::of(seed, path);
        let market = draws.normal(self.market);
        let fails = self.enhancer.as_ref().and_then(|company| company.first_default(&draws, market));
        events.enhancer_fails = fails.unwrap_or(self.plan().dates);
        events.defaults.clear();
        self.sampler.sample(&draws, market, limits, |loan, instalment| {
            events.defaults.push(LoanDefault { loan, instalment: instalment as u32, pays_interest: false });
        });
    }
}

impl<'a> Simulator<'a> {
    pub(super) fn new(deal: &'a ResolvedDeal, seed: u64) -> Result<Simulator<'a>, SimulationError> {
        let roles = Roles::of(deal);
        let tally = Tally::new(deal, &roles)?;
        Ok(Simulator {
            deal,
            seed,
            roles,
            // Room for every loan to default, so that no path has to ask for more.
            events: Events {
                defaults: Vec::with_capacity(deal.collections().schedule().len()),
                enhancer_fails: 0,
            },
            limits: Vec::new(),
            path: Path::default(),
            flows: PathFlows::of_notes(deal.plan().notes.len()),
            calm_is_good: is_good(deal.cash.last_state()),
            calm: 0,
            tally,
        })
    }

    /// Everything counted.
    pub(super) fn into_tally(mut self) -> Tally {
        let missed = self.tally.flows.missed_before(self.deal.plan().dates).to_vec();
        // Where nobody is called, nothing would be different had nobody stood behind the deal.
        self.tally.add(&Outcome::eventless(self.deal, &self.roles, &missed), self.calm);
        self.tally
    }

    /// Runs and counts these paths.
    pub(super) fn run_all(&mut self, paths: Range<u64>) -> Result<(), SimulationError> {
        for path in paths {
            self.run(path).map_err(|error| SimulationError::CashNotConserved { path: Some(path), error })?;
        }
        Ok(())
    }

    #[inline]
    fn run(&mut self, path: u64) -> Result<(), CashNotConserved> {
        let cash = &self.deal.cash;
        self.deal.draw(self.seed, path, &mut self.limits, &mut self.events);
        let Change { loss, from } = self.path.collect(cash, &self.events);
        if from == cash.plan.dates && self.calm_is_good {
            self.tally.flows.start(path, from);
            self.calm += 1;
            return Ok(());
        }
        let mut counter = self.tally.flows.of_path(path, from, &mut self.flows);
        self.path.distribute(cash, &self.events, from, &mut counter)?;
        counter.finish();
        self.path.distribute_alone(cash, from)?;
        let outcome = Outcome {
            deal: self.deal,
            roles: &self.roles,
            state: self.path.state(),
            alone: self.path.alone(),
            missed: &self.flows.missed,
            defaults: self.events.defaults.len(),
            loss,
        };
        self.tally.add(&outcome, 1);
        self.tally.remember(outcome.severity(path));
        Ok(())
    }
}

/// Was nobody called, and is nothing left unpaid but to subordinated notes?
fn is_good(state: &State) -> bool {
    let interest_due = state.notes.iter().any(|note| !note.interest_due.is_zero());
    !state.recourse.was_called() && state.senior.is_zero() && !interest_due
}
