//! What breaks a class of notes: the default rate of the whole pool up to which it is paid, and how many of the largest
//! borrowers it takes.

mod class;
mod names;
mod question;
mod rate;

pub use names::{BreakEvenNames, BreakingNames, NamesOnDate};
pub use question::BreakEven;
pub use rate::{BreakEvenRate, RateFound};
