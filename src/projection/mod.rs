//! One scenario with everything to be seen: every transfer with its reason, every date, every party.

mod coverage;
mod events;
mod project;
mod record;
mod report;

pub use events::ScenarioError;
pub use report::{
    DatePayment, DateReport, DefaultReport, EndReason, Ending, EntryKind, LedgerEntry, NoteDate, NoteReport,
    Origin, PartyBalance, Projection, ReserveDate, SupportReport, Unpaid,
};
