//! The batches of a simulation for whoever counts something of its own.

use rayon::prelude::*;

use super::work::Work;
use super::{Simulation, SimulationError};
use crate::deal::ResolvedDeal;

/// Lets workers run the paths of a simulation, each by its number, on the current rayon pool, and merges them. Where merging
/// adds integers, or chooses among them by what they are, no thread and no batch changes a bit of the result.
///
/// # Errors
/// [`SimulationError::TooFewPaths`] for fewer than two paths, and whatever a worker returns.
pub(crate) fn fold_paths<W: Send>(
    deal: &ResolvedDeal,
    simulation: &Simulation,
    make: impl Fn() -> W + Sync,
    run: impl Fn(&mut W, u64) -> Result<(), SimulationError> + Sync,
    merge: impl Fn(W, W) -> W + Sync + Send,
) -> Result<W, SimulationError> {
    if simulation.paths() < 2 {
        return Err(SimulationError::TooFewPaths);
    }
    let work = Work::new(deal, simulation);
    let workers = work.workers().filter_map(|_| {
        let own = work
            .take_batches(|| Ok(make()), |worker, mut paths| paths.try_for_each(|path| run(worker, path)));
        own.transpose()
    });
    workers.reduce_with(|a, b| Ok(merge(a?, b?))).unwrap_or(Err(SimulationError::TooFewPaths))
}
