//! Work that a person waits for: a progress bar where a person watches, and an end where they have seen enough.

use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use abs_waterfall::analysis::solve::SolveProgress;
use abs_waterfall::simulation::Progress;
use indicatif::{HumanCount, ProgressBar, ProgressState, ProgressStyle};

use crate::output::Failure;

/// Watches some work. Ctrl-C once ends it with what was counted so far; twice ends the program.
pub(crate) struct Watch {
    bar: ProgressBar,
    stopped: Arc<AtomicBool>,
}

impl Watch {
    pub(crate) fn new(paths: u64) -> Result<Watch, Failure> {
        let stopped = Arc::new(AtomicBool::new(false));
        let asked = Arc::clone(&stopped);
        let stop = move || {
            if asked.swap(true, Ordering::Relaxed) {
                std::process::exit(130);
            }
        };
        ctrlc::set_handler(stop).map_err(Failure::told)?;
        // Drawn on standard error, and only on a terminal: standard output is for the result.
        Ok(Watch { bar: ProgressBar::new(paths).with_style(style()?), stopped })
    }

    /// What the library calls after every batch.
    pub(crate) fn watcher(&self) -> impl Fn(Progress) -> ControlFlow<()> + Sync + '_ {
        |progress| {
            self.bar.set_position(progress.done);
            self.go_on()
        }
    }
}

impl Watch {
    /// What the library calls while it solves: the bar is of the evaluations that it will hardly need more than.
    pub(crate) fn solver(&self) -> impl Fn(SolveProgress) -> ControlFlow<()> + Sync + '_ {
        |progress| {
            self.bar.set_length(progress.most * progress.paths.paths);
            self.bar.set_position(progress.done * progress.paths.paths + progress.paths.done);
            self.go_on()
        }
    }

    fn go_on(&self) -> ControlFlow<()> {
        match self.stopped.load(Ordering::Relaxed) {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

/// A bar of bytes read, drawn on a terminal only.
pub(crate) fn of_bytes() -> Result<ProgressBar, Failure> {
    let template = "{bar:40} {bytes} of {total_bytes} of the tape, {eta} left";
    let style = ProgressStyle::with_template(template).map_err(Failure::told)?;
    Ok(ProgressBar::new(0).with_style(style))
}

fn style() -> Result<ProgressStyle, Failure> {
    let template = "{bar:40} {human_pos} of {human_len} paths, {speed} a second, {eta} left";
    let speed = |state: &ProgressState, to: &mut dyn std::fmt::Write| {
        _ = write!(to, "{}", HumanCount(state.per_sec() as u64));
    };
    Ok(ProgressStyle::with_template(template).map_err(Failure::told)?.with_key("speed", speed))
}

/// Runs something on so many threads, on all there are if none are asked for. The library runs on whichever pool calls it.
pub(crate) fn on_threads<T: Send>(
    threads: Option<NonZeroUsize>,
    run: impl FnOnce() -> T + Send,
) -> Result<T, Failure> {
    let Some(threads) = threads else { return Ok(run()) };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.get()).build();
    Ok(pool.map_err(Failure::told)?.install(run))
}
