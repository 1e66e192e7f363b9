//! Where any field of the deal stops giving a wanted answer.

use abs_waterfall::Decimal;
use abs_waterfall::analysis::Question;
use abs_waterfall::analysis::solve::{FieldSearch, Goal, Search, Steps};
use abs_waterfall::deal::FieldPath;
use clap::{ArgGroup, Args};

use crate::arguments::{DealArguments, FormatArguments, PathArguments};
use crate::input;
use crate::output::Outcome;
use crate::watch::{self, Watch};

#[derive(Args)]
#[command(group(ArgGroup::new("goal").required(true).args(["at_most", "at_least"])))]
pub(crate) struct Options {
    #[command(flatten)]
    deal: DealArguments,
    /// The field by its path, like credit.asset_correlation or notes.senior.coupon.rate.
    #[arg(long)]
    field: FieldPath,
    /// From this value: a plain number, rates as fractions of one.
    #[arg(long)]
    from: Decimal,
    /// To this value.
    #[arg(long)]
    to: Decimal,
    /// In steps of this.
    #[arg(long)]
    step: Decimal,
    /// The figure that is asked for, like "probability of note senior: loss without support".
    #[arg(long)]
    ask: Question,
    /// The most that it may be: yuan, or shares as fractions of one.
    #[arg(long)]
    at_most: Option<f64>,
    /// The least that it may be.
    #[arg(long)]
    at_least: Option<f64>,
    #[command(flatten)]
    paths: PathArguments,
    #[command(flatten)]
    format: FormatArguments,
}

pub(crate) fn run(options: &Options) -> Outcome {
    let deal = input::resolved(&options.deal)?;
    let steps = Steps::new(options.from, options.to, options.step)?;
    let goal = match (options.at_most, options.at_least) {
        (Some(most), _) => Goal::AtMost(most),
        (None, least) => Goal::AtLeast(least.unwrap_or_default()),
    };
    let asked = FieldSearch {
        field: options.field.clone(),
        question: options.ask.clone(),
        search: Search::new(steps, goal),
    };
    let simulation = options.paths.simulation();
    let watch = Watch::new(simulation.paths())?;
    let solve = || deal.solve_field_watched(&asked, &simulation, watch.solver());
    let found = watch::on_threads(options.paths.threads, solve)??;
    drop(watch);
    super::answer::print(&found, options.format.format)
}
