//! A deal file through correlated default scenarios: who loses how much, how often, and what the enhancer's promise is
//! worth.
//!
//! `cargo run --release --all-features --example simulate -- examples/deals/fujian.toml`

mod support;

use std::io::Write;
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
    #[arg(long, default_value_t = 1_000_000)]
    paths: u64,
    /// The seed: the same seed gives the same scenarios.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many threads; all there are by default. It changes no result.
    #[arg(long)]
    threads: Option<usize>,
    /// Tells the full story of one path of this seed instead.
    #[arg(long, value_name = "PATH")]
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
    let simulation = Simulation::new(options.paths).seed(options.seed);
    let text = match options.replay {
        Some(path) => replay(&deal, &simulation, path, options.json)?,
        None => risk(&deal, &simulation, options)?,
    };
    Ok(std::io::stdout().write_all(text.as_bytes())?)
}

fn risk(deal: &ResolvedDeal, simulation: &Simulation, options: &Options) -> Outcome<String> {
    let risk = support::simulate(deal, simulation, options.threads)?;
    if options.json {
        return Ok(serde_json::to_string_pretty(&risk.report())? + "\n");
    }
    Ok(format!("{}\n{}", report::deal(deal), report::risk(&risk)))
}

fn replay(deal: &ResolvedDeal, simulation: &Simulation, path: u64, json: bool) -> Outcome<String> {
    let story = deal.replay(simulation, path)?;
    if json {
        return Ok(serde_json::to_string_pretty(&story)? + "\n");
    }
    let head = format!("Path {path} of seed {}", simulation.seed_value());
    Ok(format!("{head}\n\n{}\nLedger (yuan)\n{}", report::projection(&story), report::ledger(&story)))
}
