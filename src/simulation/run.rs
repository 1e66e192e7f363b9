//! Running a simulation, and any path of it again.

use std::ops::ControlFlow;

use thiserror::Error;

use super::work::Work;
use super::{Risk, Simulation};
use crate::deal::ResolvedDeal;
use crate::path::Events;
use crate::projection::{Origin, Projection};
use crate::waterfall::CashNotConserved;

/// How far a simulation has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Paths done.
    pub done: u64,
    /// Paths in all.
    pub paths: u64,
}

/// Why a simulation gave no result.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SimulationError {
    /// There is nothing to estimate from.
    #[error("a simulation needs at least two paths: with fewer there is no standard error")]
    TooFewPaths,
    /// The engine found its own books wrong.
    #[error("{}{error}", path.map_or(String::new(), |path| format!("path {path}: ")))]
    CashNotConserved {
        /// The path; `None` for the one without events.
        path: Option<u64>,
        /// What is wrong.
        error: CashNotConserved,
    },
    /// A saved result that cannot be read.
    #[error("not a saved result: {0}")]
    Saved(String),
}

impl ResolvedDeal {
    /// Runs the paths of `simulation` on the current rayon pool: to choose one, call this within its `install`. Called from
    /// a task of a pool, it shares that pool's threads with the other tasks, and a thread that waits here may run one of
    /// them: hold no lock across the call that another task takes.
    ///
    /// The draw of a company is a function of the seed, the path and the company, and of nothing else. So a deal and its
    /// variations, run with one seed, have common random numbers: with other notes, fees or recoveries the same loans default
    /// on the same dates; and adding a loan, or changing the quality of one, leaves every other company's fate as it was. Two
    /// deals share the economy, and the companies that are registered in both. That is a promise: a release that changes the
    /// draws says so.
    ///
    /// Memory does not grow with the number of paths. Each thread that runs a batch has a tally, which is what the result is
    /// too: see [`Risk`].
    ///
    /// # Errors
    /// [`SimulationError::TooFewPaths`] for fewer than two; the others never, unless the library is wrong.
    pub fn simulate(&self, simulation: &Simulation) -> Result<Risk, SimulationError> {
        self.simulate_watched(simulation, |_| ControlFlow::Continue(()))
    }

    /// [`simulate`](ResolvedDeal::simulate) with a watcher, called after every batch from whichever thread ran it (so
    /// `done` need not rise from call to call): it sees the progress, and can stop the simulation.
    ///
    /// A simulation that was stopped gives what it counted: the paths of its range from the first up to where it stopped.
    /// [`Risk::counts_all_of`] tells whether that is all of them; the rest can be run later and merged:
    ///
    /// ```
    /// # use abs_waterfall::{Deal, Simulation};
    /// # use std::ops::ControlFlow;
    /// # fn run(deal: &abs_waterfall::ResolvedDeal) -> Result<(), Box<dyn std::error::Error>> {
    /// let simulation = Simulation::new(1_000_000).with_seed(7);
    /// let mut risk = deal.simulate_watched(&simulation, |_| ControlFlow::Break(()))?;
    /// if !risk.counts_all_of(&simulation) {
    ///     let rest = simulation.with_range(risk.paths()..1_000_000);
    ///     risk = risk.merge(&deal.simulate(&rest)?)?;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`SimulationError::TooFewPaths`] for fewer than two; the others never, unless the library is wrong.
    pub fn simulate_watched(
        &self,
        simulation: &Simulation,
        watch: impl Fn(Progress) -> ControlFlow<()> + Sync,
    ) -> Result<Risk, SimulationError> {
        let work = Work::new(self, simulation);
        Ok(work.result(work.run(&watch)?))
    }

    /// Runs one path of a simulation again, with the full ledger, to explain a tail. The deal must be the one that was
    /// simulated; any path has a number, whether it was among those that were run or not.
    ///
    /// # Errors
    /// [`CashNotConserved`] never, unless the library is wrong.
    pub fn replay(&self, simulation: &Simulation, path: u64) -> Result<Projection, CashNotConserved> {
        let mut events = Events::default();
        self.draw(simulation.seed, path, &mut Vec::new(), &mut events);
        self.project_events(Origin::Path { seed: simulation.seed, path }, &events, &[])
    }
}
