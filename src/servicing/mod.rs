//! What is collected: the servicer gathers instalments and recoveries period by period, and hands them over.

mod collections;
mod terms;

pub use collections::Collected;
pub(crate) use collections::{CollectionPlan, LoanCollections, LoanDefault, ScheduledCollection};
pub use terms::{Servicing, TransferLag};
