//! What exchanges and holders want to read of a distribution date: coverage class by class, what each step did, and what every
//! account of the plan holds.

use crate::money::Money;

/// The coverage of one class of notes on one date.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[doc(alias = "覆盖倍数")]
#[non_exhaustive]
pub struct ClassCoverage {
    /// The class.
    pub note: String,
    /// What is due down to the last step that pays it, this step included: taxes, fees, interest, and principal that is
    /// expected, of it and of the classes that rank above it or with it.
    pub dues: Money,
    /// The cash that can be distributed over that; `None` where nothing is due.
    pub coverage: Option<f64>,
}

/// One step of the order of payment in force on one date.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct StepDate {
    /// Its number in the order in force, from 1.
    pub number: usize,
    /// The step, in words.
    pub step: String,
    /// What was due when its turn came, up to its cap: what is expected of its claims, or what a reserve lacked. Of a
    /// pass-through note nothing is due before its maturity.
    pub due: Money,
    /// What was paid, with what came from further accounts and under supports; or moved to or from a reserve.
    pub paid: Money,
    /// What was due and not paid.
    pub short: Money,
}

/// One account of the plan after one date.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct AccountDate {
    /// Its name.
    pub account: String,
    /// What it holds; the plan account with what is kept in it for bullets.
    pub balance: Money,
}
