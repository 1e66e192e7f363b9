//! The issuer's view: the answers in sentences, then the budget and the cuts in tables.

use super::format::{or_dash, percent, prose, yuan_estimate};
use super::table::Figures;
use crate::analysis::issuer::{BudgetLine, FeeCut, IssuerView, SpreadBudget};

/// The answers first, then where the pool's income goes, and what each cut buys.
pub fn issuer(view: &IssuerView) -> String {
    let head = format!("\nWhere the income goes if nobody defaults (yuan)\n{}", budget(&view.budget));
    let cuts = match view.cuts.is_empty() {
        true => String::new(),
        false => format!("\n{}{}", prose(&cut_note(view)), cuts(view)),
    };
    prose(&view.to_string()) + &head + &cuts
}

fn cut_note(view: &IssuerView) -> String {
    format!(
        "What a cut of {} buys: each gain is what one of them has if it gets all of it. The borrowers' is the fall of all \
         loans' rates with as much left if nobody defaults; the others' are means over {} paths ± standard error (yuan).\n",
        percent(view.cut.to_f64(), 0),
        super::format::count(view.paths)
    )
}

fn budget(budget: &SpreadBudget) -> String {
    let mut table = Figures::new(["", "over the deal's life", "of the pool", "a year of the senior"]);
    let mut row = |line: &BudgetLine| {
        let a_year = or_dash(line.a_year.map(|share| percent(share, 3)));
        table.row([line.what.clone(), line.amount.to_string(), percent(line.of_pool, 3), a_year]);
    };
    budget.lines.iter().for_each(&mut row);
    row(&budget.left);
    table.text()
}

fn cuts(view: &IssuerView) -> String {
    // Every cut has all supports of the deal.
    let supports = view.cuts.iter().take(1).flat_map(|cut| &cut.supports);
    let names: Vec<&str> = supports.map(|gain| gain.support.as_str()).collect();
    let head = ["fee", "saves", "borrowers' rate", "sub"].into_iter().chain(names.iter().copied());
    let mut table = Figures::new(head);
    for cut in &view.cuts {
        let first = [
            cut.fee.clone().unwrap_or_else(|| "all".into()),
            cut.saved.to_string(),
            or_dash(cut.loan_rate.map(|rate| percent(rate.to_f64(), 4))),
            or_dash(cut.sub.map(yuan_estimate)),
        ];
        table.row(first.into_iter().chain(names.iter().map(|name| or_dash(gain(cut, name)))));
    }
    table.text()
}

fn gain(cut: &FeeCut, support: &str) -> Option<String> {
    let found = cut.supports.iter().find(|gain| gain.support == support)?;
    Some(yuan_estimate(found.unreimbursed))
}
