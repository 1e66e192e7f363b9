//! How much of the pool one firm may owe.

use std::fmt;
use std::ops::ControlFlow;

use rust_decimal::{Decimal, RoundingStrategy};

use super::criterion::Limit;
use super::error::SolveError;
use super::runs::{Runs, SolveProgress, abandoned, varied};
use super::search::{Goal, Search};
use super::solution::Solution;
use super::steps::Steps;
use super::words::{Unit, sentence};
use crate::deal::{Deal, ResolvedDeal};
use crate::manifest::Manifest;
use crate::pool::PoolVariation;
use crate::rate::Rate;
use crate::simulation::{Estimate, Simulation};

/// The largest share of the pool that one firm may owe for a note to stay within its limit: that of the largest firm, with all
/// others scaled ([`PoolVariation::Largest`]).
///
/// It is looked for from the share at which that firm is no larger than the next one. The measure need not rise all the way: a
/// pool that is nearly one firm fails as often as that firm does. So the range is looked at in parts first
/// ([`Search::with_scan`]), and the answer is the first crossing from below.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[doc(alias = "集中度")]
#[non_exhaustive]
pub struct LargestFirm {
    /// The note's limit.
    pub limit: Limit,
    /// Is it asked of the deal as if nobody stood behind it?
    pub without_supports: bool,
    /// Shares are multiples of this.
    pub step: Rate,
}

/// The largest share of the pool that one firm may owe.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct LargestFirmShare {
    /// What made it: the deal as it was, the seed and the paths.
    pub manifest: Manifest,
    /// What was asked.
    pub asked: LargestFirm,
    /// The share; `None` if the note is beyond its limit even where no firm is larger than the next.
    pub share: Option<Rate>,
    /// The search for it, in fractions of one: how sure it is.
    pub solution: Solution,
}

/// In so many parts the range is looked at first.
const PARTS: u32 = 8;

impl LargestFirm {
    /// In steps of 0.1 % of the pool.
    #[must_use]
    pub fn new(limit: Limit) -> LargestFirm {
        let step = Rate::new(Decimal::new(1, 3)).unwrap_or(Rate::ONE);
        LargestFirm { limit, without_supports: false, step }
    }

    /// Of the deal as if nobody stood behind it.
    #[must_use]
    pub fn without_supports(self) -> LargestFirm {
        LargestFirm { without_supports: true, ..self }
    }

    /// With shares in other steps.
    #[must_use]
    pub fn with_step(self, step: Rate) -> LargestFirm {
        LargestFirm { step, ..self }
    }

    /// From the least share of the largest firm up to all but a step.
    fn search(&self, deal: &Deal) -> Result<Search, SolveError> {
        let step = self.step.to_decimal();
        let least = PoolVariation::least_largest(&deal.pool).unwrap_or(step).round_dp(12);
        let up = RoundingStrategy::ToPositiveInfinity;
        let low = least.checked_div(step).map_or(least, |steps| steps.round_dp_with_strategy(0, up) * step);
        let goal = Goal::AtMost(self.limit.at_most.to_f64());
        Ok(Search::new(Steps::new(low, Decimal::ONE - step, step)?, goal)
            .with_direction(super::search::Direction::Rising)
            .with_scan(PARTS))
    }
}

impl ResolvedDeal {
    /// The largest share of the pool that one firm may owe for a note to stay within its limit.
    ///
    /// # Errors
    /// [`SolveError`] where the deal has no such note, its pool fewer than two firms, or it cannot be run at some share.
    pub fn largest_firm(
        &self,
        asked: &LargestFirm,
        simulation: &Simulation,
    ) -> Result<LargestFirmShare, SolveError> {
        self.largest_firm_watched(asked, simulation, |_| ControlFlow::Continue(()))
    }

    /// [`largest_firm`](ResolvedDeal::largest_firm) with a watcher, which can stop it: what was known by then is the result.
    ///
    /// # Errors
    /// [`SolveError`] where the deal has no such note, its pool fewer than two firms, or it cannot be run at some share.
    pub fn largest_firm_watched(
        &self,
        asked: &LargestFirm,
        simulation: &Simulation,
        watch: impl Fn(SolveProgress) -> ControlFlow<()> + Sync,
    ) -> Result<LargestFirmShare, SolveError> {
        asked.limit.check(self.definition())?;
        let search = asked.search(self.definition())?;
        let mut runs = Runs::new(watch, search.most_evaluations());
        let solution = search.run_stoppable(|at| measured(self, asked, simulation, at, &mut runs))?;
        Ok(LargestFirmShare {
            manifest: Manifest::of_paths(&self.identity, simulation.seed(), simulation.range()),
            asked: asked.clone(),
            share: solution.value().map(Rate::new).transpose()?,
            solution,
        })
    }
}

fn measured<W: Fn(SolveProgress) -> ControlFlow<()> + Sync>(
    deal: &ResolvedDeal,
    asked: &LargestFirm,
    simulation: &Simulation,
    at: Decimal,
    runs: &mut Runs<W>,
) -> Result<ControlFlow<(), Estimate>, SolveError> {
    let variation = PoolVariation::Largest(Rate::new(at)?);
    let set = |deal: &mut Deal| {
        deal.pool = variation.apply(&deal.pool)?;
        Ok(())
    };
    let changed = varied(deal, || variation.to_string(), set)?;
    let changed = if asked.without_supports { abandoned(changed) } else { changed };
    Ok(match runs.simulated(simulation, at, &changed)? {
        ControlFlow::Continue(risk) => ControlFlow::Continue(asked.limit.measured(&risk)?),
        ControlFlow::Break(()) => ControlFlow::Break(()),
    })
}

/// In a sentence without its full stop.
impl fmt::Display for LargestFirmShare {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let alone = if self.asked.without_supports { ", as if nobody stood behind the deal" } else { "" };
        let found = sentence(&self.solution, Unit::Percent, Unit::Percent);
        write!(f, "the share of the largest firm for {}{alone}: {found}", self.asked.limit)
    }
}
