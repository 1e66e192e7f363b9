//! Why there is no issuer's view.

use thiserror::Error;

use crate::deal::DealErrors;
use crate::projection::ScenarioError;
use crate::simulation::{CompareError, SimulationError};

/// Why there is no issuer's view.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum IssuerError {
    /// Nobody has sold the pool.
    #[error("no party has the role of originator: say who sells the pool and pays for the issue")]
    NoOriginator,
    /// With a fee or rate cut, the deal does not keep its rules.
    #[error("with {with}: {errors}")]
    Deal {
        /// What was cut, in words.
        with: String,
        /// What is wrong then.
        errors: DealErrors,
    },
    /// The base case does not fit the deal.
    #[error(transparent)]
    Scenario(#[from] ScenarioError),
    /// The deal could not be run beside the one with a fee cut.
    #[error(transparent)]
    Compare(#[from] CompareError),
    /// The simulation gave no result.
    #[error(transparent)]
    Simulation(#[from] SimulationError),
}
