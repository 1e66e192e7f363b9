//! Who stands behind: the supports of a deal, and what the plan owes their givers.

mod loan_guarantee;
mod recourse;
mod support;

pub use loan_guarantee::GuaranteeProblem;
pub use recourse::Recourse;
pub(crate) use recourse::SupportState;
pub(crate) use support::{Dues, NoteDues, SupportPlan};
pub use support::{PrincipalAt, ReimbursementTiming, ReturnRate, Support, SupportKind, SupportProblem};
