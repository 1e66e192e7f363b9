//! Which firms take part in a pool at the price that they cause, and what that costs the public.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::str::FromStr;

use abs_waterfall::analysis::market::{Market, MarketAnswer, MarketError, MarketTemplate};
use abs_waterfall::deal::{Change, ChangeError, FieldPath};
use abs_waterfall::simulation::Estimate;
use abs_waterfall::{Simulation, report};
use clap::Args;

use super::sweep::values;
use crate::arguments::{Format, FormatArguments, count};
use crate::input;
use crate::output::{self, Failure, Outcome, number};
use crate::watch;

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
    /// Simulates the guarantor's fee in the structure of this deal, with the market's loans in place of its own, instead
    /// of taking the closed form: it has an error then, and what is within two errors of what decides is undecided.
    #[arg(long, value_name = "DEAL")]
    template: Option<PathBuf>,
    /// Whose fee it is: the party that gives the deal's first support, if it is not given.
    #[arg(long, requires = "template")]
    guarantor: Option<String>,
    /// On so many paths of every pool.
    #[arg(long, default_value = "2e4", value_parser = count)]
    paths: u64,
    /// The seed: the same seed gives the same scenarios.
    #[arg(long, default_value_t = Simulation::DEFAULT_SEED)]
    seed: u64,
    /// How many threads; all there are by default. It changes no result.
    #[arg(long)]
    threads: Option<NonZeroUsize>,
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
    let template = template(options)?;
    let run = || match options.axes.is_empty() {
        true => answer(&market, template.as_ref(), options),
        false => sweep(&market, template.as_ref(), options),
    };
    watch::on_threads(options.threads, run)?
}

fn template(options: &Options) -> Result<Option<MarketTemplate>, Failure> {
    let Some(path) = &options.template else { return Ok(None) };
    let template = MarketTemplate::new(input::deal(path, &[])?);
    Ok(Some(match &options.guarantor {
        Some(guarantor) => template.with_guarantor(guarantor),
        None => template,
    }))
}

/// The guarantor's fee for so many firms of each segment.
fn fee(
    market: &Market,
    template: Option<&MarketTemplate>,
    by_segment: &[u32],
    options: &Options,
) -> Result<Estimate, MarketError> {
    match template {
        None => Ok(market.fair_fee(by_segment)),
        Some(template) => {
            let simulation = Simulation::new(options.paths).with_seed(options.seed);
            template.fee(market, by_segment, &simulation)
        }
    }
}

/// How the fee was found, where it is not the closed form.
fn simulated(options: &Options) -> String {
    let told = |template: &PathBuf| {
        let (paths, deal) = (options.paths, template.display());
        format!(
            "\nThe guarantor's fee is simulated on {paths} paths of every pool, in the structure of {deal}.\n"
        )
    };
    report::page(&options.template.as_ref().map(told).unwrap_or_default())
}

fn answer(market: &Market, template: Option<&MarketTemplate>, options: &Options) -> Outcome {
    let answer = market.answer_at(|by_segment| fee(market, template, by_segment, options))?;
    match options.format.format {
        Format::Text => output::print(&(report::market(&answer) + &simulated(options))),
        Format::Json => output::print_json(&answer),
        Format::Csv => output::print_csv(&COLUMNS, [row(&answer)]),
    }
}

fn sweep(market: &Market, template: Option<&MarketTemplate>, options: &Options) -> Outcome {
    let axes: Vec<_> = options.axes.iter().map(|axis| (axis.0.clone(), axis.1.clone())).collect();
    let swept =
        market.sweep_fields_at(&axes, |market, by_segment| fee(market, template, by_segment, options))?;
    match options.format.format {
        Format::Text => output::print(&(report::market_sweep(&swept) + &simulated(options))),
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
