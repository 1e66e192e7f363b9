//! What can be wrong with a support.

use thiserror::Error;

use super::loan_guarantee::GuaranteeProblem;
use crate::limits::AmountProblem;
use crate::money::FactorError;
use crate::names::NameProblem;

/// What is wrong with a support.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SupportProblem {
    /// It names what there is not, or not well.
    #[error(transparent)]
    Name(#[from] NameProblem),
    /// It is capped at nothing.
    #[error(transparent)]
    Amount(#[from] AmountProblem),
    /// The agreed return over a period does not fit exact arithmetic.
    #[error(transparent)]
    Return(#[from] FactorError),
    /// A support without a due.
    #[error("it covers nothing: name the taxes, fees, interest or principal that it pays")]
    CoversNothing,
    /// It covers a tax in a deal without one.
    #[error("the deal has no tax to pay")]
    NoTax,
    /// It covers interest on a note that earns none.
    #[error("note `{0}` has no coupon: it earns what the residual step leaves")]
    NoCoupon(String),
    /// It covers interest that may be deferred.
    #[error(
        "the interest of note `{0}` may be deferred, so nobody makes it up: leave it out, or leave `deferrable` out"
    )]
    CoversDeferrable(String),
    /// A support of the subordinated notes.
    #[error("note `{0}` is subordinated: nothing of it is ever due, so nothing can be made up")]
    CoversSubordinated(String),
    /// A facility of no size.
    #[error("a liquidity facility lends up to its commitment: give it as `cap`")]
    NoCommitment,
    /// A letter without an amount.
    #[error("a guarantee letter states how much it pays at most: give it as `cap`")]
    LetterWithoutCap,
    /// A guarantee for which nobody before it can fail.
    #[error(
        "nobody before it pays {0}, and a plan guarantee pays what those before it leave open: name it after them, leave {0} \
         out, or make it a shortfall undertaking"
    )]
    NobodyBefore(String),
    /// A term of guarantees.
    #[error("only a plan guarantee stands behind others within their caps: leave `beyond_cap` out")]
    NothingBeyond,
    /// A cap that there is not is restored.
    #[error("there is no `cap` that what is reimbursed would restore: give one, or leave `revolving` out")]
    NothingRevolves,
    /// A share of nothing.
    #[error(
        "`cap_of_notes` is a share of the balance of the notes that it covers: cover one, and make it more than nothing"
    )]
    ShareOfNothing,
    /// A term of facilities.
    #[error(
        "only a liquidity facility has a commitment fee: what another support costs is a fee of the deal"
    )]
    NotCommitted,
    /// A facility that pays for itself.
    #[error("fee `{0}` goes to its own giver: a liquidity facility does not pay for itself, so leave it out")]
    CoversOwnFee(String),
    /// A facility that is repaid last.
    #[error(
        "a liquidity facility is repaid before principal: leave `reimbursed` out, and rank its reimbursement there"
    )]
    FacilityWaits,
    /// What is wrong with a loan guarantee, or with what is one only in part.
    #[error(transparent)]
    Guarantee(#[from] GuaranteeProblem),
}
