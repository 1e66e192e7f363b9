//! What a person writes on the command line: the commands, and what several of them share.

use std::num::NonZeroUsize;
use std::ops::Range;
use std::path::PathBuf;

use abs_waterfall::deal::Change;
use abs_waterfall::{Decimal, Simulation};
use clap::{Args, Parser, Subcommand, ValueEnum};
use rust_decimal::prelude::ToPrimitive;

use crate::commands::{check, compare, merge, project, replay, schema, simulate, solve, sweep};

/// Cash flows of asset-backed securities on pools of IP-pledged micro-loans: from the term sheet to what happens to everyone
/// in it, to the fen, with error bars.
#[derive(Parser)]
#[command(name = "abs-waterfall", version, max_term_width = 100)]
pub(crate) struct Program {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Does a deal keep its rules, and those of exchanges and regulators?
    Check(check::Options),
    /// Runs one scenario and keeps everything.
    Project(project::Options),
    /// Runs correlated default scenarios: losses, draws and yields with their errors.
    Simulate(simulate::Options),
    /// Tells the full story of one path of a simulation.
    Replay(replay::Options),
    /// Simulates a deal under every combination of some changes, on the same paths.
    Sweep(sweep::Options),
    /// Which value of a term gives a wanted answer.
    Solve(solve::Options),
    /// How two deals differ, and what that does, on the same paths.
    Compare(compare::Options),
    /// Adds up saved results of parts of one simulation.
    Merge(merge::Options),
    /// The JSON schema of deal files, or the reference of every term.
    Schema(schema::Options),
}

/// A deal, and what to change in it.
#[derive(Args)]
pub(crate) struct DealArguments {
    /// The deal: a TOML or JSON file, or - for standard input.
    pub(crate) deal: PathBuf,
    /// Changes a field by its path, in the words of the file: credit.asset_correlation=0.3,
    /// notes.senior.amount=1.4亿, pool.loans.*.rate=5.5%. May be given again; changes are made in order.
    #[arg(long = "set", value_name = "FIELD=VALUE")]
    pub(crate) changes: Vec<Change>,
}

/// Which paths to run, and on how many threads.
#[derive(Args)]
pub(crate) struct PathArguments {
    /// How many default scenarios.
    #[arg(long, default_value = "1e6", value_parser = count)]
    pub(crate) paths: u64,
    /// The seed: the same seed gives the same scenarios.
    #[arg(long, default_value_t = Simulation::DEFAULT_SEED)]
    pub(crate) seed: u64,
    /// How many threads; all there are by default. It changes no result.
    #[arg(long)]
    pub(crate) threads: Option<NonZeroUsize>,
}

impl PathArguments {
    pub(crate) fn simulation(&self) -> Simulation {
        Simulation::new(self.paths).with_seed(self.seed)
    }
}

/// How a result is written.
#[derive(Args)]
pub(crate) struct FormatArguments {
    /// For people, for programs, or for spreadsheets.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    Text,
    Json,
    Csv,
}

/// A number as people write it: 1500000, 1_500_000, 1,500,000 or 1.5e6.
pub(crate) fn count(text: &str) -> Result<u64, String> {
    let plain: String = text.chars().filter(|c| !matches!(c, '_' | ',')).collect();
    let number = plain.parse().or_else(|_| Decimal::from_scientific(&plain)).ok();
    let whole = number.filter(Decimal::is_integer).and_then(|number| number.to_u64());
    whole.ok_or_else(|| "write a whole number like 1500000, 1_500_000 or 1.5e6".to_string())
}

/// A range of such numbers, the last excluded: 0..250000.
pub(crate) fn range(text: &str) -> Result<Range<u64>, String> {
    let (start, end) =
        text.split_once("..").ok_or("write the first path and the one after the last, like 0..5e5")?;
    Ok(count(start)?..count(end)?)
}
