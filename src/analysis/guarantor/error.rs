//! Why there is no guarantor's view.

use thiserror::Error;

use super::shared::SharedRiskError;
use crate::names::NameProblem;
use crate::rate::Probability;
use crate::simulation::SimulationError;

/// Why there is no guarantor's view.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum GuarantorError {
    /// No party that gives supports has this name, or no note that of its fee's base.
    #[error(transparent)]
    Name(#[from] NameProblem),
    /// A fee on nothing.
    #[error("`{0}` covers no note, so its fee has no base: name the notes that it is a rate on")]
    NoBase(String),
    /// A level that no number of paths can tell.
    #[error(
        "the level {0} has no tail that can be counted: use one below 100 %, of six decimals at most, such as 0.999"
    )]
    Level(Probability),
    /// Risk that cannot be shared so.
    #[error(transparent)]
    Shared(#[from] SharedRiskError),
    /// The simulation gave no result.
    #[error(transparent)]
    Simulation(#[from] SimulationError),
}
