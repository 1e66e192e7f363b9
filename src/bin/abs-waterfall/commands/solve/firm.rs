//! The largest share of the pool that one firm may owe.

use abs_waterfall::analysis::solve::{LargestFirm, Limit};
use clap::Args;

use super::size;
use crate::arguments::{DealArguments, FormatArguments, PathArguments};
use crate::input;
use crate::output::Outcome;
use crate::watch::{self, Watch};

#[derive(Args)]
pub(crate) struct Options {
    #[command(flatten)]
    deal: DealArguments,
    /// A note, what is measured of it and the most that may be, like senior:loss:0.1%.
    #[arg(long = "note", value_name = "NOTE:MEASURE:MOST", value_parser = size::limit)]
    limit: Limit,
    /// As if nobody stood behind the deal.
    #[arg(long)]
    without_supports: bool,
    #[command(flatten)]
    paths: PathArguments,
    #[command(flatten)]
    format: FormatArguments,
}

pub(crate) fn run(options: &Options) -> Outcome {
    let deal = input::resolved(&options.deal)?;
    let asked = LargestFirm::new(options.limit.clone());
    let asked = if options.without_supports { asked.without_supports() } else { asked };
    let simulation = options.paths.simulation();
    let watch = Watch::new(simulation.paths())?;
    let run = || deal.largest_firm_watched(&asked, &simulation, watch.solver());
    let share = watch::on_threads(options.paths.threads, run)??;
    drop(watch);
    super::answer::print(&share, options.format.format)
}
