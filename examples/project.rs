//! A deal file through one scenario, with every transfer if you like.
//!
//! `cargo run --release --all-features --example project -- examples/deals/fujian.toml --default C01:6`

mod support;

use std::path::PathBuf;
use std::process::ExitCode;

use abs_waterfall::{Date, Scenario, report};
use clap::Parser;
use support::Outcome;

/// Runs one scenario through a deal: nobody defaults but those you name.
#[derive(Parser)]
struct Options {
    /// The deal, a TOML or JSON file.
    deal: PathBuf,
    /// Lets a loan default after so many instalments, like C01:6. May be given again.
    #[arg(long, value_name = "LOAN:INSTALMENTS", value_parser = default)]
    default: Vec<(String, u32)>,
    /// Lets a loan miss the principal of an instalment, but not its interest. May be given again.
    #[arg(long, value_name = "LOAN:INSTALMENTS", value_parser = default)]
    miss_principal: Vec<(String, u32)>,
    /// Lets a party that gives supports fail on a date, like Guarantor:2025-06-26. May be given again.
    #[arg(long, value_name = "PARTY:DATE", value_parser = failure)]
    fails: Vec<(String, Date)>,
    /// As if this party had promised nothing. May be given again.
    #[arg(long, value_name = "PARTY")]
    without: Vec<String>,
    /// As if nobody stood behind the deal.
    #[arg(long)]
    without_supports: bool,
    /// Shows every transfer.
    #[arg(long)]
    ledger: bool,
    /// The result as JSON on standard output.
    #[arg(long)]
    json: bool,
}

fn default(text: &str) -> Result<(String, u32), String> {
    let (loan, after) = text.rsplit_once(':').ok_or("write the loan and its paid instalments like C01:6")?;
    let after = after.parse().map_err(|_| format!("`{after}` is not a number of instalments"))?;
    Ok((loan.into(), after))
}

fn failure(text: &str) -> Result<(String, Date), String> {
    let (party, on) = text.rsplit_once(':').ok_or("write the party and the day like Guarantor:2025-06-26")?;
    Ok((party.into(), on.parse().map_err(|_| format!("`{on}` is not a date"))?))
}

fn main() -> ExitCode {
    support::finish(run(&Options::parse()))
}

fn run(options: &Options) -> Outcome<()> {
    let deal = support::read_deal(&options.deal)?;
    let scenario = scenario(options);
    let projection = deal.project(&scenario)?;
    let text = if options.json {
        eprint!("{}", report::warnings(deal.warnings()));
        serde_json::to_string_pretty(&projection)? + "\n"
    } else {
        let ledger = if options.ledger {
            format!("\nLedger (yuan)\n{}", report::ledger(&projection))
        } else {
            String::new()
        };
        let asked = format!("Scenario: {}.\n", projection.origin);
        format!("{}\n{asked}\n{}{ledger}", report::deal(&deal), report::projection(&projection))
    };
    support::print(&text)
}

fn scenario(options: &Options) -> Scenario {
    let mut scenario = Scenario::no_default();
    for (loan, after) in &options.default {
        scenario = scenario.with_default(loan, *after);
    }
    for (loan, after) in &options.miss_principal {
        scenario = scenario.with_missed_principal(loan, *after);
    }
    for (party, on) in &options.fails {
        scenario = scenario.with_failure(party, *on);
    }
    for party in &options.without {
        scenario = scenario.without_supports_of(party);
    }
    if options.without_supports { scenario.without_supports() } else { scenario }
}
