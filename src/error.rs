//! Any error that a user of the crate can meet, from a text to a result.

use std::fmt;

use crate::analysis::borrower::BorrowerError;
use crate::analysis::guarantor::{GuarantorError, PortfolioError, SharedRiskError};
use crate::analysis::issuer::IssuerError;
use crate::analysis::market::MarketError;
use crate::analysis::solve::{SolveError, StepsProblem};
use crate::analysis::{GridError, QuestionError};
use crate::calendar::{CalendarError, RateTableError, ScheduleError};
use crate::credit::MultipleError;
use crate::deal::DealErrors;
#[cfg(feature = "files")]
use crate::deal::{ChangeError, FileError};
use crate::money::{FactorError, MoneyError};
#[cfg(feature = "files")]
use crate::pool::TapeErrors;
use crate::pool::{LoanError, VariationProblem};
use crate::projection::ScenarioError;
use crate::rate::RateError;
use crate::scenario::StressError;
use crate::simulation::{CompareError, MergeError, SimulationError};
use crate::waterfall::{BasisPointsError, CashNotConserved, PriceError};
use crate::words::UnknownWord;

/// Any error that a user of the crate can meet: for a function that does several things with a deal. Each thing has an error
/// of its own, which says more by its type.
///
/// It displays as the error that it is, and debugs as it displays, so that a `main` which returns it ends in a sentence.
/// An error of this crate either has its cause in its own sentence or returns it as its
/// [`source`](std::error::Error::source), never both.
///
/// ```
/// use abs_waterfall::pool::Loan;
/// fn first_interest(yuan: &str, rate: &str) -> Result<String, abs_waterfall::Error> {
///     let loan = Loan::level_payment("C01", yuan.parse()?, rate.parse()?, "2024-06-20".parse()?, 24);
///     Ok(loan.instalments()?[0].interest.to_string())
/// }
/// assert_eq!(first_interest("20000000", "5%")?, "83,333.33");
/// let error = first_interest("20000000", "5").unwrap_err();
/// assert_eq!(format!("{error:?}"), "5 is out of range: a rate runs from 0 to 1, where 0.05 is 5 %");
/// # Ok::<(), abs_waterfall::Error>(())
/// ```
#[derive(thiserror::Error)]
#[error(transparent)]
#[non_exhaustive]
pub enum Error {
    /// A text or a decimal is not an amount of money.
    Money(#[from] MoneyError),
    /// A number is not a rate, a probability or a correlation.
    Rate(#[from] RateError),
    /// A number is not a multiple.
    Multiple(#[from] MultipleError),
    /// A number is not a spread.
    BasisPoints(#[from] BasisPointsError),
    /// A number is not an issue price.
    Price(#[from] PriceError),
    /// Rates make no table.
    RateTable(#[from] RateTableError),
    /// A ratio does not fit exact arithmetic.
    Factor(#[from] FactorError),
    /// A text is not a date.
    Date(#[from] jiff::Error),
    /// A word is none of those there are.
    Word(#[from] UnknownWord),
    /// A schedule has no dates.
    Schedule(#[from] ScheduleError),
    /// A calendar has no answer.
    Calendar(#[from] CalendarError),
    /// The terms of a loan make no payment plan.
    Loan(#[from] LoanError),
    /// A loan tape has errors.
    #[cfg(feature = "files")]
    Tape(#[from] TapeErrors),
    /// A deal cannot be read or written.
    #[cfg(feature = "files")]
    File(#[from] FileError),
    /// A deal cannot be changed so.
    #[cfg(feature = "files")]
    Change(#[from] ChangeError),
    /// A deal does not keep its rules.
    Deal(#[from] DealErrors),
    /// A text is no stress.
    Stress(#[from] StressError),
    /// A scenario does not fit its deal.
    Scenario(#[from] ScenarioError),
    /// A simulation gave no result.
    Simulation(#[from] SimulationError),
    /// A question that a deal has no answer to.
    Question(#[from] QuestionError),
    /// A grid gave no answer.
    Grid(#[from] GridError),
    /// Two deals are not compared.
    Compare(#[from] CompareError),
    /// Two results do not merge.
    Merge(#[from] MergeError),
    /// A range of values that leads nowhere.
    Steps(#[from] StepsProblem),
    /// A pool that cannot be varied so.
    Variation(#[from] VariationProblem),
    /// A question of which term gives a wanted answer has none.
    Solve(#[from] SolveError),
    /// The cost of a loan to its borrower, or a subsidy, cannot be told.
    Borrower(#[from] BorrowerError),
    /// There is no guarantor's view.
    Guarantor(#[from] GuarantorError),
    /// There is no issuer's view.
    Issuer(#[from] IssuerError),
    /// Risk is not shared so.
    SharedRisk(#[from] SharedRiskError),
    /// There is no view of a guarantor's portfolio.
    Portfolio(#[from] PortfolioError),
    /// A market has no answer.
    Market(#[from] MarketError),
    /// The engine found its own books wrong.
    CashNotConserved(#[from] CashNotConserved),
}

/// As it displays, for a `main` that returns it.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
