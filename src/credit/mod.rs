//! What goes wrong: default probabilities over time, dependence between names, recovery.

mod curve;
mod factor;
mod model;
mod normal;
mod rating;
mod recovery;
mod sampler;
mod stream;

pub use curve::DefaultCurve;
pub use model::CreditModel;
pub use rating::{GradeDefaults, RatingScale};
pub use recovery::Recovery;

pub(crate) use factor::{FactorLoading, Latent};
pub(crate) use sampler::{DefaultSampler, Name};
pub(crate) use stream::{PathRng, market};
