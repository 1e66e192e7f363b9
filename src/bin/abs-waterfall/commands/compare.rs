//! Two deals beside each other.

use std::path::PathBuf;

use abs_waterfall::deal::Change;
use abs_waterfall::report;
use abs_waterfall::simulation::MeasureDifference;
use clap::Args;

use crate::arguments::{Format, FormatArguments, PathArguments};
use crate::input;
use crate::output::{self, Outcome};
use crate::watch::{self, Watch};

#[derive(Args)]
pub(crate) struct Options {
    /// The first deal: a TOML or JSON file, or - for standard input.
    one: PathBuf,
    /// The other deal; the first with the changes of --set, if it is left out.
    other: Option<PathBuf>,
    /// Changes a field of the other deal by its path, in the words of the file. May be given again.
    #[arg(long = "set", value_name = "FIELD=VALUE")]
    changes: Vec<Change>,
    #[command(flatten)]
    paths: PathArguments,
    #[command(flatten)]
    format: FormatArguments,
}

pub(crate) fn run(options: &Options) -> Outcome {
    let one = input::deal(&options.one, &[])?;
    let mut other = match &options.other {
        Some(other) => input::deal(other, &[])?,
        None => one.clone(),
    };
    for change in &options.changes {
        change.apply(&mut other)?;
    }
    let differences = one.differences(&other);
    let (one, other) = (one.resolve()?, other.resolve()?);
    let simulation = options.paths.simulation();
    let watch = Watch::new(simulation.paths())?;
    let run = || one.compare(&other, &simulation, watch.watcher());
    let comparison = watch::on_threads(options.paths.threads, run)??;
    drop(watch);
    output::note_if_stopped(comparison.paths, simulation.paths());
    match options.format.format {
        Format::Text => {
            let (terms, figures) = (report::differences(&differences), report::comparison(&comparison));
            output::print(&format!("{terms}\n{figures}"))
        }
        Format::Json => output::print_json(&serde_json::json!({
            "terms": differences,
            "figures": comparison,
        })),
        Format::Csv => output::print_csv(
            &["mean of", "one", "error", "other", "error of other", "difference", "error of difference"],
            comparison.measures.iter().map(row),
        ),
    }
}

fn row(of: &MeasureDifference) -> Vec<String> {
    let figures = [of.one, of.other, of.difference];
    let numbers = figures.iter().flat_map(|figure| [figure.value, figure.error]);
    std::iter::once(of.name.to_string()).chain(numbers.map(output::number)).collect()
}
