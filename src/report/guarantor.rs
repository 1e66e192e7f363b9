//! The guarantor's view of a deal and of a portfolio: the answers in sentences, then by date, and who the tail is made of.

use super::format::{count, prose, yuan_estimate};
use super::table::Figures;
use crate::analysis::guarantor::{Contribution, Exposure, GuarantorView, PortfolioView, TailContributions};

/// So many names of a list are told.
const MOST_NAMES: usize = 12;

/// The view of one deal.
pub fn guarantor(view: &GuarantorView) -> String {
    prose(&view.to_string()) + &by_date(&view.promised, view.paths) + &tail(&view.tail)
}

/// The view of a portfolio.
pub fn guarantor_portfolio(view: &PortfolioView) -> String {
    prose(&view.to_string()) + &by_date(&view.promised, view.paths) + &tail(&view.tail)
}

fn by_date(exposure: &Exposure, paths: u64) -> String {
    let head = ["on", "pays", "gets back"];
    let mut table = Figures::new(head);
    for date in &exposure.by_date {
        table.row([date.date.to_string(), yuan_estimate(date.drawn), yuan_estimate(date.repaid)]);
    }
    let note = format!("\nBy date, if it never fails (yuan, means over {} paths)\n", count(paths));
    prose(&note) + &table.text()
}

/// The parts of deals, firms, industries and regions, as far as there is more than one of them.
fn tail(tail: &TailContributions) -> String {
    let lists = [
        ("deal", &tail.deals),
        ("firm", &tail.firms),
        ("industry", &tail.industries),
        ("region", &tail.regions),
    ];
    let mut table = Figures::new(["whose", "", "part of the worst paths", "to the fen"]).words(&[1]);
    for (kind, parts) in lists.into_iter().filter(|(_, parts)| parts.len() > 1) {
        parts.iter().take(MOST_NAMES).for_each(|part| table.row(part_row(kind, part)));
        if parts.len() > MOST_NAMES {
            table.row([kind.into(), format!("and {} more", parts.len() - MOST_NAMES)]);
        }
    }
    let note = format!(
        "\nWho the worst paths are due to (yuan; each kind sums to {}, discounted)\n",
        tail.shortfall
    );
    prose(&note) + &table.text()
}

fn part_row(kind: &str, part: &Contribution) -> [String; 4] {
    let name = match part.name.as_deref() {
        None => "no default: fees, and cash that is late",
        Some("") => "not given",
        Some(name) => name,
    };
    [kind.into(), name.into(), yuan_estimate(part.estimate), part.amount.to_string()]
}
