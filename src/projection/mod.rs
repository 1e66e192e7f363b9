//! One scenario with everything to be seen: every transfer with its reason, every date, every party.

mod coverage;
mod disclosure;
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

pub use disclosure::{AccountDate, ClassCoverage, StepDate};
pub use error::ScenarioError;
pub use guaranteed::{GuaranteeEnd, GuaranteedLoan};
pub(crate) use pool::{check_unguaranteed, over_time};
pub use report::{
    CleanUpReport, DatePayment, DateReport, DefaultReport, EndReason, Ending, EntryKind, EventReport,
    LedgerEntry, NoteDate, NoteReport, Origin, PartyBalance, PoolDefaultReport, Projection, ReserveDate,
    SupportReport, Unpaid,
};
pub use servicer::ServicerReport;
pub use supports::{GiverReport, SupportDate};
pub(crate) use whom::{Ranked, by_size};
