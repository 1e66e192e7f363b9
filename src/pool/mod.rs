//! What is owed: loans and what is written like them, how they are repaid, what secures them, and the tape that lists them.

mod accrued;
mod annual_rate;
mod asset;
mod claims;
mod disclosure;
mod error;
mod firm;
mod floating;
mod instalment;
mod interest;
mod loan;
mod loans;
mod payments;
mod periods;
mod plan;
mod repayment;
mod statistics;
#[cfg(feature = "files")]
mod tape;
mod terms;
mod variation;
mod variation_words;

pub use asset::AssetKind;
pub use disclosure::LoanDisclosure;
pub use error::{LoanError, PaymentsError};
pub(crate) use firm::Firm;
pub use instalment::Instalment;
pub use interest::InterestBasis;
pub use loan::Loan;
pub use loans::Pool;
#[cfg(feature = "files")]
pub(crate) use loans::in_files::read_loans;
pub use repayment::{Repayment, RepaymentKind};
pub use statistics::{Concentration, PoolStatistics};
#[cfg(feature = "files")]
pub(crate) use tape::read_tape_watched;
#[cfg(feature = "files")]
pub use tape::{TapeError, TapeErrors, read_tape};
pub use variation::PoolVariation;
pub use variation_words::VariationProblem;
