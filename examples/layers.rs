//! Who falls together. Guarantee companies give both layers of these deals, the guarantee of the loans and the shortfall undertaking
//! behind the notes; they do badly when the firms do; and the lender who sells the loans collects on them, and holds what it
//! collects for a while. What does each of that cost the senior holders?
//!
//! `cargo run --release --all-features --example layers`

mod support;

use std::ops::ControlFlow;
use std::process::ExitCode;

use abs_waterfall::analysis::Grid;
use abs_waterfall::credit::CreditQuality;
use abs_waterfall::deal::{Party, Role};
use abs_waterfall::enhancement::SupportKind;
use abs_waterfall::servicing::{Estate, ServicerFailure, Sweeps};
use abs_waterfall::simulation::{Comparison, Estimate};
use abs_waterfall::{Deal, ResolvedDeal, Risk, Simulation};
use clap::Parser;
use support::Outcome;

/// The senior notes with and without what makes everybody behind them fall together.
#[derive(Parser)]
struct Options {
    /// How many default scenarios for each cell.
    #[arg(long, default_value = "400_000", value_parser = support::count)]
    paths: u64,
    /// The seed.
    #[arg(long, default_value_t = Simulation::DEFAULT_SEED)]
    seed: u64,
    /// The grade of the guarantor, of the payer and of the servicer: so low that they are seen to fail.
    #[arg(long, default_value = "BBB")]
    grade: String,
}

const PAYER: &str = "Fujian Credit Enhancement";
const GUARANTOR: &str = "Strait Guarantee";

/// Turns something on or off in a deal.
type Switch = fn(&mut Deal, bool);

/// What can make those behind the notes fall together, or with the pool.
const SWITCHES: [(&str, Switch); 3] =
    [("one company", be_one), ("moves with the pool", move_together), ("commingles", commingle)];

fn main() -> ExitCode {
    support::finish(run(&Options::parse()))
}

/// Every combination, and what each switch costs alone and all of them together.
fn run(options: &Options) -> Outcome<()> {
    let simulation = Simulation::new(options.paths).with_seed(options.seed);
    let apart = apart(&CreditQuality::rating(&options.grade))?;
    support::print(&head(options))?;
    cells(&apart, &simulation)?;
    support::print("\n  What it costs the senior holders, path by path:\n")?;
    let alone = |own: usize| (SWITCHES[own].0, [0, 1, 2].map(|switch| switch == own));
    for (what, on) in [0, 1, 2].map(alone).into_iter().chain([("all of it", [true; 3])]) {
        let together = apart.varied(|deal| switch(deal, on))?;
        let compared = apart.compare(&together, &simulation, |_| ControlFlow::Continue(()))?;
        let more = in_bp(&apart, lost(&compared)?);
        support::print(&format!("    {what:<20} {} bp of the senior notes\n", signed(more)))?;
    }
    Ok(())
}

/// The deal in which everybody is of this quality, and nothing falls together.
fn apart(quality: &CreditQuality) -> Outcome<ResolvedDeal> {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/deals/fujian-guaranteed.toml");
    let mut deal = Deal::load(file)?;
    deal.parties.push(Party::new(GUARANTOR, &[Role::LoanGuarantor]));
    for party in &mut deal.parties {
        party.quality = Some(quality.clone());
    }
    switch(&mut deal, [false; 3]);
    Ok(deal.resolve()?)
}

fn switch(deal: &mut Deal, on: [bool; 3]) {
    SWITCHES.iter().zip(on).for_each(|((_, switch), on)| switch(deal, on));
}

/// The guarantor of the loans is the company behind the notes.
fn be_one(deal: &mut Deal, on: bool) {
    let guarantor = if on { PAYER } else { GUARANTOR };
    let guarantees = |kind| kind == SupportKind::LoanGuarantee;
    deal.supports
        .iter_mut()
        .filter(|support| guarantees(support.kind))
        .for_each(|it| it.by = guarantor.into());
    deal.pool.loans_mut().iter_mut().for_each(|loan| loan.guarantor = guarantor.into());
}

/// Both move with the common factor as firms do, and more.
fn move_together(deal: &mut Deal, on: bool) {
    let correlation = if on { "0.3" } else { "0" }.parse().unwrap_or_default();
    let moving = deal.parties.iter_mut().filter(|party| [PAYER, GUARANTOR].contains(&party.name.as_str()));
    moving.for_each(|party| party.asset_correlation = Some(correlation));
}

/// The servicer hands over on the 22nd what is paid on the 20th, and can fail with it; borrowers pay it for a month more.
fn commingle(deal: &mut Deal, on: bool) {
    let estate = Estate::new("30%".parse().unwrap_or_default(), 12);
    deal.servicing.sweeps = on.then_some(Sweeps::Monthly(22));
    deal.servicing.failure = on.then(|| ServicerFailure::new(30).with_estate(estate));
}

/// Every combination, all on the same paths.
fn cells(apart: &ResolvedDeal, simulation: &Simulation) -> Outcome<()> {
    let amount = apart.definition().notes[0].amount.to_f64();
    let grid = SWITCHES.iter().fold(Grid::of(apart), |grid, (what, switch)| {
        grid.vary(*what, [false, true], |deal, on| switch(deal, *on))
    });
    let sweep = grid
        .ask_for("short, %", |risk| risk.senior().loss().probability_positive().estimate().scaled(100.0))
        .ask_for("mean, bp", move |risk: &Risk| risk.senior().loss().mean().scaled(1e4 / amount))
        .run(simulation)?;
    for cell in &sweep.cells {
        let on: String = cell.values.iter().map(|value| format!("{:>21}", yes(value.as_ref()))).collect();
        let [short, mean] = [&cell.estimates[0], &cell.estimates[1]];
        support::print(&format!("{on}   {:>20} {:>18}\n", format!("{short:.4} %"), format!("{mean:.3}")))?;
    }
    Ok(())
}

fn yes(value: &str) -> &'static str {
    if value == "true" { "yes" } else { "-" }
}

/// How much more the senior notes lose.
fn lost(compared: &Comparison) -> Outcome<Estimate> {
    let found = compared.measures.iter().find(|measure| measure.name.as_ref() == "note senior: loss");
    Ok(found.ok_or("the deal has no note called senior")?.difference)
}

fn in_bp(deal: &ResolvedDeal, loss: Estimate) -> Estimate {
    loss.scaled(1e4 / deal.definition().notes[0].amount.to_f64())
}

fn signed(estimate: Estimate) -> String {
    let Estimate { value, error } = estimate;
    format!("{value:>+9.4} ± {error:.4}")
}

fn head(options: &Options) -> String {
    let Options { grade, paths, .. } = options;
    let switches: String = SWITCHES.iter().map(|(what, _)| format!("{what:>21}")).collect();
    format!(
        "Every loan of Fujian's is guaranteed, and its senior notes have an undertaking. Everybody behind them is rated {grade}, and \
         seen\nover {paths} paths a line: how often the notes are short, and how much they lose.\n\n\
         {switches}   {:>20} {:>18}\n",
        "short", "mean (bp)"
    )
}
