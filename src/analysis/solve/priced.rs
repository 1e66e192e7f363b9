//! Which rate leaves a class of notes its yield: what is found.

use std::fmt;
use std::ops::ControlFlow;

use rust_decimal::Decimal;

use super::error::SolveError;
use super::pricing::{PricedTerm, Pricing, Yield};
use super::runs::{Runs, SolveProgress, varied};
use super::search::{Goal, Search};
use super::solution::Solution;
use super::words::{Unit, sentence};
use crate::deal::{Deal, ResolvedDeal};
use crate::manifest::Manifest;
use crate::rate::Rate;
use crate::simulation::Estimate;

/// The rate at which a class of notes still has its yield: the highest or the lowest, as [`Pricing`] says.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Priced {
    /// What made it: the deal as it was, and the seed and paths of an expected yield.
    pub manifest: Manifest,
    /// The term.
    pub term: PricedTerm,
    /// The note that is to have the yield.
    pub note: String,
    /// The least that its yield may be.
    pub at_least: Rate,
    /// Which yield, in words.
    pub basis: String,
    /// The rate; `None` if no rate of the range gives the yield.
    pub rate: Option<Rate>,
    /// The search for it, in fractions of one: how sure it is.
    pub solution: Solution,
}

impl ResolvedDeal {
    /// The rate at which a class of notes still has its yield.
    ///
    /// # Errors
    /// [`SolveError`] where the deal has no such term or note, or cannot be run at some rate.
    pub fn price(&self, pricing: &Pricing) -> Result<Priced, SolveError> {
        self.price_watched(pricing, |_| ControlFlow::Continue(()))
    }

    /// [`price`](ResolvedDeal::price) with a watcher, which can stop it: what was known by then is the result.
    ///
    /// # Errors
    /// [`SolveError`] where the deal has no such term or note, or cannot be run at some rate.
    pub fn price_watched(
        &self,
        pricing: &Pricing,
        watch: impl Fn(SolveProgress) -> ControlFlow<()> + Sync,
    ) -> Result<Priced, SolveError> {
        pricing.check(self.definition())?;
        let goal = Goal::AtLeast(pricing.at_least.to_f64());
        let search = Search::new(pricing.steps, goal).with_direction(pricing.direction());
        let mut runs = Runs::new(watch, search.most_evaluations());
        let solution = search.run_stoppable(|at| yield_at(self, pricing, at, &mut runs))?;
        Ok(Priced {
            manifest: match &pricing.basis {
                Yield::Under(_) => Manifest::of(&self.identity),
                Yield::Expected(paths) => Manifest::of_paths(&self.identity, paths.seed(), paths.range()),
            },
            term: pricing.term.clone(),
            note: pricing.note.clone(),
            at_least: pricing.at_least,
            basis: pricing.basis.to_string(),
            rate: solution.value().map(Rate::new).transpose()?,
            solution,
        })
    }
}

/// The yield at a rate. Of what brings nothing back there is none.
fn yield_at<W: Fn(SolveProgress) -> ControlFlow<()> + Sync>(
    deal: &ResolvedDeal,
    pricing: &Pricing,
    at: Decimal,
    runs: &mut Runs<W>,
) -> Result<ControlFlow<(), Estimate>, SolveError> {
    let rate = Rate::new(at)?;
    let with = || format!("{} at {rate}", pricing.term);
    let changed = varied(deal, with, |deal| pricing.term.set(deal, rate))?;
    let measure = match &pricing.basis {
        Yield::Under(scenario) => match runs.projected(scenario, at, &changed)? {
            ControlFlow::Continue(projection) => {
                let value = projection.note(&pricing.note).and_then(|note| note.annual_yield);
                value.map(|value| Estimate { value, error: 0.0 })
            }
            ControlFlow::Break(()) => return Ok(ControlFlow::Break(())),
        },
        Yield::Expected(simulation) => match runs.simulated(simulation, at, &changed)? {
            ControlFlow::Continue(risk) => risk.note(&pricing.note).and_then(|note| note.annual_yield()),
            ControlFlow::Break(()) => return Ok(ControlFlow::Break(())),
        },
    };
    Ok(ControlFlow::Continue(measure.unwrap_or(Estimate { value: f64::NAN, error: 0.0 })))
}

impl Priced {
    /// Gives a deal the rate; one without such a term, or where no rate was found, stays as it is.
    pub fn put_into(&self, deal: &mut Deal) {
        if let Some(rate) = self.rate {
            // A deal without the term has nothing to be changed.
            let _ = self.term.set(deal, rate);
        }
    }
}

/// In a sentence without its full stop.
impl fmt::Display for Priced {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Priced { term, note, basis, .. } = self;
        let found = sentence(&self.solution, Unit::Percent, Unit::Percent);
        write!(f, "{term} for a yield of {note} {basis}: {found}")
    }
}
