//! A grid of scenarios: every change of the deal under every one of them, exactly.

use rayon::prelude::*;

use super::grid::{Asked, Grid, GridError};
use super::question::Question;
use super::sweep::{Sweep, SweepCell};
use crate::deal::ResolvedDeal;
use crate::manifest::Manifest;
use crate::scenario::Scenario;

impl Grid<'_> {
    /// Projects every cell under each of these scenarios, named as they are: the answers have no error, and count one path. The
    /// scenario varies fastest.
    ///
    /// ```
    /// # #[cfg(feature = "files")]
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use abs_waterfall::analysis::Grid;
    /// use abs_waterfall::scenario::{When, Who};
    /// use abs_waterfall::{Deal, Scenario};
    /// let deal = Deal::load("examples/deals/fujian.toml")?.resolve()?;
    /// let date = When::On("2025-01-20".parse()?);
    /// let largest = (1..=3).map(|n| (n.to_string(), Scenario::no_default().with_default_of(Who::Largest(n), date)));
    /// let sweep = Grid::of(&deal)
    ///     .ask("mean of support Fujian Credit Enhancement: drawn".parse()?)?
    ///     .project("largest", largest)?;
    /// let drawn: Vec<f64> = sweep.cells.iter().map(|cell| cell.estimates[0].value).collect();
    /// assert!(drawn[0] == 1_823_147.07 && drawn[1] > drawn[0] && drawn[2] > drawn[1]);
    /// # Ok(())
    /// # }
    /// # #[cfg(not(feature = "files"))]
    /// # fn main() {}
    /// ```
    ///
    /// # Errors
    /// [`GridError`]: as of a simulation, and where a scenario does not fit a cell or says nothing of what is asked.
    pub fn project(
        &self,
        name: &str,
        scenarios: impl IntoIterator<Item = (String, Scenario)>,
    ) -> Result<Sweep, GridError> {
        if self.asked.is_empty() {
            return Err(GridError::NothingAsked);
        }
        let untold = |asked: &&Asked<'_>| !asked.question.as_ref().is_some_and(Question::is_of_scenarios);
        if let Some(asked) = self.asked.iter().find(untold) {
            return Err(GridError::NotOfScenarios(asked.figure.name.clone()));
        }
        let scenarios: Vec<(String, Scenario)> = scenarios.into_iter().collect();
        let cell = |cell: usize| {
            let deal = self.resolve(cell)?;
            scenarios.iter().map(|(word, scenario)| self.answered(&deal, cell, word, scenario)).collect()
        };
        let cells: Vec<Vec<SweepCell>> =
            (0..self.checked_cells()?).into_par_iter().map(cell).collect::<Result<_, GridError>>()?;
        Ok(Sweep {
            manifest: Manifest::of(&self.deal.identity),
            axes: self.axes().chain([name.to_string()]).collect(),
            asked: self.asked.iter().map(|asked| asked.figure.clone()).collect(),
            cells: cells.into_iter().flatten().collect(),
            paths: 1,
            cells_asked: self.cells().saturating_mul(scenarios.len()),
        })
    }

    /// What a cell answers under a scenario.
    fn answered(
        &self,
        deal: &ResolvedDeal,
        cell: usize,
        word: &str,
        scenario: &Scenario,
    ) -> Result<SweepCell, GridError> {
        let wrong = |error| GridError::Scenario { cell: format!("{}, {word}", self.name(cell)), error };
        let projection = deal.project(scenario).map_err(wrong)?;
        let answer = |asked: &Asked<'_>| {
            let answer = asked.question.as_ref().and_then(|question| question.ask_of(&projection));
            answer.ok_or_else(|| GridError::NotOfScenarios(asked.figure.name.clone()))
        };
        let estimates = self.asked.iter().map(answer).collect::<Result<_, _>>()?;
        let values = self.values(cell).into_iter().chain([word.to_string()]).collect();
        Ok(SweepCell { values, paths: 1, estimates })
    }
}
