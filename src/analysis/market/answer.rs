//! The whole answer: what a market comes to, and what that costs the public.

use super::cost::PublicCost;
use super::definition::Market;
use super::equilibria::Equilibria;
use super::error::MarketError;
use crate::simulation::Estimate;

/// What a market comes to, and what that costs the public. It displays as sentences, the first of which is the answer.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct MarketAnswer {
    /// What it comes to: the pool, its size and quality, the guarantor's fee and the price.
    pub found: Equilibria,
    /// What the pool costs the public, if there is one.
    pub cost: Option<PublicCost>,
}

impl Market {
    /// What the market comes to with the guarantor's fee in its closed form, and what that costs the public.
    ///
    /// # Errors
    /// [`MarketError`] where the market does not keep its rules.
    ///
    /// ```
    /// # #[cfg(feature = "files")]
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use abs_waterfall::analysis::market::Market;
    /// let answer = Market::load("examples/markets/province.toml")?.answer()?;
    /// assert_eq!(answer.found.pool().map(|pool| pool.firms), Some(96));
    /// assert!(answer.cost.is_some_and(|cost| cost.per_yuan < 0.036));
    /// # Ok(())
    /// # }
    /// # #[cfg(not(feature = "files"))]
    /// # fn main() {}
    /// ```
    pub fn answer(&self) -> Result<MarketAnswer, MarketError> {
        self.answer_at(|by_segment| Ok(self.fair_fee(by_segment)))
    }

    /// [`answer`](Market::answer) with a guarantor's fee that a function tells, as [`equilibria_at`](Market::equilibria_at) asks
    /// for it.
    ///
    /// # Errors
    /// What the function returns, or [`MarketError`] as its error.
    pub fn answer_at<E: From<MarketError>>(
        &self,
        fee: impl FnMut(&[u32]) -> Result<Estimate, E>,
    ) -> Result<MarketAnswer, E> {
        let found = self.equilibria_at(fee)?;
        let cost = found.pool().map(|pool| self.public_cost(pool)).transpose()?;
        Ok(MarketAnswer { found, cost })
    }
}
