//! What can be wrong with a deal, and what to do about it.

use std::fmt;

use thiserror::Error;

use crate::calendar::{CalendarError, Date, ScheduleError};
use crate::enhancement::UndertakingProblem;
use crate::limits::AmountProblem;
use crate::money::FactorError;
use crate::names::NameProblem;
use crate::place::Place;
use crate::pool::LoanError;
use crate::waterfall::{CashNotConserved, FeeProblem, NoteProblem, OrderProblem};

/// One thing that is wrong, and where.
#[derive(Clone, PartialEq, Eq, Error)]
#[error("{place}: {problem}")]
pub struct DealError {
    /// The place in the deal.
    pub place: Place,
    /// What is wrong there.
    #[source]
    pub problem: Problem,
}

/// As it displays, for a `main` that returns it.
impl fmt::Debug for DealError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Everything that is wrong with a deal. It displays as a list.
#[derive(Clone, PartialEq, Eq)]
pub struct DealErrors(pub Vec<DealError>);

impl std::error::Error for DealErrors {}

impl fmt::Display for DealErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the deal has {} error(s):", self.0.len())?;
        self.0.iter().try_for_each(|error| write!(f, "\n  {error}"))
    }
}

/// As it displays, for a `main` that returns it.
impl fmt::Debug for DealErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A rule that a deal does not keep.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Problem {
    /// A name is wrong, or there is nothing of that name.
    #[error(transparent)]
    Name(#[from] NameProblem),
    /// An amount is not what a deal can have.
    #[error(transparent)]
    Amount(#[from] AmountProblem),
    /// Two accounts of one name.
    #[error(
        "`{0}` is the name of two accounts in the ledger: parties, notes and the deal's own accounts need different names"
    )]
    SameAccount(String),
    /// A party does what it has no role for.
    #[error("`{party}` has no role as {role}: add it to the party's roles")]
    MissingRole {
        /// The party.
        party: String,
        /// The role it needs.
        role: super::Role,
    },
    /// No loans.
    #[error("the pool is empty: give at least one loan")]
    EmptyPool,
    /// A loan's terms contradict each other.
    #[error(transparent)]
    Loan(#[from] LoanError),
    /// A loan that is not lent when the plan buys it.
    #[error(
        "it is disbursed on {disbursed}, after the closing {closing}: the plan cannot buy what is not yet lent"
    )]
    DisbursedAfterClosing {
        /// The disbursement.
        disbursed: Date,
        /// The closing date.
        closing: Date,
    },
    /// Nothing is left of a loan at the cut-off.
    #[error("every due date is on or before the cut-off {0}: the plan gets nothing from it")]
    NothingAfterCutoff(Date),
    /// A loan to nobody.
    #[error("it names no borrower: loans of one borrower default together, so each needs a name")]
    NoBorrower,
    /// One company cannot be of two qualities.
    #[error(
        "`{company}` has another rating, default probability or correlation here than with {other}: a company defaults \
         once, with all its loans and in all its roles"
    )]
    CompanyDiffers {
        /// The company.
        company: String,
        /// Where it was met first.
        other: Place,
    },
    /// One name cannot be two companies.
    #[error("`{name}` has {here} here and {there} with {at}: a company has one, wherever it is named")]
    RegistrationDiffers {
        /// The company's name.
        name: String,
        /// Its registration here, in words.
        here: String,
        /// Its registration where it was met first, in words.
        there: String,
        /// Where that was.
        at: Place,
    },
    /// A loan outlives the deal.
    #[error(
        "it pays until {due}, after the last calculation date {last}: what comes then would reach nobody; \
         add dates to the deal or leave the loan out"
    )]
    OutlivesDeal {
        /// The loan's last payment.
        due: Date,
        /// The deal's last calculation date.
        last: Date,
    },
    /// No such grade.
    #[error("the rating scale has no grade `{grade}`; it has {known}")]
    UnknownGrade {
        /// The grade.
        grade: String,
        /// The grades there are.
        known: String,
    },
    /// A grade without a probability.
    #[error("grade `{0}` has no default probability: give at least one")]
    EmptyCurve(String),
    /// A grade's cumulative probabilities fall.
    #[error("the cumulative default probabilities of grade `{0}` must not fall from year to year")]
    FallingCurve(String),
    /// A wait that no deal lasts.
    #[error("the {what} is {lag}: it may be at most {most}")]
    LongLag {
        /// What is waited for, and in which unit.
        what: &'static str,
        /// How long.
        lag: u32,
        /// How long it may be.
        most: u32,
    },
    /// Recovery on an appraised value that nobody gave.
    #[error(
        "recovery is a share of the appraised value, and it has none: give one, or recover on the outstanding"
    )]
    NoAppraisedValue,

    /// A schedule is none.
    #[error(transparent)]
    Schedule(#[from] ScheduleError),
    /// A calendar has no answer.
    #[error(transparent)]
    Calendar(#[from] CalendarError),
    /// A calendar that does not know a year in which the deal has dates.
    #[error("{error}; {dates} date(s) of the deal need it, the first {first}")]
    CalendarEnds {
        /// The year, and what the calendar knows.
        error: CalendarError,
        /// How many dates.
        dates: usize,
        /// The first of them, as agreed.
        first: Date,
    },
    /// The tax does not fit exact arithmetic.
    #[error(transparent)]
    Factor(#[from] FactorError),
    /// Calculation and distribution dates do not pair up.
    #[error(
        "{calculation} calculation dates but {distribution} distribution dates: each distribution has one of both"
    )]
    DateCounts {
        /// How many calculation dates.
        calculation: usize,
        /// How many distribution dates.
        distribution: usize,
    },
    /// One date must come before another.
    #[error("{what} {date} must be after {other_what} {other}")]
    NotAfter {
        /// The later date's meaning.
        what: &'static str,
        /// The later date.
        date: Date,
        /// The earlier date's meaning.
        other_what: &'static str,
        /// The earlier date.
        other: Date,
    },
    /// A deal that outlives everybody in it.
    #[error("the deal runs from {closing} to {last}: it may last a century")]
    TooLong {
        /// The closing date.
        closing: Date,
        /// The last distribution date.
        last: Date,
    },
    /// Collections reach the plan after they should have been paid out.
    #[error(
        "the collections up to {calculation} reach the plan account on {transfer}, after the distribution date \
         {distribution}: shorten the transfer lag or move the date"
    )]
    TransferTooLate {
        /// The calculation date.
        calculation: Date,
        /// The transfer.
        transfer: Date,
        /// The distribution date.
        distribution: Date,
    },

    /// More parties and notes than a ledger has accounts for.
    #[error("there are {0} parties and notes: together there may be {1}")]
    TooManyAccounts(usize, usize),
    /// More fees than anybody charges.
    #[error("there are {0} fees: there may be {1}")]
    TooManyFees(usize, usize),
    /// No notes.
    #[error("there are no notes: give at least one")]
    NoNotes,
    /// What is wrong with a note.
    #[error(transparent)]
    Note(#[from] NoteProblem),
    /// What is wrong with a fee.
    #[error(transparent)]
    Fee(#[from] FeeProblem),
    /// What is wrong with the undertaking.
    #[error(transparent)]
    Undertaking(#[from] UndertakingProblem),
    /// What is wrong with the order of payments.
    #[error(transparent)]
    Order(#[from] OrderProblem),
    /// Something falls due that no step pays.
    #[error("no step of the waterfall pays {0}: add one, or remove it from the deal")]
    NeverPaid(String),
    /// The engine found its own books wrong.
    #[error(transparent)]
    CashNotConserved(#[from] CashNotConserved),
    /// A fee that the undertaking could never be called for.
    #[error(
        "fee `{0}` is only paid up to a cap: the undertaking pays what is short of fees that a step pays in full"
    )]
    CoversCapped(String),
}
