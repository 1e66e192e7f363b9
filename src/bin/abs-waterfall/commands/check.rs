//! Does a deal keep its rules, and those of exchanges and regulators?

use std::fs;
use std::path::PathBuf;

use abs_waterfall::{deal, report};
use clap::Args;

use crate::arguments::{DealArguments, Format, FormatArguments};
use crate::input;
use crate::output::{self, Failure, Outcome};

#[derive(Args)]
pub(crate) struct Options {
    #[command(flatten)]
    deal: DealArguments,
    /// Ends with 1 where the deal breaks a rule.
    #[arg(long)]
    strict: bool,
    /// Saves the deal with its changes and its loans to a file, as TOML or, by the name of the file, as JSON.
    #[arg(long, value_name = "FILE")]
    save: Option<PathBuf>,
    #[command(flatten)]
    format: FormatArguments,
}

pub(crate) fn run(options: &Options) -> Outcome {
    let deal = input::resolved(&options.deal)?;
    if let Some(path) = &options.save {
        let is_json = path.extension().is_some_and(|kind| kind == "json");
        let text = if is_json { deal.definition().to_json() } else { deal.definition().to_toml() }?;
        fs::write(path, text).map_err(|error| Failure::in_file(path, &error))?;
    }
    let checks = deal.checks();
    match options.format.format {
        Format::Text => output::print(&format!("{}\n{}", report::deal(&deal), report::checks(&deal)))?,
        Format::Json => {
            let warnings: Vec<String> = deal.warnings().iter().map(ToString::to_string).collect();
            let name = &deal.definition().name;
            output::print_json(&serde_json::json!({ "deal": name, "warnings": warnings, "checks": checks }))?;
        }
        Format::Csv => {
            output::warn(&deal);
            output::print_csv(&["rule", "outcome", "place", "found", "source"], checks.iter().map(row))?;
        }
    }
    let is_broken = checks.iter().any(|check| check.outcome == deal::Outcome::Error);
    if options.strict && is_broken { Err(Failure::No) } else { Ok(()) }
}

fn row(check: &deal::Check) -> [String; 5] {
    let (rule, outcome, place) = (check.rule.to_string(), check.outcome.to_string(), check.place.to_string());
    [rule, outcome, place, check.found.clone(), check.citation.to_string()]
}
