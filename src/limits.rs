//! How large an amount in a deal may be.

use thiserror::Error;

use crate::money::Money;

/// The most that a deal's pool, or its notes, may sum to: a trillion yuan. Every product and sum of a run stays far
/// inside of 64 bits.
pub(crate) const LARGEST_DEAL: Money = Money::from_yuan(1_000_000_000_000);

/// An amount that no deal can have.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum AmountProblem {
    /// An amount that must be positive.
    #[error("the {what} is {amount}: it must be positive")]
    NotPositive {
        /// Which amount.
        what: &'static str,
        /// What it is.
        amount: Money,
    },
    /// An amount that may be nothing, but not less.
    #[error("the {what} is {amount}: it must not be negative")]
    Negative {
        /// Which amount.
        what: &'static str,
        /// What it is.
        amount: Money,
    },
    /// Sums beyond which arithmetic would not be safe.
    #[error("the {what} is {amount}: together a deal may reach {limit}")]
    TooLarge {
        /// Which amount.
        what: &'static str,
        /// What it is.
        amount: Money,
        /// The limit.
        limit: Money,
    },
}

/// Checks that an amount is more than nothing.
pub(crate) fn check_positive(what: &'static str, amount: Money) -> Result<(), AmountProblem> {
    if amount > Money::ZERO { Ok(()) } else { Err(AmountProblem::NotPositive { what, amount }) }
}

/// Checks that an amount is nothing or more.
pub(crate) fn check_not_negative(what: &'static str, amount: Money) -> Result<(), AmountProblem> {
    if amount >= Money::ZERO { Ok(()) } else { Err(AmountProblem::Negative { what, amount }) }
}

/// Checks that an amount is within what a deal may sum to.
pub(crate) fn check_limit(what: &'static str, amount: Money) -> Result<(), AmountProblem> {
    let limit = LARGEST_DEAL;
    if amount <= limit { Ok(()) } else { Err(AmountProblem::TooLarge { what, amount, limit }) }
}
