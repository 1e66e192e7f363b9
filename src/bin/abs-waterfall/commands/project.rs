//! One scenario, in full.

use abs_waterfall::{Projection, report};
use clap::Args;

use crate::arguments::{DealArguments, Format, FormatArguments};
use crate::input;
use crate::output::{self, Outcome};
use crate::scenario::ScenarioArguments;

#[derive(Args)]
pub(crate) struct Options {
    #[command(flatten)]
    deal: DealArguments,
    #[command(flatten)]
    scenario: ScenarioArguments,
    /// Shows every transfer.
    #[arg(long)]
    ledger: bool,
    #[command(flatten)]
    format: FormatArguments,
}

pub(crate) fn run(options: &Options) -> Outcome {
    let deal = input::resolved(&options.deal)?;
    let projection = deal.project(&options.scenario.scenario())?;
    if options.format.format == Format::Text {
        let head = format!("{}\nScenario: {}.\n", report::deal(&deal), projection.origin);
        output::print(&head)?;
    } else {
        output::warn(&deal);
    }
    print(&projection, options.format.format, options.ledger)
}

/// Prints a projection: as tables, with every transfer if asked; as JSON; as CSV, a transfer a line.
pub(crate) fn print(projection: &Projection, format: Format, ledger: bool) -> Outcome {
    match format {
        Format::Json => output::print_json(projection),
        Format::Csv => output::print_csv(
            &["number", "on", "from", "to", "amount", "reason"],
            projection.ledger.iter().map(|entry| {
                let (number, on, amount) =
                    (entry.number.to_string(), entry.on.to_string(), entry.amount.to_decimal());
                [number, on, entry.from.clone(), entry.to.clone(), amount.to_string(), entry.reason.clone()]
            }),
        ),
        Format::Text if ledger => output::print(&format!(
            "\n{}\nLedger (yuan)\n{}",
            report::projection(projection),
            report::ledger(projection)
        )),
        Format::Text => output::print(&format!("\n{}", report::projection(projection))),
    }
}
