//! What if: what a person asks for, as data. One list of words for scenarios in code, on a command line and in files.
//!
//! A [`Stress`] is who defaults and when, or how much of the whole pool does. A [`Scenario`] has any number of them, and says
//! who fails, who does not stand behind the deal, and what of the recovery is changed.

mod definition;
mod error;
mod list;
mod pool;
mod quoted;
mod stress;
mod timing;
mod when;
mod who;

pub(crate) use definition::Absent;
pub use definition::Scenario;
pub use error::StressError;
pub use list::StressList;
pub use pool::{PoolDefaults, PoolShare};
pub(crate) use stress::Defaults;
pub use stress::{DefaultEvent, PartyFailure, PartyRating, Stress};
pub use timing::Timing;
pub use when::When;
pub use who::Who;
