//! Several deals through the same paths, as one job: a thread that finds nothing more to do in one deal goes on with the next.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use super::tally::Tally;
use super::work::{Tell, Work};
use super::{Risk, Simulation, SimulationError};
use crate::deal::ResolvedDeal;

/// Runs the paths of a simulation through every one of these deals, and gives `finish` each result with the number of its deal
/// as soon as all its paths are counted. `tell` hears of every batch, and may stop the rest: then `finish` is given what was
/// counted of the deals that were under way, and nothing of those that were not.
///
/// A thread has one tally at a time. It adds that to the deal's when it leaves the deal; so there are never more tallies than
/// twice the threads, however many deals there are.
///
/// # Errors
/// [`SimulationError`], as of one deal.
pub(crate) fn simulate_each(
    deals: &[ResolvedDeal],
    simulation: &Simulation,
    tell: &Tell<'_>,
    finish: &(dyn Fn(usize, &Risk) + Sync),
) -> Result<(), SimulationError> {
    if simulation.paths() < 2 {
        return Err(SimulationError::TooFewPaths);
    }
    let cells: Vec<Cell<'_>> = deals.iter().map(|deal| Cell::new(deal, simulation)).collect();
    let stopped = AtomicBool::new(false);
    let tell = |paths: u64| match tell(paths) {
        ControlFlow::Continue(()) if !stopped.load(Ordering::Relaxed) => ControlFlow::Continue(()),
        _ => {
            stopped.store(true, Ordering::Relaxed);
            ControlFlow::Break(())
        }
    };
    let worker = |_| {
        let cells = cells.iter().enumerate().take_while(|_| !stopped.load(Ordering::Relaxed));
        for (number, cell) in cells {
            if let Some(whole) = cell.count(simulation, &tell)? {
                finish(number, &cell.work.result(whole));
            }
        }
        Ok(())
    };
    (0..rayon::current_num_threads()).into_par_iter().with_max_len(1).try_for_each(worker)?;
    for (number, cell) in cells.iter().enumerate() {
        if let Some(part) = cell.take() {
            finish(number, &cell.work.result(part));
        }
    }
    Ok(())
}

/// One of the deals: its batches, and what is counted of them so far.
struct Cell<'a> {
    work: Work<'a>,
    counted: Mutex<Option<Tally>>,
}

impl<'a> Cell<'a> {
    fn new(deal: &'a ResolvedDeal, simulation: &'a Simulation) -> Cell<'a> {
        Cell { work: Work::new(deal, simulation), counted: Mutex::new(None) }
    }

    /// Counts on this thread until no batch is left; gives everything if this thread was the last to add to it.
    fn count(&self, simulation: &Simulation, tell: &Tell<'_>) -> Result<Option<Tally>, SimulationError> {
        let Some(own) = self.work.count(tell)? else { return Ok(None) };
        let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        let sum = match counted.take() {
            None => own,
            Some(others) => others.merge(&own),
        };
        if sum.paths == simulation.paths() {
            return Ok(Some(sum));
        }
        *counted = Some(sum);
        Ok(None)
    }

    /// What was counted and given to nobody.
    fn take(&self) -> Option<Tally> {
        self.counted.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

#[cfg(test)]
#[cfg(feature = "files")]
mod tests {
    use std::sync::atomic::AtomicU64;

    use super::*;
    use crate::deal::Deal;

    fn deals() -> Vec<ResolvedDeal> {
        let deal = Deal::load("examples/deals/fujian.toml").unwrap().resolve().unwrap();
        let correlated = |correlation: &str| {
            deal.varied(|deal| deal.credit.asset_correlation = correlation.parse().unwrap()).unwrap()
        };
        ["0", "0.1", "0.2", "0.3", "0.4"].map(correlated).into()
    }

    /// However the threads went from deal to deal.
    #[test]
    fn each_result_is_that_of_a_simulation_of_its_own() {
        let (deals, simulation) = (deals(), Simulation::new(5_000).with_seed(7).with_batch(64));
        for threads in [1, 3] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let results = Mutex::new(vec![None; deals.len()]);
            let finish = |number: usize, risk: &Risk| {
                let earlier = results.lock().unwrap()[number].replace(risk.clone());
                assert!(earlier.is_none(), "deal {number} was finished twice");
            };
            let go_on = |_| ControlFlow::Continue(());
            pool.install(|| simulate_each(&deals, &simulation, &go_on, &finish)).unwrap();
            for (deal, result) in deals.iter().zip(results.into_inner().unwrap()) {
                assert!(result.unwrap() == deal.simulate(&simulation).unwrap());
            }
        }
    }

    #[test]
    fn who_stops_has_what_was_counted_by_then() {
        let (deals, simulation) = (deals(), Simulation::new(1_000).with_batch(100));
        let (done, results) = (AtomicU64::new(0), Mutex::new(Vec::new()));
        let stop = |paths| match done.fetch_add(paths, Ordering::Relaxed) + paths {
            ..1_500 => ControlFlow::Continue(()),
            _ => ControlFlow::Break(()),
        };
        let finish = |number: usize, risk: &Risk| results.lock().unwrap().push((number, risk.paths()));
        let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        one.install(|| simulate_each(&deals, &simulation, &stop, &finish)).unwrap();
        assert_eq!(results.into_inner().unwrap(), [(0, 1_000), (1, 500)]);
    }

    #[test]
    fn one_path_is_too_few() {
        let go_on = |_| ControlFlow::Continue(());
        let outcome = simulate_each(&deals(), &Simulation::new(1), &go_on, &|_, _| ());
        assert_eq!(outcome, Err(SimulationError::TooFewPaths));
    }
}
