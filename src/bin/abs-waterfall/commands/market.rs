//! Which firms take part in a pool at the price that they cause, and what that costs the public.

use std::path::PathBuf;
use std::str::FromStr;

use abs_waterfall::analysis::market::{Market, MarketAnswer};
use abs_waterfall::deal::{Change, ChangeError, FieldPath};
use abs_waterfall::report;
use clap::Args;

use super::sweep::values;
use crate::arguments::{Format, FormatArguments};
use crate::input;
use crate::output::{self, Outcome, number};

#[derive(Args)]
pub(crate) struct Options {
    /// The market: a TOML or JSON file, or - for standard input.
    market: PathBuf,
    /// Changes a field by its path, in the words of the file: subsidy.of_face=2%, segments.in need.firms=10. May be given
    /// again; changes are made in order.
    #[arg(long = "set", value_name = "FIELD=VALUE")]
    changes: Vec<Change>,
    /// Varies a field: a list of values, fees.margin=0.3%,0.5%; or from, to and step, subsidy.of_face=0%..4%:0.5%. May be
    /// given again: every combination is a row.
    #[arg(long = "vary", value_name = "FIELD=VALUES")]
    axes: Vec<Axis>,
    #[command(flatten)]
    format: FormatArguments,
}

/// A field, and the values that it takes.
#[derive(Clone)]
struct Axis(FieldPath, Vec<String>);

impl FromStr for Axis {
    type Err = String;

    fn from_str(text: &str) -> Result<Axis, String> {
        let change: Change = text.parse().map_err(|error: ChangeError| error.to_string())?;
        Ok(Axis(change.path().clone(), values(change.value())?))
    }
}

pub(crate) fn run(options: &Options) -> Outcome {
    let mut market = Market::from_text(&input::text(&options.market)?)?;
    for change in &options.changes {
        change.apply_to(&mut market)?;
    }
    if options.axes.is_empty() { answer(&market, options) } else { sweep(&market, options) }
}

fn answer(market: &Market, options: &Options) -> Outcome {
    let answer = market.answer()?;
    match options.format.format {
        Format::Text => output::print(&report::market(&answer)),
        Format::Json => output::print_json(&answer),
        Format::Csv => output::print_csv(&COLUMNS, [row(&answer)]),
    }
}

fn sweep(market: &Market, options: &Options) -> Outcome {
    let axes: Vec<_> = options.axes.iter().map(|axis| (axis.0.clone(), axis.1.clone())).collect();
    let swept = market.sweep_fields::<abs_waterfall::Error>(&axes)?;
    match options.format.format {
        Format::Text => output::print(&report::market_sweep(&swept)),
        Format::Json => output::print_json(&swept),
        Format::Csv => {
            let head: Vec<&str> = swept.axes.iter().map(String::as_str).chain(COLUMNS).collect();
            let rows = swept.cells.iter().map(|cell| cell.values.iter().cloned().chain(row(&cell.answer)));
            output::print_csv(&head, rows)
        }
    }
}

const COLUMNS: [&str; 15] = [
    "outcome",
    "firms",
    "size",
    "default_probability",
    "fee",
    "fee_error",
    "price",
    "price_error",
    "public_cost",
    "per_yuan",
    "per_firm",
    "per_additional",
    "most",
    "short_least",
    "short_most",
];

/// What a market comes to, in columns; nothing where there is no pool.
fn row(of: &MarketAnswer) -> [String; 15] {
    let (pool, cost) = (of.found.pool(), of.cost.as_ref());
    let in_pool = |figure: Option<f64>| figure.map(number).unwrap_or_default();
    let short = cost.and_then(|cost| cost.short);
    [
        of.found.outcome.to_string(),
        pool.map(|pool| pool.firms.to_string()).unwrap_or_default(),
        pool.map(|pool| pool.size.to_decimal().to_string()).unwrap_or_default(),
        in_pool(pool.map(|pool| pool.default_probability)),
        in_pool(pool.map(|pool| pool.fee.value)),
        in_pool(pool.map(|pool| pool.fee.error)),
        in_pool(pool.map(|pool| pool.price.value)),
        in_pool(pool.map(|pool| pool.price.error)),
        in_pool(cost.map(|cost| cost.total)),
        in_pool(cost.map(|cost| cost.per_yuan)),
        in_pool(cost.map(|cost| cost.per_firm)),
        in_pool(cost.and_then(|cost| cost.per_additional)),
        cost.map(|cost| cost.most.to_decimal().to_string()).unwrap_or_default(),
        in_pool(short.map(|short| short.least)),
        in_pool(short.map(|short| short.most)),
    ]
}
