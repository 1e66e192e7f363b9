//! The view of a portfolio, as data.

use super::super::contributions::TailContributions;
use super::super::exposure::Exposure;
use super::super::liability::Liability;
use super::super::profit::ProfitAndLoss;
use super::super::regulator::RegulatorFigure;
use super::super::result::Reserve;
use super::super::terms::GuaranteeTerms;
use super::super::with_without::WithWithout;
use super::{Clients, Concentration, DealInPortfolio, PortfolioFees};
use crate::calendar::Date;

/// The guarantor's view of a portfolio. It displays as sentences, with the answers first. Present values of the whole are of the
/// first closing of all deals, to which those of each deal are moved from its own by the discount rate.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct PortfolioView {
    /// What the portfolio is called.
    pub name: String,
    /// What was asked.
    pub terms: GuaranteeTerms,
    /// How many paths were run.
    pub paths: u64,
    /// The day of present values: the first closing.
    pub day: Date,
    /// The day on which every default curve starts.
    pub since: Date,
    /// The fees of all deals together.
    pub fees: PortfolioFees,
    /// What it should hold against all of them.
    pub reserve: Reserve,
    /// What it pays and gets back on the dates of all deals if it never fails.
    pub promised: Exposure,
    /// What it pays and gets back with its own failure.
    pub performed: Exposure,
    /// What it earns; `None` unless the fee of every deal is told.
    pub profit: Option<ProfitAndLoss>,
    /// Who the tail is made of.
    pub tail: TailContributions,
    /// What each deal adds, where there is another one.
    pub without_deals: Vec<WithWithout>,
    /// What each borrower that was named adds, in all deals, as if it else never defaulted.
    pub without_firms: Vec<WithWithout>,
    /// What it is liable for in all deals together, as its regulator sees it,
    pub liability: Liability,
    /// and what regulators ask for.
    pub regulator: Vec<RegulatorFigure>,
    /// How much of its net assets it stands behind one client with, in each reading of who that is.
    pub concentration: [Concentration; 2],
    /// Each deal.
    pub deals: Vec<DealInPortfolio>,
    /// What a person should look at.
    pub warnings: Vec<String>,
}

impl PortfolioView {
    /// A deal, by its name.
    pub fn deal(&self, name: &str) -> Option<&DealInPortfolio> {
        self.deals.iter().find(|deal| deal.name == name)
    }

    /// The concentration where these count as clients.
    pub fn concentration(&self, clients: Clients) -> &Concentration {
        &self.concentration[clients as usize]
    }
}
