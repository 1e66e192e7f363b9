//! A guarantor's portfolio: several deals on the same paths, in one economy, with the companies that are in more than one.

mod book;
mod calendar;
mod concentration;
mod crossing;
mod deal;
mod definition;
mod error;
mod fees;
#[cfg(feature = "files")]
mod file;
mod resolve;
mod result;
mod run;
mod view;
mod whole;
mod words;

pub use concentration::{ClientShare, Clients, Concentration};
pub use deal::DealInPortfolio;
pub use definition::{Portfolio, PortfolioDeal};
pub use error::PortfolioError;
pub use fees::PortfolioFees;
#[cfg(feature = "files")]
pub use file::{WrittenPortfolio, WrittenPortfolioDeal};
pub use resolve::ResolvedPortfolio;
pub use result::PortfolioView;
