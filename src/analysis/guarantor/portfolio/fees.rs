//! The fees of all deals of a portfolio together.

use super::super::capital::CapitalFee;
use super::super::contributions::TailContributions;
use super::super::fee_dates::{Accrued, FeeDates};
use super::DealInPortfolio;
use super::book::Book;
use super::whole::Whole;
use crate::simulation::Estimate;

/// The fees that are fair for all deals of a portfolio together: one rate on what is covered in any of them.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct PortfolioFees {
    /// E X of all deals, in yuan.
    pub net: Estimate,
    /// E Σ d α B of all deals, in yuan times years.
    pub balance_years: f64,
    /// The fair running fee, a year.
    pub running: Estimate,
    /// The expected shortfall less E X, in yuan.
    pub capital: Estimate,
    /// With the cost of that capital, of which each deal bears what it contributes, where it falls with the notes.
    pub falling: Estimate,
    /// With that cost where a deal's part is held until the last date on which a draw can fall.
    pub held: Estimate,
}

impl PortfolioFees {
    /// `None` if there is nothing that they could be a rate on.
    pub(super) fn of(
        book: &Book<'_>,
        whole: &Whole<'_>,
        tail: &TailContributions,
        deals: &[DealInPortfolio],
    ) -> Option<PortfolioFees> {
        let dates = book.stakes.iter().zip(&book.moved);
        let dates =
            dates.fold(FeeDates::default(), |all, (stake, factor)| all.followed_by(&stake.dates, *factor));
        let accrued = Accrued::new(&dates, &whole.groups)?;
        let (net, above) = (whole.losses.net.mean(whole.paths()), whole.losses.net.above(whole.paths()));
        let (running, balance_years) = (accrued.running(net), accrued.balance_years);
        let with_cost = |fee: fn(&CapitalFee) -> Estimate| with_cost(running, balance_years, deals, fee);
        Some(PortfolioFees {
            net,
            balance_years,
            running,
            capital: Estimate {
                value: (tail.shortfall.to_f64() - net.value).max(0.0),
                error: above.mean_above(tail.level.to_f64()).error + net.error,
            },
            falling: with_cost(|fee| fee.falling),
            held: with_cost(|fee| fee.held),
        })
    }
}

/// The fair fee and the cost of every deal's capital, each by its part of what is covered; errors add up.
fn with_cost(
    running: Estimate,
    balance_years: f64,
    deals: &[DealInPortfolio],
    fee: fn(&CapitalFee) -> Estimate,
) -> Estimate {
    let mut all = running;
    for deal in deals {
        let own = &deal.view.fee;
        let part = deal.factor * own.balance_years / balance_years;
        let with_cost = fee(&deal.in_portfolio);
        all.value += (with_cost.value - own.running.value) * part;
        all.error += (with_cost.error - own.running.error).max(0.0) * part;
    }
    all
}
