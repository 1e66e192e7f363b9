//! Who stands behind: the supports of a deal, and what the plan owes their givers.

mod after_failure;
mod books;
mod cap;
mod kind;
mod loan_guarantee;
mod plan;
mod problem;
mod recourse;
mod servicer_advance;
mod support;

pub use after_failure::AfterFailure;
pub(crate) use books::{LateDue, SupportBook, SupportBooks};
pub use cap::{YearCap, YearCount};
pub use kind::SupportKind;
pub use loan_guarantee::GuaranteeProblem;
pub(crate) use plan::{Dues, Giver, NoteDues, SupportPlan};
pub use problem::SupportProblem;
pub use recourse::Recourse;
pub(crate) use recourse::SupportState;
pub use support::{PrincipalAt, ReimbursementTiming, ReturnRate, Support};
