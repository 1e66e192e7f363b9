//! Who is paid: accounts, the priority of payments as data, and the one engine that runs it.

mod engine;
mod plan;
mod record;
mod state;

pub(crate) use engine::run;
pub(crate) use plan::{Claim, FeeAccrual, FeeBase, FeePlan, NoteKind, NotePlan, Plan, RankedClaim, Step};
pub(crate) use record::{NoteMoney, Nothing, Reason, Recorder, Transfer};
pub(crate) use state::{NoteState, PlanEnd, State};

pub use engine::CashNotConserved;
