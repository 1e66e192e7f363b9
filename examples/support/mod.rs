//! What the examples share: reading a deal, numbers as people write them, a pool of threads, a progress bar.

#![allow(dead_code)] // Each example uses the part it needs.

use std::error::Error;
use std::io::{self, ErrorKind, Write};
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::path::Path;
use std::process::ExitCode;

use abs_waterfall::simulation::{Progress, SimulationError};
use abs_waterfall::{Deal, Decimal, ResolvedDeal, Risk, Simulation};
use indicatif::{HumanCount, ProgressBar, ProgressState, ProgressStyle};
use rust_decimal::prelude::ToPrimitive;

/// What an example returns.
pub(crate) type Outcome<T> = Result<T, Box<dyn Error>>;

/// Reads and resolves a deal file.
pub(crate) fn read_deal(path: &Path) -> Outcome<ResolvedDeal> {
    Ok(Deal::load(path)?.resolve()?)
}

/// A number of paths as people write it: 1500000, 1_500_000, 1,500,000 or 1.5e6.
pub(crate) fn count(text: &str) -> Result<u64, String> {
    let plain: String = text.chars().filter(|c| !matches!(c, '_' | ',')).collect();
    let number = plain.parse().or_else(|_| Decimal::from_scientific(&plain)).ok();
    let whole = number.filter(Decimal::is_integer).and_then(|number| number.to_u64());
    whole.ok_or_else(|| "write a whole number like 1500000, 1_500_000 or 1.5e6".to_string())
}

/// Runs a simulation on as many threads as asked (all there are, if none), with a progress bar if a person watches.
pub(crate) fn simulate(
    deal: &ResolvedDeal,
    simulation: &Simulation,
    threads: Option<NonZeroUsize>,
) -> Outcome<Risk> {
    // Drawn on standard error, and only on a terminal: standard output is for the result.
    let bar = ProgressBar::new(simulation.paths()).with_style(style()?);
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

fn style() -> Outcome<ProgressStyle> {
    let template = "{bar:40} {human_pos} of {human_len} paths, {speed} a second, {eta} left";
    let speed = |state: &ProgressState, to: &mut dyn std::fmt::Write| {
        _ = write!(to, "{}", HumanCount(state.per_sec() as u64));
    };
    Ok(ProgressStyle::with_template(template)?.with_key("speed", speed))
}

/// The library runs on whichever pool calls it; this is one of the caller's own.
fn on_threads(
    threads: NonZeroUsize,
    run: impl FnOnce() -> Result<Risk, SimulationError> + Send,
) -> Outcome<Result<Risk, SimulationError>> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.get()).build()?;
    Ok(pool.install(run))
}

/// Writes to standard output.
pub(crate) fn print(text: &str) -> Outcome<()> {
    Ok(io::stdout().write_all(text.as_bytes())?)
}

/// Errors as the library words them, and not as a debugger would. Who closes the pipe (`| head`) has read enough, and that
/// is no error.
pub(crate) fn finish(outcome: Outcome<()>) -> ExitCode {
    let Err(error) = outcome else { return ExitCode::SUCCESS };
    let closed = |error: &io::Error| error.kind() == ErrorKind::BrokenPipe;
    if error.downcast_ref::<io::Error>().is_some_and(closed) {
        return ExitCode::SUCCESS;
    }
    eprintln!("{error}");
    ExitCode::FAILURE
}
