//! Who is paid: notes, fees and tax, the order of payments as data, and the one engine that runs it.

mod engine;
mod fee;
mod note;
mod order;
mod plan;
mod ranking;
mod record;
mod state;
mod vat;

pub use engine::CashNotConserved;
pub use fee::{Fee, FeeAmount, FeeProblem, FeeRateBase, FixedOn};
pub use note::{Coupon, Note, NoteProblem, NoteRepayment};
pub use order::{OrderProblem, Step};
pub use vat::Vat;

pub(crate) use engine::run;
pub(crate) use fee::FeePlan;
pub(crate) use note::NotePlan;
pub(crate) use order::StepPlan;
pub(crate) use plan::{Claim, Plan};
pub(crate) use ranking::{Order, Payables};
pub(crate) use record::{NoteMoney, Nothing, Reason, Recorder, Transfer};
pub(crate) use state::{NoteState, PlanEnd, State};
