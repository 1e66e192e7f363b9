//! The deal against the rules of the exchanges and the regulators, on one page.

use super::table::Figures;
use crate::deal::{Check, Outcome, ResolvedDeal};

/// Every rule that concerns it with what came of it, what was found, and where the rule is from.
///
/// ```
/// # #[cfg(feature = "files")]
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use abs_waterfall::{Deal, report};
/// let page = report::checks(&Deal::load("examples/deals/fujian.toml")?.resolve()?);
/// assert!(page.starts_with("FUJIAN-HYPOTHETICAL: 3 rules kept, none waived, 1 warning, none broken, 15 not stated.\n"));
/// # Ok(())
/// # }
/// # #[cfg(not(feature = "files"))]
/// # fn main() {}
/// ```
pub fn checks(deal: &ResolvedDeal) -> String {
    let checks = deal.checks();
    let mut table = Figures::new(["rule", "outcome", "what was found", "source"]).words(&[1, 2, 3]);
    for check in &checks {
        table.row([
            check.rule.to_string(),
            check.outcome.to_string(),
            found(check),
            check.citation.to_string(),
        ]);
    }
    [summary(&deal.definition().name, &checks), table.text(), SOURCES.into()].join("\n")
}

/// The figure; where the rule is not simply kept, also where that is and what follows.
fn found(check: &Check) -> String {
    match &check.outcome {
        Outcome::Pass => check.found.clone(),
        outcome => format!("{}: {}{}", check.place, check.found, outcome.remark()),
    }
}

/// How many checks came to what.
fn summary(name: &str, checks: &[Check]) -> String {
    let count = |word: &str| checks.iter().filter(|check| check.outcome.to_string() == word).count();
    let number = |word| match count(word) {
        0 => "none".into(),
        some => some.to_string(),
    };
    let (kept, warnings) = (count("pass"), count("warning"));
    format!(
        "{name}: {kept} rule{} kept, {} waived, {} warning{}, {} broken, {} not stated.\n",
        if kept == 1 { "" } else { "s" },
        number("waived"),
        if warnings == 0 { "no".into() } else { warnings.to_string() },
        if warnings == 1 { "" } else { "s" },
        number("error"),
        number("unknown"),
    )
}

/// What the documents are.
const SOURCES: &str = "\
SSE 2号, 4号: guides of the Shanghai exchange, 上证发〔2022〕165号 and 上证发〔2022〕167号.
SZSE 2号: guide of the Shenzhen exchange, 深证上〔2024〕1104号.
金规〔2024〕26号: interim measures for micro-loan companies.
资本办法: capital rules for commercial banks.
法发〔2017〕22号: opinion of the Supreme People's Court, the 24 % cap.
A rule that asks for what is not stated is not broken, nor kept. This is no legal opinion.
";
