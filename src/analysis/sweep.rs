//! The answers of a grid.

use super::question::Unit;
use crate::manifest::Manifest;
use crate::simulation::Estimate;

/// What a [`Grid`](super::Grid) answered, cell by cell.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Sweep {
    /// What made it: the deal is that before any change.
    pub manifest: Manifest,
    /// What varies.
    pub axes: Vec<String>,
    /// What was asked of every cell.
    pub asked: Vec<Figure>,
    /// The cells, the last axis varying fastest. Of a grid that was stopped those that were begun.
    pub cells: Vec<SweepCell>,
    /// How many paths were to be run through each.
    pub paths: u64,
    /// How many cells there were to be.
    pub cells_asked: usize,
}

/// What was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Figure {
    /// What it is called.
    pub name: String,
    /// What it is in.
    pub unit: Unit,
}

/// One cell.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct SweepCell {
    /// By axis, the value that it has.
    pub values: Vec<String>,
    /// How many paths it counts.
    pub paths: u64,
    /// The answers, in the order in which they were asked for.
    pub estimates: Vec<Estimate>,
}

impl Sweep {
    /// The cell of these values; `None` if it is none of the grid, or was not begun before that was stopped.
    pub fn cell(&self, values: &[&str]) -> Option<&SweepCell> {
        self.cells.iter().find(|cell| cell.values == values)
    }

    /// Were all paths of all cells run?
    pub fn is_complete(&self) -> bool {
        self.cells.len() == self.cells_asked && self.cells.iter().all(|cell| cell.paths == self.paths)
    }

    /// The answers as CSV, one a line: the values of its cell, what was asked, the estimate, its standard error (empty where it
    /// is infinite) and the number of paths.
    ///
    /// # Errors
    /// [`csv::Error`] never, as nothing is written to but memory.
    #[cfg(feature = "files")]
    pub fn to_csv(&self) -> Result<String, csv::Error> {
        let mut csv = csv::Writer::from_writer(Vec::new());
        let heads = ["asked", "value", "error", "paths"];
        csv.write_record(self.axes.iter().map(String::as_str).chain(heads))?;
        let finite = |number: f64| if number.is_finite() { number.to_string() } else { String::new() };
        for cell in &self.cells {
            for (asked, estimate) in self.asked.iter().zip(&cell.estimates) {
                let (value, error) = (finite(estimate.value), finite(estimate.error));
                let answer = [asked.name.clone(), value, error, cell.paths.to_string()];
                csv.write_record(cell.values.iter().cloned().chain(answer))?;
            }
        }
        let bytes = csv.into_inner().map_err(|error| csv::Error::from(error.into_error()))?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }
}
