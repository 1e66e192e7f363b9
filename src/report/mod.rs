//! What people look at: aligned tables and sentences, as text. The library prints nothing; a program prints these.

mod borrower;
mod checks;
#[cfg(feature = "files")]
mod comparison;
mod deal;
mod disclosure;
mod format;
mod guarantor;
mod issuer;
mod market;
mod projection;
mod risk;
mod supports;
mod sweep;
mod table;
mod terms;

pub use borrower::borrower;
pub use checks::checks;
#[cfg(feature = "files")]
pub use comparison::{comparison, differences};
pub use deal::{deal, warnings};
pub use format::page;
pub use guarantor::{guarantor, guarantor_portfolio};
pub use issuer::issuer;
pub use market::market;
#[cfg(feature = "files")]
pub use market::market_sweep;
pub use projection::{ledger, projection};
pub use risk::risk;
pub use sweep::sweep;
