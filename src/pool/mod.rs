//! What is owed: loans and what is written like them, how they are repaid, what secures them, and the tape that lists them.

mod asset;
mod disclosure;
mod firm;
mod instalment;
mod interest;
mod loan;
mod loans;
mod payments;
mod repayment;
mod statistics;
#[cfg(feature = "files")]
mod tape;
mod terms;
mod variation;
mod variation_words;

pub use asset::AssetKind;
pub use disclosure::LoanDisclosure;
pub(crate) use firm::Firm;
pub use instalment::{Instalment, LoanError};
pub use interest::InterestBasis;
pub use loan::Loan;
pub use loans::Pool;
#[cfg(feature = "files")]
pub(crate) use loans::in_files::read_loans;
pub use payments::PaymentsError;
pub use repayment::{Repayment, RepaymentKind};
pub use statistics::{Concentration, PoolStatistics};
#[cfg(feature = "files")]
pub(crate) use tape::read_tape_watched;
#[cfg(feature = "files")]
pub use tape::{TapeError, TapeErrors, read_tape};
pub use variation::PoolVariation;
pub use variation_words::VariationProblem;
