//! Where a figure stops being as wanted while any field of the deal varies.

use std::fmt;
use std::ops::ControlFlow;

use super::error::SolveError;
use super::runs::{Runs, SolveProgress, varied};
use super::search::Search;
use super::solution::Solution;
use crate::analysis::question::Question;
use crate::deal::{FieldPath, ResolvedDeal};
use crate::manifest::Manifest;
use crate::simulation::Simulation;

/// The value of a field at which a figure still is as wanted: the field takes the values of the search, in plain numbers, with
/// rates as fractions of one.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use abs_waterfall::analysis::solve::{FieldSearch, Goal, Search, Steps};
/// use abs_waterfall::{Deal, Simulation};
/// let deal = Deal::load("examples/deals/fujian.toml")?.resolve()?;
/// let correlations = Steps::new("0".parse()?, "0.5".parse()?, "0.1".parse()?)?;
/// let asked = FieldSearch {
///     field: "credit.asset_correlation".parse()?,
///     question: "99% of pool: lost".parse()?,
///     search: Search::new(correlations, Goal::AtMost(40e6)),
/// };
/// let found = deal.solve_field(&asked, &Simulation::new(10_000))?;
/// assert_eq!(found.solution.value(), Some("0.4".parse()?));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct FieldSearch {
    /// The field that varies.
    pub field: FieldPath,
    /// The figure.
    pub question: Question,
    /// The values that the field takes, and what the figure is to be.
    pub search: Search,
}

/// What was found of a field.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct FieldFound {
    /// What made it: the deal is that before any change.
    pub manifest: Manifest,
    /// The field that varied.
    pub field: String,
    /// The figure, in words.
    pub question: String,
    /// What was found, and how sure it is.
    pub solution: Solution,
}

impl ResolvedDeal {
    /// Where a figure stops being as wanted while a field varies, on the same paths at each value.
    ///
    /// # Errors
    /// [`SolveError`] where the deal has no such field or figure, or cannot be run at some value.
    pub fn solve_field(
        &self,
        asked: &FieldSearch,
        simulation: &Simulation,
    ) -> Result<FieldFound, SolveError> {
        self.solve_field_watched(asked, simulation, |_| ControlFlow::Continue(()))
    }

    /// [`solve_field`](ResolvedDeal::solve_field) with a watcher, which can stop it: what was known by then is the result.
    ///
    /// # Errors
    /// [`SolveError`] where the deal has no such field or figure, or cannot be run at some value.
    pub fn solve_field_watched(
        &self,
        asked: &FieldSearch,
        simulation: &Simulation,
        watch: impl Fn(SolveProgress) -> ControlFlow<()> + Sync,
    ) -> Result<FieldFound, SolveError> {
        asked.question.check(self)?;
        let mut runs = Runs::new(watch, asked.search.most_evaluations());
        let solution = asked.search.run_stoppable(|at| {
            let change = asked.field.to(at.normalize().to_string());
            let with = || format!("{} = {at}", asked.field);
            let deal = varied(self, with, |deal| Ok(change.apply(deal)?))?;
            Ok::<_, SolveError>(match runs.simulated(simulation, at, &deal)? {
                ControlFlow::Continue(risk) => ControlFlow::Continue(asked.question.ask(&risk)),
                ControlFlow::Break(()) => ControlFlow::Break(()),
            })
        })?;
        Ok(FieldFound {
            manifest: Manifest::of_paths(&self.identity, simulation.seed(), simulation.range()),
            field: asked.field.to_string(),
            question: asked.question.to_string(),
            solution,
        })
    }
}

/// In a sentence without its full stop.
impl fmt::Display for FieldFound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} for the {}: {}", self.field, self.question, self.solution)
    }
}
