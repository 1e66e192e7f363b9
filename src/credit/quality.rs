//! How good a name is.

use crate::rate::Probability;
use crate::text::Text;

/// How good a name is: a rating to be looked up in the deal's scale, or a default probability of its own.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "kebab-case", deny_unknown_fields)
)]
pub enum CreditQuality {
    /// A grade of the deal's rating scale (影子评级: usually a shadow rating).
    #[doc(alias = "影子评级")]
    Rating(Text),
    /// The probability to default within a year of the cut-off, with the same hazard in all years.
    AnnualPd(Probability),
}
