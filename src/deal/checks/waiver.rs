//! Rules that a deal need not keep, where the rule itself allows that.

use super::book::Book;
use super::debtors::are_creditors_dispersed;
use super::finding::Finding;
use super::{AssetClass, Outcome, Rule};
use crate::place::Place;

/// A rule that a deal says it need not keep, and why. It counts only where the rule itself knows a waiver, and what that asks
/// of the deal is there; that the originator's credit is good is for the reason to say.
///
/// ```
/// use abs_waterfall::deal::{Rule, Waiver};
/// let waiver = Waiver::new(Rule::Debtors, "the originator is rated AA+, and a AAA company makes up what is short");
/// assert_eq!(waiver.rule.to_string(), "debtors");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
#[doc(alias = "豁免")]
#[non_exhaustive]
pub struct Waiver {
    /// The rule.
    pub rule: Rule,
    /// Why it may be waived, in words that can follow "as": the manager must say so in the prospectus.
    pub because: String,
}

impl Waiver {
    /// A waiver of this rule, for this reason.
    #[must_use]
    pub fn new(rule: Rule, because: impl Into<String>) -> Waiver {
        Waiver { rule, because: because.into() }
    }
}

/// Why a waiver does not count; `None` if it does. `finding` is what the rule found, if it concerns the deal.
fn objection(book: &Book<'_>, rule: Rule, finding: Option<&Finding>) -> Option<&'static str> {
    let Some(finding) = finding else {
        return Some("the rule does not concern this deal: remove the waiver");
    };
    if finding.outcome == Outcome::Pass {
        return Some("the deal keeps the rule without it: remove the waiver");
    }
    match rule {
        Rule::Retention if book.assets == AssetClass::SupplyChain && are_creditors_dispersed(book) => None,
        Rule::Transfer if finding.outcome == Outcome::Error => {
            Some("the rule knows a waiver up to three months and with a support only: it does not count")
        }
        Rule::Retention
        | Rule::Debtors
        | Rule::Creditors
        | Rule::SingleDebtor
        | Rule::FiveDebtors
        | Rule::Transfer => (!book.is_guaranteed()).then_some(
            "the rule may be waived only where the notes have a support, and they have none: it does not count",
        ),
        _ => Some("the rule knows no waiver: it does not count"),
    }
}

/// What was found of a rule after the waiver that the deal has of it, and what is to be said of the waiver.
pub(super) fn applied(book: &Book<'_>, rule: Rule, finding: Option<Finding>) -> Vec<Finding> {
    let waivers = book.deal.waivers.iter();
    let Some((i, waiver)) = waivers.enumerate().find(|(_, waiver)| waiver.rule == rule) else {
        return finding.into_iter().collect();
    };
    match objection(book, rule, finding.as_ref()) {
        Some(why) => {
            let place = Place::Nth { kind: "waiver", number: i + 1 };
            finding.into_iter().chain([Finding::new(place, why, Outcome::Warning)]).collect()
        }
        None => {
            let outcome = Outcome::Waived { because: waiver.because.clone() };
            finding.into_iter().map(|finding| Finding { outcome: outcome.clone(), ..finding }).collect()
        }
    }
}
