//! The batches of a simulation for whoever counts something of its own.

use std::ops::Range;

use super::work::{Watch, Work};
use super::{Simulation, SimulationError};
use crate::deal::ResolvedDeal;

/// Lets workers run the paths of a simulation, each by its number, on the current rayon pool, and merges them. Where merging
/// adds integers, or chooses among them by what they are, no thread and no batch changes a bit of the result. `watch` hears of every
/// batch, and may stop the rest: what then was run is one range from the first path on.
///
/// # Errors
/// [`SimulationError::TooFewPaths`] for fewer than two paths, and whatever a worker returns.
pub(crate) fn fold_paths<W: Send>(
    deal: &ResolvedDeal,
    simulation: &Simulation,
    watch: &Watch<'_>,
    make: impl Fn() -> W + Sync,
    run: impl Fn(&mut W, u64) -> Result<(), SimulationError> + Sync,
    merge: impl Fn(W, W) -> W + Sync + Send,
) -> Result<W, SimulationError> {
    let work = Work::new(deal, simulation);
    let run_all = |worker: &mut W, mut paths: Range<u64>| paths.try_for_each(|path| run(worker, path));
    work.fold(watch, |tell| work.take_batches(|| Ok(make()), run_all, tell), merge)
}
