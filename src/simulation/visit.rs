//! Every path by itself: what each came to, told to a visitor.

use std::ops::Range;

use super::flows::Flows;
use super::measures::{Measure, MeasureName, MeasureValue, Unit};
use super::outcome::Roles;
use super::simulator::Runner;
use super::work::Work;
use super::{Simulation, SimulationError};
use crate::deal::ResolvedDeal;

/// What one path came to, measure by measure: what [`simulate`](ResolvedDeal::simulate) adds up.
#[derive(Clone, Copy, Debug)]
pub struct PathOutcome<'a> {
    measures: &'a [Measure],
    values: &'a [u64],
}

impl<'a> PathOutcome<'a> {
    /// Every measure with its value, in the order of [`ResolvedDeal::measures`], which is the same on every path.
    pub fn values(&self) -> impl Iterator<Item = (&'a MeasureName, MeasureValue)> {
        self.measures.iter().zip(self.values).map(|(measure, value)| (&measure.name, measure.value(*value)))
    }

    /// The value of one measure; `None` if the deal has none of that name.
    pub fn value(&self, name: impl AsRef<str>) -> Option<MeasureValue> {
        let name = name.as_ref();
        self.values().find(|(other, _)| other.as_ref() == name).map(|(_, value)| value)
    }
}

impl ResolvedDeal {
    /// What is counted of every path, in the order of [`PathOutcome::values`].
    pub fn measures(&self) -> Vec<MeasureName> {
        let measures = Measure::all(self, &Roles::of(self));
        measures.into_iter().map(|measure| measure.name).collect()
    }

    /// What a measure of this name is in; `None` if there is none.
    pub(crate) fn measure_unit(&self, name: &str) -> Option<Unit> {
        let measures = Measure::all(self, &Roles::of(self));
        measures.into_iter().find(|measure| measure.name.as_ref() == name).map(|measure| measure.unit)
    }

    /// Runs the paths of `simulation` as [`simulate`](ResolvedDeal::simulate) does, and instead of adding them up tells the
    /// visitor what each came to: its number and its [`PathOutcome`]. The visitor is called once for every path, on which
    /// nothing happens too, from whichever thread ran it and in no order.
    ///
    /// # Errors
    /// [`SimulationError::CashNotConserved`] never, unless the library is wrong.
    ///
    /// ```
    /// # #[cfg(feature = "files")]
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use abs_waterfall::simulation::MeasureValue;
    /// use abs_waterfall::{Deal, Simulation};
    /// use std::sync::Mutex;
    ///
    /// let deal = Deal::load("examples/deals/fujian.toml")?.resolve()?;
    /// let rows = Mutex::new(Vec::new());
    /// deal.visit(&Simulation::new(1_000).with_seed(7), |path, outcome| {
    ///     let row: Vec<MeasureValue> = outcome.values().map(|(_, value)| value).collect();
    ///     rows.lock().unwrap().push((path, row));
    /// })?;
    /// let mut rows = rows.into_inner()?;
    /// rows.sort_by_key(|(path, _)| *path);
    ///
    /// let names = deal.measures();
    /// assert_eq!(names[0].to_string(), "note senior: loss");
    /// assert!(rows.len() == 1_000 && rows.iter().all(|(_, row)| row.len() == names.len()));
    /// # Ok(())
    /// # }
    /// # #[cfg(not(feature = "files"))]
    /// # fn main() {}
    /// ```
    pub fn visit(
        &self,
        simulation: &Simulation,
        visitor: impl Fn(u64, &PathOutcome<'_>) + Sync,
    ) -> Result<(), SimulationError> {
        Work::new(self, simulation).visit(&visitor)
    }
}

/// What is called for every path.
pub(super) type Visitor<'a> = dyn Fn(u64, &PathOutcome<'_>) + Sync + 'a;

/// Runs paths and tells of them.
pub(super) struct Visits<'a> {
    runner: Runner<'a>,
    measures: &'a [Measure],
    flows: Flows,
    /// Space for what is counted of a path, by measure.
    values: Vec<u64>,
    /// What is counted of the path without events.
    usual: Vec<u64>,
}

impl<'a> Visits<'a> {
    /// Nothing told yet.
    pub(super) fn new(runner: Runner<'a>, measures: &'a [Measure]) -> Result<Visits<'a>, SimulationError> {
        let (flows, values) = (runner.flows()?, vec![0; measures.len()]);
        let usual = measures.iter().map(|measure| measure.usual).collect();
        Ok(Visits { runner, measures, flows, values, usual })
    }

    /// Runs these paths and tells of each.
    pub(super) fn run_all(
        &mut self,
        paths: Range<u64>,
        visitor: &Visitor<'_>,
    ) -> Result<(), SimulationError> {
        for path in paths {
            let measures = self.measures;
            visitor(path, &PathOutcome { measures, values: self.run(path)? });
        }
        Ok(())
    }

    /// Runs a path: what is counted of it, by measure.
    pub(super) fn run(&mut self, path: u64) -> Result<&[u64], SimulationError> {
        match self.runner.run(path, &mut self.flows, None)? {
            None => Ok(&self.usual),
            Some(outcome) => {
                outcome.count(&mut self.values);
                Ok(&self.values)
            }
        }
    }
}
