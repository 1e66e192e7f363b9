//! What is found of one rule.

use std::fmt;

use super::Rule;
use crate::place::Place;

/// What a deal says to one rule.
///
/// ```
/// # #[cfg(feature = "files")]
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use abs_waterfall::Deal;
/// use abs_waterfall::deal::{Outcome, Rule};
/// let deal = Deal::load("examples/deals/fujian.toml")?.resolve()?;
/// let single = deal.checks().into_iter().find(|check| check.rule == Rule::SingleDebtor).ok_or("no such check")?;
/// assert_eq!(single.outcome, Outcome::Pass);
/// assert_eq!(single.found, "Firm 01 owes 20,000,000.00 of 150,000,000.00, 13.33 %");
/// assert_eq!(single.citation, "SSE 2号 3.4.3; SZSE 2号 art. 79");
/// # Ok(())
/// # }
/// # #[cfg(not(feature = "files"))]
/// # fn main() {}
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Check {
    /// The rule.
    pub rule: Rule,
    /// What came of it.
    pub outcome: Outcome,
    /// Where in the deal; in files in words.
    #[cfg_attr(feature = "serde", serde(serialize_with = "in_words"))]
    pub place: Place,
    /// What was found there, with its figure: a sentence without its full stop.
    pub found: String,
    /// Which document and article the rule is from: see [`Rule`] for what the documents are.
    pub citation: &'static str,
}

/// What came of a check.
///
/// ```
/// use abs_waterfall::deal::Outcome;
/// let waived = Outcome::Waived { because: "the originator is rated AA+".into() };
/// assert_eq!((Outcome::Pass.to_string(), waived.to_string()), ("pass".into(), "waived".into()));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Outcome {
    /// The deal keeps the rule.
    Pass,
    /// The deal does not state what the rule asks for.
    Unknown {
        /// The term that states it.
        write: String,
    },
    /// Something that must be looked at or disclosed, but is no breach.
    Warning,
    /// The deal breaks the rule.
    Error,
    /// The deal breaks the rule, or does not show that it keeps it, and says why that may be.
    Waived {
        /// The reason, as the deal gives it.
        because: String,
    },
}

/// In one word: `pass`, `unknown`, `warning`, `error` or `waived`.
impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Outcome::Pass => "pass",
            Outcome::Unknown { .. } => "unknown",
            Outcome::Warning => "warning",
            Outcome::Error => "error",
            Outcome::Waived { .. } => "waived",
        })
    }
}

/// In a line.
impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Check { rule, outcome, place, found, citation } = self;
        write!(f, "{rule}: {outcome}: {place}: {found}{} ({citation})", outcome.remark())
    }
}

impl Outcome {
    /// What follows what was found: the reason, or what to do.
    pub(crate) fn remark(&self) -> String {
        match self {
            Outcome::Unknown { write } => format!("; write {write}"),
            Outcome::Waived { because } => format!("; waived, as {because}"),
            _ => String::new(),
        }
    }
}

#[cfg(feature = "serde")]
fn in_words<S: serde::Serializer>(place: &Place, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(place)
}
