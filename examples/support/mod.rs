//! What the examples share: reading a deal, a pool of threads, a progress bar on a terminal.

#![allow(dead_code)] // Each example uses the part it needs.

use std::error::Error;
use std::ops::ControlFlow;
use std::path::Path;

use abs_waterfall::simulation::{Progress, SimulationError};
use abs_waterfall::{Deal, ResolvedDeal, Risk, Simulation};
use indicatif::{ProgressBar, ProgressStyle};

/// What an example returns.
pub(crate) type Outcome<T> = Result<T, Box<dyn Error>>;

/// Reads and resolves a deal file.
pub(crate) fn read_deal(path: &Path) -> Outcome<ResolvedDeal> {
    Ok(Deal::load(path)?.resolve()?)
}

/// Runs a simulation on as many threads as asked (all there are, if none), with a progress bar if a person watches.
pub(crate) fn simulate(
    deal: &ResolvedDeal,
    simulation: &Simulation,
    threads: Option<usize>,
) -> Outcome<Risk> {
    let style =
        ProgressStyle::with_template("{bar:40} {human_pos} of {human_len} paths, {per_sec}, {eta} left")?;
    // Drawn on standard error, and only on a terminal: standard output is for the result.
    let bar = ProgressBar::new(simulation.paths()).with_style(style);
    let watch = |progress: Progress| {
        bar.set_position(progress.done);
        ControlFlow::Continue(())
    };
    let risk = match threads {
        None => deal.simulate_watched(simulation, watch),
        Some(threads) => on_threads(threads, || deal.simulate_watched(simulation, watch))?,
    };
    bar.finish_and_clear();
    Ok(risk?)
}

/// The library runs on whichever pool calls it; this is one of the caller's own.
fn on_threads(
    threads: usize,
    run: impl FnOnce() -> Result<Risk, SimulationError> + Send,
) -> Outcome<Result<Risk, SimulationError>> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build()?;
    Ok(pool.install(run))
}

/// Errors as the library words them, and not as a debugger would.
pub(crate) fn finish(outcome: Outcome<()>) -> std::process::ExitCode {
    match outcome {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            std::process::ExitCode::FAILURE
        }
    }
}
