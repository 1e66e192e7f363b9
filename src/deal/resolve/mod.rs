//! From names to numbers: everything that can be computed before the first path is computed here, once.

mod calendars;
mod collections;
mod companies;
mod credit;
mod dates;
mod due;
mod errors;
mod names;
mod order;
mod parties;
mod schedule;
mod stages;
mod warnings;
mod waterfall;

pub(super) use companies::Register;
pub use dates::PaymentPeriod;

use self::errors::Errors;
use crate::money::Money;

/// The most that a deal's pool, or its notes, may sum to: a trillion yuan. Every product and sum of a run stays far
/// inside of 64 bits.
const LARGEST_DEAL: Money = Money::from_yuan(1_000_000_000_000);
