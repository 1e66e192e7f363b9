//! One simulation on four processes: each runs a range and saves its result; one of them is killed, and its range is run again;
//! merged, the results are that of one run, to the bit.
//!
//! `cargo run --release --all-features --example shards -- examples/deals/fujian.toml --paths 1e6`

#[path = "support/mod.rs"]
mod support;

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode};

use abs_waterfall::{Risk, Simulation};
use clap::Parser;
use support::Outcome;

/// One simulation on four processes.
#[derive(Parser)]
struct Options {
    /// The deal, a TOML or JSON file.
    deal: PathBuf,
    /// How many paths.
    #[arg(long, default_value = "200000", value_parser = support::count)]
    paths: u64,
    /// Only runs this range and saves the result, as each of the four processes does.
    #[arg(long, num_args = 2, value_names = ["FROM", "TO"], requires = "save")]
    range: Option<Vec<u64>>,
    /// Where to save it.
    #[arg(long)]
    save: Option<PathBuf>,
}

fn main() -> ExitCode {
    support::finish(run(&Options::parse()))
}

fn run(options: &Options) -> Outcome<()> {
    match (&options.range, &options.save) {
        (Some(range), Some(file)) => run_part(&options.deal, range[0]..range[1], file),
        _ => run_all(options),
    }
}

/// One of the four: a range, saved under another name first, so that there is never half a result.
fn run_part(deal: &Path, range: Range<u64>, file: &Path) -> Outcome<()> {
    let deal = support::read_deal(deal)?;
    let risk = deal.simulate(&Simulation::new(0).with_seed(7).with_range(range))?;
    let command: Vec<String> = std::env::args().skip(1).collect();
    fs::write(file.with_extension("part"), risk.with_command(&command.join(" ")).to_json()?)?;
    Ok(fs::rename(file.with_extension("part"), file)?)
}

/// All four, and what they come to.
fn run_all(options: &Options) -> Outcome<()> {
    let folder = std::env::temp_dir().join(format!("shards-{}", std::process::id()));
    fs::create_dir_all(&folder)?;
    let ranges: Vec<Range<u64>> =
        (0..4).map(|part| options.paths * part / 4..options.paths * (part + 1) / 4).collect();
    let file = |part: usize| folder.join(format!("part-{part}.json"));
    let start = |part: usize| start(&options.deal, &ranges[part], &file(part));
    let mut processes: Vec<Child> = (0..4).map(start).collect::<Outcome<_>>()?;
    processes[2].kill()?;
    for process in &mut processes {
        process.wait()?;
    }
    let mut told = String::new();
    for part in (0..4).filter(|part| !file(*part).exists()) {
        let Range { start: from, end } = &ranges[part];
        told += &format!("Paths {from} to {end} have no result, as their process was killed: run again.\n");
        start(part)?.wait()?;
    }
    let merged = merged((0..4).map(file))?;
    fs::remove_dir_all(&folder)?;
    let whole = support::read_deal(&options.deal)?.simulate(&Simulation::new(options.paths).with_seed(7))?;
    let loss = merged.senior().loss_without_enhancer().probability_positive().estimate().scaled(100.0);
    told +=
        &format!("{} paths: the senior notes are short without support on {loss:.4} %.\n", merged.paths());
    told += &format!("Merged results equal one run: {}.\n", merged == whole);
    support::print(&told)
}

fn start(deal: &Path, range: &Range<u64>, file: &Path) -> Outcome<Child> {
    let mut command = Command::new(std::env::current_exe()?);
    command.arg(deal).args(["--range", &range.start.to_string(), &range.end.to_string()]);
    Ok(command.arg("--save").arg(file).spawn()?)
}

fn merged(files: impl Iterator<Item = PathBuf>) -> Outcome<Risk> {
    let mut merged: Option<Risk> = None;
    for file in files {
        let risk = Risk::from_json(&fs::read_to_string(file)?)?;
        merged = Some(match merged {
            None => risk,
            Some(sum) => sum.merge(&risk)?,
        });
    }
    merged.ok_or_else(|| "there are no results to merge".into())
}
