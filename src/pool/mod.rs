//! What is owed: loans, how they are repaid, what secures them, and the tape that lists them.

mod disclosure;
mod instalment;
mod interest;
mod loan;
mod loans;
mod repayment;
mod statistics;
#[cfg(feature = "files")]
mod tape;
mod terms;

pub use disclosure::LoanDisclosure;
pub use instalment::{Instalment, LoanError};
pub use interest::InterestBasis;
pub use loan::Loan;
pub use loans::Pool;
pub use repayment::{Repayment, RepaymentKind};
pub use statistics::{Concentration, PoolStatistics};
#[cfg(feature = "files")]
pub(crate) use tape::read_tape_watched;
#[cfg(feature = "files")]
pub use tape::{TapeError, TapeErrors, read_tape};
