//! Which paths a simulation runs.

use std::ops::Range;

/// Which paths to run. The same seed gives the same paths, whatever the rest: path 4,711 of seed 7 is the same in a run
/// of 5,000 and in a run of a billion, on any number of threads and on any machine.
///
/// ```
/// use abs_waterfall::Simulation;
/// let whole = Simulation::new(1_000_000).with_seed(7);
/// let second_half = whole.clone().with_range(500_000..1_000_000);
/// assert_eq!(second_half.paths(), 500_000);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Simulation {
    pub(super) seed: u64,
    pub(super) range: Range<u64>,
    batch: Option<u64>,
    dates: bool,
}

impl Simulation {
    /// The seed of a simulation that is given none.
    pub const DEFAULT_SEED: u64 = 1;

    /// Paths 0 to `paths` of the [default seed](Simulation::DEFAULT_SEED).
    pub fn new(paths: u64) -> Simulation {
        Simulation { seed: Simulation::DEFAULT_SEED, range: 0..paths, batch: None, dates: false }
    }

    /// The same paths of another seed.
    pub fn with_seed(self, seed: u64) -> Simulation {
        Simulation { seed, ..self }
    }

    /// Only the paths of this range: runs over parts of a range can be [merged](crate::Risk::merge).
    pub fn with_range(self, range: Range<u64>) -> Simulation {
        Simulation { range, ..self }
    }

    /// How many paths a thread takes at a time, which is also how often it reports and can be stopped: at least two, so
    /// that a run that is stopped has a result. It changes no result. Unless it is set there are enough batches for all
    /// threads, of at most 1,024 paths, and none with fewer than some 100,000 loans to draw.
    pub fn with_batch(self, paths: u32) -> Simulation {
        Simulation { batch: Some(u64::from(paths.max(2))), ..self }
    }

    /// Counts what stands after every distribution date too, for [`Risk::by_date`](crate::Risk::by_date). It takes
    /// `notes + 3` distributions of at most 50 kilobytes for each date and each thread that runs a batch, and some of the
    /// time of a path.
    pub fn with_dates(self) -> Simulation {
        Simulation { dates: true, ..self }
    }

    /// Does it count what stands after every distribution date too?
    pub fn dates(&self) -> bool {
        self.dates
    }

    /// The seed.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// The range of paths.
    pub fn range(&self) -> Range<u64> {
        self.range.clone()
    }

    /// How many paths there are.
    pub fn paths(&self) -> u64 {
        self.range.end.saturating_sub(self.range.start)
    }

    /// This one as a part of its result, of which it is no part how the paths were taken.
    pub(super) fn without_batch(&self) -> Simulation {
        Simulation { batch: None, ..self.clone() }
    }

    /// The batches on so many threads, for a pool of so many loans.
    pub(super) fn batches(&self, threads: usize, loans: usize) -> Batches {
        let least = (LOANS_A_BATCH / (loans as u64).max(1)).clamp(2, MOST_A_BATCH);
        let usual = || (self.paths() / (BATCHES_A_THREAD * threads as u64)).clamp(least, MOST_A_BATCH);
        Batches { range: self.range.clone(), size: self.batch.unwrap_or_else(usual) }
    }
}

/// The fewest loans to be drawn in a batch, for a tally of its own is worth making for some work only.
const LOANS_A_BATCH: u64 = 100_000;

/// The most paths in a batch, so that a person who watches sees something happen.
const MOST_A_BATCH: u64 = 1_024;

/// So many batches for each thread that none waits long for the others at the end.
const BATCHES_A_THREAD: u64 = 8;

/// The paths of a simulation, in batches.
#[derive(Clone, Debug)]
pub(super) struct Batches {
    range: Range<u64>,
    size: u64,
}

impl Batches {
    /// How many there are. A single path that is left over goes with the last: so wherever a run is stopped, the rest is
    /// nothing, or enough to be run.
    pub(super) fn count(&self) -> u64 {
        let paths = self.range.end.saturating_sub(self.range.start);
        paths / self.size + u64::from(paths % self.size > 1 || paths == 1)
    }

    /// The paths of a batch; `None` past the last.
    pub(super) fn paths(&self, index: u64) -> Option<Range<u64>> {
        let count = self.count();
        (index < count).then(|| {
            let from = self.range.start + index * self.size;
            from..if index + 1 == count { self.range.end } else { from + self.size }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_batches_for_every_thread_where_they_are_worth_it() {
        for (paths, threads, loans, size) in [
            (1_000_000, 2, 19, 1_024),
            (1_000, 64, 19, 1_024),
            (1_000_000, 2, 1_000_000, 1_024),
            (200, 2, 1_000_000, 12),
            (200, 64, 1_000_000, 2),
            (200, 64, 10_000, 10),
        ] {
            let batches = Simulation::new(paths).batches(threads, loans);
            assert_eq!(batches.size, size, "{paths} paths on {threads} threads through {loans} loans");
        }
        assert_eq!(Simulation::new(10).with_batch(3).batches(2, 19).size, 3);
    }
}
