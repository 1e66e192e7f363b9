//! From names to numbers: everything that can be computed before the first path is computed here, once.

mod calendars;
mod collections;
mod companies;
mod credit;
mod dates;
mod disclosed;
mod due;
mod errors;
mod guarantees;
mod issue;
mod names;
mod parties;
mod repurchases;
mod schedule;
mod servicer;
mod stages;
mod transfers;
mod warnings;
mod waterfall;

pub(super) use companies::Register;

use self::errors::Errors;
use crate::calendar::PaymentPeriod;
