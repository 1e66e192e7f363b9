//! The batches of a simulation, and the threads that take them.

use std::ops::{ControlFlow, Range};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use rayon::iter::MaxLen;
use rayon::prelude::*;

use super::layout::Layout;
use super::measures::Measure;
use super::outcome::Roles;
use super::paths::Batches;
use super::simulator::{Runner, Simulator};
use super::tally::Tally;
use super::visit::{Visitor, Visits};
use super::{Progress, Risk, Simulation, SimulationError};
use crate::deal::ResolvedDeal;

/// What is called after every batch.
pub(crate) type Watch<'a> = dyn Fn(Progress) -> ControlFlow<()> + Sync + 'a;

/// What is told how many paths a batch had, and may stop the rest.
pub(super) type Tell<'a> = dyn Fn(u64) -> ControlFlow<()> + Sync + 'a;

/// The batches of a simulation, shared by the threads that take them.
pub(super) struct Work<'a> {
    deal: &'a ResolvedDeal,
    simulation: &'a Simulation,
    roles: Roles,
    pub(super) measures: Vec<Measure>,
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

    /// What was counted, and what it is of: the paths of the simulation from the first up to where it stopped.
    pub(super) fn result(&self, tally: Tally) -> Risk {
        let start = self.simulation.range.start;
        let counted = self.simulation.clone().with_range(start..start + tally.paths);
        Risk::new(&counted, Layout::of(self.deal, &self.roles, self.measures.clone()), tally)
    }

    /// Runs the batches on the current rayon pool, on no more threads than there are batches.
    ///
    /// Batches are handed out in order, and each that is taken is finished. So where the watcher stops it, what was
    /// counted is one range from the first path on.
    pub(super) fn run(&self, watch: &Watch<'_>) -> Result<Tally, SimulationError> {
        self.fold(watch, |tell| self.count(tell), |sum, other| sum.merge(&other))
    }

    /// Counts batches on this thread until none is left, or `tell` says to stop; gives what it counted, if there were any.
    pub(super) fn count(&self, tell: &Tell<'_>) -> Result<Option<Tally>, SimulationError> {
        let make = || Simulator::new(self.runner(), &self.measures, self.simulation.dates());
        Ok(self.take_batches(make, Simulator::run_all, tell)?.map(Simulator::into_tally))
    }

    /// What the threads make of the batches that they take, merged.
    ///
    /// # Errors
    /// [`SimulationError::TooFewPaths`] for fewer than two paths, and whatever a thread returns.
    pub(super) fn fold<T: Send>(
        &self,
        watch: &Watch<'_>,
        take: impl Fn(&Tell<'_>) -> Result<Option<T>, SimulationError> + Sync,
        merge: impl Fn(T, T) -> T + Sync + Send,
    ) -> Result<T, SimulationError> {
        if self.simulation.paths() < 2 {
            return Err(SimulationError::TooFewPaths);
        }
        let tell = |paths: u64| {
            let done = self.done.fetch_add(paths, Ordering::Relaxed) + paths;
            watch(Progress { done, paths: self.simulation.paths() })
        };
        let taken = self.workers().filter_map(|_| take(&tell).transpose());
        taken.reduce_with(|a, b| Ok(merge(a?, b?))).unwrap_or(Err(SimulationError::TooFewPaths))
    }

    /// Tells the visitor of every path, from the threads that [`run`](Work::run) would take.
    pub(super) fn visit(&self, visitor: &Visitor<'_>) -> Result<(), SimulationError> {
        let make = || Visits::new(self.runner(), &self.measures);
        let go_on = |_| ControlFlow::Continue(());
        self.workers().try_for_each(|_| {
            self.take_batches(make, |visits, paths| visits.run_all(paths, visitor), &go_on)?;
            Ok(())
        })
    }

    /// As many as can find a batch.
    fn workers(&self) -> MaxLen<rayon::range::Iter<usize>> {
        let threads = rayon::current_num_threads();
        let workers = usize::try_from(self.batches.count()).map_or(threads, |batches| batches.min(threads));
        (0..workers).into_par_iter().with_max_len(1)
    }

    pub(super) fn runner(&self) -> Runner<'_> {
        Runner::new(self.deal, self.simulation.seed, &self.roles)
    }

    /// Takes batches until there are none, or `tell`, which hears of every one, stops all; gives who ran them, if there were
    /// any. Which thread takes which does not matter: tallies are sums of integers.
    pub(super) fn take_batches<W>(
        &self,
        make: impl Fn() -> Result<W, SimulationError>,
        run: impl Fn(&mut W, Range<u64>) -> Result<(), SimulationError>,
        tell: &Tell<'_>,
    ) -> Result<Option<W>, SimulationError> {
        let mut guard = StopUnlessFinished { stop: &self.stop, finished: false };
        // Made for the first batch: a tally is megabytes, and a thread that comes when nothing is left needs none.
        let mut worker = None;
        while let Some(paths) = self.next_batch() {
            let worker = match &mut worker {
                Some(worker) => worker,
                none => none.insert(make()?),
            };
            let count = paths.end - paths.start;
            run(worker, paths)?;
            if tell(count).is_break() {
                self.stop.store(true, Ordering::Relaxed);
            }
        }
        guard.finished = true;
        Ok(worker)
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
