//! Which value of a term gives a wanted answer.
//!
//! A [`Search`] finds where a measure meets its goal on a grid of exact decimals ([`Steps`]); what it finds is a
//! [`Solution`], which says how sure that is. Four questions are asked with it:
//!
//! - how large notes may be for a rating's target: [`Sizing`];
//! - which coupon, fee or loan rate leaves a class its yield: [`Pricing`];
//! - how much of the pool one firm may owe: [`LargestFirm`];
//! - and, with files, up to which value of any field a figure is as wanted: `FieldSearch`.

mod criterion;
mod error;
#[cfg(feature = "files")]
mod field;
#[cfg(feature = "serde")]
mod in_files;
mod largest_firm;
mod priced;
mod pricing;
mod runs;
mod search;
mod sizes;
mod sizing;
mod solution;
mod steps;
mod words;

pub use criterion::{Criterion, Limit};
pub use error::SolveError;
#[cfg(feature = "files")]
pub use field::{FieldFound, FieldSearch};
pub use largest_firm::{LargestFirm, LargestFirmShare};
pub use priced::Priced;
pub use pricing::{PricedTerm, Pricing, Yield};
pub use runs::SolveProgress;
pub use search::{Direction, Goal, Search};
pub use sizes::{SizedNote, Sizes};
pub use sizing::Sizing;
pub use solution::{Answer, Evaluation, Solution};
pub use steps::{Steps, StepsProblem};
