//! The batches of a simulation, and the threads that take them.

use std::ops::{ControlFlow, Range};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use rayon::prelude::*;

use super::measures::Measure;
use super::outcome::Roles;
use super::paths::Batches;
use super::simulator::Simulator;
use super::tally::Tally;
use super::{Progress, Simulation, SimulationError};
use crate::deal::ResolvedDeal;

/// What is called after every batch.
pub(super) type Watch<'a> = dyn Fn(Progress) -> ControlFlow<()> + Sync + 'a;

/// The batches of a simulation, shared by the threads that take them.
pub(super) struct Work<'a> {
    deal: &'a ResolvedDeal,
    simulation: &'a Simulation,
    roles: Roles,
    measures: Vec<Measure>,
    batches: Batches,
    next: AtomicU64,
    done: AtomicU64,
    stop: AtomicBool,
}

impl<'a> Work<'a> {
    /// Nothing taken yet.
    pub(super) fn new(deal: &'a ResolvedDeal, simulation: &'a Simulation) -> Work<'a> {
        let (next, done, stop) = (AtomicU64::new(0), AtomicU64::new(0), AtomicBool::new(false));
        let batches = simulation.batches(rayon::current_num_threads(), deal.collections().schedule().len());
        let roles = Roles::of(deal);
        let measures = Measure::all(deal, &roles);
        Work { deal, simulation, roles, measures, batches, next, done, stop }
    }

    /// What is counted.
    pub(super) fn into_measures(self) -> Vec<Measure> {
        self.measures
    }

    /// Runs the batches on the current rayon pool, on no more threads than there are batches.
    ///
    /// Batches are handed out in order, and each that is taken is finished. So where the watcher stops it, what was
    /// counted is one range from the first path on.
    pub(super) fn run(&self, watch: &Watch<'_>) -> Result<Tally, SimulationError> {
        let threads = rayon::current_num_threads();
        let workers = usize::try_from(self.batches.count()).map_or(threads, |batches| batches.min(threads));
        let tallies = (0..workers).into_par_iter().with_max_len(1);
        let tallies = tallies.filter_map(|_| self.take_batches(watch).transpose());
        let sum = tallies.reduce_with(|a, b| Ok(a?.merge(&b?)));
        sum.unwrap_or(Err(SimulationError::TooFewPaths))
    }

    /// Takes batches until there are none, or the simulation is stopped; gives what they counted, if there were any. Which
    /// thread takes which does not matter: tallies are sums of integers.
    fn take_batches(&self, watch: &Watch<'_>) -> Result<Option<Tally>, SimulationError> {
        let mut guard = StopUnlessFinished { stop: &self.stop, finished: false };
        // Made for the first batch: a tally is megabytes, and a thread that comes when nothing is left needs none.
        let mut simulator = None;
        while let Some(paths) = self.next_batch() {
            let simulator = match &mut simulator {
                Some(simulator) => simulator,
                none => none.insert(self.simulator()?),
            };
            let count = paths.end - paths.start;
            simulator.run_all(paths)?;
            let done = self.done.fetch_add(count, Ordering::Relaxed) + count;
            if watch(Progress { done, paths: self.simulation.paths() }).is_break() {
                self.stop.store(true, Ordering::Relaxed);
            }
        }
        guard.finished = true;
        Ok(simulator.map(Simulator::into_tally))
    }

    fn simulator(&self) -> Result<Simulator<'_>, SimulationError> {
        Simulator::new(self.deal, self.simulation.seed, &self.roles, &self.measures)
    }

    /// The paths that nobody has taken yet; `None` if there are none, or the simulation is stopped.
    fn next_batch(&self) -> Option<Range<u64>> {
        if self.stop.load(Ordering::Relaxed) {
            return None;
        }
        self.batches.paths(self.next.fetch_add(1, Ordering::Relaxed))
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
