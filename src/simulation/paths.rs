//! Which paths a simulation runs.

use std::ops::Range;

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
    pub(super) seed: u64,
    pub(super) range: Range<u64>,
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
    pub(super) fn batches(&self) -> u64 {
        self.paths() / self.batch + u64::from(self.paths() % self.batch > 1)
    }

    /// The paths of a batch; `None` past the last.
    pub(super) fn paths_of_batch(&self, index: u64) -> Option<Range<u64>> {
        let batches = self.batches();
        (index < batches).then(|| {
            let from = self.range.start + index * self.batch;
            from..if index + 1 == batches { self.range.end } else { from + self.batch }
        })
    }
}
