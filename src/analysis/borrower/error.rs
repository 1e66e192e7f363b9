//! Why a borrower's question has no answer.

use thiserror::Error;

use super::lpr::LprOn;
use crate::calendar::{Date, ScheduleError};
use crate::limits::AmountProblem;
use crate::money::FactorError;
use crate::names::NameProblem;
use crate::pool::LoanError;
use crate::text::Text;

/// Why the cost of a loan to its borrower, or a subsidy, cannot be told.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum BorrowerError {
    /// The loan makes no payment plan.
    #[error("loan \"{loan}\": {problem}")]
    Loan {
        /// Its id.
        loan: Text,
        /// What is wrong.
        problem: LoanError,
    },
    /// The loan is too large.
    #[error("loan \"{loan}\": {problem}")]
    Amount {
        /// Its id.
        loan: Text,
        /// What is wrong.
        problem: AmountProblem,
    },
    /// Only a loan whose principal is due at the end can be renewed without repayment.
    #[error(
        "loan \"{loan}\" repays principal before its end: only an interest-only loan is renewed; say 0 renewals"
    )]
    NotRenewable {
        /// Its id.
        loan: Text,
    },
    /// A renewal starts where the term before ends, whole months after its start.
    #[error(
        "loan \"{loan}\" runs from {from} to {to}, which is not a number of whole months: move its maturity to renew it"
    )]
    RenewalNotWhole {
        /// Its id.
        loan: Text,
        /// The start of its first term.
        from: Date,
        /// The end of its first term.
        to: Date,
    },
    /// A cost that is negative or too large.
    #[error("cost \"{cost}\": {problem}")]
    Cost {
        /// Its name.
        cost: String,
        /// What is wrong.
        problem: AmountProblem,
    },
    /// A cost's rate over a period does not fit exact arithmetic.
    #[error("cost \"{cost}\": {problem}")]
    CostRate {
        /// Its name.
        cost: String,
        /// What is wrong.
        problem: FactorError,
    },
    /// A rate on what replaces repaid principal does not fit exact arithmetic.
    #[error("the rate of the replacement: {0}")]
    ReplacementRate(FactorError),
    /// A date beyond the calendar.
    #[error(transparent)]
    Date(#[from] ScheduleError),
    /// A subsidy that does not say something it needs, or says it wrongly.
    #[error("subsidy \"{rule}\": {problem}")]
    Rule {
        /// Its name.
        rule: String,
        /// What is wrong, and what to write.
        problem: &'static str,
    },
    /// A subsidy by the loan prime rate of a day for which none is given.
    #[error("subsidy \"{rule}\": no loan prime rate is given for {date} ({on}): add it to the table")]
    NoLpr {
        /// The subsidy's name.
        rule: String,
        /// The day.
        date: Date,
        /// Which day that is.
        on: LprOn,
    },
    /// A subsidy that depends on the firm's revenue, which is not given.
    #[error("subsidy \"{rule}\" depends on the firm's revenue of the year before: give it")]
    NoRevenue {
        /// The subsidy's name.
        rule: String,
    },
    /// A subsidy on the size of an issue, which is not given.
    #[error("subsidy \"{rule}\" is on the amount issued: give the issuance of the financing")]
    NoIssuance {
        /// The subsidy's name.
        rule: String,
    },
    /// A case names a subsidy that its book does not have, or a loan that its deal does not have.
    #[error(transparent)]
    Name(#[from] NameProblem),
    /// A file of a case that cannot be read, or is none.
    #[cfg(feature = "files")]
    #[error(transparent)]
    File(#[from] crate::analysis::CaseFileError),
    /// Flows without a rate cannot be made equal to anything.
    #[error("the bank loan has no annual rate to be equal to: its flows are worth nothing at no rate")]
    NoRate,
    /// The subsidy would be beyond what money can hold.
    #[error("the subsidy that makes both loans equal is beyond any amount: pay it earlier")]
    OutOfRange,
}
