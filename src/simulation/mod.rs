//! Many paths: correlated defaults through the whole deal, in parallel, with error bars; and any path again, in full.

mod amounts;
mod by_date;
#[cfg(test)]
mod coverage;
mod date_tally;
mod dealings;
mod distribution;
mod each;
mod estimate;
#[cfg(feature = "serde")]
mod finite;
mod flows;
mod fold;
mod groups;
mod histogram;
mod jackknife;
mod layout;
mod level;
mod limits;
mod measures;
mod moments;
mod ordered;
mod originator;
mod outcome;
mod pair;
mod parties;
mod paths;
#[cfg(test)]
#[cfg(feature = "files")]
mod plain;
mod report;
mod risk;
mod run;
#[cfg(feature = "serde")]
mod saved;
mod signed;
mod simulator;
mod tally;
mod visit;
mod weights;
#[cfg(feature = "serde")]
mod wide;
mod work;

pub(crate) use amounts::{Amounts, fen};
pub use by_date::DateRisk;
pub use distribution::Distribution;
pub(crate) use each::simulate_each;
pub use estimate::{Estimate, Proportion};
pub(crate) use fold::fold_paths;
pub(crate) use groups::{GROUPS, group, jackknife};
pub(crate) use limits::Limits;
pub use measures::{MeasureName, MeasureValue, Unit as MeasureUnit};
pub(crate) use moments::{FEW, error_of_sum};
pub(crate) use ordered::FEWEST;
pub use originator::OriginatorRisk;
pub use pair::{CompareError, Comparison, MeasureDifference};
pub use parties::{NoteRisk, PoolRisk, SeniorRisk, ServicerRisk, SupportRisk};
pub use paths::Simulation;
pub use report::{
    DistributionReport, NoteRiskReport, OriginatorReport, PoolRiskReport, QuantileReport, RiskReport,
    SeniorReport, ServicerFailureReport, ServicerReport, SupportRiskReport,
};
pub use risk::{MergeError, Risk};
pub use run::{Progress, SimulationError};
pub(crate) use signed::Signed;
pub use visit::PathOutcome;
pub(crate) use work::Watch;
