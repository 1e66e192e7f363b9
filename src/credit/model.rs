//! The credit assumptions of a deal as written.

use super::curve::DefaultCurve;
use super::factor::FactorLoading;
use super::quality::CreditQuality;
use super::rating::{GradeProblem, RatingScale};
use super::recovery::{Recoveries, Recovery};
use super::stress::CreditStress;
use crate::calendar::Date;
use crate::money::Money;
use crate::rate::AssetCorrelation;

/// What a deal assumes about default and recovery: a one-factor Gaussian copula on each name's own term structure, whose
/// clock starts at the cut-off, or on a day of its own.
///
/// ```
/// use abs_waterfall::credit::{CreditModel, Recovery};
/// let model = CreditModel::new("0.2".parse()?).with_recovery(Recovery::of_outstanding("30%".parse()?, 12));
/// assert_eq!(model.recovery.lag_months(), 12);
/// assert!(model.ratings.curve("BB+").is_some(), "a scale is there");
/// # Ok::<(), abs_waterfall::RateError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct CreditModel {
    /// The asset correlation of every borrower that has none of its own.
    pub asset_correlation: AssetCorrelation,
    /// What comes back after a default.
    #[cfg_attr(feature = "serde", serde(default))]
    pub recovery: Recovery,
    /// The rating scale; if none is written, the one-year scale of a Chinese credit platform, from AAA to C:
    /// [`RatingScale::platform_2020`].
    #[cfg_attr(feature = "serde", serde(default))]
    #[cfg_attr(feature = "schema", schemars(extend("x-default" = "a published one-year scale")))]
    pub ratings: RatingScale,
    /// The day on which every default curve starts, nobody having defaulted by then. The deals of a portfolio have one, so that
    /// a company which owes in several defaults on one day.
    #[cfg_attr(feature = "serde", serde(default, deserialize_with = "crate::calendar::optional_date"))]
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(
        feature = "schema",
        schemars(with = "Option<crate::calendar::WrittenDate>", extend("x-default" = "the cut-off date"))
    )]
    pub since: Option<Date>,
    /// What of this is made worse.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "CreditStress::is_none"))]
    #[cfg_attr(feature = "schema", schemars(extend("x-default" = "none")))]
    pub stress: CreditStress,
}

impl CreditModel {
    /// A model with this asset correlation, the scale of [`RatingScale::platform_2020`], and no recovery.
    #[must_use]
    pub fn new(asset_correlation: AssetCorrelation) -> CreditModel {
        CreditModel { asset_correlation, ..CreditModel::default() }
    }

    /// With this much coming back after a default.
    #[must_use]
    pub fn with_recovery(self, recovery: Recovery) -> CreditModel {
        CreditModel { recovery, ..self }
    }

    /// With this rating scale.
    #[must_use]
    pub fn with_ratings(self, ratings: RatingScale) -> CreditModel {
        CreditModel { ratings, ..self }
    }

    /// With every default curve starting on this day.
    #[must_use]
    pub fn with_since(self, since: Date) -> CreditModel {
        CreditModel { since: Some(since), ..self }
    }

    /// Under this stress.
    #[must_use]
    pub fn with_stress(self, stress: CreditStress) -> CreditModel {
        CreditModel { stress, ..self }
    }

    /// What comes back under the stress, made ready for loans with collateral of these values.
    pub(crate) fn recoveries(&self, appraised_values: impl Iterator<Item = Money>) -> Recoveries {
        self.recovery.of_loans(appraised_values, self.stress.recovery)
    }

    /// Months from the first missed due date to the recovery, under the stress.
    pub(crate) fn recovery_lag(&self) -> u32 {
        match self.recovery {
            Recovery::None => 0,
            _ => self.recovery.lag_months().saturating_add(self.stress.lag_months),
        }
    }

    /// The default curve of a borrower, under the stress.
    ///
    /// # Errors
    /// [`GradeProblem`]: why the scale has none for its grade.
    pub(crate) fn borrower_curve(&self, quality: &CreditQuality) -> Result<DefaultCurve, GradeProblem> {
        let multiple = self.stress.default_probability.to_decimal();
        match quality {
            CreditQuality::AnnualPd(annual) => Ok(DefaultCurve::flat(annual.times(multiple))),
            CreditQuality::Rating(grade) => self.ratings.find_curve_times(grade, multiple),
        }
    }

    /// The default curve of a party that is no borrower, which no stress is on.
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
