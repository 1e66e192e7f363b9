//! wip
pub mod analysis;
pub mod calendar;
pub mod credit;
pub mod deal;
pub mod enhancement;
#[cfg(feature = "files")]
mod exact;
mod ledger;
mod money;
pub mod pool;
pub mod projection;
mod rate;
#[cfg(feature = "report")]
pub mod report;
mod scenario;
pub mod servicing;
pub mod simulation;
pub mod waterfall;

pub use calendar::Date;
pub use deal::{Deal, ResolvedDeal};
pub use money::{Factor, FactorError, Money, MoneyError, Rounding};
pub use projection::Projection;
pub use rate::{AssetCorrelation, Probability, Rate, RateError};
pub use scenario::{Scenario, ScenarioError};
pub use simulation::{Risk, Simulation};
