//! What is collected: the servicer gathers instalments and recoveries period by period, and hands them over.

mod accrued;
mod collections;
mod column;
mod custody;
mod days;
mod due_periods;
mod guarantee;
mod missed;
mod parts;
mod receipt;
mod repurchase;
mod schedule;
mod servicer_failure;
mod sweeps;
mod terms;
mod transfers;

pub(crate) use accrued::AccruedInterest;
pub use collections::Collected;
pub(crate) use collections::{CollectionPlan, LoanDefault, PoolLoss};
pub(crate) use custody::{Custody, CustodyPlan, DueDay, Handover, Reaction};
pub(crate) use days::PathDays;
pub(crate) use due_periods::{DuePeriod, DuePeriods};
pub use guarantee::GuaranteePays;
pub(crate) use guarantee::{
    Brought, CallDay, Case, CaseEnd, GuaranteeDesk, GuaranteePlan, Guarantees, LateShare,
};
pub(crate) use missed::MissedPayments;
pub(crate) use parts::{Cut, CutAmount, CutOff, PoolInParts, Recovered, StandIns};
pub use receipt::Commingled;
pub(crate) use receipt::{Inflow, Receipt, ReceiptKind, RecourseEntry};
pub use repurchase::RepurchaseProblem;
pub(crate) use repurchase::{Repurchase, Repurchases};
pub(crate) use schedule::{Grid, PoolSchedule, ScheduleBuilder};
pub use servicer_failure::{Backup, Estate, ServicerFailure};
pub use sweeps::{Sweeps, Weekday};
pub use terms::{Servicing, TransferLag};
pub(crate) use transfers::{Transfer, Transfers};
