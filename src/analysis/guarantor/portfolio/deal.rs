//! A deal among those of a portfolio.

use super::super::GuarantorError;
use super::super::capital::CapitalFee;
use super::super::contributions::{Contribution, TailContributions};
use super::super::fee_dates::Accrued;
use super::super::result::GuarantorView;
use super::super::tally::Tally;
use super::PortfolioError;
use super::book::Book;
use crate::money::Money;
use crate::simulation::Estimate;

/// A deal of a portfolio.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct DealInPortfolio {
    /// What it is called.
    pub name: String,
    /// What a yuan at its closing is worth on the portfolio's day.
    pub factor: f64,
    /// Its view by itself.
    pub view: GuarantorView,
    /// Its fee with the cost of the capital that it takes in the portfolio: what it contributes to the expected shortfall, at its
    /// own closing, less its E X.
    pub in_portfolio: CapitalFee,
    /// Its part of the reserve for all deals, in proportion to what it contributes to the expected shortfall.
    pub reserve: Money,
}

impl DealInPortfolio {
    /// All deals, given what each has counted, and the tail of the whole.
    pub(super) fn all(
        book: &Book<'_>,
        tallies: &[Tally],
        tail: &TailContributions,
    ) -> Result<Vec<DealInPortfolio>, PortfolioError> {
        let parts: Vec<Contribution> = book.stakes.iter().map(|stake| part(tail, &stake.name)).collect();
        let weights: Vec<Money> = parts.iter().map(|part| part.amount.or_zero()).collect();
        let reserves = tail.quantile.split(&weights);
        let deal = |(number, (part, reserve)): (usize, (&Contribution, Money))| {
            DealInPortfolio::of(book, number, &tallies[number], part, reserve)
        };
        parts.iter().zip(reserves).enumerate().map(deal).collect()
    }

    fn of(
        book: &Book<'_>,
        number: usize,
        tally: &Tally,
        part: &Contribution,
        reserve: Money,
    ) -> Result<DealInPortfolio, PortfolioError> {
        let (stake, factor) = (&book.stakes[number], book.moved[number]);
        let definition = &book.portfolio.definition;
        let terms = definition.deals[number].terms(&definition.terms);
        let failed = |error| PortfolioError::InDeal { deal: stake.name.clone(), error };
        let view = GuarantorView::of(stake, &terms, book.simulation, book.share, tally).map_err(failed)?;
        let regulator = view.liability.figures(terms.kind, book.net_assets());
        let no_base = || failed(GuarantorError::NoBase(terms.guarantor.clone()));
        let accrued = Accrued::new(&stake.dates, &tally.groups).ok_or_else(no_base)?;
        let shortfall = part.estimate.scaled(1.0 / factor);
        let in_portfolio = CapitalFee::new(view.fee.net, shortfall, terms.charge(), &accrued);
        let view = GuarantorView { regulator, ..view };
        Ok(DealInPortfolio { name: stake.name.clone(), factor, view, in_portfolio, reserve })
    }
}

/// What a deal contributes; nothing where it does on no path of the tail.
fn part(tail: &TailContributions, name: &str) -> Contribution {
    let found = tail.deals.iter().find(|part| part.name.as_deref() == Some(name));
    found.cloned().unwrap_or_else(|| Contribution {
        name: Some(name.into()),
        amount: Money::ZERO,
        estimate: Estimate { value: 0.0, error: f64::INFINITY },
    })
}
