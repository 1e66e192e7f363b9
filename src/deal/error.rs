//! What can be wrong with a deal, and what to do about it.

use std::fmt;

use thiserror::Error;

use crate::calendar::{CalendarError, Date, DateProblem, ScheduleError};
use crate::credit::GradeProblem;
use crate::enhancement::SupportProblem;
use crate::limits::AmountProblem;
use crate::money::{FactorError, Money};
use crate::names::NameProblem;
use crate::place::Place;
use crate::pool::LoanError;
use crate::servicing::RepurchaseProblem;
use crate::waterfall::{
    CashNotConserved, CleanUpProblem, EventProblem, FeeProblem, NoteProblem, OrderProblem, ReserveProblem,
};

/// One thing that is wrong, and where.
#[derive(Clone, PartialEq, Eq, Error)]
#[error("{place}: {problem}")]
pub struct DealError {
    /// The place in the deal.
    pub place: Place,
    /// What is wrong there.
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
    /// The clean-up call is wrong.
    #[error(transparent)]
    CleanUp(#[from] CleanUpProblem),
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
    /// A payment from a party to itself.
    #[error("`{0}` pays itself: name the party that pays and another that is paid")]
    PaysItself(String),
    /// A party does what it has no role for.
    #[error("`{party}` has no role as {role}: add it to the party's roles")]
    MissingRole {
        /// The party.
        party: String,
        /// The role it needs.
        role: super::Role,
    },
    /// A fraction of what nobody is called for.
    #[error("it gives no support, so nothing is paid after its failure: leave `after_failure` out")]
    NothingPaidLate,
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
    /// A deposit that nobody leaves.
    #[error(
        "its deposit of {deposit} is more than its principal of {principal}: give what the servicer holds of the borrower's"
    )]
    LargeDeposit {
        /// The deposit.
        deposit: Money,
        /// The principal.
        principal: Money,
    },
    /// What is wrong with a loan that is bought back.
    #[error(transparent)]
    Repurchase(#[from] RepurchaseProblem),
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
    /// The rating scale has no curve for a grade.
    #[error(transparent)]
    Grade(#[from] GradeProblem),
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

    /// What is wrong with the dates.
    #[error(transparent)]
    Dates(#[from] DateProblem),
    /// The tax does not fit exact arithmetic.
    #[error(transparent)]
    Factor(#[from] FactorError),
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

    /// A servicer that is its own backup.
    #[error("`{0}` services the pool already: name another party that takes its place")]
    OwnBackup(String),
    /// A fee of a servicer that somebody else is paid.
    #[error("fee `{fee}` is paid to `{payee}`, not to `{party}`: name a fee of `{party}`")]
    FeeOfAnother {
        /// The fee.
        fee: String,
        /// Who is paid it.
        payee: String,
        /// Whose fee it should be.
        party: String,
    },
    /// Sweeps on a day that no month has.
    #[error(
        "no month has the day of its sweeps: write `monthly` with a day from 1 to 31, which is the last of a shorter month"
    )]
    NoSuchDay,
    /// A loan whose last payments reach the plan too late.
    #[error(
        "what it pays on {paid} reaches the plan account on {transfer}, after the last distribution date {last}: sweep more \
         often, or add dates to the deal"
    )]
    SweptTooLate {
        /// When it pays.
        paid: Date,
        /// When that is in the plan account.
        transfer: Date,
        /// The deal's last distribution date.
        last: Date,
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
    /// What is wrong with an event.
    #[error(transparent)]
    Event(#[from] EventProblem),
    /// What is wrong with a fee.
    #[error(transparent)]
    Fee(#[from] FeeProblem),
    /// What is wrong with a reserve account.
    #[error(transparent)]
    Reserve(#[from] ReserveProblem),
    /// More supports than anybody could keep apart.
    #[error("there are {0} supports: there may be {1}")]
    TooManySupports(usize, usize),
    /// What is wrong with a support.
    #[error(transparent)]
    Support(#[from] SupportProblem),
    /// What is wrong with the order of payments.
    #[error(transparent)]
    Order(#[from] OrderProblem),
    /// Something falls due that no step pays.
    #[error("no step of the waterfall pays {0}: add one, or remove it from the deal")]
    NeverPaid(String),
    /// Something is paid under conditions alone.
    #[error(
        "{0} is paid under conditions alone, and by nobody where none of them holds: add a step without `when` below, or write \
         two steps, the one with a condition and the other with its `not`, if it asks for a day, an event or a failure"
    )]
    PaidOnlyWhen(String),
    /// Interest that must be paid is paid up to a cap alone.
    #[error(
        "{0} is only paid up to a cap, and it must be paid in full: add a step below, without a cap, for what the cap leaves"
    )]
    PaidOnlyUpTo(String),
    /// The engine found its own books wrong.
    #[error(transparent)]
    CashNotConserved(#[from] CashNotConserved),
    /// A waiver that says nothing.
    #[error("the waiver of {0} gives no reason: say in `because` why the rule may be waived")]
    NoReason(super::Rule),
    /// A fee that a support could never be called for.
    #[error(
        "fee `{0}` is only paid up to a cap: a support pays what is short of fees that a step pays in full"
    )]
    CoversCapped(String),
}

impl From<ScheduleError> for Problem {
    fn from(error: ScheduleError) -> Problem {
        DateProblem::from(error).into()
    }
}

impl From<CalendarError> for Problem {
    fn from(error: CalendarError) -> Problem {
        DateProblem::from(error).into()
    }
}
