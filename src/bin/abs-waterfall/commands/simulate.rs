//! Many scenarios: who loses how much, how often.

use std::fs;
use std::ops::Range;
use std::path::PathBuf;

use abs_waterfall::simulation::{Distribution, Estimate};
use abs_waterfall::{ResolvedDeal, Risk, report};
use clap::Args;

use crate::arguments::{self, DealArguments, Format, FormatArguments, PathArguments};
use crate::input;
use crate::output::{self, Failure, Outcome};
use crate::watch::{self, Watch};

#[derive(Args)]
pub(crate) struct Options {
    #[command(flatten)]
    deal: DealArguments,
    #[command(flatten)]
    paths: PathArguments,
    /// Only these of the paths, to be merged with the rest, like 0..250000.
    #[arg(long, value_name = "FIRST..END", value_parser = arguments::range)]
    range: Option<Range<u64>>,
    /// Saves the result to a file, for merge.
    #[arg(long, value_name = "FILE")]
    save: Option<PathBuf>,
    #[command(flatten)]
    format: FormatArguments,
}

pub(crate) fn run(options: &Options) -> Outcome {
    let deal = input::resolved(&options.deal)?;
    let risk = simulate(&deal, options)?;
    if let Some(path) = &options.save {
        let json = risk.to_json().map_err(Failure::told)?;
        fs::write(path, json).map_err(|error| Failure::in_file(path, &error))?;
    }
    if options.format.format == Format::Text {
        output::print(&(report::deal(&deal) + "\n"))?;
    } else {
        output::warn(&deal);
    }
    print(&risk, options.format.format)
}

fn simulate(deal: &ResolvedDeal, options: &Options) -> Result<Risk, Failure> {
    let all = options.paths.simulation();
    let simulation = match &options.range {
        Some(range) => all.with_range(range.clone()),
        None => all,
    };
    let watch = Watch::new(simulation.paths())?;
    let run = || deal.simulate_watched(&simulation, watch.watcher());
    let risk = watch::on_threads(options.paths.threads, run)??;
    drop(watch);
    output::note_if_stopped(risk.paths(), simulation.paths());
    Ok(risk.with_command(&std::env::args().collect::<Vec<String>>().join(" ")))
}

/// Prints a result: as tables; as JSON; as CSV, a figure a line.
pub(crate) fn print(risk: &Risk, format: Format) -> Outcome {
    match format {
        Format::Text => output::print(&report::risk(risk)),
        Format::Json => output::print_json(&risk.report()),
        Format::Csv => {
            let measures = risk.measures().flat_map(|(name, of)| {
                figures(of)
                    .into_iter()
                    .map(move |(what, estimate)| output::figure(name.as_ref(), what, estimate))
            });
            let notes = risk.notes().flat_map(|note| {
                let figures = [("yield", note.annual_yield()), ("average life", note.average_life())];
                let name = format!("note {}", note.name());
                let known = figures.into_iter().filter_map(|(what, figure)| Some((what, figure?)));
                known.map(move |(what, estimate)| output::figure(&name, what, estimate))
            });
            output::print_csv(&output::FIGURES, measures.chain(notes))
        }
    }
}

fn figures(of: Distribution<'_>) -> Vec<(&'static str, Estimate)> {
    vec![
        ("probability", of.probability_positive().estimate()),
        ("mean", of.mean()),
        ("95%", of.quantile(0.95)),
        ("99%", of.quantile(0.99)),
        ("99.9%", of.quantile(0.999)),
        ("mean above 99.9%", of.mean_above(0.999)),
        ("largest seen", Estimate { value: of.max(), error: f64::INFINITY }),
    ]
}
