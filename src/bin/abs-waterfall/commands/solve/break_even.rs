//! What breaks a class: a default rate of the whole pool, or so many of the largest borrowers.

use abs_waterfall::Rate;
use abs_waterfall::analysis::BreakEven;
use abs_waterfall::scenario::Timing;
use clap::Args;

use crate::arguments::{DealArguments, FormatArguments};
use crate::input;
use crate::output::Outcome;

#[derive(Args)]
pub(crate) struct Options {
    #[command(flatten)]
    deal: DealArguments,
    /// The class.
    #[arg(long, default_value = "senior")]
    note: String,
    /// When defaults of the whole pool come: front, even, back, or shares by month like 20%/30%/50%.
    #[arg(long, default_value_t)]
    timing: Timing,
    /// The default rate that the class should bear; the cushion is what it bears beyond that.
    #[arg(long)]
    target: Option<Rate>,
    /// With those who stand behind the deal; without them, if it is not given.
    #[arg(long)]
    with_supports: bool,
    #[command(flatten)]
    format: FormatArguments,
}

impl Options {
    fn question(&self) -> BreakEven {
        let question = BreakEven::new(&self.note).with_timing(self.timing.clone());
        let question = match self.target {
            Some(target) => question.with_target(target),
            None => question,
        };
        if self.with_supports { question.with_supports() } else { question }
    }
}

pub(crate) fn rate(options: &Options) -> Outcome {
    let deal = input::resolved(&options.deal)?;
    super::answer::print(&deal.break_even_rate(&options.question())?, options.format.format)
}

pub(crate) fn names(options: &Options) -> Outcome {
    let deal = input::resolved(&options.deal)?;
    super::answer::print(&deal.break_even_names(&options.question())?, options.format.format)
}
