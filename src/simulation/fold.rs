//! The batches of a simulation for whoever counts something of its own.

use std::ops::{ControlFlow, Range};

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
    let (work, go_on) = (Work::new(deal, simulation), |_| ControlFlow::Continue(()));
    let run_all = |worker: &mut W, mut paths: Range<u64>| paths.try_for_each(|path| run(worker, path));
    work.fold(&go_on, |tell| work.take_batches(|| Ok(make()), run_all, tell), merge)
}
