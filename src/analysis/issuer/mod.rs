//! The issuer's and originator's view of a deal: where the pool's income goes, what the issue costs with all that is paid for it
//! up front and all along, and what a cut of each service fee buys for the borrowers, the sub and those who stand behind the
//! deal.

mod budget;
mod cuts;
mod error;
mod funding;
mod terms;
mod view;
mod words;

pub use budget::{BudgetLine, SpreadBudget};
pub use cuts::{FeeCut, SupportGain};
pub use error::IssuerError;
pub use funding::FundingCost;
pub use terms::IssuerTerms;
pub use view::IssuerView;
