//! The market for a pooled loan: which firms take part at the price that the pool of those who take part causes.
//!
//! A [`Market`] has [`Segment`]s of firms that are alike. All pay one price up front, per yuan of face: the guarantor's fee on
//! the whole pool, and their share of the costs of the issue. Good firms pay for bad ones, and those with a better offer
//! elsewhere leave, which makes the pool worse and its price higher (逆向选择, after Akerlof 1970). [`Market::equilibria`] finds
//! every set of segments that stands at its own price, and whether it is stable; [`Market::public_cost`] what a pool costs the
//! public; [`Market::sweep`] both as functions of subsidy and fees.
//!
//! The guarantor's fee is the closed form of [`Market::fair_fee`], or what a function says of a pool
//! ([`Market::equilibria_at`]), such as the simulation of a deal with these firms ([`MarketTemplate`]).

mod answer;
mod budget;
mod candidate;
mod cost;
mod definition;
mod equilibria;
mod error;
mod factor;
#[cfg(feature = "files")]
mod fields;
#[cfg(feature = "files")]
mod file;
mod loan;
mod pool;
mod search;
mod segment;
mod subsidy;
mod sweep;
mod template;
mod terms;
mod words;

pub use answer::MarketAnswer;
pub use budget::Chance;
pub use candidate::{Candidate, Rule, Stability, Standing};
pub use cost::PublicCost;
pub use definition::Market;
pub use equilibria::{Bid, Equilibria, Outcome};
pub use error::{MarketError, SegmentProblem};
#[cfg(feature = "files")]
pub use fields::{MarketCell, MarketSweep};
pub use loan::{MarketLoan, Repaid};
pub use pool::MarketPool;
pub use segment::{Alternative, Segment};
pub use subsidy::{Grant, Subsidy};
pub use sweep::SweptMarket;
pub use template::MarketTemplate;
pub use terms::{Fees, Floors, PricedOn};
