//! What a pooled loan costs a firm beside a bank's, and the subsidy that makes both equal.

use std::path::{Path, PathBuf};

use abs_waterfall::analysis::borrower::{BorrowerAnswer, WrittenBorrowerCase};
use abs_waterfall::deal::Change;
use abs_waterfall::report;
use clap::Args;

use crate::arguments::{Format, FormatArguments};
use crate::input;
use crate::output::{self, Failure, Outcome};

#[derive(Args)]
#[command(after_help = "As CSV, the answer is every dated amount of both loans.")]
pub(crate) struct Options {
    /// The firm's case: a TOML or JSON file, or - for standard input. Files that it names are looked for beside it.
    case: PathBuf,
    /// Changes a field by its path, in the words of the file: pooled.loan.terms.rate=4.5%, firm.revenue=1.2亿. May be given
    /// again; changes are made in order.
    #[arg(long = "set", value_name = "FIELD=VALUE")]
    changes: Vec<Change>,
    #[command(flatten)]
    format: FormatArguments,
}

pub(crate) fn run(options: &Options) -> Outcome {
    let mut case = WrittenBorrowerCase::from_text(&input::text(&options.case)?)?;
    for change in &options.changes {
        change.apply_to(&mut case)?;
    }
    let answer = case.read_in(options.case.parent().unwrap_or(Path::new("")))?.answer()?;
    match options.format.format {
        Format::Text => output::print(&report::borrower(&answer)),
        Format::Json => output::print_json(&answer),
        Format::Csv => flows(&answer),
    }
}

/// Every dated amount, as the firm sees it.
fn flows(of: &BorrowerAnswer) -> Result<(), Failure> {
    let loans = [("pooled", &of.pooled), ("bank", &of.bank)];
    let rows = loans.into_iter().flat_map(|(loan, borrowed)| {
        borrowed.flows.iter().map(move |flow| {
            let (date, item, with) = (flow.date.to_string(), flow.item.to_string(), flow.with.clone());
            [loan.to_string(), date, item, with, flow.amount.to_decimal().to_string()]
        })
    });
    output::print_csv(&["loan", "date", "item", "with", "amount"], rows)
}
