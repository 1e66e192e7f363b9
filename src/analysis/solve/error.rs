//! Why a question has no answer.

use thiserror::Error;

use super::steps::StepsProblem;
use crate::analysis::question::QuestionError;
#[cfg(feature = "files")]
use crate::deal::ChangeError;
use crate::deal::DealErrors;
use crate::names::NameProblem;
use crate::pool::VariationProblem;
use crate::projection::ScenarioError;
use crate::rate::RateError;
use crate::simulation::SimulationError;

/// Why a question has no answer. That a range has no value with what is wanted is no error, but an
/// [`Answer`](super::Answer).
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SolveError {
    /// A name that nothing in the deal has, or a list that names nothing or something twice.
    #[error(transparent)]
    Name(#[from] NameProblem),
    /// A question that the deal has no answer to.
    #[error(transparent)]
    Question(#[from] QuestionError),
    /// A field that the deal does not have, or a value that it cannot take.
    #[cfg(feature = "files")]
    #[error(transparent)]
    Change(#[from] ChangeError),
    /// The values to look among make no range.
    #[error(transparent)]
    Steps(#[from] StepsProblem),
    /// A value that is no rate.
    #[error(transparent)]
    Rate(#[from] RateError),
    /// The pool cannot be varied so.
    #[error(transparent)]
    Pool(#[from] VariationProblem),
    /// A note without a coupon.
    #[error("note `{0}` has no coupon to be solved for: give it one, of any rate, with its day count")]
    NoCoupon(String),
    /// A note whose coupon is no one rate.
    #[error("the coupon of note `{0}` changes or floats: a rate can be solved for of a coupon that is fixed")]
    NotFixed(String),
    /// A fee that is no rate.
    #[error("fee `{0}` is a fixed amount: a rate can be solved for of a fee that is a rate on a balance")]
    NoRate(String),
    /// Loans whose payments follow from no rate.
    #[error(
        "the payments of loan `{0}` are stated, and no contract rate changes them: ask for a coupon or a fee instead"
    )]
    StatedPayments(String),
    /// A loan whose rate is no one rate.
    #[error("the rate of loan `{0}` floats: a rate can be solved for where every loan has a fixed one")]
    FloatingLoan(String),
    /// With a value that was looked at, the deal does not keep its rules.
    #[error("with {with}: {errors}")]
    Deal {
        /// The term and its value, in words.
        with: String,
        /// What is wrong then.
        errors: DealErrors,
    },
    /// A simulation gave no result.
    #[error(transparent)]
    Simulation(#[from] SimulationError),
    /// The scenario does not fit the deal.
    #[error(transparent)]
    Scenario(#[from] ScenarioError),
}
