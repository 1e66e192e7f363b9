//! Who is paid: notes, fees and tax, the order of payments as data, and the one engine that runs it.

mod amount;
mod condition;
mod coupon;
mod engine;
mod fee;
mod gauge;
mod note;
mod order;
mod plan;
mod ranking;
mod record;
mod repayment;
mod reserve;
mod state;
mod step;
mod tax;
mod vat;

pub use amount::{Amount, FormulaProblem, Share};
pub use condition::Condition;
pub use coupon::Coupon;
pub use engine::CashNotConserved;
pub use fee::{Fee, FeeAmount, FeeProblem, FeeRateBase, FixedOn};
pub use gauge::Gauge;
pub use note::{Note, NoteProblem};
pub use order::OrderProblem;
pub use repayment::{NoteRepayment, ScheduledPrincipal};
pub use reserve::{Reserve, ReserveProblem};
pub use step::{Step, StepKind};
pub use vat::{AssetVat, Vat, VatBase};

pub(crate) use engine::run;
pub(crate) use fee::FeePlan;
pub(crate) use gauge::{PlanAccounts, Readable};
pub(crate) use note::NotePlan;
pub(crate) use order::{Covers, RankedClaim, StepPlan};
pub(crate) use plan::{Claim, Plan};
pub(crate) use ranking::{Order, Payables};
pub(crate) use record::{NoteMoney, Nothing, Reason, Recorder, Transfer};
pub(crate) use reserve::ReservePlan;
pub(crate) use state::{NoteState, PlanEnd, State};
pub(crate) use tax::{PoolTax, TaxSpace};
