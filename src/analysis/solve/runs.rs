//! Runs of a deal with one of its terms changed, each on the same paths, watched.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};

use rust_decimal::Decimal;

use super::error::SolveError;
use crate::credit::Latent;
use crate::deal::{Deal, ResolvedDeal};
use crate::projection::Projection;
use crate::scenario::Scenario;
use crate::simulation::{Progress, Risk, Simulation};

/// How far a question has come.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct SolveProgress {
    /// The value that is looked at: an amount in yuan, or a rate or share as a fraction of one.
    pub at: Decimal,
    /// How many were looked at before it.
    pub done: u64,
    /// How many there will hardly be more than.
    pub most: u64,
    /// How far the simulation at this value has come.
    pub paths: Progress,
}

/// Runs so far, and who watches them.
pub(super) struct Runs<W> {
    watch: W,
    done: u64,
    most: u64,
}

impl<W: Fn(SolveProgress) -> ControlFlow<()> + Sync> Runs<W> {
    pub(super) fn new(watch: W, most: u64) -> Runs<W> {
        Runs { watch, done: 0, most }
    }

    /// A simulation of the deal after a change; `Break` if it was stopped.
    pub(super) fn simulated(
        &mut self,
        simulation: &Simulation,
        at: Decimal,
        changed: &ResolvedDeal,
    ) -> Result<ControlFlow<(), Risk>, SolveError> {
        let (watch, done, most) = (&self.watch, self.done, self.most);
        // A run that is stopped after its last batch is whole, but stopped.
        let stopped = AtomicBool::new(false);
        let watched = |paths| {
            let flow = watch(SolveProgress { at, done, most, paths });
            stopped.fetch_or(flow.is_break(), Ordering::Relaxed);
            flow
        };
        let risk = changed.simulate_watched(simulation, watched)?;
        self.done += 1;
        Ok(if stopped.into_inner() { ControlFlow::Break(()) } else { ControlFlow::Continue(risk) })
    }

    /// A projection of the deal after a change; `Break` if it was stopped.
    pub(super) fn projected(
        &mut self,
        scenario: &Scenario,
        at: Decimal,
        changed: &ResolvedDeal,
    ) -> Result<ControlFlow<(), Projection>, SolveError> {
        let paths = Progress { done: 0, paths: 1 };
        if (self.watch)(SolveProgress { at, done: self.done, most: self.most, paths }).is_break() {
            return Ok(ControlFlow::Break(()));
        }
        self.done += 1;
        Ok(ControlFlow::Continue(changed.project(scenario)?))
    }
}

/// The deal after a change.
pub(super) fn varied(
    deal: &ResolvedDeal,
    with: impl FnOnce() -> String,
    change: impl FnOnce(&mut Deal) -> Result<(), SolveError>,
) -> Result<ResolvedDeal, SolveError> {
    let mut made = Ok(());
    let varied = deal.varied(|deal| made = change(deal));
    made?;
    varied.map_err(|errors| SolveError::Deal { with: with(), errors })
}

/// The deal as if nobody stood behind it: whoever gives a support has failed before closing. All else is as it is, so that
/// formulas can read what a support has paid, and what comes of it is of the deal still.
pub(super) fn abandoned(mut deal: ResolvedDeal) -> ResolvedDeal {
    let givers = deal.plan().givers.len();
    deal.givers.iter_mut().take(givers).for_each(|giver| *giver = Some(Latent::failed()));
    deal
}
