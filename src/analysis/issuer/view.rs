//! The issuer's view of a deal.

use std::ops::ControlFlow;

use super::budget::SpreadBudget;
use super::cuts::{self, FeeCut};
use super::error::IssuerError;
use super::funding::FundingCost;
use super::terms::IssuerTerms;
use crate::deal::ResolvedDeal;
use crate::manifest::Manifest;
use crate::rate::Rate;
use crate::scenario::Scenario;
use crate::simulation::{Estimate, Progress, Simulation};

/// The issuer's and originator's view of a deal. It displays as sentences, with the answers first.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct IssuerView {
    /// What made it.
    pub manifest: Manifest,
    /// Who sells the pool.
    pub originator: String,
    /// The share of each fee that was cut.
    pub cut: Rate,
    /// Where the pool's income goes if nobody defaults.
    pub budget: SpreadBudget,
    /// The effective annual yield of the sub's expected cash flows; `None` if what is left goes to a party.
    pub expected_sub_yield: Option<Estimate>,
    /// What the issue costs the originator.
    pub funding: FundingCost,
    /// What a cut of each fee buys.
    pub cuts: Vec<FeeCut>,
    /// How many paths were run for each deal that was compared.
    pub paths: u64,
}

impl ResolvedDeal {
    /// The issuer's and originator's view: the spread budget, the cost of the issue, and what a cut of each service fee buys.
    ///
    /// ```
    /// # #[cfg(feature = "files")]
    /// # fn main() -> Result<(), abs_waterfall::Error> {
    /// use abs_waterfall::analysis::issuer::IssuerTerms;
    /// use abs_waterfall::{Deal, Simulation};
    /// let deal = Deal::load("examples/deals/nanshan.toml")?.resolve()?;
    /// let view = deal.issuer(&IssuerTerms::default(), &Simulation::new(1_000))?;
    /// // Domestic practice counts 0.83 % of the pool: 1.707 of 206 million.
    /// assert_eq!(format!("{:.2}", view.budget.left.of_pool * 100.0), "0.83");
    /// assert_eq!(view.cuts[0].saved.to_string(), "68,495.00", "a tenth of the running fee of 684,950.00");
    /// # Ok(())
    /// # }
    /// # #[cfg(not(feature = "files"))]
    /// # fn main() {}
    /// ```
    ///
    /// # Errors
    /// [`IssuerError`] where no party is the originator, or there are fewer than two paths.
    pub fn issuer(&self, terms: &IssuerTerms, simulation: &Simulation) -> Result<IssuerView, IssuerError> {
        self.issuer_watched(terms, simulation, |_| ControlFlow::Continue(()))
    }

    /// [`issuer`](ResolvedDeal::issuer) with a watcher, called after every batch of paths over all cuts. It can stop the rest:
    /// then the view has the cuts that were begun.
    ///
    /// # Errors
    /// [`IssuerError`] where no party is the originator, or there are fewer than two paths.
    pub fn issuer_watched(
        &self,
        terms: &IssuerTerms,
        simulation: &Simulation,
        watch: impl Fn(Progress) -> ControlFlow<()> + Sync,
    ) -> Result<IssuerView, IssuerError> {
        let (_, originator) = self.definition().originators().next().ok_or(IssuerError::NoOriginator)?;
        let originator = originator.name.clone();
        let projection = self.project(&Scenario::no_default())?;
        let paths = simulation.paths();
        let all = paths.saturating_mul(1 + cuts::cases(self).len() as u64);
        let tell =
            |run: u64, progress: Progress| watch(Progress { done: run * paths + progress.done, paths: all });
        let risk = self.simulate_watched(simulation, |progress| tell(0, progress))?;
        let sub = self.plan().residual_note().map(|sub| &self.definition().notes[sub].name);
        let expected = sub.and_then(|sub| risk.note(sub)).and_then(|sub| sub.annual_yield());
        Ok(IssuerView {
            manifest: Manifest::of_paths(&self.identity, simulation.seed(), simulation.range()),
            budget: SpreadBudget::of(self, &projection),
            expected_sub_yield: expected,
            funding: FundingCost::of(self, &originator, &projection),
            cuts: cuts::all(self, terms.cut, simulation, &|cut, progress| tell(1 + cut, progress))?,
            originator,
            cut: terms.cut,
            paths,
        })
    }
}
