//! Who stands behind: the shortfall undertaking, and what the plan owes its giver.

mod recourse;
mod undertaking;

pub use recourse::Recourse;
pub(crate) use recourse::UndertakingPlan;
pub use undertaking::{ReimbursementTiming, ReturnRate, ShortfallUndertaking};
