//! A pooled loan beside a bank's, as its borrower sees them.

use super::format::{or_dash, percent, prose};
use super::table::Figures;
use crate::analysis::borrower::{Borrowed, BorrowerAnswer, Condition, Grant, Refusal, Side, SubsidyForm};
use crate::calendar::Date;
use crate::money::Money;

/// What both loans cost, what subsidies pay, and what would make them equal: the answer first.
pub fn borrower(of: &BorrowerAnswer) -> String {
    let tables = [costs(of), grants(of), equal(of)];
    let tables = tables.into_iter().filter(|table| !table.is_empty());
    tables.fold(prose(&of.to_string()), |text, table| text + "\n" + &table)
}

fn costs(of: &BorrowerAnswer) -> String {
    let mut columns = vec![("pooled".to_string(), &of.pooled.side)];
    if !of.pooled.side.subsidies.is_zero() {
        columns.push(("without\nsubsidies".into(), &of.pooled.without_subsidies));
    }
    if let Some(replaced) = &of.replaced {
        columns.push((format!("repaid borrowed\nanew at {}", replaced.at), &replaced.side));
    }
    columns.push(("bank".into(), &of.bank.side));
    if !of.bank.side.subsidies.is_zero() {
        columns.push(("without\nsubsidies".into(), &of.bank.without_subsidies));
    }
    let heads = columns.iter().map(|(head, _)| head.clone());
    let mut table = Figures::new(std::iter::once(String::new()).chain(heads));
    for (name, figure) in ROWS {
        let figures = columns.iter().map(|(_, side)| figure(side));
        table.row(std::iter::once(name.to_string()).chain(figures));
    }
    table.text()
}

/// A row of figures: its name, and what it is of a side.
type Row = (&'static str, fn(&Side) -> String);

const ROWS: [Row; 9] = [
    ("principal", |side| side.principal.to_string()),
    ("interest", |side| side.interest.to_string()),
    ("other costs", |side| side.costs.to_string()),
    ("subsidies", |side| side.subsidies.to_string()),
    ("cost", |side| (side.interest + side.costs - side.subsidies).to_string()),
    ("average use", |side| share(side.average_use, 2)),
    ("cost over money used", |side| share(side.over_money_used, 3)),
    ("a year, simple", |side| share(side.rates.map(|rates| rates.simple), 3)),
    ("a year, compound", |side| share(side.rates.map(|rates| rates.compound), 3)),
];

fn share(of: Option<f64>, decimals: usize) -> String {
    or_dash(of.map(|share| percent(share, decimals)))
}

/// What each subsidy pays for each loan that it is for.
fn grants(of: &BorrowerAnswer) -> String {
    let mut table = Figures::new(["subsidy", "for", "yuan", "paid", ""]).words(&[1, 3, 4]);
    let loans: [(&str, &Borrowed); 2] = [("pooled", &of.pooled), ("bank", &of.bank)];
    let mut is_empty = true;
    for (loan, borrowed) in loans {
        for grant in borrowed.grants.iter().filter(|grant| !is_for_another_kind(grant)) {
            is_empty = false;
            let (rule, yuan) = (grant.rule.clone(), grant.total().to_string());
            table.row([rule, loan.into(), yuan, dates(&grant.payments), grant.told()]);
        }
    }
    if is_empty { String::new() } else { table.text() }
}

/// Is it refused for no other reason than that it is for loans of another kind?
fn is_for_another_kind(grant: &Grant) -> bool {
    matches!(grant.refused, Some(Refusal::Condition(Condition::Financing(_))))
}

/// `2026-12-20`, or `2025-07-20 to 2026-06-20`.
fn dates(payments: &[(Date, Money)]) -> String {
    match payments {
        [] => or_dash(None),
        [(only, _)] => only.to_string(),
        [(first, _), .., (last, _)] => format!("{first} to {last}"),
    }
}

/// The subsidies that make both equal, and what the pooled loan costs with each of them.
fn equal(of: &BorrowerAnswer) -> String {
    let heads = ["to make both equal", "", "yuan", "paid", "pooled then", "bank"];
    let mut table = Figures::new(heads).words(&[3]);
    for equal in &of.equal {
        let what = match equal.form {
            SubsidyForm::Lump { .. } => "once, of the principal",
            SubsidyForm::WithInstalments => "a year, of the balance",
        };
        let figures = [percent(equal.rate, 4), equal.total().to_string(), dates(&equal.payments)];
        let rates = [equal.deal.map(|rates| rates.compound), Some(equal.bank.compound)];
        let cells = figures.into_iter().chain(rates.map(|rate| share(rate, 6)));
        table.row(std::iter::once(what.to_string()).chain(cells));
    }
    if of.equal.is_empty() { String::new() } else { table.text() }
}
