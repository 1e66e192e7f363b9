//! Two deals beside each other: how they differ, and what that does.

use super::format::{count, count_estimate, percent_estimate, prose, thousand_estimate};
use super::table::Figures;
use crate::deal::TermDifference;
use crate::simulation::{Comparison, Estimate, MeasureDifference, MeasureUnit};

/// So many terms are listed.
const MOST_TERMS: usize = 40;

/// How two deals differ in their terms.
pub fn differences(of: &[TermDifference]) -> String {
    if of.is_empty() {
        return "The deals have the same terms.\n".into();
    }
    let mut table = Figures::new(["term", "one", "other"]).words(&[1, 2]);
    for TermDifference { path, one, other } in of.iter().take(MOST_TERMS) {
        table.row([path.as_str(), one, other]);
    }
    let more = match of.len().saturating_sub(MOST_TERMS) {
        0 => String::new(),
        more => format!("… and {more} more\n"),
    };
    table.text() + &more
}

/// What the differences do: the means of what is counted of both deals, on the same paths. What is the same is left out.
pub fn comparison(of: &Comparison) -> String {
    let head = format!(
        "{} paths through both; means in thousand yuan, every figure ± its standard error\n\n",
        count(of.paths)
    );
    let mut table = Figures::new(["", "one", "other", "difference"]);
    let moved =
        |measure: &&MeasureDifference| measure.difference.value != 0.0 || measure.one != measure.other;
    let (moved, same): (Vec<_>, Vec<_>) = of.measures.iter().partition(moved);
    for measure in &moved {
        let figure = |estimate| figure(estimate, measure);
        let name = measure.name.to_string();
        table.row([name, figure(measure.one), figure(measure.other), figure(measure.difference)]);
    }
    let seen = same.iter().filter(|measure| measure.one.value != 0.0);
    let same: Vec<String> = seen.map(|measure| measure.name.to_string()).collect();
    let same = match same.as_slice() {
        [] => String::new(),
        same => prose(&format!("\nThe same in both: {}.\n", same.join(", "))),
    };
    head + &table.text() + &same
}

fn figure(of: Estimate, measure: &MeasureDifference) -> String {
    match measure.unit {
        MeasureUnit::Money => thousand_estimate(of),
        MeasureUnit::YesNo => percent_estimate(of),
        MeasureUnit::Count => count_estimate(of),
    }
}
