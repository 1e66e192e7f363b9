//! The guarantor's view of a deal, and of several: what it pays and gets back and when, the fee that is fair for it, what it earns
//! by the fee it has, what it should hold against it, with whom it shares it, and who its tail is made of.
//!
//! A party is looked at with all the supports that it gives, be it to the plan or for loans; where it gives both, it is also told
//! what each would cost it alone. Two views of it are told apart. *As promised* it never fails: this
//! is what a fee pays for. *As performed* it fails as it does in the simulation, and pays nothing from then on.

mod alone;
mod calls;
mod capital;
mod charge;
mod contributions;
mod date_flows;
mod edge;
mod error;
mod excluded;
mod exposure;
mod fee;
mod fee_dates;
mod later;
mod later_plan;
mod liability;
mod losses;
mod most;
mod names;
mod paid_by_plan;
mod path_flows;
mod portfolio;
mod profit;
mod regulator;
mod result;
mod rows;
mod run;
mod runner;
mod shared;
mod sharing;
mod stake;
mod sums;
mod tail;
mod tally;
mod terms;
mod view;
mod view_tally;
mod with_without;
mod words;
mod wrong_way;

pub use alone::{GuarantorPromise, PromiseAlone};
pub use capital::CapitalFee;
pub use charge::ChargedFee;
pub use contributions::{Contribution, TailContributions};
pub use error::GuarantorError;
pub use exposure::{DateExposure, Exposure, Level, PartnerExposure};
pub use fee::{DateFee, FairFee};
pub use later::{CounterGuarantee, LaterRecoveries, YearRecovery};
pub use liability::{Liability, YearEnd};
pub use paid_by_plan::PlanFee;
pub use portfolio::{
    ClientShare, Clients, Concentration, DealInPortfolio, Portfolio, PortfolioDeal, PortfolioError,
    PortfolioFees, PortfolioView, ResolvedPortfolio,
};
#[cfg(feature = "files")]
pub use portfolio::{WrittenPortfolio, WrittenPortfolioDeal};
pub use profit::{Profit, ProfitAndLoss};
pub use regulator::{GuarantorKind, GuarantorRule, RegulatorFigure};
pub use result::{GuarantorView, Reserve};
pub use rows::GuarantorRow;
pub use shared::{RiskShare, SharedRisk, SharedRiskError};
pub use sharing::Sharing;
pub use terms::{GuaranteeBase, GuaranteeTerms};
pub use with_without::WithWithout;
pub use wrong_way::WrongWayRisk;
