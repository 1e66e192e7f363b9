//! A portfolio made ready for a run.

use super::super::stake::Stake;
use super::super::tail::TailShare;
use super::calendar::Calendar;
use super::{PortfolioError, ResolvedPortfolio};
use crate::calendar::Date;
use crate::measure::years_between;
use crate::money::Money;
use crate::simulation::Simulation;

/// A portfolio made ready for a run, once for all threads.
pub(super) struct Book<'a> {
    pub(super) portfolio: &'a ResolvedPortfolio,
    pub(super) simulation: &'a Simulation,
    pub(super) stakes: Vec<Stake<'a>>,
    /// The day of present values: the first closing.
    pub(super) day: Date,
    /// By deal, what an amount at its closing is worth on that day.
    pub(super) moved: Vec<f64>,
    pub(super) calendar: Calendar,
    pub(super) share: TailShare,
}

impl<'a> Book<'a> {
    pub(super) fn of(
        portfolio: &'a ResolvedPortfolio,
        simulation: &'a Simulation,
    ) -> Result<Book<'a>, PortfolioError> {
        let (terms, stakes) = (&portfolio.definition.terms, portfolio.stakes()?);
        let closings = || portfolio.deals.iter().map(|deal| deal.definition().closing);
        let day = closings().min().ok_or(PortfolioError::NoDeals)?;
        let moved = closings().map(|closing| terms.discount_over(years_between(day, closing)));
        Ok(Book {
            share: terms.tail()?,
            moved: moved.collect(),
            calendar: Calendar::of(&stakes),
            portfolio,
            simulation,
            stakes,
            day,
        })
    }

    /// The guarantor's net assets, if they are stated for the portfolio or in a deal.
    pub(super) fn net_assets(&self) -> Option<Money> {
        self.portfolio.definition.net_assets.or(self.stakes.iter().find_map(Stake::net_assets))
    }
}
