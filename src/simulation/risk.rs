//! The result of a simulation, for everyone in the deal.

use std::ops::Range;

use thiserror::Error;

use super::Simulation;
use super::distribution::Distribution;
use super::layout::Layout;
use super::measures::{Kind, MeasureName};
use super::originator::OriginatorRisk;
use super::parties::{NoteRisk, PoolRisk, SeniorRisk, ServicerRisk, SupportRisk};
use super::tally::Tally;
use crate::calendar::Date;
use crate::manifest::{BITS, Manifest};

/// What the paths of a simulation did to everyone in the deal. All of it is counted in integers, so that results over
/// parts of a range of paths [merge](Risk::merge) to exactly the result over all of it.
///
/// Its memory does not depend on the number of paths: `(2 + m) × notes + 2 × supports + 6 + m` distributions (two more for an originator with a stake, three more for a servicer that can fail) of at most
/// 0.6 megabytes each (most of which is never touched), where m is 0 without supports, 1 if one party gives all, and one more
/// than the givers if there are several, and 1 kilobyte for each note and distribution date; beside it the definition of the deal, which
/// is shared with the deal. [By date](Risk::by_date) there are more, where they were asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Risk {
    setup: Simulation,
    /// The ranges of paths this counts: in order, apart, none empty.
    ranges: Vec<Range<u64>>,
    /// The version of the draws.
    bits: u32,
    /// The command that made it, where a program says so.
    command: Option<String>,
    pub(super) tally: Tally,
    pub(super) layout: Layout,
}

/// Why two results do not merge.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum MergeError {
    /// Results of different deals.
    #[error("the results are of different deals, or of different versions of one")]
    DifferentDeals,
    /// Results of different seeds: their path numbers mean different paths.
    #[error("the results are of different seeds, {0} and {1}")]
    DifferentSeeds(u64, u64),
    /// Results of versions whose draws differ: their paths are not the same.
    #[error("the results are of different versions of the draws, {0} and {1}: run one of them again")]
    DifferentBits(u32, u32),
    /// One has figures [by date](Risk::by_date), the other none.
    #[error("one of the results has figures by date, the other has none")]
    DatesInOne,
    /// A path would count twice.
    #[error("both results count path {0}")]
    Overlap(u64),
}

impl Risk {
    /// What was counted over the paths of a simulation.
    pub(super) fn new(simulation: &Simulation, layout: Layout, tally: Tally) -> Risk {
        // How the paths were taken is no part of the result.
        let setup = simulation.without_batch();
        let ranges = vec![simulation.range.clone()];
        Risk { setup, ranges, bits: BITS, command: None, tally, layout }
    }

    /// What was read from a file.
    #[cfg(feature = "serde")]
    pub(super) fn saved(
        setup: Simulation,
        ranges: Vec<Range<u64>>,
        bits: u32,
        command: Option<String>,
        layout: Layout,
        tally: Tally,
    ) -> Risk {
        Risk { setup, ranges, bits, command, tally, layout }
    }

    /// The same result, which says by which command it was made.
    #[must_use]
    pub fn with_command(self, command: &str) -> Risk {
        Risk { command: Some(command.into()), ..self }
    }

    /// What made it: enough to make it again.
    pub fn manifest(&self) -> Manifest {
        Manifest {
            bits: self.bits,
            seed: Some(self.setup.seed),
            ranges: self.ranges.clone(),
            command: self.command.clone(),
            ..Manifest::of(&self.layout.origin)
        }
    }

    /// The simulation, for [`replay`](crate::ResolvedDeal::replay): its seed, and the range from the first path to the last.
    pub fn setup(&self) -> &Simulation {
        &self.setup
    }

    /// The ranges of paths that this counts, in order and apart; one, unless results with a gap between them were merged.
    pub fn ranges(&self) -> &[Range<u64>] {
        &self.ranges
    }

    /// How many paths were run.
    pub fn paths(&self) -> u64 {
        self.tally.paths
    }

    /// Does this count every path of a simulation? Of one that was stopped it does not, until the rest is merged with it.
    pub fn counts_all_of(&self, simulation: &Simulation) -> bool {
        let asked = &simulation.range;
        let holds = |range: &Range<u64>| range.start <= asked.start && asked.end <= range.end;
        self.setup.seed == simulation.seed && self.ranges.iter().any(holds)
    }

    /// The name of the deal that was run.
    pub fn deal(&self) -> &str {
        &self.layout.deal
    }

    /// How many loans the pool has.
    pub fn loans(&self) -> usize {
        self.layout.loans
    }

    /// The payment dates.
    pub fn dates(&self) -> &[Date] {
        &self.layout.dates
    }

    /// The result over the paths of both, to the bit what one run over them would have given.
    ///
    /// # Errors
    /// [`MergeError`] if they are not of the same deal and seed, or share a path.
    pub fn merge(self, other: &Risk) -> Result<Risk, MergeError> {
        if self.layout != other.layout {
            return Err(MergeError::DifferentDeals);
        }
        if self.bits != other.bits {
            return Err(MergeError::DifferentBits(self.bits, other.bits));
        }
        if self.setup.seed != other.setup.seed {
            return Err(MergeError::DifferentSeeds(self.setup.seed, other.setup.seed));
        }
        if self.tally.dates.is_some() != other.tally.dates.is_some() {
            return Err(MergeError::DatesInOne);
        }
        let mut ranges = self.ranges.clone();
        ranges.extend_from_slice(&other.ranges);
        ranges.sort_unstable_by_key(|range| range.start);
        if let Some(pair) = ranges.windows(2).find(|pair| pair[1].start < pair[0].end) {
            return Err(MergeError::Overlap(pair[1].start));
        }
        ranges.dedup_by(|next, range| {
            let adjoins = range.end == next.start;
            if adjoins {
                range.end = next.end;
            }
            adjoins
        });
        let (first, last) = (
            self.setup.range.start.min(other.setup.range.start),
            self.setup.range.end.max(other.setup.range.end),
        );
        let setup = self.setup.clone().with_range(first..last);
        let command = self.command.clone().filter(|command| Some(command) == other.command.as_ref());
        Ok(Risk { setup, ranges, command, tally: self.tally.merge(&other.tally), ..self })
    }

    /// The numbers of the worst paths, worst first, at most sixteen: by what the notes that are not subordinated would
    /// lose without the enhancer, then by what the pool lost.
    pub fn worst(&self, paths: usize) -> Vec<u64> {
        self.tally.worst.iter().take(paths).map(|severity| severity.path.0).collect()
    }

    /// One class of notes; `None` if the deal has none of that name.
    pub fn note(&self, name: &str) -> Option<NoteRisk<'_>> {
        self.notes().find(|note| note.name() == name)
    }

    /// Every class of notes, in the order of the deal.
    pub fn notes(&self) -> impl Iterator<Item = NoteRisk<'_>> {
        (0..self.layout.notes.len()).map(|index| NoteRisk { risk: self, index })
    }

    /// All notes that are not subordinated, together.
    pub fn senior(&self) -> SeniorRisk<'_> {
        SeniorRisk { risk: self }
    }

    /// Every support, in the order in which they are called.
    pub fn supports(&self) -> impl Iterator<Item = SupportRisk<'_>> {
        (0..self.layout.supports.len()).map(|index| SupportRisk { risk: self, index })
    }

    /// The support of a name; `None` if the deal has none of that name.
    pub fn support(&self, name: &str) -> Option<SupportRisk<'_>> {
        self.supports().find(|support| support.name() == name)
    }

    /// The first support, of a deal that usually has one; `None` if nobody stands behind it.
    pub fn enhancer(&self) -> Option<SupportRisk<'_>> {
        self.supports().next()
    }

    /// The servicer.
    pub fn servicer(&self) -> ServicerRisk<'_> {
        ServicerRisk { risk: self }
    }

    /// The originator, if there is one, and it has something at stake beside the loans that it made.
    pub fn originator(&self) -> Option<OriginatorRisk<'_>> {
        self.layout.originator.as_deref().map(|name| OriginatorRisk { risk: self, name })
    }

    /// The pool.
    pub fn pool(&self) -> PoolRisk<'_> {
        PoolRisk { risk: self }
    }

    /// All that was counted, by name, in the order of [`ResolvedDeal::measures`](crate::ResolvedDeal::measures).
    pub fn measures(&self) -> impl Iterator<Item = (&MeasureName, Distribution<'_>)> {
        self.layout.measures.iter().map(|measure| (&measure.name, self.distribution(measure.kind)))
    }

    /// The distribution of a measure by its name, one of [`ResolvedDeal::measures`](crate::ResolvedDeal::measures); `None` if the deal has none of that
    /// name. What happened or not is one or zero.
    pub fn measure(&self, name: impl AsRef<str>) -> Option<Distribution<'_>> {
        let measure = self.layout.measures.iter().find(|measure| measure.name.as_ref() == name.as_ref())?;
        Some(self.distribution(measure.kind))
    }

    /// The distribution of what is counted; of what the deal does not have, nothing.
    pub(super) fn distribution(&self, kind: Kind) -> Distribution<'_> {
        let mut counted = self.layout.measures.iter().zip(&self.tally.amounts);
        let (amounts, per) = match counted.find(|(measure, _)| measure.kind == kind) {
            Some((measure, amounts)) => (amounts, measure.unit.per()),
            None => return self.nothing(),
        };
        Distribution::in_units(amounts, self.tally.paths, per)
    }

    /// The distribution of what is never anything.
    pub(super) fn nothing(&self) -> Distribution<'_> {
        Distribution::in_units(&self.layout.nothing, self.tally.paths, 1.0)
    }
}
