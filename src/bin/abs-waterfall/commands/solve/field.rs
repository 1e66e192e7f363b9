//! Where any field of the deal stops giving a wanted answer.

use std::ops::ControlFlow;

use abs_waterfall::analysis::Question;
use abs_waterfall::analysis::solve::{Goal, Search, Steps};
use abs_waterfall::deal::FieldPath;
use abs_waterfall::{Decimal, ResolvedDeal, report};
use clap::{ArgGroup, Args};

use crate::arguments::{DealArguments, Format, FormatArguments, PathArguments};
use crate::input;
use crate::output::{self, Failure, Outcome};
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
    options.ask.check(&deal)?;
    let steps = Steps::new(options.from, options.to, options.step).map_err(Failure::told)?;
    let goal = match (options.at_most, options.at_least) {
        (Some(most), _) => Goal::AtMost(most),
        (None, least) => Goal::AtLeast(least.unwrap_or_default()),
    };
    let search = Search::new(steps, goal);
    let watch = Watch::new(search.most_evaluations())?;
    let solve = || {
        search.run_stoppable(|at| {
            watch.step();
            if watch.is_stopped() {
                return Ok(ControlFlow::Break(()));
            }
            evaluate(&deal, options, at).map(ControlFlow::Continue)
        })
    };
    let solution = watch::on_threads(options.paths.threads, solve)??;
    drop(watch);
    match options.format.format {
        Format::Text => {
            let answer = format!("{} for the {}: {solution}.\n", options.field, options.ask);
            output::print(&report::page(&answer))
        }
        other => super::answer::print(&solution, other),
    }
}

/// The figure with the field at a value, on the same paths each time.
fn evaluate(
    deal: &ResolvedDeal,
    options: &Options,
    at: Decimal,
) -> Result<abs_waterfall::simulation::Estimate, Failure> {
    let mut outcome = Ok(());
    let change = options.field.to(at.normalize().to_string());
    let varied = deal.varied(|deal| outcome = change.apply(deal));
    outcome?;
    Ok(options.ask.ask(&varied?.simulate(&options.paths.simulation())?))
}
