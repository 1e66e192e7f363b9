//! A deal file through correlated default scenarios: who loses how much, how often, and what the enhancer's promise is
//! worth.
//!
//! `cargo run --release --all-features --example simulate -- examples/deals/fujian.toml`

mod support;

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::process::ExitCode;

use abs_waterfall::{ResolvedDeal, Simulation, report};
use clap::Parser;
use support::Outcome;

/// Runs correlated default scenarios through a deal.
#[derive(Parser)]
struct Options {
    /// The deal, a TOML or JSON file.
    deal: PathBuf,
    /// How many default scenarios.
    #[arg(long, default_value = "1e6", value_parser = support::count)]
    paths: u64,
    /// The seed: the same seed gives the same scenarios.
    #[arg(long, default_value_t = Simulation::DEFAULT_SEED)]
    seed: u64,
    /// How many threads; all there are by default. It changes no result.
    #[arg(long)]
    threads: Option<NonZeroUsize>,
    /// Tells the full story of one path of this seed instead.
    #[arg(long, value_name = "NUMBER", value_parser = support::count)]
    replay: Option<u64>,
    /// The result as JSON on standard output.
    #[arg(long)]
    json: bool,
}

fn main() -> ExitCode {
    support::finish(run(&Options::parse()))
}

fn run(options: &Options) -> Outcome<()> {
    let deal = support::read_deal(&options.deal)?;
    let simulation = Simulation::new(options.paths).with_seed(options.seed);
    let text = match options.replay {
        Some(path) => replay(&deal, &simulation, path, options.json)?,
        None => risk(&deal, &simulation, options)?,
    };
    support::print(&text)
}

fn risk(deal: &ResolvedDeal, simulation: &Simulation, options: &Options) -> Outcome<String> {
    let risk = support::simulate(deal, simulation, options.threads)?;
    if options.json {
        eprint!("{}", report::warnings(deal.warnings()));
        return Ok(serde_json::to_string_pretty(&risk.report())? + "\n");
    }
    Ok(format!("{}\n{}", report::deal(deal), report::risk(&risk)))
}

fn replay(deal: &ResolvedDeal, simulation: &Simulation, path: u64, json: bool) -> Outcome<String> {
    let story = deal.replay(simulation, path)?;
    eprint!("{}", report::warnings(deal.warnings()));
    if json {
        return Ok(serde_json::to_string_pretty(&story)? + "\n");
    }
    let head = format!("{}: {}", story.deal, story.origin);
    Ok(format!("{head}\n\n{}\nLedger (yuan)\n{}", report::projection(&story), report::ledger(&story)))
}
