//! A portfolio as a person has it: deals, and what is asked of their guarantor.

use super::super::charge::ChargedFee;
use super::super::shared::SharedRisk;
use super::super::terms::GuaranteeTerms;
use crate::calendar::Date;
use crate::deal::Deal;
use crate::money::Money;

/// Deals that one guarantor stands behind.
///
/// They run on the same paths: they share the economy and the companies that are registered. A firm without a registration is
/// another one in every deal.
///
/// ```
/// # #[cfg(feature = "files")]
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use abs_waterfall::Simulation;
/// use abs_waterfall::analysis::guarantor::Portfolio;
/// let portfolio = Portfolio::load("examples/portfolios/fujian.toml")?.resolve()?;
/// let view = portfolio.guarantor(&Simulation::new(5_000).with_seed(7))?;
/// let parts = view.tail.deals.iter().map(|deal| deal.amount);
/// assert_eq!(parts.sum::<abs_waterfall::Money>(), view.tail.shortfall);
/// # Ok(())
/// # }
/// # #[cfg(not(feature = "files"))]
/// # fn main() {}
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[doc(alias = "担保组合")]
pub struct Portfolio {
    /// What it is called.
    pub name: String,
    /// Whose it is, and what its fees, its capital and its reserves are reckoned by, in every deal.
    pub terms: GuaranteeTerms,
    /// The day on which every default curve starts, nobody having defaulted by then; the last cut-off date of the deals if none
    /// is stated.
    pub since: Option<Date>,
    /// The guarantor's net assets; if none are stated, those that a deal states.
    pub net_assets: Option<Money>,
    /// The deals.
    pub deals: Vec<PortfolioDeal>,
}

/// A deal of a portfolio.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PortfolioDeal {
    /// What it is called here, unlike any other.
    pub name: String,
    /// The deal.
    pub deal: Deal,
    /// The fee that is charged for it, where that is not what the terms of the portfolio say.
    pub fee: Option<ChargedFee>,
    /// With whom its risk is shared, where that is not what the terms of the portfolio say.
    pub shared: Option<SharedRisk>,
}

impl Portfolio {
    /// No deals yet.
    #[must_use]
    pub fn new(name: impl Into<String>, terms: GuaranteeTerms) -> Portfolio {
        Portfolio { name: name.into(), terms, since: None, net_assets: None, deals: Vec::new() }
    }

    /// With a further deal, by its name.
    #[must_use]
    pub fn with_deal(self, deal: Deal) -> Portfolio {
        let name = deal.name.clone();
        self.with_named(PortfolioDeal::new(name, deal))
    }

    /// With a further deal that is called something else here, or has a fee or partners of its own.
    #[must_use]
    pub fn with_named(mut self, deal: PortfolioDeal) -> Portfolio {
        self.deals.push(deal);
        self
    }

    /// With every default curve starting on this day.
    #[must_use]
    pub fn with_since(self, since: Date) -> Portfolio {
        Portfolio { since: Some(since), ..self }
    }

    /// With these net assets of the guarantor.
    #[must_use]
    pub fn with_net_assets(self, net_assets: Money) -> Portfolio {
        Portfolio { net_assets: Some(net_assets), ..self }
    }
}

impl PortfolioDeal {
    /// A deal by this name.
    #[must_use]
    pub fn new(name: impl Into<String>, deal: Deal) -> PortfolioDeal {
        PortfolioDeal { name: name.into(), deal, fee: None, shared: None }
    }

    /// For which this fee is charged.
    #[must_use]
    pub fn with_fee(self, fee: ChargedFee) -> PortfolioDeal {
        PortfolioDeal { fee: Some(fee), ..self }
    }

    /// Whose risk is shared like this.
    #[must_use]
    pub fn with_shared(self, shared: SharedRisk) -> PortfolioDeal {
        PortfolioDeal { shared: Some(shared), ..self }
    }
}
