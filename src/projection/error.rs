//! Why a scenario does not fit its deal.

use thiserror::Error;

use crate::calendar::Date;
use crate::deal::DealErrors;
use crate::names::NameProblem;
use crate::scenario::StressError;
use crate::waterfall::CashNotConserved;

/// Why a scenario does not fit its deal.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ScenarioError {
    /// The pool has no such loan, borrower, industry or region, or the deal no such note.
    #[error("the scenario names what the deal does not have: {0}")]
    Unknown(NameProblem),
    /// The loan cannot default there.
    #[error(
        "loan `{loan}` cannot default after {after} instalments: it has {total}, of which {before} before the cut-off"
    )]
    NoSuchInstalment {
        /// The loan.
        loan: String,
        /// After how many instalments it was to default.
        after: u32,
        /// How many it has.
        total: usize,
        /// How many it has paid at the cut-off.
        before: usize,
    },
    /// The loan is repaid before it was to default.
    #[error("loan `{loan}` cannot default from {on} on: its last due date is {last}")]
    RepaidBefore {
        /// The loan.
        loan: String,
        /// When it was to default.
        on: Date,
        /// Its last due date.
        last: Date,
    },
    /// All of them are repaid before they were to default.
    #[error("`{0}` names nobody who still owes anything then: give an earlier date")]
    NobodyLeft(String),
    /// There are not so many borrowers.
    #[error("the {asked} largest borrowers were to default, but only {left} owe anything then")]
    TooFewBorrowers {
        /// How many were to default.
        asked: u32,
        /// How many there are.
        left: usize,
    },
    /// A loan defaults once.
    #[error("the scenario lets loan `{0}` default twice")]
    DefaultsTwice(String),
    /// Two default rates of one pool.
    #[error("the scenario has two default rates of the whole pool: give one")]
    TwoPoolRates,
    /// A default of a loan that is no longer the pool's.
    #[error("loan `{loan}` cannot default then: the originator buys it back on {on}, as it is not eligible")]
    BoughtBack {
        /// The loan.
        loan: String,
        /// When it is bought back.
        on: Date,
    },
    /// A timing that is none.
    #[error(transparent)]
    Timing(#[from] StressError),
    /// More shares than months.
    #[error(
        "the timing has shares for {shares} months, but the pool is repaid in {months}: give at most so many"
    )]
    TimingTooLong {
        /// How many shares there are.
        shares: usize,
        /// How many months.
        months: usize,
    },
    /// Nobody to fail, or to do without.
    #[error("the scenario is about what `{party}` has promised, but it gives no support; {known}")]
    NoSupport {
        /// The party.
        party: String,
        /// Who does, in words.
        known: String,
    },
    /// A party whose failure does nothing.
    #[error(
        "the scenario lets `{party}` fail, but it gives no support, buys nothing of the pool and does not service it; {known}"
    )]
    CannotFail {
        /// The party.
        party: String,
        /// Who can fail, in words.
        known: String,
    },
    /// The servicer fails, of which the deal says nothing.
    #[error(
        "the scenario lets `{0}` fail, which services the pool, but the deal does not say what that means: add \
         `[servicing.failure]` to it"
    )]
    NoFailure(String),
    /// The deal under the scenario's recovery is none.
    #[error(transparent)]
    Stressed(#[from] DealErrors),
    /// The engine found its own books wrong.
    #[error(transparent)]
    CashNotConserved(#[from] CashNotConserved),
}

impl From<NameProblem> for ScenarioError {
    fn from(problem: NameProblem) -> ScenarioError {
        ScenarioError::Unknown(problem)
    }
}
