//! A market as a function of subsidy and fees.

use super::answer::MarketAnswer;
use super::definition::Market;
use super::error::MarketError;
use super::subsidy::Subsidy;
use super::terms::Fees;
use crate::simulation::Estimate;

/// What a market comes to under one subsidy and one set of fees.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct SweptMarket {
    /// The subsidy.
    pub subsidy: Subsidy,
    /// The fees.
    pub fees: Fees,
    /// What it comes to.
    pub answer: MarketAnswer,
}

impl Market {
    /// The market under every combination of these subsidies and fees, the fees varying fastest, with the guarantor's fee in its
    /// closed form.
    ///
    /// # Errors
    /// [`MarketError`] where the market does not keep its rules.
    ///
    /// ```
    /// use abs_waterfall::{Money, Rate};
    /// use abs_waterfall::analysis::market::{Alternative, Fees, Market, MarketLoan, Segment, Subsidy};
    /// let (served, fees) = (Alternative::Bank("5%".parse()?), Fees::new("50%".parse()?));
    /// let market = Market::new("one kind", MarketLoan::bullet("4%".parse()?, 12), fees.clone())
    ///     .with_segment(Segment::new("good", 20, Money::from_yuan(10_000_000), "3%".parse()?, served));
    /// let subsidies = ["0", "1%", "2%"].map(|share| Subsidy::of_face(share.parse().unwrap_or(Rate::ZERO)));
    /// let swept = market.sweep(&subsidies, &[fees])?;
    /// let sizes: Vec<_> = swept.iter().map(|cell| cell.answer.found.pool().map(|pool| pool.firms)).collect();
    /// assert_eq!(sizes, [None, Some(20), Some(20)], "the first per cent brings them in, the second is wasted");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn sweep(&self, subsidies: &[Subsidy], fees: &[Fees]) -> Result<Vec<SweptMarket>, MarketError> {
        self.sweep_at(subsidies, fees, |market, by_segment| Ok(market.fair_fee(by_segment)))
    }

    /// [`sweep`](Market::sweep) with a guarantor's fee that a function tells of a market under its subsidy and fees, as
    /// [`equilibria_at`](Market::equilibria_at) asks for it.
    ///
    /// # Errors
    /// What the function returns, or [`MarketError`] as its error.
    pub fn sweep_at<E: From<MarketError>>(
        &self,
        subsidies: &[Subsidy],
        fees: &[Fees],
        mut fee: impl FnMut(&Market, &[u32]) -> Result<Estimate, E>,
    ) -> Result<Vec<SweptMarket>, E> {
        let mut cells = Vec::new();
        for (subsidy, fees) in
            subsidies.iter().flat_map(|subsidy| fees.iter().map(move |fees| (subsidy, fees)))
        {
            let market = self.clone().with_subsidy(subsidy.clone()).with_fees(fees.clone());
            let answer = market.answer_at(|by_segment| fee(&market, by_segment))?;
            cells.push(SweptMarket { subsidy: subsidy.clone(), fees: fees.clone(), answer });
        }
        Ok(cells)
    }
}
