//! Cash flows of asset-backed securities on pools of IP-pledged micro-loans, to the fen.

pub mod calendar;
#[cfg(feature = "files")]
mod exact;
mod money;
pub mod pool;
mod rate;

pub use calendar::Date;
pub use money::{Factor, FactorError, Money, MoneyError, Rounding};
pub use rate::{AssetCorrelation, Probability, Rate, RateError};
