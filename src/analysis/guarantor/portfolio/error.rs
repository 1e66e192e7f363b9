//! Why there is no view of a portfolio.

use thiserror::Error;

use super::super::GuarantorError;
#[cfg(feature = "files")]
use crate::deal::ChangeError;
use crate::deal::DealErrors;
use crate::simulation::SimulationError;

/// Why there is no view of a portfolio. What is wrong with a deal names it.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PortfolioError {
    /// Nothing to look at.
    #[error("the portfolio has no deals: list at least one")]
    NoDeals,
    /// Two deals of one name.
    #[error("two deals are called `{0}`: give one of them another `name`")]
    SameName(String),
    /// Firms of one name would be one firm.
    #[error(
        "deals `{first}` and `{second}` are both in the namespace `{namespace}`, where firms of one name are one firm: give one \
         deal another, with set = [\"namespace=...\"]"
    )]
    SameNamespace {
        /// A deal.
        first: String,
        /// Another one.
        second: String,
        /// Where names of their firms mean somebody.
        namespace: String,
    },
    /// A giver of supports that cannot be known to be one company.
    #[error(
        "`{party}` gives supports in deals `{first}` and `{second}`: give it one registration in both, by which it is one company"
    )]
    NotOneCompany {
        /// The giver.
        party: String,
        /// A deal.
        first: String,
        /// Another one.
        second: String,
    },
    /// A company that is better in one deal than in another.
    #[error(
        "the company registered as {registration} has another quality or correlation in deal `{first}` than in `{second}`: it \
         defaults once, so let it have one of each"
    )]
    CompanyDiffers {
        /// The company.
        registration: String,
        /// A deal.
        first: String,
        /// Another one.
        second: String,
    },
    /// A fee of the plans of all deals.
    #[error("a fee paid by a plan (`plan_fee`) is asked of one deal: take it out of the portfolio's terms")]
    PlanFee,
    /// A deal that does not keep its rules.
    #[error("deal `{deal}`: {errors}")]
    Deal {
        /// Which.
        deal: String,
        /// What is wrong.
        errors: DealErrors,
    },
    /// A deal without a view of its guarantor.
    #[error("deal `{deal}`: {error}")]
    InDeal {
        /// Which.
        deal: String,
        /// Why.
        error: GuarantorError,
    },
    /// What is asked has no answer.
    #[error(transparent)]
    Guarantor(#[from] GuarantorError),
    /// The simulation gave no result.
    #[error(transparent)]
    Simulation(#[from] SimulationError),
    /// A file that cannot be read.
    #[cfg(feature = "files")]
    #[error("{path}: {error}")]
    File {
        /// The file.
        path: String,
        /// What the system says, or what is wrong in it.
        error: String,
    },
    /// A text that is no portfolio in TOML.
    #[cfg(feature = "files")]
    #[error("not a portfolio in TOML: {0}")]
    Toml(String),
    /// A deal that cannot be changed so.
    #[cfg(feature = "files")]
    #[error("deal `{deal}`: set {error}")]
    Change {
        /// Which.
        deal: String,
        /// Why.
        error: Box<ChangeError>,
    },
}
