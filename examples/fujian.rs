//! The benchmark scenario: what Fujian's reply of 2023 leaves open. Its administration wrote that the firms which are
//! willing are mostly the weaker ones, and that every one of the 102 deals done has a AAA company behind it. So: what is
//! that company's promise worth, and what happens when only the weaker firms apply?
//!
//! `cargo run --release --all-features --example fujian`

mod support;

use std::fmt;
use std::process::ExitCode;

use abs_waterfall::analysis::{Grid, Sweep};
use abs_waterfall::credit::{CreditQuality, Recovery};
use abs_waterfall::simulation::{Distribution, Estimate};
use abs_waterfall::{AssetCorrelation, Deal, Probability, ResolvedDeal, Risk, Simulation, report};
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
    let deal = Deal::load(path)?.resolve()?;
    support::print(&report::deal(&deal))?;
    for (recovery, title) in [
        (Recovery::None, "Nothing is recovered from the patents"),
        (deal.definition().credit.recovery, "Patents bring a fifteenth of their appraisal after a year"),
    ] {
        let sweep = sweep(&deal.varied(|deal| deal.credit.recovery = recovery)?, options)?;
        let cells: Vec<Cell> = sweep.cells.iter().map(|cell| Cell::of(&cell.estimates)).collect();
        support::print(&head(title, options.paths))?;
        for (cell, figures) in sweep.cells.iter().zip(&cells) {
            support::print(&format!("{:>6} {:>6} {figures}\n", cell.values[0], cell.values[1]))?;
        }
        support::print(&format!("\n{}\n", meaning(&cells)))?;
    }
    Ok(())
}

/// What the senior notes are short of if nobody makes it up.
fn senior(risk: &Risk) -> Distribution<'_> {
    risk.senior().loss_without_enhancer()
}

/// Every default probability with every correlation, all on the same paths.
fn sweep(deal: &ResolvedDeal, options: &Options) -> Outcome<Sweep> {
    let pds = PDS.map(str::parse::<Probability>).into_iter().collect::<Result<Vec<_>, _>>()?;
    let correlations =
        CORRELATIONS.map(str::parse::<AssetCorrelation>).into_iter().collect::<Result<Vec<_>, _>>()?;
    let amount = deal.definition().notes[0].amount.to_f64();
    let grid = Grid::of(deal)
        .vary("PD", pds, |deal, pd| {
            let quality = CreditQuality::AnnualPd(*pd);
            deal.pool.loans_mut().iter_mut().for_each(|loan| loan.quality = quality.clone());
        })
        .vary("ρ", correlations, |deal, correlation| deal.credit.asset_correlation = *correlation)
        .ask_for("short, %", |risk| senior(risk).probability_positive().estimate().scaled(100.0))
        .ask_for("99.9 %, m", |risk| senior(risk).quantile(0.999).scaled(1e-6))
        .ask_for("mean, bp", move |risk| senior(risk).mean().scaled(1e4 / amount))
        .ask_for("promise, bp", move |risk| {
            let unreimbursed = risk.enhancer().map(|enhancer| enhancer.unreimbursed().mean());
            unreimbursed.unwrap_or(Estimate { value: 0.0, error: 0.0 }).scaled(1e4 / amount)
        });
    Ok(grid.run(&Simulation::new(options.paths).with_seed(options.seed))?)
}

fn head(title: &str, paths: u64) -> String {
    let columns = ["short", "99.9 % (m)", "mean (bp)", "promise (bp)"].map(|column| format!("{column:>18}"));
    format!(
        "\n{title}: what the senior notes are short of if nobody makes it up,\n\
         and what the promise to make it up costs its giver, over {paths} paths a cell\n\n{:>6} {:>6} {}\n",
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
    fn of(asked: &[Estimate]) -> Cell {
        Cell { short: asked[0], tail: asked[1], mean: asked[2], promise: asked[3] }
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
