//! The questions people ask of a deal: what changes with a term, which term gives a wanted answer, what breaks it.
//! Everything here runs a resolved deal, or many, through [`simulate`](crate::ResolvedDeal::simulate) or
//! [`project`](crate::ResolvedDeal::project); nothing computes cash flows of its own. Only
//! [`borrower`] asks about one loan, and needs no deal.

pub mod borrower;
mod break_even;
#[cfg(feature = "files")]
mod case_file;
mod grid;
pub mod guarantor;
pub mod issuer;
pub mod market;
mod outcome;
mod question;
mod scenarios;
pub mod solve;
mod sweep;
mod yuan;

pub use break_even::{BreakEven, BreakEvenNames, BreakEvenRate, BreakingNames, NamesOnDate, RateFound};
#[cfg(feature = "files")]
pub use case_file::CaseFileError;
pub use grid::{Grid, GridError};
pub use question::{Question, QuestionError, Statistic, Unit};
pub use sweep::{Figure, Sweep, SweepCell};
