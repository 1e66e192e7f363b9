//! One scenario with everything to be seen: every transfer with its reason, every date, every party.

mod clean_up;
mod coverage;
mod disclosure;
mod entries;
mod error;
mod events;
mod guaranteed;
mod parties;
mod pool;
mod project;
mod record;
mod report;
mod servicer;
mod steps;
mod supports;
mod whom;

pub use clean_up::CleanUpReport;
pub use disclosure::{AccountDate, ClassCoverage, StepDate};
pub use entries::{EntryKind, LedgerEntry};
pub use error::ScenarioError;
pub use guaranteed::{GuaranteeEnd, GuaranteedLoan};
pub use parties::{PartyLine, PartyReport};
pub(crate) use pool::over_time;
pub use report::{
    DatePayment, DateReport, DefaultReport, EndReason, Ending, EventReport, NoteDate, NoteReport, Origin,
    PartyBalance, PoolDefaultReport, Projection, ReserveDate, Unpaid,
};
pub use servicer::ServicerReport;
pub use supports::{GiverReport, SupportDate, SupportReport};
pub(crate) use whom::{Ranked, by_size};
