//! A market: what it comes to, candidate by candidate, and as a function of its fields.

use super::format::{count, or_dash, percent, percent_estimate, prose, yuan};
use super::table::Figures;
use crate::analysis::market::{Candidate, Equilibria, MarketAnswer};
#[cfg(feature = "files")]
use crate::analysis::market::{MarketCell, MarketSweep};
use crate::simulation::Estimate;

/// So many candidates are listed.
const MOST_CANDIDATES: usize = 60;

/// What a market comes to and what that costs the public, the answer first; then every candidate.
pub fn market(of: &MarketAnswer) -> String {
    let never: Vec<&str> = never(&of.found).collect();
    let never = match never.as_slice() {
        [] => String::new(),
        names => prose(&format!("\nAt no price would these take part: {}.\n", names.join(", "))),
    };
    prose(&of.to_string()) + "\n" + &candidates(&of.found) + &never
}

/// The segments that no candidate has.
fn never(of: &Equilibria) -> impl Iterator<Item = &str> {
    of.bids.iter().filter(|bid| bid.most.is_none()).map(|bid| bid.segment.as_str())
}

fn candidates(of: &Equilibria) -> String {
    let heads = [
        "the most willing, with",
        "who pay\nat most",
        "firms",
        "yuan",
        "default\nprobability",
        "fee",
        "price",
        "is",
    ];
    let mut table = Figures::new(heads).words(&[7]);
    let mut before = 0;
    for candidate in of.candidates.iter().take(MOST_CANDIDATES) {
        table.row(candidate_row(of, candidate, before));
        before = candidate.segments.len();
    }
    let more = match of.candidates.len().saturating_sub(MOST_CANDIDATES) {
        0 => String::new(),
        more => format!("… and {more} more\n"),
    };
    if of.candidates.is_empty() { String::new() } else { table.text() + &more }
}

/// A candidate, told by the segments that it has beyond the one before.
fn candidate_row(of: &Equilibria, candidate: &Candidate, before: usize) -> [String; 8] {
    let marginal = candidate.segments.get(before..).unwrap_or_default();
    let most = marginal.first().and_then(|name| of.bids.iter().find(|bid| bid.segment == *name)?.most);
    let pool = &candidate.pool;
    [
        marginal.join(", "),
        or_dash(most.map(|most| percent(most, 3))),
        count(pool.firms),
        yuan(pool.size.to_f64()),
        percent(pool.default_probability, 3),
        share(pool.fee),
        share(pool.price),
        candidate.to_string(),
    ]
}

/// An error is only shown where there is one.
fn share(of: Estimate) -> String {
    if of.error == 0.0 { percent(of.value, 3) } else { percent_estimate(of) }
}

/// What a market comes to under every combination of values of some of its fields: the answer first, then a row for each.
#[cfg(feature = "files")]
pub fn market_sweep(of: &MarketSweep) -> String {
    let mut table = Figures::new(std::iter::once(head(&of.axes)).chain(HEADS.map(String::from))).words(&[1]);
    for cell in &of.cells {
        table.row(std::iter::once(cell.values.join(", ")).chain(figures(cell)));
    }
    prose(&of.to_string()) + "\n" + &table.text()
}

/// A word longer than this is broken in a head.
#[cfg(feature = "files")]
const LONGEST_WORD: usize = 12;

/// The fields, in lines that are short.
#[cfg(feature = "files")]
fn head(axes: &[String]) -> String {
    let broken = |word: &str| if word.len() > LONGEST_WORD { word.replace('_', "_\n") } else { word.into() };
    let axis = |axis: &String| axis.split('.').map(broken).collect::<Vec<String>>().join(".\n");
    axes.iter().map(axis).collect::<Vec<String>>().join(",\n")
}

#[cfg(feature = "files")]
const HEADS: [&str; 10] = [
    "comes to",
    "firms",
    "million\nyuan",
    "default\nprobability",
    "price",
    "public\nmillion",
    "a firm",
    "a yuan",
    "additional\nyuan",
    "budget\nshort",
];

#[cfg(feature = "files")]
fn figures(of: &MarketCell) -> [String; 10] {
    let (pool, cost) = (of.answer.found.pool(), of.answer.cost.as_ref());
    let millions = |yuan: f64| format!("{:.3}", yuan / 1e6);
    [
        of.answer.found.outcome.to_string(),
        or_dash(pool.map(|pool| count(pool.firms))),
        or_dash(pool.map(|pool| millions(pool.size.to_f64()))),
        or_dash(pool.map(|pool| percent(pool.default_probability, 3))),
        or_dash(pool.map(|pool| share(pool.price))),
        or_dash(cost.map(|cost| millions(cost.total))),
        or_dash(cost.map(|cost| yuan(cost.per_firm))),
        or_dash(cost.map(|cost| format!("{:.5}", cost.per_yuan))),
        or_dash(cost.and_then(|cost| cost.per_additional).map(|cost| format!("{cost:.5}"))),
        or_dash(cost.and_then(|cost| cost.short).map(|chance| chance.to_string())),
    ]
}
