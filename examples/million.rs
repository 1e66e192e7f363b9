//! A pool of a million micro-loans, from a tape that is made up to what its notes may lose: how long everything takes.
//!
//! `cargo run --release --all-features --example million -- --loans 1e6 --paths 200`

mod support;

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use abs_waterfall::deal::LoadProgress;
use abs_waterfall::{Deal, Money, Risk, Simulation};
use clap::Parser;
use indicatif::{ProgressBar, ProgressStyle};
use rand::SeedableRng;
use rand::rngs::Xoshiro256PlusPlus;
use rand_distr::{Distribution, LogNormal};
use support::Outcome;

/// Makes up a tape of many loans, reads it, and runs default scenarios through a deal on it.
#[derive(Parser)]
struct Options {
    /// How many loans.
    #[arg(long, default_value = "1e6", value_parser = support::count)]
    loans: u64,
    /// How many default scenarios.
    #[arg(long, default_value = "200", value_parser = support::count)]
    paths: u64,
}

/// Three notes that pay every month for three years; the amounts of A, B and the subordinated one are filled in.
const DEAL: &str = "
name = 'Million'
closing = '2024-06-20'
waterfall = [
  'taxes',
  { fees = ['servicing'] },
  { interest = ['A'] }, { interest = ['B'] },
  { principal = ['A'] }, { principal = ['B'] }, { principal = ['sub'] },
  { residual = 'sub' },
]
parties = [{ name = 'Lender', roles = ['originator', 'servicer'] }]
pool = { tape = 'loans.csv' }
servicing = { servicer = 'Lender' }
credit = { asset_correlation = '0.2' }
vat = { rate = '3%', surcharge = '12%' }

[dates]
calculation = { regular = { first = '2024-07-20', every_months = 1, count = 36 } }
distribution = { regular = { first = '2024-07-26', every_months = 1, count = 36 } }

[[fees]]
name = 'servicing'
payee = 'Lender'
amount = { rate = { rate = '0.5%', base = 'pool', day_count = 'act/365f' } }

[[notes]]
name = 'A'
amount = 'AMOUNT-A'
coupon = { rate = '2.5%', day_count = 'act/365f' }
repayment = { pass-through = { maturity = '2027-06-26' } }

[[notes]]
name = 'B'
amount = 'AMOUNT-B'
coupon = { rate = '4%', day_count = 'act/365f' }
repayment = { pass-through = { maturity = '2027-06-26' } }

[[notes]]
name = 'sub'
amount = 'AMOUNT-SUB'
repayment = 'subordinated'
";

const GRADES: [&str; 5] = ["BBB-", "BB+", "BB", "BB-", "B+"];

fn main() -> ExitCode {
    support::finish(run(&Options::parse()))
}

fn run(options: &Options) -> Outcome<()> {
    let folder = Folder::new()?;
    let pool = write_tape(&folder.0.join("loans.csv"), options.loans)?;
    let path = folder.0.join("deal.toml");
    fs::write(&path, deal_text(pool))?;

    let (deal, reading) = timed(|| load(&path))?;
    let (deal, resolving) = timed(|| Ok(deal.resolve()?))?;
    let (_, first) = timed(|| Ok(deal.simulate(&Simulation::new(2))?))?;
    let (risk, all) = timed(|| support::simulate(&deal, &Simulation::new(options.paths), None))?;

    let a_second = options.paths as f64 / all;
    support::print(&format!(
        "{} loans of {pool} yuan\nreading      {reading:8.2} s\nresolving    {resolving:8.2} s\n\
         two paths    {first:8.2} s\n{:<12} {a_second:8.1} a second\n{}",
        options.loans,
        format!("{} paths", options.paths),
        losses(&risk)
    ))
}

/// What a step gives, and how many seconds it takes.
fn timed<T>(step: impl FnOnce() -> Outcome<T>) -> Outcome<(T, f64)> {
    let start = Instant::now();
    let result = step()?;
    Ok((result, start.elapsed().as_secs_f64()))
}

/// Writes level-pay loans over 36 months in five grades, of lognormal size around 80,000 yuan; gives their sum.
fn write_tape(path: &Path, loans: u64) -> Outcome<Money> {
    let mut tape = BufWriter::new(File::create(path)?);
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(1);
    let size = LogNormal::new(80_000_f64.ln(), 0.6)?;
    writeln!(tape, "id,principal,rate,disbursed,first_due,instalments,repayment,interest,rating")?;
    let mut pool = Money::ZERO;
    for (i, grade) in (0..loans).zip(GRADES.iter().cycle()) {
        let yuan: f64 = size.sample(&mut rng);
        let principal = Money::from_fen(100 * (yuan as i64 + 1));
        let yuan = principal.to_decimal();
        writeln!(tape, "L{i:07},{yuan},8%,2024-06-20,2024-07-20,36,level-payment,periodic,{grade}")?;
        pool += principal;
    }
    tape.flush()?;
    Ok(pool)
}

/// The deal on a pool of this size: 85 % A, 8 % B, and the rest subordinated.
fn deal_text(pool: Money) -> String {
    let percent = |share: i64| Money::from_fen(pool.fen() / 100 * share);
    let (a, b) = (percent(85), percent(8));
    let amounts = [("AMOUNT-A", a), ("AMOUNT-B", b), ("AMOUNT-SUB", pool - a - b)];
    let fill =
        |text: String, (name, amount): (&str, Money)| text.replace(name, &amount.to_decimal().to_string());
    amounts.into_iter().fold(DEAL.to_string(), fill)
}

/// Loads the deal with a progress bar if a person watches.
fn load(path: &Path) -> Outcome<Deal> {
    let style = ProgressStyle::with_template("{bar:40} {bytes} of {total_bytes}, {eta} left")?;
    let bar = ProgressBar::new(0).with_style(style);
    let deal = Deal::load_watched(path, |LoadProgress { done, bytes }| {
        bar.set_length(bytes);
        bar.set_position(done);
        ControlFlow::Continue(())
    });
    bar.finish_and_clear();
    Ok(deal?)
}

fn losses(risk: &Risk) -> String {
    let line = |note: abs_waterfall::simulation::NoteRisk<'_>| {
        let probability = note.probability_of_loss().estimate().scaled(100.0);
        format!("{:<12} short of principal or interest with {probability:.2} %\n", note.name())
    };
    risk.notes().map(line).collect()
}

/// A folder of its own, gone when the example ends.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Outcome<Folder> {
        let path = std::env::temp_dir().join(format!("abs-waterfall-million-{}", std::process::id()));
        fs::create_dir_all(&path)?;
        Ok(Folder(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        _ = fs::remove_dir_all(&self.0);
    }
}
