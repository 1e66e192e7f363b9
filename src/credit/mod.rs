//! What goes wrong: default probabilities over time, dependence between names, recovery.

mod companies;
mod curve;
mod draws;
mod factor;
mod failure;
mod grade;
mod key;
mod model;
mod multiple;
mod normal;
mod quality;
mod rating;
mod recovery;
mod sampler;
mod stress;
mod thresholds;

pub use curve::DefaultCurve;
pub use grade::{Grade, GradeError};
pub use model::CreditModel;
pub use multiple::{Multiple, MultipleError};
pub use quality::CreditQuality;
pub use rating::{GradeDefaults, GradeProblem, RatingScale};
pub use recovery::Recovery;
pub use stress::CreditStress;
#[cfg(feature = "serde")]
pub(crate) use stress::is_at_once;

pub(crate) use companies::Companies;
pub(crate) use draws::PathDraws;
pub(crate) use factor::{FactorLoading, Latent};
pub(crate) use failure::Failure;
pub(crate) use grade::Rated;
pub(crate) use key::Key;
pub(crate) use recovery::{PartRecovery, Recoveries};
pub(crate) use sampler::DefaultSampler;
pub(crate) use thresholds::{TableId, Thresholds, ThresholdsBuilder};
