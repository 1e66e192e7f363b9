//! A portfolio over paths.

use std::ops::ControlFlow;

use super::super::runner::Runner;
use super::super::stake::Stake;
use super::super::tally::Tally;
use super::calendar::Calendar;
use super::whole::Whole;
use super::{PortfolioError, PortfolioView, ResolvedPortfolio};
use crate::measure::years_between;
use crate::simulation::{Progress, Simulation, Watch, fold_paths};

/// What every deal has counted, and the whole.
pub(super) struct Counted<'a> {
    pub(super) deals: Vec<Tally>,
    pub(super) whole: Whole<'a>,
}

impl ResolvedPortfolio {
    /// The view of the guarantor of all these deals: each of its own, and all together. Every path runs through all deals: who
    /// is in several has one fate. No thread and no batch changes a bit of it.
    ///
    /// # Errors
    /// [`PortfolioError`]: where the level has no tail that can be counted, or there are fewer than two paths.
    pub fn guarantor(&self, simulation: &Simulation) -> Result<PortfolioView, PortfolioError> {
        self.guarantor_watched(simulation, |_| ControlFlow::Continue(()))
    }

    /// [`guarantor`](ResolvedPortfolio::guarantor) with a watcher, called after every batch of paths: it sees the progress, and can
    /// stop it. Then the view is of the paths that were run by then, as the manifest of every deal says.
    ///
    /// # Errors
    /// As [`guarantor`](ResolvedPortfolio::guarantor).
    pub fn guarantor_watched(
        &self,
        simulation: &Simulation,
        watch: impl Fn(Progress) -> ControlFlow<()> + Sync,
    ) -> Result<PortfolioView, PortfolioError> {
        let share = self.definition.terms.tail()?;
        let stakes = self.stakes()?;
        let (calendar, moved) = (Calendar::of(&stakes), self.moved());
        // A tally is made where it is used: memory that nothing is counted in is then never touched.
        let none = || Counted {
            deals: stakes.iter().map(|stake| Tally::new(stake, share, simulation.paths())).collect(),
            whole: Whole::new(&stakes, &calendar, &moved, share, simulation.paths()),
        };
        let counted = count(&stakes, none, simulation, &watch)?;
        PortfolioView::of(self, (&stakes, &moved), (&calendar, share), simulation, &counted)
    }

    /// By deal, what an amount at its closing is worth on the first closing of all.
    fn moved(&self) -> Vec<f64> {
        let closings = || self.deals.iter().map(|deal| deal.definition().closing);
        let day = closings().min().unwrap_or_default();
        closings().map(|closing| self.definition.terms.discount_over(years_between(day, closing))).collect()
    }
}

/// Counts the paths of all deals.
fn count<'a>(
    stakes: &[Stake<'_>],
    none: impl Fn() -> Counted<'a> + Sync,
    simulation: &Simulation,
    watch: &Watch<'_>,
) -> Result<Counted<'a>, PortfolioError> {
    let make = || {
        let runners: Vec<Runner<'_>> =
            stakes.iter().map(|stake| Runner::new(stake, simulation.seed())).collect();
        (runners, none())
    };
    let run = |(runners, counted): &mut (Vec<Runner<'_>>, Counted<'a>), path: u64| {
        for (runner, tally) in runners.iter_mut().zip(&mut counted.deals) {
            runner.run(path)?;
            tally.add(runner, path);
        }
        counted.whole.add(runners, path);
        Ok(())
    };
    let merge = |(runners, a): (_, Counted<'a>), (_, b): (_, Counted<'a>)| (runners, a.merge(b));
    let loans = |stake: &&Stake<'_>| stake.deal.collections().schedule().len();
    let largest = stakes.iter().max_by_key(loans).ok_or(PortfolioError::NoDeals)?;
    Ok(fold_paths(largest.deal, simulation, watch, make, run, merge)?.1)
}

impl<'a> Counted<'a> {
    fn merge(self, other: Counted<'a>) -> Counted<'a> {
        let deals = self.deals.into_iter().zip(other.deals).map(|(a, b)| a.merge(b));
        Counted { deals: deals.collect(), whole: self.whole.merge(other.whole) }
    }
}
