//! A file of subsidies.

use super::lpr::Lpr;
use super::rule::SubsidyRule;

/// The subsidies of one or several places, with the loan prime rates that they go by: what a file of them holds, such as
/// `examples/subsidies/published.toml`.
///
/// ```
/// # #[cfg(feature = "files")]
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use abs_waterfall::analysis::borrower::{PaidAfter, SubsidyBook};
/// let book: SubsidyBook = serde_json::from_str(
///     r#"{ "subsidies": [{ "name": "district", "parts": [{ "base": "face", "share": { "rate": "3.5%" } }] }] }"#,
/// )?;
/// let rule = book.rule("district").ok_or("no such rule")?;
/// assert_eq!(rule.paid, PaidAfter::Repayment);
/// # Ok(())
/// # }
/// # #[cfg(not(feature = "files"))]
/// # fn main() {}
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct SubsidyBook {
    /// The rules.
    pub subsidies: Vec<SubsidyRule>,
    /// The one-year loan prime rate on the days that matter.
    #[cfg_attr(feature = "serde", serde(default))]
    pub lpr: Lpr,
}

impl SubsidyBook {
    /// These rules and rates.
    #[must_use]
    pub fn new(subsidies: Vec<SubsidyRule>, lpr: Lpr) -> SubsidyBook {
        SubsidyBook { subsidies, lpr }
    }

    /// The rule of a name.
    pub fn rule(&self, name: &str) -> Option<&SubsidyRule> {
        self.subsidies.iter().find(|rule| rule.name == name)
    }
}
