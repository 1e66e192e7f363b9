//! Many paths: correlated defaults through the whole deal, in parallel, with error bars; and any path again, in full.

mod amounts;
#[cfg(test)]
mod coverage;
mod distribution;
mod estimate;
mod flows;
mod histogram;
mod jackknife;
mod level;
mod limits;
mod moments;
mod ordered;
mod outcome;
mod report;
mod risk;
mod simulator;
mod tally;
mod weights;
mod work;

pub use distribution::Distribution;
pub use estimate::{Estimate, Proportion};
pub use report::{
    DistributionReport, EnhancerReport, NoteRiskReport, PoolRiskReport, QuantileReport, RiskReport,
    SeniorReport, ServicerReport,
};
pub use risk::{EnhancerRisk, MergeError, NoteRisk, PoolRisk, Risk, SeniorRisk, ServicerRisk};

use std::ops::{ControlFlow, Range};

use thiserror::Error;

use self::work::Work;
use crate::deal::ResolvedDeal;
use crate::path::Events;
use crate::projection::{Origin, Projection};
use crate::waterfall::CashNotConserved;

/// Which paths to run. The same seed gives the same paths, whatever the rest: path 4,711 of seed 7 is the same in a run
/// of 5,000 and in a run of a billion, on any number of threads and on any machine.
///
/// ```
/// use abs_waterfall::Simulation;
/// let whole = Simulation::new(1_000_000).seed(7);
/// let second_half = whole.clone().range(500_000..1_000_000);
/// assert_eq!(second_half.paths(), 500_000);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "files", derive(serde::Serialize))]
pub struct Simulation {
    seed: u64,
    range: Range<u64>,
    batch: u64,
}

impl Simulation {
    /// The seed of a simulation that is given none.
    pub const DEFAULT_SEED: u64 = 1;

    /// Paths 0 to `paths` of the [default seed](Simulation::DEFAULT_SEED).
    pub fn new(paths: u64) -> Simulation {
        Simulation { seed: Simulation::DEFAULT_SEED, range: 0..paths, batch: 1_024 }
    }

    /// The same paths of another seed.
    pub fn seed(self, seed: u64) -> Simulation {
        Simulation { seed, ..self }
    }

    /// Only the paths of this range: runs over parts of a range can be [merged](Risk::merge).
    pub fn range(self, range: Range<u64>) -> Simulation {
        Simulation { range, ..self }
    }

    /// How many paths a thread takes at a time, which is also how often it reports and can be stopped: at least two, so
    /// that a run that is stopped has a result. It changes no result.
    pub fn batch(self, paths: u32) -> Simulation {
        Simulation { batch: u64::from(paths.max(2)), ..self }
    }

    /// The seed.
    pub fn seed_value(&self) -> u64 {
        self.seed
    }

    /// The range of paths.
    pub fn range_value(&self) -> Range<u64> {
        self.range.clone()
    }

    /// How many paths there are.
    pub fn paths(&self) -> u64 {
        self.range.end.saturating_sub(self.range.start)
    }

    /// How many batches there are. A single path that is left over goes with the last: so wherever a run is stopped, the
    /// rest is nothing, or enough to be run.
    fn batches(&self) -> u64 {
        self.paths() / self.batch + u64::from(self.paths() % self.batch > 1)
    }

    /// The paths of a batch; `None` past the last.
    fn paths_of_batch(&self, index: u64) -> Option<Range<u64>> {
        let batches = self.batches();
        (index < batches).then(|| {
            let from = self.range.start + index * self.batch;
            from..if index + 1 == batches { self.range.end } else { from + self.batch }
        })
    }
}

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
}

impl ResolvedDeal {
    /// Runs the paths of `simulation` on the current rayon pool: to choose one, call this within its `install`.
    ///
    /// Memory is one tally for each thread that runs a batch, and does not grow with the number of paths. Draws belong
    /// to the seed, the path and the pool's credit: with other notes or fees the same loans default on the same dates.
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
    /// let simulation = Simulation::new(1_000_000).seed(7);
    /// let mut risk = deal.simulate_watched(&simulation, |_| ControlFlow::Break(()))?;
    /// if !risk.counts_all_of(&simulation) {
    ///     let rest = simulation.range(risk.paths()..1_000_000);
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
        if simulation.paths() < 2 {
            return Err(SimulationError::TooFewPaths);
        }
        let tally = Work::new(self, simulation).run(&watch)?;
        let start = simulation.range.start;
        let counted = simulation.clone().range(start..start + tally.paths);
        Ok(Risk::new(self, &counted, tally))
    }

    /// Runs one path of a simulation again, with the full ledger, to explain a tail. The deal must be the one that was
    /// simulated; any path has a number, whether it was among those that were run or not.
    ///
    /// # Errors
    /// [`CashNotConserved`] never, unless the library is wrong.
    pub fn replay(&self, simulation: &Simulation, path: u64) -> Result<Projection, CashNotConserved> {
        let mut events = Events::default();
        self.draw(simulation.seed, path, &mut Vec::new(), &mut events);
        self.project_events(Origin::Path { seed: simulation.seed, path }, &events, true)
    }
}
