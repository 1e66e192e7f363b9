//! The deal as a whole: all that a person writes, the rules that cross its parts, and its resolution. The parts are defined in
//! their rooms and exported here too.
//!
//! A [`Deal`] is plain data with names in it. [`Deal::resolve`] binds every name, computes every date and every exact
//! factor, and reports everything that is wrong at once; what it returns can only be run.

mod accounts;
mod checks;
mod definition;
#[cfg(feature = "files")]
mod edit;
mod error;
#[cfg(feature = "files")]
mod file;
mod fingerprint;
mod format;
mod issue;
mod party;
#[cfg(feature = "schema")]
mod reference;
mod resolve;
mod resolved;
#[cfg(feature = "schema")]
mod schema;
mod warning;

pub use crate::calendar::{PaymentDates, PaymentPeriod};
pub use crate::enhancement::Support;
pub use crate::waterfall::{
    AssetVat, Coupon, CouponRate, Deferral, Event, EventEffect, Fee, FeeAmount, FeeRateBase, FixedOn, Note,
    NoteRepayment, Reserve, ScheduledPrincipal, Step, Vat, VatBase,
};
pub use accounts::Accounts;
pub use checks::{AssetClass, Check, Disclosure, OnlineLoans, Outcome, Rule, Waiver};
pub use definition::Deal;
#[cfg(feature = "files")]
pub use edit::{Change, ChangeError, FieldPath, TermDifference};
pub use error::{DealError, DealErrors, Problem};
#[cfg(feature = "files")]
pub(crate) use file::read as read_file;
#[cfg(feature = "files")]
pub use file::{FileError, LoadProgress, PoolSource, WrittenDeal};
pub(crate) use fingerprint::DealIdentity;
pub(crate) use issue::IssueTransfer;
pub use issue::{IssueAmount, IssuePayment, IssuePaymentKind};
pub use party::{Party, Role};
pub use resolved::ResolvedDeal;
#[cfg(feature = "schema")]
pub(crate) use schema::schema_of;
pub use warning::{Concern, DealWarning};
