//! One path of a simulation: drawn by its number, run through the deal, counted.

use std::ops::Range;

use super::SimulationError;
use super::date_tally::DateTally;
use super::flows::{Flows, PathFlows};
use super::measures::Measure;
use super::outcome::{Ending, Outcome, Roles};
use super::tally::Tally;
use crate::credit::{Failure, PathDraws};
use crate::deal::ResolvedDeal;
use crate::path::{Change, Events, Path};
use crate::servicing::{LoanDefault, PoolLoss};
use crate::waterfall::State;

/// Runs paths one after the other, in the same space.
pub(super) struct Runner<'a> {
    deal: &'a ResolvedDeal,
    seed: u64,
    roles: &'a Roles,
    events: Events,
    /// Space for drawing.
    limits: Vec<u64>,
    path: Path,
    flows: PathFlows,
    /// Is nothing lost on the path without events, and nobody called? Then all paths like it are told at once.
    calm_is_good: bool,
}

/// Runs paths and counts them.
pub(super) struct Simulator<'a> {
    runner: Runner<'a>,
    measures: &'a [Measure],
    /// Space for what is counted of a path, by measure.
    values: Vec<u64>,
    /// How many paths nothing happened on.
    calm: u64,
    tally: Tally,
}

impl ResolvedDeal {
    /// Draws a path: the market, those who give supports, the loans. `limits` is space that is used.
    #[inline]
    pub(crate) fn draw(&self, seed: u64, path: u64, limits: &mut Vec<u64>, events: &mut Events) {
        let draws = PathDraws::of(seed, path);
        let market = draws.normal(self.market);
        events.fails.clear();
        for giver in &self.givers {
            let fails = giver.as_ref().and_then(|company| company.failure(&draws, market));
            events.fails.push(fails.unwrap_or(Failure::never(self.plan().dates)));
        }
        events.defaults.clear();
        self.sampler.sample(&draws, market, limits, |loan, instalment| {
            events.defaults.push(LoanDefault { loan, instalment: instalment as u32, pays_interest: false });
        });
        self.cash.leave_out_bought(events);
    }
}

impl<'a> Runner<'a> {
    pub(super) fn new(deal: &'a ResolvedDeal, seed: u64, roles: &'a Roles) -> Runner<'a> {
        // Room for every loan to default, so that no path has to ask for more.
        let defaults = Vec::with_capacity(deal.collections().schedule().len());
        Runner {
            deal,
            seed,
            roles,
            events: Events { defaults, ..Events::default() },
            limits: Vec::new(),
            path: Path::default(),
            flows: PathFlows::of_notes(deal.plan().notes.len()),
            calm_is_good: is_good(deal.cash.last_state()),
        }
    }

    /// No cash flows yet.
    ///
    /// # Errors
    /// [`SimulationError::CashNotConserved`] never, unless the library is wrong.
    pub(super) fn flows(&self) -> Result<Flows, SimulationError> {
        let wrong = |error| SimulationError::CashNotConserved { path: None, error };
        Flows::new(self.deal).map_err(wrong)
    }

    /// Runs a path, and adds its cash flows to those of others, and its dates: what it came to, or `None` if nothing happened
    /// on it.
    ///
    /// # Errors
    /// [`SimulationError::CashNotConserved`] never, unless the library is wrong.
    #[inline(always)]
    pub(super) fn run(
        &mut self,
        path: u64,
        flows: &mut Flows,
        dates: Option<&mut DateTally>,
    ) -> Result<Option<Outcome<'_>>, SimulationError> {
        let wrong = |error| SimulationError::CashNotConserved { path: Some(path), error };
        let cash = &self.deal.cash;
        self.deal.draw(self.seed, path, &mut self.limits, &mut self.events);
        // On most paths nothing happens, and nothing need be collected to see that.
        let is_calm = self.calm_is_good && cash.is_calm(&self.events);
        let none = Change { loss: PoolLoss::default(), from: cash.plan.dates };
        let Change { loss, from } = if is_calm { none } else { self.path.collect(cash, &self.events) };
        if from == cash.plan.dates && self.calm_is_good {
            flows.start(path, from);
            return Ok(None);
        }
        let mut counter = flows.of_path(path, from, &mut self.flows);
        match dates {
            None => self.path.distribute(cash, &self.events, from, &mut counter).map_err(wrong)?,
            Some(dates) => {
                let mut both = dates.of_path(counter);
                self.path.distribute(cash, &self.events, from, &mut both).map_err(wrong)?;
                counter = both.flows;
            }
        }
        counter.finish();
        self.path.distribute_without(cash, &self.events, from).map_err(wrong)?;
        let (ending, defaults) = (Ending::Of(&self.path), self.events.defaults.len());
        let servicer_failed = cash.servicer_failure(&self.events).is_some();
        let missed = &self.flows.missed;
        Ok(Some(Outcome::new(self.roles, ending, missed, (defaults, loss), servicer_failed)))
    }
}

impl<'a> Simulator<'a> {
    /// Nothing counted yet; the dates too, if asked for.
    pub(super) fn new(
        runner: Runner<'a>,
        measures: &'a [Measure],
        with_dates: bool,
    ) -> Result<Simulator<'a>, SimulationError> {
        let dates = with_dates.then(|| DateTally::new(runner.deal));
        let tally = Tally::new(measures, runner.flows()?, dates);
        Ok(Simulator { runner, measures, values: vec![0; measures.len()], calm: 0, tally })
    }

    /// Everything counted.
    pub(super) fn into_tally(mut self) -> Tally {
        // Where nobody is called, nothing would be different had nobody stood behind the deal.
        let usual: Vec<u64> = self.measures.iter().map(|measure| measure.usual).collect();
        self.tally.add(&usual, self.calm);
        let Tally { flows, dates, .. } = &mut self.tally;
        if let Some(dates) = dates {
            dates.finish(flows);
        }
        self.tally
    }

    /// Runs and counts these paths.
    pub(super) fn run_all(&mut self, paths: Range<u64>) -> Result<(), SimulationError> {
        for path in paths {
            self.run(path)?;
        }
        Ok(())
    }

    #[inline]
    fn run(&mut self, path: u64) -> Result<(), SimulationError> {
        match self.runner.run(path, &mut self.tally.flows, self.tally.dates.as_mut())? {
            None => self.calm += 1,
            Some(outcome) => {
                outcome.count(&mut self.values);
                self.tally.add(&self.values, 1);
                self.tally.remember(outcome.severity(path));
            }
        }
        Ok(())
    }
}

/// Was nobody called, and is nothing left unpaid but to subordinated notes?
fn is_good(state: &State) -> bool {
    let interest_due = state.notes.iter().any(|note| !note.interest_due.is_zero());
    !state.has_called_anybody() && state.senior.is_zero() && !interest_due
}
