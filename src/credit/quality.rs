//! How good a name is.

use crate::rate::Probability;
use crate::text::Text;

/// How good a name is: a rating to be looked up in the deal's scale, or a default probability of its own.
///
/// ```
/// use abs_waterfall::credit::CreditQuality;
/// use abs_waterfall::pool::Loan;
/// let loan = Loan::level_payment("C01", "1000".parse()?, "5%".parse()?, "2024-06-20".parse()?, 12);
/// assert_eq!(loan.quality, CreditQuality::AnnualPd("0".parse()?), "until it is rated");
/// assert_eq!(loan.with_quality(CreditQuality::rating("BB")).quality, CreditQuality::Rating("BB".into()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "kebab-case", deny_unknown_fields)
)]
#[non_exhaustive]
pub enum CreditQuality {
    /// A grade of the deal's rating scale (影子评级: usually a shadow rating).
    #[doc(alias = "影子评级")]
    Rating(Text),
    /// The probability to default within a year of the cut-off, with the same hazard in all years.
    AnnualPd(
        #[cfg_attr(feature = "schema", schemars(extend("x-unit" = "percent or fraction, a year")))]
        Probability,
    ),
}

impl CreditQuality {
    /// A grade of the deal's rating scale.
    #[must_use]
    pub fn rating(grade: impl Into<Text>) -> CreditQuality {
        CreditQuality::Rating(grade.into())
    }
}
