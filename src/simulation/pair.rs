//! Two deals on the same paths: what one comes to more than the other, with the error of that difference.

use std::ops::{ControlFlow, Range};

use super::measures::{Measure, MeasureName, Unit};
use super::moments::Deviations;
use super::visit::Visits;
use super::work::{Tell, Work};
use super::{Estimate, Progress, Simulation, SimulationError};
use crate::deal::{DealErrors, ResolvedDeal};
use crate::manifest::Manifest;

/// What two deals come to on the same paths.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Comparison {
    /// What made the first: its deal, the seed, the paths.
    pub one: Manifest,
    /// What made the other.
    pub other: Manifest,
    /// How many paths were run.
    pub paths: u64,
    /// The means of what is counted of both, in the order of the first.
    pub measures: Vec<MeasureDifference>,
}

/// The means of one measure of two deals. Amounts are in yuan; what happened or not is a probability.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct MeasureDifference {
    /// What it is called.
    pub name: MeasureName,
    /// What it is in.
    pub unit: Unit,
    /// Of the first deal.
    pub one: Estimate,
    /// Of the other.
    pub other: Estimate,
    /// The other less the first. Its error is that of the differences on the single paths: what both have in common is no part
    /// of it, so it is smaller than those of the two.
    pub difference: Estimate,
}

impl ResolvedDeal {
    /// Runs both deals through the same paths, and tells them apart by what is counted of both. The companies of the other deal
    /// are taken by their names in the [namespace](field@crate::Deal::namespace) of this one, so that a firm that is in both
    /// defaults in both.
    ///
    /// ```
    /// # #[cfg(feature = "files")]
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use abs_waterfall::{Deal, Simulation};
    /// let deal = Deal::load("examples/deals/fujian.toml")?.resolve()?;
    /// let dearer = deal.varied(|deal| deal.notes[0].amount = abs_waterfall::Money::from_yuan(145_000_000))?;
    /// let comparison = deal.compare(&dearer, &Simulation::new(10_000), |_| std::ops::ControlFlow::Continue(()))?;
    /// let lost = comparison.measures.iter().find(|measure| measure.name.as_ref() == "pool: lost");
    /// assert!(lost.is_some_and(|lost| lost.difference.value == 0.0), "the same firms default");
    /// # Ok(())
    /// # }
    /// # #[cfg(not(feature = "files"))]
    /// # fn main() {}
    /// ```
    ///
    /// # Errors
    /// [`CompareError`] where the other deal does not resolve in this namespace, or with fewer than two paths.
    pub fn compare(
        &self,
        other: &ResolvedDeal,
        simulation: &Simulation,
        watch: impl Fn(Progress) -> ControlFlow<()> + Sync,
    ) -> Result<Comparison, CompareError> {
        let definition = self.definition();
        let namespace = definition.namespace.clone().unwrap_or_else(|| definition.name.clone());
        let other = other.varied(|deal| deal.namespace = Some(namespace))?;
        let (own, others) = (Work::new(self, simulation), Work::new(&other, simulation));
        let pairs = pairs(&own.measures, &others.measures);
        let counted = count(&own, &others, &pairs, &watch)?;
        let measures =
            counted.sums.iter().zip(&pairs).map(|(sums, pair)| sums.difference(pair, counted.paths));
        let start = simulation.range().start;
        let range = || start..start + counted.paths;
        let manifest = |deal: &ResolvedDeal| Manifest::of_paths(&deal.identity, simulation.seed(), range());
        Ok(Comparison {
            one: manifest(self),
            other: manifest(&other),
            paths: counted.paths,
            measures: measures.collect(),
        })
    }
}

/// Why two deals are not compared.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
#[non_exhaustive]
pub enum CompareError {
    /// The other deal does not keep its rules in the namespace of the first.
    Deal(#[from] DealErrors),
    /// The simulation gave no result.
    Simulation(#[from] SimulationError),
}

/// A measure of both deals, and where it stands among those of each.
struct Pair<'a> {
    one: (usize, &'a Measure),
    other: (usize, &'a Measure),
}

/// The measures that both deals have.
fn pairs<'a>(own: &'a [Measure], others: &'a [Measure]) -> Vec<Pair<'a>> {
    let of_both = |(i, measure): (usize, &'a Measure)| {
        let is_it = |other: &Measure| other.name == measure.name && other.unit == measure.unit;
        let at = others.iter().position(is_it)?;
        Some(Pair { one: (i, measure), other: (at, &others[at]) })
    };
    own.iter().enumerate().filter_map(of_both).collect()
}

/// What is counted, by pair.
struct Counted {
    paths: u64,
    sums: Vec<Sums>,
}

/// One pair over paths.
#[derive(Clone, Default)]
struct Sums {
    one: Deviations,
    other: Deviations,
    /// The other against the first.
    difference: Deviations,
}

fn count(
    own: &Work<'_>,
    others: &Work<'_>,
    pairs: &[Pair<'_>],
    watch: &(dyn Fn(Progress) -> ControlFlow<()> + Sync),
) -> Result<Counted, SimulationError> {
    let make = || {
        let (one, other) = (visits(own)?, visits(others)?);
        Ok((one, other, Counted { paths: 0, sums: vec![Sums::default(); pairs.len()] }))
    };
    let run = |(one, other, counted): &mut (Visits<'_>, Visits<'_>, Counted), paths: Range<u64>| {
        counted.paths += paths.end - paths.start;
        for path in paths {
            let (values, others) = (one.run(path)?, other.run(path)?);
            for (sums, pair) in counted.sums.iter_mut().zip(pairs) {
                sums.add(pair, values[pair.one.0], others[pair.other.0]);
            }
        }
        Ok(())
    };
    let take = |tell: &Tell<'_>| Ok(own.take_batches(make, run, tell)?.map(|(.., counted)| counted));
    own.fold(watch, take, |sum, other| sum.merge(&other))
}

fn visits<'a>(work: &'a Work<'_>) -> Result<Visits<'a>, SimulationError> {
    Visits::new(work.runner(), &work.measures)
}

impl Counted {
    fn merge(mut self, other: &Counted) -> Counted {
        self.paths += other.paths;
        for (sums, others) in self.sums.iter_mut().zip(&other.sums) {
            sums.one.merge(&others.one);
            sums.other.merge(&others.other);
            sums.difference.merge(&others.difference);
        }
        self
    }
}

impl Sums {
    #[inline]
    fn add(&mut self, pair: &Pair<'_>, one: u64, other: u64) {
        self.one.add(one, pair.one.1.usual, 1);
        self.other.add(other, pair.other.1.usual, 1);
        self.difference.add(other, one, 1);
    }

    fn difference(&self, pair: &Pair<'_>, paths: u64) -> MeasureDifference {
        let (one, other) = (pair.one.1, pair.other.1);
        let per = one.unit.per() * paths as f64;
        let mean = |deviations: &Deviations, measure: &Measure| {
            let above = measure.most.max(measure.usual) - measure.usual;
            let value = deviations.sum() as f64 + measure.usual as f64 * paths as f64;
            let error = deviations.error_of_sum(paths, measure.usual, above);
            Estimate { value: value / per, error: error / per }
        };
        let error = self.difference.error_of_sum(paths, one.most, other.most);
        MeasureDifference {
            name: one.name.clone(),
            unit: one.unit,
            one: mean(&self.one, one),
            other: mean(&self.other, other),
            difference: Estimate { value: self.difference.sum() as f64 / per, error: error / per },
        }
    }
}
