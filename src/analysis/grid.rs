//! A deal under every combination of some changes: what moves an answer, and by how much.

use std::fmt::Display;
use std::ops::{ControlFlow, Range};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;
use thiserror::Error;

use super::question::{Question, QuestionError, Unit};
use super::sweep::{Figure, Sweep, SweepCell};
use crate::deal::{Deal, DealErrors, ResolvedDeal};
use crate::manifest::Manifest;
use crate::projection::ScenarioError;
use crate::simulation::{Estimate, Progress, Risk, Simulation, SimulationError, simulate_each};

/// A deal under every combination of some changes of its terms, and what is asked of each.
///
/// Every cell is simulated on the same paths: with common random numbers, so that two cells differ by what was changed and not
/// by luck. All cells are one job for the current rayon pool. Memory does not grow with their number: of a cell that is done
/// only the answers are kept.
///
/// ```
/// # #[cfg(feature = "files")]
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use abs_waterfall::analysis::Grid;
/// use abs_waterfall::{AssetCorrelation, Deal, Simulation};
/// let deal = Deal::load("examples/deals/fujian.toml")?.resolve()?;
/// let correlations = ["0", "0.2", "0.4"].map(|text| text.parse::<AssetCorrelation>().unwrap_or_default());
/// let sweep = Grid::of(&deal)
///     .vary("correlation", correlations, |deal, correlation| deal.credit.asset_correlation = *correlation)
///     .ask_for("senior short", |risk| risk.senior().loss_without_enhancer().probability_positive().estimate())
///     .run(&Simulation::new(5_000).with_seed(7))?;
/// let short = |correlation| sweep.cell(&[correlation]).map(|cell| cell.estimates[0].value);
/// assert!(short("0.00%") < short("40.00%"));
/// # Ok(())
/// # }
/// # #[cfg(not(feature = "files"))]
/// # fn main() {}
/// ```
#[must_use]
pub struct Grid<'a> {
    pub(super) deal: &'a ResolvedDeal,
    axes: Vec<Axis<'a>>,
    pub(super) asked: Vec<Asked<'a>>,
}

/// One thing that varies.
struct Axis<'a> {
    name: String,
    /// As a person reads them.
    values: Vec<String>,
    /// Changes a deal to the value of this number.
    change: Box<ToValue<'a>>,
}

/// Changes a deal to the value of a number, or says why it cannot.
type ToValue<'a> = dyn Fn(&mut Deal, usize) -> Result<(), String> + Sync + 'a;

/// One thing that is asked of every cell.
pub(super) struct Asked<'a> {
    pub(super) figure: Figure,
    /// In words, where it is.
    pub(super) question: Option<Question>,
    answer: Box<dyn Fn(&Risk) -> Estimate + Sync + 'a>,
}

/// Why a grid gave no answer.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum GridError {
    /// More cells than anybody waits for.
    #[error(
        "the grid has more than {} cells: vary fewer things at once, or in larger steps",
        Grid::MAX_CELLS
    )]
    TooManyCells,
    /// Nothing is asked.
    #[error("nothing is asked of the cells: ask for something")]
    NothingAsked,
    /// A question that the deal has no answer to.
    #[error(transparent)]
    Question(#[from] QuestionError),
    /// A change that cannot be made.
    #[error("{cell}: {message}")]
    Change {
        /// The cell.
        cell: String,
        /// What is wrong.
        message: String,
    },
    /// A deal that does not keep its rules.
    #[error("{cell}: {errors}")]
    Deal {
        /// The cell.
        cell: String,
        /// What is wrong.
        errors: DealErrors,
    },
    /// A scenario that does not fit the deal of a cell.
    #[error("{cell}: {error}")]
    Scenario {
        /// The cell.
        cell: String,
        /// What is wrong.
        error: ScenarioError,
    },
    /// A figure that one scenario says nothing of.
    #[error("one scenario says nothing of `{0}`: ask a simulation, or for something else")]
    NotOfScenarios(String),
    /// A simulation gave no result.
    #[error(transparent)]
    Simulation(#[from] SimulationError),
}

/// The most cells that are resolved at a time: enough for threads not to wait for each other often.
const CELLS_AT_A_TIME: usize = 64;

/// The loans of so many cells are in memory at a time where their pools differ, of one cell at least.
const LOANS_AT_A_TIME: usize = 1_000_000;

impl<'a> Grid<'a> {
    /// The most cells of a grid: at the least number of paths they take minutes, and their answers a few gigabytes.
    pub const MAX_CELLS: usize = 10_000_000;

    /// This deal alone, of which nothing is asked yet: one cell.
    pub fn of(deal: &'a ResolvedDeal) -> Grid<'a> {
        Grid { deal, axes: Vec::new(), asked: Vec::new() }
    }

    /// Varies something: its name, its values, and the change that each makes to the deal. It multiplies the cells; what was
    /// named last varies fastest, and its change is made last.
    pub fn vary<V: Display + Sync + 'a>(
        self,
        name: impl Into<String>,
        values: impl IntoIterator<Item = V>,
        change: impl Fn(&mut Deal, &V) + Sync + 'a,
    ) -> Grid<'a> {
        self.try_vary(name, values, move |deal, value| {
            change(deal, value);
            Ok::<(), String>(())
        })
    }

    /// [`vary`](Grid::vary), where a change may be impossible.
    pub fn try_vary<V: Display + Sync + 'a, E: Display>(
        mut self,
        name: impl Into<String>,
        values: impl IntoIterator<Item = V>,
        change: impl Fn(&mut Deal, &V) -> Result<(), E> + Sync + 'a,
    ) -> Grid<'a> {
        let values: Vec<V> = values.into_iter().collect();
        let words = values.iter().map(ToString::to_string).collect();
        let change = move |deal: &mut Deal, value: usize| {
            change(deal, &values[value]).map_err(|error| error.to_string())
        };
        self.axes.push(Axis { name: name.into(), values: words, change: Box::new(change) });
        self
    }

    /// Asks every cell a question in words.
    ///
    /// # Errors
    /// [`QuestionError`] if the deal has no answer to it.
    pub fn ask(self, question: Question) -> Result<Grid<'a>, QuestionError> {
        question.check(self.deal)?;
        let figure = Figure { name: question.to_string(), unit: question.unit(self.deal) };
        let asked = question.clone();
        Ok(self.with(figure, Some(question), move |risk| asked.ask(risk)))
    }

    /// Asks every cell for a figure of its result.
    pub fn ask_for(
        self,
        name: impl Into<String>,
        answer: impl Fn(&Risk) -> Estimate + Sync + 'a,
    ) -> Grid<'a> {
        self.with(Figure { name: name.into(), unit: Unit::default() }, None, answer)
    }

    fn with(
        mut self,
        figure: Figure,
        question: Option<Question>,
        answer: impl Fn(&Risk) -> Estimate + Sync + 'a,
    ) -> Grid<'a> {
        self.asked.push(Asked { figure, question, answer: Box::new(answer) });
        self
    }

    /// How many cells there are.
    pub fn cells(&self) -> usize {
        self.axes.iter().fold(1, |cells, axis| cells.saturating_mul(axis.values.len()))
    }

    /// How many there are, if that is not too many.
    pub(super) fn checked_cells(&self) -> Result<usize, GridError> {
        Some(self.cells()).filter(|cells| *cells <= Grid::MAX_CELLS).ok_or(GridError::TooManyCells)
    }

    /// Simulates every cell on the current rayon pool.
    ///
    /// # Errors
    /// [`GridError`].
    pub fn run(&self, simulation: &Simulation) -> Result<Sweep, GridError> {
        self.run_watched(simulation, |_| ControlFlow::Continue(()))
    }

    /// [`run`](Grid::run) with a watcher, called after every batch of paths with how many are done over all cells. It can stop
    /// the rest; then the [`Sweep`] has the cells that were begun, each with the number of its paths.
    ///
    /// # Errors
    /// [`GridError`].
    pub fn run_watched(
        &self,
        simulation: &Simulation,
        watch: impl Fn(Progress) -> ControlFlow<()> + Sync,
    ) -> Result<Sweep, GridError> {
        if self.asked.is_empty() {
            return Err(GridError::NothingAsked);
        }
        let cells = self.checked_cells()?;
        let (done, stopped) = (AtomicU64::new(0), AtomicBool::new(false));
        let paths = simulation.paths().saturating_mul(cells as u64);
        let tell = |more: u64| {
            let told = watch(Progress { done: done.fetch_add(more, Ordering::Relaxed) + more, paths });
            if told.is_break() {
                stopped.store(true, Ordering::Relaxed);
            }
            told
        };
        let mut answered = Vec::new();
        let loans = self.deal.definition().pool.loans().len();
        let at_a_time = (LOANS_AT_A_TIME / loans.max(1)).clamp(1, CELLS_AT_A_TIME);
        for start in (0..cells).step_by(at_a_time) {
            answered.extend(self.run_block(start..cells.min(start + at_a_time), simulation, &tell)?);
            if stopped.load(Ordering::Relaxed) {
                break;
            }
        }
        Ok(self.sweep(simulation, answered))
    }

    /// Resolves some cells and simulates them; those that were begun, in order.
    fn run_block(
        &self,
        block: Range<usize>,
        simulation: &Simulation,
        tell: &(dyn Fn(u64) -> ControlFlow<()> + Sync),
    ) -> Result<Vec<SweepCell>, GridError> {
        let deals: Vec<ResolvedDeal> =
            block.clone().into_par_iter().map(|cell| self.resolve(cell)).collect::<Result<_, _>>()?;
        let answers = Mutex::new(vec![None; deals.len()]);
        let finish = |number: usize, risk: &Risk| {
            let estimates = self.asked.iter().map(|asked| (asked.answer)(risk)).collect();
            let cell =
                SweepCell { values: self.values(block.start + number), paths: risk.paths(), estimates };
            answers.lock().unwrap_or_else(PoisonError::into_inner)[number] = Some(cell);
        };
        simulate_each(&deals, simulation, tell, &finish)?;
        Ok(answers.into_inner().unwrap_or_else(PoisonError::into_inner).into_iter().flatten().collect())
    }

    pub(super) fn resolve(&self, cell: usize) -> Result<ResolvedDeal, GridError> {
        let named = || self.name(cell);
        let mut wrong = None;
        let varied = self.deal.varied(|deal| {
            let mut changes = self.axes.iter().zip(self.places(cell));
            wrong = changes.find_map(|(axis, value)| (axis.change)(deal, value).err());
        });
        if let Some(message) = wrong {
            return Err(GridError::Change { cell: named(), message });
        }
        varied.map_err(|errors| GridError::Deal { cell: named(), errors })
    }

    /// By axis, which value a cell has.
    fn places(&self, cell: usize) -> Vec<usize> {
        let mut left = cell;
        let mut places: Vec<usize> = self
            .axes
            .iter()
            .rev()
            .map(|axis| {
                let place = left % axis.values.len();
                left /= axis.values.len();
                place
            })
            .collect();
        places.reverse();
        places
    }

    pub(super) fn values(&self, cell: usize) -> Vec<String> {
        self.axes.iter().zip(self.places(cell)).map(|(axis, value)| axis.values[value].clone()).collect()
    }

    /// Which cell it is, in words.
    pub(super) fn name(&self, cell: usize) -> String {
        let values = self.axes.iter().zip(self.values(cell));
        let words: Vec<String> = values.map(|(axis, value)| format!("{} = {value}", axis.name)).collect();
        if words.is_empty() { "the deal".into() } else { words.join(", ") }
    }

    /// The names of what varies.
    pub(super) fn axes(&self) -> impl Iterator<Item = String> + '_ {
        self.axes.iter().map(|axis| axis.name.clone())
    }

    fn sweep(&self, simulation: &Simulation, cells: Vec<SweepCell>) -> Sweep {
        Sweep {
            manifest: Manifest::of_paths(&self.deal.identity, simulation.seed(), simulation.range()),
            axes: self.axes().collect(),
            asked: self.asked.iter().map(|asked| asked.figure.clone()).collect(),
            cells,
            paths: simulation.paths(),
            cells_asked: self.cells(),
        }
    }
}
