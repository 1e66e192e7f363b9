//! A simulation shows its progress, and stops when it is told to.

#[path = "support/pools.rs"]
mod pools;

use std::ops::ControlFlow;
use std::sync::Mutex;

use abs_waterfall::Simulation;
use abs_waterfall::simulation::SimulationError;

#[test]
fn progress_reaches_every_path_once() {
    let deal = pools::three_notes(20).resolve().unwrap();
    let seen = Mutex::new(Vec::new());
    let simulation = Simulation::new(1_050).batch(100);
    deal.simulate_watched(&simulation, |progress| {
        seen.lock().unwrap().push((progress.done, progress.paths));
        ControlFlow::Continue(())
    })
    .unwrap();
    let mut seen = seen.into_inner().unwrap();
    seen.sort_unstable();
    assert_eq!(seen.len(), 11, "once a batch");
    assert_eq!(seen.last(), Some(&(1_050, 1_050)));
}

#[test]
fn it_stops_soon_after_it_is_told_to() {
    let deal = pools::three_notes(20).resolve().unwrap();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build().unwrap();
    let simulation = Simulation::new(u64::MAX).batch(50);
    let stop_at_500 = |progress: abs_waterfall::simulation::Progress| match progress.done {
        0..500 => ControlFlow::Continue(()),
        _ => ControlFlow::Break(()),
    };
    match pool.install(|| deal.simulate_watched(&simulation, stop_at_500)) {
        // Every thread finishes the batch it has.
        Err(SimulationError::Stopped(paths)) => assert!((500..=600).contains(&paths), "{paths}"),
        other => panic!("it went on: {other:?}"),
    }
}

#[test]
fn stopping_at_the_end_is_stopping() {
    let deal = pools::three_notes(20).resolve().unwrap();
    let simulation = Simulation::new(100).batch(100);
    let stopped = deal.simulate_watched(&simulation, |_| ControlFlow::Break(()));
    assert_eq!(stopped.unwrap_err(), SimulationError::Stopped(100));
}

/// A watcher that panics takes its own thread down, and the panic is the caller's; the other threads do not go on for ever.
#[test]
fn a_watcher_that_panics_stops_the_others() {
    let deal = pools::three_notes(20).resolve().unwrap();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build().unwrap();
    let simulation = Simulation::new(u64::MAX).batch(50);
    let panic_at_500 = |progress: abs_waterfall::simulation::Progress| {
        assert!(progress.done < 500, "the watcher's own mistake");
        ControlFlow::Continue(())
    };
    let run = || pool.install(|| deal.simulate_watched(&simulation, panic_at_500));
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(run));
    assert!(panicked.is_err());
}
