//! What a simulation adds up, all of it integers.

use super::amounts::Amounts;
use super::date_tally::DateTally;
use super::flows::Flows;
use super::measures::Measure;
use super::outcome::Severity;

/// How many of the worst paths are remembered.
pub(super) const WORST: usize = 16;

/// Everything counted over some paths. Its memory is bounded by the deal: see [`Risk`](super::Risk).
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub(super) struct Tally {
    pub(super) paths: u64,
    /// By measure.
    pub(super) amounts: Vec<Amounts>,
    pub(super) flows: Flows,
    /// Where it is asked for.
    pub(super) dates: Option<DateTally>,
    /// The worst paths, worst first.
    pub(super) worst: Vec<Severity>,
}

impl Tally {
    /// No paths yet.
    pub(super) fn new(measures: &[Measure], flows: Flows, dates: Option<DateTally>) -> Tally {
        let amounts = measures.iter().map(Measure::amounts).collect();
        Tally { paths: 0, amounts, flows, dates, worst: Vec::with_capacity(2 * WORST) }
    }

    /// Counts so many paths of which this is what was measured, and whose cash flows are in `flows` already.
    #[inline(always)]
    pub(super) fn add(&mut self, values: &[u64], paths: u64) {
        self.paths += paths;
        for (amounts, value) in self.amounts.iter_mut().zip(values) {
            amounts.add(*value, paths);
        }
    }

    /// Remembers a path if it is among the worst.
    #[inline]
    pub(super) fn remember(&mut self, severity: Severity) {
        if severity.is_bad() && (self.worst.len() < WORST || self.worst.last() < Some(&severity)) {
            let at = self.worst.partition_point(|worse| *worse > severity);
            self.worst.insert(at, severity);
            self.worst.truncate(WORST);
        }
    }

    /// Everything both have counted.
    pub(super) fn merge(mut self, other: &Tally) -> Tally {
        self.paths += other.paths;
        self.amounts.iter_mut().zip(&other.amounts).for_each(|(amounts, others)| amounts.merge(others));
        self.flows.merge(&other.flows);
        if let (Some(dates), Some(others)) = (&mut self.dates, &other.dates) {
            dates.merge(others);
        }
        other.worst.iter().for_each(|severity| self.remember(*severity));
        self
    }
}
