//! What is collected: the servicer gathers instalments and recoveries period by period, and hands them over.

mod collections;
mod column;
mod due_periods;
mod missed;
mod receipt;
mod schedule;
mod terms;
mod walk;

pub use collections::Collected;
pub(crate) use collections::{CollectionPlan, LoanDefault, PoolLoss};
pub(crate) use due_periods::{DuePeriod, DuePeriods};
pub(crate) use missed::MissedPayments;
pub(crate) use receipt::{Inflow, Receipt, ReceiptKind};
pub(crate) use schedule::{Grid, PoolSchedule, ScheduleBuilder};
pub use terms::{Servicing, TransferLag};
pub(crate) use walk::{Cut, CutAmount, Recovered, Walked};
