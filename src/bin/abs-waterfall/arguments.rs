//! What several commands are told alike: the deal, the paths, the format.

use std::num::NonZeroUsize;
use std::ops::Range;
use std::path::PathBuf;

use abs_waterfall::deal::Change;
use abs_waterfall::{Decimal, Simulation};
use clap::{Args, ValueEnum};
use rust_decimal::prelude::ToPrimitive;

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
