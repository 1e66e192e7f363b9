//! A deal under every combination of some changes.

use std::fmt;
use std::str::FromStr;

use abs_waterfall::analysis::solve::Steps;
use abs_waterfall::analysis::{Grid, Question, Sweep};
use abs_waterfall::deal::{Change, ChangeError, FieldPath};
use abs_waterfall::pool::{PoolVariation, VariationProblem};
use abs_waterfall::scenario::StressList;
use abs_waterfall::{Decimal, ResolvedDeal, Scenario, report};
use clap::Args;

use crate::arguments::{DealArguments, Format, FormatArguments, PathArguments};
use crate::input;
use crate::output::{self, Failure, Outcome};
use crate::watch::{self, Watch};

#[derive(Args)]
pub(crate) struct Options {
    #[command(flatten)]
    deal: DealArguments,
    /// Varies a field: a list of values, credit.asset_correlation=0,0.1,0.2; or from, to and step,
    /// pool.loans.*.rate=4%..6%:0.5%. Or the pool: firms=10,19,40, largest=10%,20%, grades=BB:50%,B:50%;B:100%. May be
    /// given again: every combination is a cell.
    #[arg(long = "vary", value_name = "FIELD=VALUES")]
    axes: Vec<Axis>,
    /// A scenario in the words of project --default: then every cell is projected under each and not simulated, so that
    /// paths and seed do not matter. May be given again.
    #[arg(long = "scenario", value_name = "STRESSES")]
    scenarios: Vec<StressList>,
    /// Asks for a figure, like "probability of note senior: loss without support", "99.9% of pool: lost" or "yield of
    /// note sub". May be given again.
    #[arg(long = "ask", value_name = "FIGURE")]
    questions: Vec<Question>,
    #[command(flatten)]
    paths: PathArguments,
    #[command(flatten)]
    format: FormatArguments,
}

/// What varies, and the values that it takes.
#[derive(Clone)]
enum Axis {
    /// A field.
    Field(FieldPath, Vec<String>),
    /// The pool as a whole.
    Pool(String, Vec<VariedPool>),
}

/// A variation of the pool, told by its value alone.
#[derive(Clone)]
struct VariedPool(PoolVariation);

impl fmt::Display for VariedPool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = self.0.to_string();
        f.write_str(words.split_once('=').map_or(&*words, |(_, value)| value))
    }
}

/// The words that name a variation of the pool.
const OF_THE_POOL: [&str; 4] = ["firms", "largest", "firm", "grades"];

impl FromStr for Axis {
    type Err = String;

    fn from_str(text: &str) -> Result<Axis, String> {
        match text.split_once('=') {
            Some((kind, list)) if OF_THE_POOL.contains(&kind) => {
                // A mix of grades has commas of its own.
                let separator = if kind == "grades" { ';' } else { ',' };
                let variation = |value: &str| format!("{kind}={}", value.trim()).parse().map(VariedPool);
                let variations: Result<_, VariationProblem> = list.split(separator).map(variation).collect();
                Ok(Axis::Pool(kind.into(), variations.map_err(|error| error.to_string())?))
            }
            _ => {
                let change: Change = text.parse().map_err(|error: ChangeError| error.to_string())?;
                Ok(Axis::Field(change.path().clone(), values(change.value())?))
            }
        }
    }
}

/// The values of a list, at commas that are in no brackets or quotes; or of a range with a step.
pub(super) fn values(text: &str) -> Result<Vec<String>, String> {
    if let Some((from, rest)) = text.split_once("..").filter(|_| !text.contains('"')) {
        let (to, step) =
            rest.split_once(':').ok_or("write from, to and step like 0..0.4:0.1 or 1%..5%:1%")?;
        return steps(from, to, step);
    }
    let (mut depth, mut quoted) = (0_i32, false);
    let at_comma = |c: char| {
        quoted ^= c == '"';
        depth += i32::from("{[".contains(c)) - i32::from("}]".contains(c));
        c == ',' && depth == 0 && !quoted
    };
    Ok(text.split(at_comma).map(|value| value.trim().to_string()).collect())
}

/// The values of a range, in the unit of the first.
fn steps(from: &str, to: &str, step: &str) -> Result<Vec<String>, String> {
    let unit = if from.trim().ends_with('%') { "%" } else { "" };
    let number = |text: &str| {
        let plain = text.trim().strip_suffix(unit).unwrap_or(text.trim());
        Decimal::from_str_exact(plain).map_err(|_| format!("`{text}` is not a number like {from}"))
    };
    let steps = Steps::new(number(from)?, number(to)?, number(step)?).map_err(|error| error.to_string())?;
    if steps.count() > Grid::MAX_CELLS as u64 {
        let (count, most) = (steps.count(), Grid::MAX_CELLS);
        return Err(format!("these are {count} values, and a sweep has at most {most}: take larger steps"));
    }
    Ok((0..steps.count()).map(|number| format!("{}{unit}", steps.at(number).normalize())).collect())
}

pub(crate) fn run(options: &Options) -> Outcome {
    let deal = input::resolved(&options.deal)?;
    let grid = grid(&deal, options)?;
    let sweep =
        if options.scenarios.is_empty() { simulate(&grid, options)? } else { project(&grid, options)? };
    if options.format.format != Format::Text {
        output::warn(&deal);
        let done = sweep.cells.iter().map(|cell| cell.paths).sum();
        output::note_if_stopped(done, sweep.paths.saturating_mul(sweep.cells_asked as u64));
    }
    match options.format.format {
        Format::Text => output::print(&report::sweep(&sweep)),
        Format::Json => output::print_json(&sweep),
        Format::Csv => output::print(&sweep.to_csv().map_err(Failure::told)?),
    }
}

fn simulate(grid: &Grid<'_>, options: &Options) -> Result<Sweep, Failure> {
    let simulation = options.paths.simulation();
    let watch = Watch::new(simulation.paths().saturating_mul(grid.cells() as u64))?;
    let run = || grid.run_watched(&simulation, watch.watcher());
    Ok(watch::on_threads(options.paths.threads, run)??)
}

fn project(grid: &Grid<'_>, options: &Options) -> Result<Sweep, Failure> {
    let scenario = |list: &StressList| {
        let stresses = list.0.iter().cloned();
        (list.to_string(), stresses.fold(Scenario::no_default(), Scenario::with))
    };
    let run = || grid.project("scenario", options.scenarios.iter().map(scenario));
    Ok(watch::on_threads(options.paths.threads, run)??)
}

fn grid<'a>(deal: &'a ResolvedDeal, options: &'a Options) -> Result<Grid<'a>, Failure> {
    let mut grid = Grid::of(deal);
    for axis in &options.axes {
        grid = match axis {
            Axis::Field(field, values) => {
                grid.try_vary(field.to_string(), values.iter().cloned(), |deal, value| {
                    field.to(value.as_str()).apply(deal)
                })
            }
            Axis::Pool(kind, variations) => {
                grid.try_vary(kind.clone(), variations.iter().cloned(), |deal, variation| {
                    deal.pool = variation.0.apply(&deal.pool)?;
                    Ok::<(), VariationProblem>(())
                })
            }
        };
    }
    let usual = Question::usual(deal).into_iter();
    let questions = match options.questions.as_slice() {
        [] if !options.scenarios.is_empty() => usual.filter(Question::is_of_scenarios).collect(),
        [] => usual.collect(),
        asked => asked.to_vec(),
    };
    for question in questions {
        grid = grid.ask(question)?;
    }
    Ok(grid)
}
