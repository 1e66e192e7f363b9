//! The benchmark scenario: what Fujian's reply of 2023 leaves open. Its administration wrote that the firms which are
//! willing are mostly the weaker ones, and that every one of the 102 deals done has a AAA company behind it. So: what is
//! that company's promise worth, and what happens when only the weaker firms apply?
//!
//! `cargo run --release --all-features --example fujian`

mod support;

use std::fmt;
use std::process::ExitCode;

use abs_waterfall::credit::{CreditQuality, Recovery};
use abs_waterfall::simulation::Estimate;
use abs_waterfall::{Deal, Risk, Simulation, report};
use clap::Parser;
use support::Outcome;

/// Default probability against correlation, on the Fujian deal.
#[derive(Parser)]
struct Options {
    /// How many default scenarios for each of the nine cells, twice.
    #[arg(long, default_value = "500_000", value_parser = support::count)]
    paths: u64,
    /// The seed.
    #[arg(long, default_value_t = Simulation::DEFAULT_SEED)]
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
    support::print(&report::deal(&deal.clone().resolve()?))?;
    for (recovery, title) in [
        (Recovery::None, "Nothing is recovered from the patents"),
        (deal.credit.recovery, "Patents bring a fifteenth of their appraisal after a year"),
    ] {
        support::print(&head(title, options.paths))?;
        let mut cells = Vec::new();
        for (pd, correlation) in PDS.iter().flat_map(|pd| CORRELATIONS.map(|correlation| (*pd, correlation)))
        {
            let cell = Cell::of(&cell(&deal, pd, correlation, recovery, options)?)?;
            support::print(&format!("{pd:>4} {correlation:>5} {cell}\n"))?;
            cells.push(cell);
        }
        support::print(&format!("\n{}\n", meaning(&cells)))?;
    }
    Ok(())
}

fn head(title: &str, paths: u64) -> String {
    let columns = ["short", "99.9 % (m)", "mean (bp)", "promise (bp)"].map(|column| format!("{column:>18}"));
    format!(
        "\n{title}: what the senior notes are short of if nobody makes it up,\n\
         and what the promise to make it up costs its giver, over {paths} paths a cell\n\n{:>4} {:>5} {}\n",
        "PD",
        "ρ",
        columns.join(" ")
    )
}

/// What one cell of the table says.
struct Cell {
    /// How often the senior is short without the enhancer, in percent.
    short: Estimate,
    /// The 99.9 % quantile of what it is short of, in millions.
    tail: Estimate,
    /// The mean of that, in basis points of the senior.
    mean: Estimate,
    /// What the enhancer pays and is not repaid on average, in basis points of the senior.
    promise: Estimate,
}

impl Cell {
    fn of(risk: &Risk) -> Outcome<Cell> {
        let senior = risk.note("senior").ok_or("the deal has no senior notes")?;
        let enhancer = risk.enhancer().ok_or("the deal has no enhancer")?;
        let alone = senior.loss_without_enhancer();
        let in_bp = |yuan: Estimate| yuan.scaled(1e4 / senior.amount().to_f64());
        Ok(Cell {
            short: alone.probability_positive().estimate().scaled(100.0),
            tail: alone.quantile(0.999).scaled(1e-6),
            mean: in_bp(alone.mean()),
            promise: in_bp(enhancer.unreimbursed().mean()),
        })
    }
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Cell { short, tail, mean, promise } = self;
        let cells =
            [format!("{short:.2} %"), format!("{tail:.2}"), format!("{mean:.1}"), format!("{promise:.1}")];
        f.write_str(&cells.map(|cell| format!("{cell:>18}")).join(" "))
    }
}

/// The table in sentences: from the best firms to the weakest, and from no correlation to the strongest.
fn meaning(cells: &[Cell]) -> String {
    let last = CORRELATIONS.len() - 1;
    let (strong, weak) = (&cells[last], &cells[cells.len() - 1]);
    let (apart, together) = (&cells[cells.len() - 1 - last], weak);
    format!(
        "If only the weaker firms apply, and {} of them default a year instead of {}, the senior is short {:.1} times as often\n\
         and the promise costs {:.1} times as much ({:.0} bp of the senior instead of {:.0}). Correlation of {} instead of {}\n\
         makes it short {:.2} times as often, and {:.1} times as much once in a thousand.",
        PDS[PDS.len() - 1],
        PDS[0],
        weak.short.value / strong.short.value,
        weak.promise.value / strong.promise.value,
        weak.promise.value,
        strong.promise.value,
        CORRELATIONS[last],
        CORRELATIONS[0],
        together.short.value / apart.short.value,
        together.tail.value / apart.tail.value,
    )
}

/// The deal with every firm of this quality.
fn cell(deal: &Deal, pd: &str, correlation: &str, recovery: Recovery, options: &Options) -> Outcome<Risk> {
    let mut deal = deal.clone();
    deal.credit.asset_correlation = correlation.parse()?;
    deal.credit.recovery = recovery;
    let quality = CreditQuality::AnnualPd(pd.parse()?);
    deal.pool.loans_mut().iter_mut().for_each(|loan| loan.quality = quality.clone());
    support::simulate(&deal.resolve()?, &Simulation::new(options.paths).with_seed(options.seed), None)
}
