//! The guarantor's view of a deal, from paths.

use std::ops::ControlFlow;

use super::GuarantorError;
use super::alone::PromiseAlone;
use super::paid_by_plan::PlanFee;
use super::result::GuarantorView;
use super::runner::Runner;
use super::stake::Stake;
use super::tail::TailShare;
use super::tally::Tally;
use super::terms::GuaranteeTerms;
use crate::deal::ResolvedDeal;
use crate::names::NameProblem;
use crate::simulation::{Progress, Simulation, SimulationError, Watch, fold_paths};

impl ResolvedDeal {
    /// The view of a party that gives supports: what it pays and gets back and when, its fair fee, what it should hold, and who
    /// its tail is made of. It runs the paths that [`simulate`](ResolvedDeal::simulate) runs, on the current rayon pool, and those
    /// of the tail once more; no thread and no batch changes a bit of it.
    ///
    /// ```
    /// # #[cfg(feature = "files")]
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use abs_waterfall::analysis::guarantor::GuaranteeTerms;
    /// use abs_waterfall::{Deal, Simulation};
    /// let deal = Deal::load("examples/deals/fujian.toml")?.resolve()?;
    /// let terms = GuaranteeTerms::new("Fujian Credit Enhancement");
    /// let view = deal.guarantor(&terms, &Simulation::new(10_000).with_seed(7))?;
    /// let fee = &view.fee;
    /// assert!((fee.net.value - 1.03e6).abs() < 4.0 * fee.net.error, "the plan repays most of what it pays");
    /// assert!((fee.up_front.value - fee.net.value / 142.5e6).abs() < 1e-12);
    /// # Ok(())
    /// # }
    /// # #[cfg(not(feature = "files"))]
    /// # fn main() {}
    /// ```
    ///
    /// # Errors
    /// [`GuarantorError`]: where the party gives no support, the fee has no base, a name is unknown, the level has no tail that
    /// can be counted, or there are fewer than two paths.
    pub fn guarantor(
        &self,
        terms: &GuaranteeTerms,
        simulation: &Simulation,
    ) -> Result<GuarantorView, GuarantorError> {
        self.guarantor_watched(terms, simulation, |_| ControlFlow::Continue(()))
    }

    /// [`guarantor`](ResolvedDeal::guarantor) with a watcher, called after every batch of paths: it sees the progress, and can stop
    /// it. Then the view is of the paths that were run by then, as its manifest says, and neither a fee of the plan nor what a
    /// promise would cost alone is looked for.
    ///
    /// # Errors
    /// As [`guarantor`](ResolvedDeal::guarantor).
    pub fn guarantor_watched(
        &self,
        terms: &GuaranteeTerms,
        simulation: &Simulation,
        watch: impl Fn(Progress) -> ControlFlow<()> + Sync,
    ) -> Result<GuarantorView, GuarantorError> {
        let share = terms.tail()?;
        check_borrowers(&[self], terms)?;
        let stake = Stake::of((&self.definition().name, self), &[self], terms)?;
        let tally = count(&stake, share, simulation, &watch)?;
        let view = GuarantorView::of(&stake, terms, simulation, share, &tally)?;
        if tally.paths < simulation.paths() {
            return Ok(view);
        }
        let named = terms.plan_fee.as_ref();
        let plan_fee = named.map(|fee| PlanFee::find(self, fee, terms, simulation)).transpose()?;
        Ok(GuarantorView { plan_fee, alone: PromiseAlone::all(self, terms, simulation)?, ..view })
    }
}

impl GuaranteeTerms {
    /// What the level leaves.
    pub(super) fn tail(&self) -> Result<TailShare, GuarantorError> {
        TailShare::beyond(self.level).ok_or(GuarantorError::Level(self.level))
    }
}

/// Does somebody of every name that is to be taken away owe a loan in one of these deals?
pub(super) fn check_borrowers(deals: &[&ResolvedDeal], terms: &GuaranteeTerms) -> Result<(), NameProblem> {
    let borrowers =
        || deals.iter().flat_map(|deal| deal.definition().pool.loans()).map(|loan| loan.borrower.as_str());
    for name in &terms.without {
        if !borrowers().any(|borrower| borrower == name) {
            let mut known: Vec<&str> = borrowers().collect();
            known.sort_unstable();
            known.dedup();
            return Err(NameProblem::unknown_among("borrower", name, known.into_iter()));
        }
    }
    Ok(())
}

/// Counts the paths of a deal.
pub(super) fn count(
    stake: &Stake<'_>,
    share: TailShare,
    simulation: &Simulation,
    watch: &Watch<'_>,
) -> Result<Tally, SimulationError> {
    let make = || (Runner::new(stake, simulation.seed()), Tally::new(stake, share, simulation.paths()));
    let run = |(runner, tally): &mut (Runner<'_>, Tally), path: u64| {
        runner.run(path)?;
        tally.add(runner, path);
        Ok(())
    };
    let merge = |(runner, a): (_, Tally), (_, b): (_, Tally)| (runner, a.merge(b));
    Ok(fold_paths(stake.deal, simulation, watch, make, run, merge)?.1)
}
