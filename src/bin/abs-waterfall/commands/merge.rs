//! Parts of one simulation, added up.

use std::path::PathBuf;

use abs_waterfall::Risk;
use clap::Args;

use super::simulate;
use crate::arguments::FormatArguments;
use crate::input;
use crate::output::{Failure, Outcome};

#[derive(Args)]
pub(crate) struct Options {
    /// Results that simulate saved.
    #[arg(required = true)]
    results: Vec<PathBuf>,
    #[command(flatten)]
    format: FormatArguments,
}

pub(crate) fn run(options: &Options) -> Outcome {
    let mut merged: Option<Risk> = None;
    for path in &options.results {
        let in_file = |error: &dyn std::fmt::Display| Failure::told(format!("{}: {error}", path.display()));
        let risk = Risk::from_json(&input::text(path)?).map_err(|error| in_file(&error))?;
        merged = Some(match merged {
            None => risk,
            Some(sum) => sum.merge(&risk).map_err(|error| in_file(&error))?,
        });
    }
    match merged {
        Some(risk) => simulate::print(&risk, options.format.format),
        None => Err(Failure::told("there are no results to merge")),
    }
}
