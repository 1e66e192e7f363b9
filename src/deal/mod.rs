//! The definition of a deal: what a person writes, the rules it must keep, and its resolution.
//!
//! A [`Deal`] is plain data with names in it. [`Deal::resolve`] binds every name, computes every date and every exact
//! factor, and reports everything that is wrong at once; what it returns can only be run.

mod definition;
mod error;
mod fee;
#[cfg(feature = "files")]
mod file;
mod note;
mod party;
mod resolve;
mod resolved;
mod step;
mod warning;
mod words;

pub use definition::{Accounts, Deal, PaymentDates, Vat};
pub use error::{DealError, DealErrors, Problem};
pub use fee::{Fee, FeeAmount, FeeRateBase, FixedOn};
#[cfg(feature = "files")]
pub use file::{FileError, LoadProgress, PoolSource, WrittenDeal};
pub use note::{Coupon, Note, NoteRepayment};
pub use party::{Party, Role};
pub use resolve::PaymentPeriod;
pub use resolved::ResolvedDeal;
pub use step::Step;
pub use warning::{Concern, DealWarning};
