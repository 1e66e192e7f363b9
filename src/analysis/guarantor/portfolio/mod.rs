//! A guarantor's portfolio: several deals on the same paths, in one economy, with the companies that are in more than one.

mod calendar;
mod concentration;
mod crossing;
mod definition;
mod error;
#[cfg(feature = "files")]
mod file;
mod resolve;
mod result;
mod run;
mod view;
mod whole;
mod words;

pub use concentration::{ClientShare, Clients, Concentration};
pub use definition::{Portfolio, PortfolioDeal};
pub use error::PortfolioError;
#[cfg(feature = "files")]
pub use file::{WrittenPortfolio, WrittenPortfolioDeal};
pub use resolve::ResolvedPortfolio;
pub use result::{DealInPortfolio, PortfolioFees, PortfolioView};
