//! The coupon, fee or loan rate at which a class still has its yield.

use abs_waterfall::analysis::solve::{PricedTerm, Pricing, Yield};
use abs_waterfall::{Rate, Scenario};
use clap::Args;

use crate::arguments::{DealArguments, FormatArguments, PathArguments};
use crate::input;
use crate::output::Outcome;
use crate::watch::{self, Watch};

#[derive(Args)]
pub(crate) struct Options {
    #[command(flatten)]
    deal: DealArguments,
    /// What is solved for: coupon=NOTE, fee=FEE or loan-rate.
    #[arg(long, value_parser = term)]
    term: PricedTerm,
    /// The class that is to have the yield.
    #[arg(long, default_value = "sub")]
    note: String,
    /// The least that its yield may be, effective a year.
    #[arg(long = "yield", value_name = "RATE")]
    at_least: Rate,
    /// The yield of the expected cash flows of a simulation; that of the base case, if it is not given.
    #[arg(long)]
    expected: bool,
    #[command(flatten)]
    paths: PathArguments,
    #[command(flatten)]
    format: FormatArguments,
}

fn term(text: &str) -> Result<PricedTerm, String> {
    match text.split_once('=') {
        Some(("coupon", note)) => Ok(PricedTerm::Coupon(note.into())),
        Some(("fee", fee)) => Ok(PricedTerm::FeeRate(fee.into())),
        None if text == "loan-rate" => Ok(PricedTerm::LoanRate),
        _ => Err("write coupon=NOTE, fee=FEE or loan-rate".into()),
    }
}

pub(crate) fn run(options: &Options) -> Outcome {
    let deal = input::resolved(&options.deal)?;
    let simulation = options.paths.simulation();
    let basis = match options.expected {
        true => Yield::Expected(simulation.clone()),
        false => Yield::Under(Scenario::no_default()),
    };
    let pricing = Pricing::new(options.term.clone(), &options.note, options.at_least, basis);
    let watch = Watch::new(simulation.paths())?;
    let priced = watch::on_threads(options.paths.threads, || deal.price_watched(&pricing, watch.solver()))??;
    drop(watch);
    super::answer::print(&priced, options.format.format)
}
