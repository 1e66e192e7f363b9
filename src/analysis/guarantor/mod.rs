//! The guarantor's view of a deal: what it pays and gets back and when, the fee that is fair for it, what it should hold
//! against it, with whom it shares it, and who its tail is made of.
//!
//! A party is looked at with all the supports that it gives. Two views of it are told apart. *As promised* it never fails: this
//! is what a fee pays for. *As performed* it fails as it does in the simulation, and pays nothing from then on.

mod contributions;
mod error;
mod exposure;
mod fee;
mod path_flows;
mod regulator;
mod result;
mod run;
mod runner;
mod shared;
mod sharing;
mod signed;
mod tail;
mod tally;
mod terms;
mod words;
mod wrong_way;

pub use contributions::{Contribution, TailContributions};
pub use error::GuarantorError;
pub use exposure::{DateExposure, Exposure, Level, PartnerExposure};
pub use fee::{CapitalFee, DateFee, FairFee};
pub use regulator::{GuarantorKind, GuarantorRule, Liability, RegulatorFigure};
pub use result::{GuarantorView, Reserve};
pub use shared::{RiskShare, SharedRisk, SharedRiskError};
pub use sharing::Sharing;
pub use terms::{GuaranteeBase, GuaranteeTerms};
pub use wrong_way::WrongWayRisk;
