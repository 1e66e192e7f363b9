//! The credit assumptions of a deal as written.

use super::rating::RatingScale;
use super::recovery::Recovery;
use crate::rate::AssetCorrelation;

/// What a deal assumes about default and recovery: a one-factor Gaussian copula on each name's own term structure, whose
/// clock starts at the cut-off.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "files", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct CreditModel {
    /// The asset correlation of every borrower that has none of its own.
    pub asset_correlation: AssetCorrelation,
    /// What comes back after a default.
    #[cfg_attr(feature = "files", serde(default))]
    pub recovery: Recovery,
    /// The rating scale; [`RatingScale::platform_2020`] if none is written.
    #[cfg_attr(feature = "files", serde(default))]
    pub ratings: RatingScale,
}
