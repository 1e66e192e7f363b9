//! What is asked of an issuer's view.

use rust_decimal::Decimal;

use crate::rate::Rate;

/// What is asked of an issuer's view: by how much the service fees are cut.
///
/// ```
/// use abs_waterfall::analysis::issuer::IssuerTerms;
/// assert_eq!(IssuerTerms::default().cut.to_string(), "10.00%");
/// assert_eq!(IssuerTerms::default().with_cut("25%".parse()?).cut.to_string(), "25.00%");
/// # Ok::<(), abs_waterfall::RateError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct IssuerTerms {
    /// The share of each fee that is cut: a tenth, if nothing else is said.
    pub cut: Rate,
}

impl Default for IssuerTerms {
    fn default() -> IssuerTerms {
        IssuerTerms { cut: Rate::new(Decimal::new(1, 1)).unwrap_or(Rate::ZERO) }
    }
}

impl IssuerTerms {
    /// With another share of each fee cut.
    #[must_use]
    pub fn with_cut(self, cut: Rate) -> IssuerTerms {
        IssuerTerms { cut }
    }
}
