//! A portfolio over paths.

use std::ops::ControlFlow;

use super::super::runner::Runner;
use super::super::stake::Stake;
use super::super::tally::Tally;
use super::book::Book;
use super::whole::Whole;
use super::{PortfolioError, PortfolioView, ResolvedPortfolio};
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
        let book = Book::of(self, simulation)?;
        let counted = Counted::run(&book, &watch)?;
        PortfolioView::of(&book, &counted)
    }
}

impl<'a> Counted<'a> {
    fn none(book: &'a Book<'_>) -> Counted<'a> {
        let tally = |stake| Tally::new(stake, book.share, book.simulation.paths());
        Counted { deals: book.stakes.iter().map(tally).collect(), whole: Whole::new(book) }
    }

    /// Runs every path through all deals.
    fn run(book: &'a Book<'_>, watch: &Watch<'_>) -> Result<Counted<'a>, PortfolioError> {
        let runner = |stake| Runner::new(stake, book.simulation.seed());
        let make = || (book.stakes.iter().map(runner).collect::<Vec<_>>(), Counted::none(book));
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
        let largest = book.stakes.iter().max_by_key(loans).ok_or(PortfolioError::NoDeals)?;
        Ok(fold_paths(largest.deal, book.simulation, watch, make, run, merge)?.1)
    }

    fn merge(self, other: Counted<'a>) -> Counted<'a> {
        let deals = self.deals.into_iter().zip(other.deals).map(|(a, b)| a.merge(b));
        Counted { deals: deals.collect(), whole: self.whole.merge(other.whole) }
    }
}
