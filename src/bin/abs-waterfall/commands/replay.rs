//! The full story of one path.

use abs_waterfall::Simulation;
use clap::Args;

use super::project;
use crate::arguments::{self, DealArguments, Format, FormatArguments};
use crate::input;
use crate::output::{self, Outcome};

#[derive(Args)]
pub(crate) struct Options {
    #[command(flatten)]
    deal: DealArguments,
    /// The path's number, such as one of the worst that simulate names.
    #[arg(value_parser = arguments::count)]
    path: u64,
    /// The seed of the simulation.
    #[arg(long, default_value_t = Simulation::DEFAULT_SEED)]
    seed: u64,
    #[command(flatten)]
    format: FormatArguments,
}

pub(crate) fn run(options: &Options) -> Outcome {
    let deal = input::resolved(&options.deal)?;
    let simulation = Simulation::new(options.path.saturating_add(1)).with_seed(options.seed);
    let story = deal.replay(&simulation, options.path)?;
    output::warn(&deal);
    if options.format.format == Format::Text {
        output::print(&format!("{}: {}\n", story.deal, story.origin))?;
    }
    project::print(&story, options.format.format, true)
}
