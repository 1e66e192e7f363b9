//! The benchmark scenario: what Fujian's reply of 2023 leaves open. Its administration wrote that the firms which are
//! willing are mostly the weaker ones, and that every one of the 102 deals done has a AAA company behind it. So: what is
//! that company's promise worth, and what happens when only the weaker firms apply?
//!
//! `cargo run --release --all-features --example fujian`

mod support;

use std::process::ExitCode;

use abs_waterfall::credit::Recovery;
use abs_waterfall::deal::Pool;
use abs_waterfall::pool::CreditQuality;
use abs_waterfall::simulation::Estimate;
use abs_waterfall::{Deal, Risk, Simulation};
use clap::Parser;
use support::Outcome;

/// Default probability against correlation, on the Fujian deal.
#[derive(Parser)]
struct Options {
    /// How many default scenarios for each of the nine cells, twice.
    #[arg(long, default_value_t = 500_000)]
    paths: u64,
    /// The seed.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

const PDS: [&str; 3] = ["1%", "3%", "5%"];
const CORRELATIONS: [&str; 3] = ["0", "0.1", "0.2"];

fn main() -> ExitCode {
    support::finish(run(&Options::parse()))
}

fn run(options: &Options) -> Outcome<()> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/deals/fujian.toml");
    let deal = Deal::load(path)?;
    println!("{}: 19 loans, 150 m, senior 142.5 m, sub 7.5 m; {} paths a cell\n", deal.name, options.paths);
    for (recovery, title) in [
        (Recovery::None, "Nothing is recovered from the patents"),
        (deal.credit.recovery, "Patents bring a fifteenth of their appraisal after a year"),
    ] {
        println!(
            "{title}: the senior's shortfall if nobody made it up, and what the AAA company's promise costs it\n"
        );
        println!(
            "{:>4} {:>5} {:>18} {:>20} {:>20} {:>22}",
            "PD", "ρ", "shortfall", "99.9 % (m)", "mean (bp)", "promise (bp)"
        );
        for pd in PDS {
            for correlation in CORRELATIONS {
                let risk = cell(&deal, pd, correlation, recovery, options)?;
                print_row(pd, correlation, &risk)?;
            }
        }
        println!();
    }
    println!(
        "A rise of the default probability from 1 % to 5 %, which is what it means when only the weaker firms apply, makes\n\
         the shortfall several times as frequent; correlation leaves its frequency alone and lengthens its tail. A sub of\n\
         5 % does not carry one default of the largest loan (13 % of the pool): the enhancer is the rating."
    );
    Ok(())
}

/// The deal with every firm of this quality.
fn cell(deal: &Deal, pd: &str, correlation: &str, recovery: Recovery, options: &Options) -> Outcome<Risk> {
    let mut deal = deal.clone();
    deal.credit.asset_correlation = correlation.parse()?;
    deal.credit.recovery = recovery;
    let quality = CreditQuality::AnnualPd(pd.parse()?);
    if let Pool::Loans(loans) = &mut deal.pool {
        loans.iter_mut().for_each(|loan| loan.quality = quality.clone());
    }
    support::simulate(&deal.resolve()?, &Simulation::new(options.paths).seed(options.seed), None)
}

fn print_row(pd: &str, correlation: &str, risk: &Risk) -> Outcome<()> {
    let senior = risk.note("senior").ok_or("the deal has no senior notes")?;
    let enhancer = risk.enhancer().ok_or("the deal has no enhancer")?;
    let alone = senior.loss_without_enhancer();
    let bp = |yuan: Estimate| yuan.scaled(1e4 / senior.amount().to_f64());
    let (frequency, tail) =
        (alone.probability_positive().estimate().scaled(100.0), alone.quantile(0.999).scaled(1e-6));
    println!(
        "{pd:>4} {correlation:>5} {:>18} {:>20} {:>20} {:>22}",
        format!("{frequency:.2} %"),
        format!("{tail:.2}"),
        format!("{:.1}", bp(alone.mean())),
        format!("{:.1}", bp(enhancer.unreimbursed().mean())),
    );
    Ok(())
}
