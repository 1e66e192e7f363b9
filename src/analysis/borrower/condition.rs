//! What must hold for a subsidy to be paid, or for another share of it.

use super::financing::FinancingKind;
use super::lpr::LprOn;
use crate::calendar::Date;
use crate::credit::Multiple;
use crate::money::Money;
use crate::rate::Rate;

/// What must hold of a loan or its firm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "kebab-case", deny_unknown_fields)
)]
#[non_exhaustive]
pub enum Condition {
    /// The loan is funded so.
    Financing(FinancingKind),
    /// The loan's rate is at most this.
    RateAtMost(Rate),
    /// The loan's rate is at most so many times the loan prime rate, compared exactly.
    RateAtMostLpr {
        /// How many times.
        times: Multiple,
        /// Of which day.
        on: LprOn,
    },
    /// The firm's revenue of the year before is at most this.
    RevenueAtMost(Money),
    /// The loan is guaranteed or insured.
    Guaranteed,
    /// The firm is small or micro.
    Small,
    /// The loan is repaid in full between two days, both included.
    RepaidWithin {
        /// The first day.
        #[cfg_attr(feature = "serde", serde(deserialize_with = "crate::calendar::date"))]
        #[cfg_attr(feature = "schema", schemars(with = "crate::calendar::WrittenDate"))]
        from: Date,
        /// The last day.
        #[cfg_attr(feature = "serde", serde(deserialize_with = "crate::calendar::date"))]
        #[cfg_attr(feature = "schema", schemars(with = "crate::calendar::WrittenDate"))]
        to: Date,
    },
}
