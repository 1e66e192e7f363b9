//! The order of payments: as written, and as the engine takes it.

use std::fmt;

use thiserror::Error;

use super::plan::Claim;
use crate::ledger::AccountId;
use crate::limits::AmountProblem;
use crate::money::Money;
use crate::names::NameProblem;

/// One step of the waterfall (分配顺序). Steps are taken in order on every distribution date, each from the cash that
/// the ones before it left; names within one step rank together (同一顺位按比例) and share short cash in proportion to
/// what each is due.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "kebab-case", deny_unknown_fields)
)]
#[doc(alias = "分配顺序")]
pub enum Step {
    /// VAT and surcharges on the interest collected.
    Taxes,
    /// What is due of these fees.
    Fees(Vec<String>),
    /// What is due of these fees, up to an amount in sum on each date; the rest stays due, for a later step or date.
    CappedFees {
        /// The fees.
        fees: Vec<String>,
        /// The most that this step pays on one date.
        cap: Money,
    },
    /// What is due of the interest on these notes.
    Interest(Vec<String>),
    /// Principal of these notes, as far as each takes any: see [`NoteRepayment`](crate::waterfall::NoteRepayment).
    Principal(Vec<String>),
    /// What the enhancer paid: first the agreed return on it, then itself.
    Reimbursement,
    /// All that is left, once every note has been repaid in full, to the holders of a note or to a party. The last
    /// step; until then what is left stays in the plan account.
    Residual(String),
}

impl Step {
    /// What is due of one fee.
    pub fn fee(name: &str) -> Step {
        Step::Fees(vec![name.into()])
    }

    /// The interest on one note.
    pub fn interest(note: &str) -> Step {
        Step::Interest(vec![note.into()])
    }

    /// The principal of one note.
    pub fn principal(note: &str) -> Step {
        Step::Principal(vec![note.into()])
    }
}

/// In words, as in a report.
impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Step::Taxes => f.write_str("taxes"),
            Step::Fees(fees) => write!(f, "fees: {}", fees.join(", ")),
            Step::CappedFees { fees, cap } => write!(f, "fees up to {cap} in sum: {}", fees.join(", ")),
            Step::Interest(notes) => write!(f, "interest on {}", notes.join(", ")),
            Step::Principal(notes) => write!(f, "principal of {}", notes.join(", ")),
            Step::Reimbursement => f.write_str("agreed return to the enhancer, then its reimbursement"),
            Step::Residual(to) => write!(f, "residual to {to}"),
        }
    }
}

/// What is wrong with the order of payments.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum OrderProblem {
    /// A step names what there is not, or not well.
    #[error(transparent)]
    Name(#[from] NameProblem),
    /// A step is capped at nothing.
    #[error(transparent)]
    Amount(#[from] AmountProblem),
    /// Something is paid by two steps.
    #[error("{0} is already paid by step {1}")]
    PaidTwice(String, usize),
    /// A step pays what the deal does not have.
    #[error("the deal has no {0} to pay")]
    NothingToPay(&'static str),
    /// Interest on a note that earns none.
    #[error("note `{0}` has no coupon: it earns what the residual step leaves")]
    NoCoupon(String),
    /// The residual takes everything, so nothing can follow.
    #[error("the residual takes all that is left: it must be the last step")]
    ResidualNotLast,
    /// No step for what is left.
    #[error("the last step must be a residual: it says who takes what is left")]
    NoResidual,
    /// Notes that are repaid in different ways rank together.
    #[error(
        "`{0}` and `{1}` are not repaid in the same way: of pass-through notes, bullets and subordinated notes each can \
         rank among themselves, but not with another; give each its own step"
    )]
    MixedRank(String, String),
    /// A step that waits for notes which are only repaid after it.
    #[error("it waits for the principal of `{0}`, which a later step repays: move it below")]
    TooEarly(String),
}

/// One step of the waterfall, resolved: claims that rank together, paid pro rata if cash is short.
#[derive(Clone, Debug)]
pub(crate) struct StepPlan {
    pub(crate) claims: Vec<RankedClaim>,
    /// The most this step pays on one date; what is beyond stays due.
    pub(crate) cap: Money,
}

/// A claim in its place: who is paid, and whether the undertaking stands behind it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RankedClaim {
    pub(crate) claim: Claim,
    pub(crate) payee: AccountId,
    /// Taxes, fees and interest: on every date. Principal: from the note's maturity on.
    pub(crate) covered: bool,
}
