//! Who stands behind: the shortfall undertaking, and what the plan owes its giver.

mod recourse;
mod undertaking;

pub use recourse::Recourse;
pub(crate) use undertaking::{Dues, NoteDues, UndertakingPlan};
pub use undertaking::{ReimbursementTiming, ReturnRate, ShortfallUndertaking, UndertakingProblem};
