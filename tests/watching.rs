//! A simulation shows its progress, and stops when it is told to.

#[path = "support/pools.rs"]
mod pools;

use std::ops::ControlFlow;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use abs_waterfall::simulation::Progress;
use abs_waterfall::{ResolvedDeal, Risk, Simulation};

/// A watcher that stops once so many paths are done.
fn stop_at(paths: u64) -> impl Fn(Progress) -> ControlFlow<()> + Sync {
    move |progress| if progress.done < paths { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
}

fn on_threads<T: Send>(threads: usize, run: impl FnOnce() -> T + Send) -> T {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(run)
}

fn stopped_at(paths: u64, deal: &ResolvedDeal, simulation: &Simulation) -> Risk {
    deal.simulate_watched(simulation, stop_at(paths)).unwrap()
}

#[test]
fn progress_reaches_every_path_once() {
    let deal = pools::three_notes(20).resolve().unwrap();
    let seen = Mutex::new(Vec::new());
    let simulation = Simulation::new(1_050).with_batch(100);
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

/// What was counted is one range from the first path on: on one thread up to the end of the batch after which the watcher
/// stopped it; on more, the others finish the batches they have.
#[test]
fn a_stopped_run_counts_from_the_first_path_on() {
    let deal = pools::three_notes(20).resolve().unwrap();
    let start = 7_000;
    for (threads, batch, stop, fewest, most) in [
        (1, 50, 500, 500, 500),
        (1, 50, 501, 550, 550),
        (1, 1_024, 1, 1_024, 1_024),
        (1, 1, 1, 2, 2),
        (2, 50, 500, 500, 600),
        (7, 30, 300, 300, 510),
    ] {
        let simulation = Simulation::new(0).with_seed(5).with_range(start..u64::MAX).with_batch(batch);
        let risk = on_threads(threads, || stopped_at(stop, &deal, &simulation));
        let (paths, case) =
            (risk.paths(), format!("{threads} threads, batches of {batch}, stopped at {stop}"));
        assert!((fewest..=most).contains(&paths), "{case}: {paths}");
        let counted = start..start + paths;
        assert_eq!(risk.setup().range(), counted, "{case}");
        assert_eq!(risk.ranges(), std::slice::from_ref(&counted), "{case}");
        assert!(!risk.counts_all_of(&simulation), "{case}");
        assert_eq!(risk, deal.simulate(risk.setup()).unwrap(), "{case}");
    }
}

/// Wherever a run of a few paths is stopped, in batches of whatever size, the rest is nothing or can be run, and both
/// together are the whole to the bit.
#[test]
fn the_rest_of_a_stopped_run_completes_it() {
    let deal = pools::three_notes(3).resolve().unwrap();
    for paths in [4, 7] {
        let simulation = Simulation::new(paths).with_seed(5);
        let whole = deal.simulate(&simulation).unwrap();
        for (batch, stop) in (1..=3).flat_map(|batch| (1..=paths).map(move |stop| (batch, stop))) {
            let mut risk = on_threads(1, || stopped_at(stop, &deal, &simulation.clone().with_batch(batch)));
            assert_eq!(risk.counts_all_of(&simulation), risk.paths() == paths);
            if !risk.counts_all_of(&simulation) {
                let rest = simulation.clone().with_range(risk.paths()..paths);
                risk = risk.merge(&deal.simulate(&rest).unwrap()).unwrap();
            }
            assert!(risk.counts_all_of(&simulation));
            assert_eq!(risk, whole, "{paths} paths in batches of {batch}, stopped at {stop}");
        }
    }
}

#[test]
fn a_result_says_which_simulations_it_is_all_of() {
    let deal = pools::three_notes(3).resolve().unwrap();
    let asked = |seed, range| Simulation::new(0).with_seed(seed).with_range(range);
    let middle = deal.simulate(&asked(5, 100..200)).unwrap();
    for (seed, range, all) in [
        (5, 100..200, true),
        (5, 120..150, true),
        (5, 99..200, false),
        (5, 100..201, false),
        (6, 100..200, false),
    ] {
        assert_eq!(middle.counts_all_of(&asked(seed, range.clone())), all, "seed {seed}, {range:?}");
    }
    let apart = middle.merge(&deal.simulate(&asked(5, 300..400)).unwrap()).unwrap();
    assert!(!apart.counts_all_of(&asked(5, 100..400)), "there is a gap");
    assert!(apart.counts_all_of(&asked(5, 300..400)));
}

/// A watcher that panics, here after the tenth batch alone, takes its own thread down, and the panic is the caller's; the
/// other thread stops soon.
#[test]
fn a_watcher_that_panics_stops_the_others() {
    let deal = pools::three_notes(20).resolve().unwrap();
    let (paths, done) = (1_000_000, AtomicU64::new(0));
    let panic_at_500 = |progress: Progress| {
        done.fetch_max(progress.done, Ordering::Relaxed);
        assert!(progress.done != 500, "the watcher's own mistake");
        ControlFlow::Continue(())
    };
    let simulation = Simulation::new(paths).with_batch(50);
    let run = || on_threads(2, || deal.simulate_watched(&simulation, panic_at_500));
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(run));
    assert!(panicked.is_err());
    assert!(done.into_inner() < paths, "it went on to the end");
}
