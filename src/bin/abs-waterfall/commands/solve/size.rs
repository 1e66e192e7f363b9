//! How large notes may be.

use abs_waterfall::Money;
use abs_waterfall::analysis::solve::{Limit, Sizing};
use clap::Args;

use crate::arguments::{DealArguments, FormatArguments, PathArguments};
use crate::input;
use crate::output::Outcome;
use crate::watch::{self, Watch};

#[derive(Args)]
pub(crate) struct Options {
    #[command(flatten)]
    deal: DealArguments,
    /// A note, what is measured of it and the most that may be: senior:loss:0.1%, senior:missed-payment:0.1%,
    /// senior:expected-loss:0.03%. Given again, a note below.
    #[arg(long = "note", value_name = "NOTE:MEASURE:MOST", required = true, value_parser = limit)]
    notes: Vec<Limit>,
    /// The note that has the rest.
    #[arg(long, default_value = "sub")]
    junior: String,
    /// As if nobody stood behind the deal.
    #[arg(long)]
    without_supports: bool,
    /// Amounts are multiples of this.
    #[arg(long)]
    step: Option<Money>,
    #[command(flatten)]
    paths: PathArguments,
    #[command(flatten)]
    format: FormatArguments,
}

/// A limit in words.
pub(super) fn limit(text: &str) -> Result<Limit, String> {
    let parts: Vec<&str> = text.rsplitn(3, ':').collect();
    let [most, measure, note] = parts.as_slice() else {
        return Err("write the note, what is measured and the most that may be, like senior:loss:0.1%".into());
    };
    let measure = measure.parse().map_err(|error: abs_waterfall::UnknownWord| error.to_string())?;
    let most = most.parse().map_err(|error: abs_waterfall::RateError| error.to_string())?;
    Ok(Limit::new(note, measure, most))
}

pub(crate) fn run(options: &Options) -> Outcome {
    let deal = input::resolved(&options.deal)?;
    let mut sizing = options.notes.iter().cloned().fold(Sizing::new(&options.junior), Sizing::with_note);
    if options.without_supports {
        sizing = sizing.without_supports();
    }
    if let Some(step) = options.step {
        sizing = sizing.with_step(step);
    }
    let simulation = options.paths.simulation();
    let watch = Watch::new(simulation.paths())?;
    let run = || deal.size_watched(&sizing, &simulation, watch.solver());
    let sizes = watch::on_threads(options.paths.threads, run)??;
    drop(watch);
    super::answer::print(&sizes, options.format.format)
}
