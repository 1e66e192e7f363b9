//! The credit assumptions of a deal as written.

use super::curve::DefaultCurve;
use super::factor::FactorLoading;
use super::quality::CreditQuality;
use super::rating::{GradeProblem, RatingScale};
use super::recovery::Recovery;
use crate::rate::AssetCorrelation;

/// What a deal assumes about default and recovery: a one-factor Gaussian copula on each name's own term structure, whose
/// clock starts at the cut-off.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct CreditModel {
    /// The asset correlation of every borrower that has none of its own.
    pub asset_correlation: AssetCorrelation,
    /// What comes back after a default.
    #[cfg_attr(feature = "serde", serde(default))]
    pub recovery: Recovery,
    /// The rating scale; [`RatingScale::platform_2020`] if none is written.
    #[cfg_attr(feature = "serde", serde(default))]
    pub ratings: RatingScale,
}

impl CreditModel {
    /// The default curve of a name.
    ///
    /// # Errors
    /// [`GradeProblem`]: why the scale has none for its grade.
    pub(crate) fn curve(&self, quality: &CreditQuality) -> Result<DefaultCurve, GradeProblem> {
        match quality {
            CreditQuality::AnnualPd(annual) => Ok(DefaultCurve::flat(*annual)),
            CreditQuality::Rating(grade) => self.ratings.find_curve(grade),
        }
    }

    /// How a name moves with the common factor, given its own asset correlation if it has one.
    pub(crate) fn loading(&self, own: Option<AssetCorrelation>) -> FactorLoading {
        FactorLoading::from(own.unwrap_or(self.asset_correlation))
    }
}
