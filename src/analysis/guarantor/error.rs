//! Why there is no guarantor's view.

use thiserror::Error;

use crate::deal::DealErrors;
use crate::money::FactorError;
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
    #[error(
        "a fee of `{0}` would be a rate on nothing: let it cover a note that has an amount, or name the notes that it is a rate on"
    )]
    NoBase(String),
    /// A level that no number of paths can tell.
    #[error(
        "the level {0} has no tail that can be counted: use one below 100 %, of six decimals at most, such as 0.999"
    )]
    Level(Probability),
    /// A rate that does not fit exact arithmetic over a period.
    #[error(transparent)]
    Rate(#[from] FactorError),
    /// A fee of the plan that is no rate on notes, or on no note that there is anything of.
    #[error(
        "fee `{0}` is no rate on notes: name one that is, so that the rate can be found that pays the guarantor"
    )]
    NoRate(String),
    /// A fee of the plan that is worth what it pays for at no rate.
    #[error(
        "no rate of fee `{fee}` up to {most} % pays for what is promised: whatever the plan pays more, it calls for; let the \
         fee be paid from outside the plan"
    )]
    NoSuchRate {
        /// The fee.
        fee: String,
        /// The highest rate that was looked at, in percent.
        most: u32,
    },
    /// A deal that cannot be resolved with another rate of its fee.
    #[error(transparent)]
    Deal(#[from] DealErrors),
    /// The simulation gave no result.
    #[error(transparent)]
    Simulation(#[from] SimulationError),
}
