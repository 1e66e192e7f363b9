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
mod path;
mod report;
mod risk;
mod tally;
mod weights;

pub use distribution::Distribution;
pub use estimate::{Estimate, Proportion};
pub use report::{
    DistributionReport, EnhancerReport, NoteRiskReport, PoolRiskReport, QuantileReport, RiskReport,
    SeniorReport, ServicerReport,
};
pub use risk::{EnhancerRisk, MergeError, NoteRisk, PoolRisk, Risk, SeniorRisk, ServicerRisk};

use std::ops::{ControlFlow, Range};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use rayon::prelude::*;
use thiserror::Error;

use self::path::Simulator;
use self::tally::Tally;
use crate::deal::ResolvedDeal;
use crate::projection::Projection;
use crate::scenario::Events;
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
    /// Paths 0 to `paths` of seed 0.
    pub fn new(paths: u64) -> Simulation {
        Simulation { seed: 0, range: 0..paths, batch: 1_024 }
    }

    /// The same paths of another seed.
    pub fn seed(self, seed: u64) -> Simulation {
        Simulation { seed, ..self }
    }

    /// Only the paths of this range: runs over parts of a range can be [merged](Risk::merge).
    pub fn range(self, range: Range<u64>) -> Simulation {
        Simulation { range, ..self }
    }

    /// How many paths a thread takes at a time, which is also how often it reports and can be stopped. It changes no
    /// result.
    pub fn batch(self, paths: u32) -> Simulation {
        Simulation { batch: u64::from(paths.max(1)), ..self }
    }

    /// The seed.
    pub fn seed_value(&self) -> u64 {
        self.seed
    }

    /// How many paths there are.
    pub fn paths(&self) -> u64 {
        self.range.end.saturating_sub(self.range.start)
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
    /// The watcher stopped it.
    #[error("the simulation was stopped after {0} paths")]
    Stopped(u64),
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
    /// Memory is one tally for each thread of the pool and does not grow with the number of paths. Draws belong to the
    /// seed, the path and the pool's credit: with other notes or fees the same loans default on the same dates.
    ///
    /// # Errors
    /// [`SimulationError::TooFewPaths`] for fewer than two; the others never, unless the library is wrong.
    pub fn simulate(&self, simulation: &Simulation) -> Result<Risk, SimulationError> {
        self.simulate_watched(simulation, |_| ControlFlow::Continue(()))
    }

    /// [`simulate`](ResolvedDeal::simulate) with a watcher, called after every batch from whichever thread ran it (so
    /// `done` need not rise from call to call): it sees the progress, and can stop the simulation.
    ///
    /// # Errors
    /// [`SimulationError`]: stopped, or too few paths.
    pub fn simulate_watched(
        &self,
        simulation: &Simulation,
        watch: impl Fn(Progress) -> ControlFlow<()> + Sync,
    ) -> Result<Risk, SimulationError> {
        if simulation.paths() < 2 {
            return Err(SimulationError::TooFewPaths);
        }
        let work = Work {
            deal: self,
            simulation,
            next: AtomicU64::new(0),
            done: AtomicU64::new(0),
            stop: AtomicBool::new(false),
        };
        let threads = rayon::current_num_threads();
        let tally = (0..threads)
            .into_par_iter()
            .with_max_len(1)
            .map(|_| work.take_batches(&watch))
            .reduce_with(|a, b| Ok(a?.merge(&b?)))
            .unwrap_or(Err(SimulationError::TooFewPaths))?;
        if work.stop.load(Ordering::Relaxed) {
            return Err(SimulationError::Stopped(work.done.load(Ordering::Relaxed)));
        }
        Ok(Risk::new(self, simulation, tally))
    }

    /// Runs one path of a simulation again, with the full ledger, to explain a tail. The deal must be the one that was
    /// simulated; any path has a number, whether it was among those that were run or not.
    ///
    /// # Errors
    /// [`CashNotConserved`] never, unless the library is wrong.
    pub fn replay(&self, simulation: &Simulation, path: u64) -> Result<Projection, CashNotConserved> {
        let mut events = Events::default();
        self.draw(simulation.seed, path, &mut events);
        self.project_events(&events, true)
    }
}

/// The batches of a simulation, shared by the threads that take them.
struct Work<'a> {
    deal: &'a ResolvedDeal,
    simulation: &'a Simulation,
    next: AtomicU64,
    done: AtomicU64,
    stop: AtomicBool,
}

impl Work<'_> {
    /// Takes batches until there are none. Which thread takes which does not matter: tallies are sums of integers.
    fn take_batches(&self, watch: &impl Fn(Progress) -> ControlFlow<()>) -> Result<Tally, SimulationError> {
        let mut guard = StopUnlessFinished { stop: &self.stop, finished: false };
        let mut simulator = Simulator::new(self.deal, self.simulation.seed)?;
        let Range { start, end } = self.simulation.range;
        while !self.stop.load(Ordering::Relaxed) {
            let offset = self.next.fetch_add(1, Ordering::Relaxed).saturating_mul(self.simulation.batch);
            let from = start.saturating_add(offset);
            if from >= end {
                break;
            }
            let to = from.saturating_add(self.simulation.batch).min(end);
            for path in from..to {
                simulator
                    .run(path)
                    .map_err(|error| SimulationError::CashNotConserved { path: Some(path), error })?;
            }
            let done = self.done.fetch_add(to - from, Ordering::Relaxed) + (to - from);
            if watch(Progress { done, paths: end - start }).is_break() {
                self.stop.store(true, Ordering::Relaxed);
            }
        }
        guard.finished = true;
        Ok(simulator.into_tally())
    }
}

/// Stops the other threads where this one ends early: on an error, or because the watcher panicked.
struct StopUnlessFinished<'a> {
    stop: &'a AtomicBool,
    finished: bool,
}

impl Drop for StopUnlessFinished<'_> {
    fn drop(&mut self) {
        if !self.finished {
            self.stop.store(true, Ordering::Relaxed);
        }
    }
}
