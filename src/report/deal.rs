//! The deal on one page: what is in it, what it issues, what is assumed, who stands behind it.

use super::format::{or_dash, percent, prose};
use super::table::Figures;
use super::{supports, terms};
use crate::credit::Recovery;
use crate::deal::{CouponRate, Deal, DealWarning, Note, ResolvedDeal};
use crate::money::Money;
use crate::pool::{Loan, PoolStatistics};

/// Who is in it, what is in the pool, and which notes it issues.
pub fn deal(deal: &ResolvedDeal) -> String {
    let definition = deal.definition();
    let loans = definition.pool.loans();
    let (first, last) = (deal.periods().first(), deal.periods().last());
    let span = first.zip(last).map_or(String::new(), |(first, last)| {
        format!(", {} distribution date(s) from {} to {}", deal.periods().len(), first.payment, last.payment)
    });
    let statistics = PoolStatistics::of(&definition.loans_at_cutoff());
    let head = format!("{}\nclosing {}{span}\n", definition.name, definition.closing);
    let mut page = vec![
        head,
        prose(&(pool(&kind(loans), &statistics) + &terms::floating(definition) + &credit(definition, loans))),
        notes(&definition.notes) + &prose(&terms::earnings(definition)) + &cover(deal),
        parties(definition),
        terms::fees(definition) + &prose(&terms::tax_and_transfer(definition)),
        prose(&(terms::order(definition) + &terms::events(definition))),
        prose(&(terms::reserves(definition) + &supports::supports(definition) + &terms::issue(definition))),
    ];
    if !deal.warnings().is_empty() {
        page.push(warnings(deal.warnings()));
    }
    page.join("\n")
}

/// What a person should look at, a line each.
pub fn warnings(warnings: &[DealWarning]) -> String {
    prose(&warnings.iter().map(|warning| format!("Warning: {warning}.\n")).collect::<String>())
}

/// What is assumed about default and recovery.
fn credit(definition: &Deal, loans: &[Loan]) -> String {
    let curve = |loan: &Loan| definition.credit.borrower_curve(&loan.quality);
    let first_year = |loan: &Loan| curve(loan).map_or(0.0, |curve| curve.cumulative(1.0));
    let pool: Money = loans.iter().map(|loan| loan.principal).sum();
    let weighted: f64 = loans.iter().map(|loan| loan.principal.to_f64() * first_year(loan)).sum();
    let recovery = match definition.credit.recovery {
        Recovery::None => "nothing".into(),
        Recovery::OfOutstanding { rate, lag_months } => {
            format!("{} of the principal outstanding after {lag_months} month(s)", percent(rate.to_f64(), 2))
        }
        Recovery::OfAppraisedValue { rate, lag_months } => {
            format!("{} of the appraised value after {lag_months} month(s)", percent(rate.to_f64(), 2))
        }
    };
    let stress = match definition.credit.stress {
        none if none.is_none() => String::new(),
        stress => format!(" Under stress: {stress}."),
    };
    format!(
        "Assumed: a loan defaults with {} within a year on average by principal, asset correlation {}, recovery of {recovery}.{stress}\n",
        percent(weighted / pool.to_f64(), 2),
        percent(definition.credit.asset_correlation.to_f64(), 1),
    )
}

/// How much pool there is for the notes.
fn cover(deal: &ResolvedDeal) -> String {
    let issued: Money = deal.definition().notes.iter().map(|note| note.amount).sum();
    let pool = deal.opening_principal();
    let share = percent(issued.to_f64() / pool.to_f64(), 1);
    format!("Notes of {issued} on {pool} of principal outstanding at the cut-off: {share} of it.\n")
}

/// What the pool consists of, in a word.
fn kind(loans: &[Loan]) -> String {
    let first = loans.first().map(|loan| loan.asset).unwrap_or_default();
    match loans.iter().all(|loan| loan.asset == first) {
        true => first.to_string(),
        false => "asset".into(),
    }
}

fn pool(kind: &str, statistics: &PoolStatistics) -> String {
    let top = |n: usize| statistics.borrowers.iter().take(n).map(|borrower| borrower.share).sum::<f64>();
    let largest = |of: &[crate::pool::Concentration]| match of.first() {
        Some(first) if !first.name.is_empty() => format!("{} {}", first.name, percent(first.share, 1)),
        _ => "not given".into(),
    };
    let cover = statistics.loan_to_value.map(|ltv| format!(", loan-to-value {}", percent(ltv, 1)));
    format!(
        "Pool: {} {kind}(s) to {} borrower(s), {} yuan at {} on average{}.\n\
         Largest borrower: {}, five largest {}; largest industry: {}; largest region: {}.\n",
        statistics.loans,
        statistics.borrowers.len(),
        statistics.principal,
        percent(statistics.average_rate, 2),
        cover.unwrap_or_default(),
        largest(&statistics.borrowers),
        percent(top(5), 1),
        largest(&statistics.industries),
        largest(&statistics.regions),
    )
}

fn notes(notes: &[Note]) -> String {
    let total: Money = notes.iter().map(|note| note.amount).sum();
    let mut table = Figures::new(["note", "issued", "share", "coupon", "repayment"]).words(&[4]);
    for note in notes {
        table.row([
            note.name.clone(),
            note.amount.to_string(),
            percent(note.amount.to_f64() / total.to_f64(), 1),
            or_dash(note.coupon.as_ref().map(|coupon| rate(&coupon.rate))),
            terms::repayment(note),
        ]);
    }
    table.text()
}

/// A rate, or in a word that it is more than one.
fn rate(rate: &CouponRate) -> String {
    match rate {
        CouponRate::Steps(_) => "in steps".into(),
        CouponRate::Floating(_) => "floating".into(),
        fixed => terms::spaced(fixed),
    }
}

fn parties(deal: &Deal) -> String {
    let mut table = Figures::new(["party", "roles", "quality"]).words(&[1, 2]);
    for party in &deal.parties {
        let roles: Vec<String> = party.roles.iter().map(ToString::to_string).collect();
        table.row([party.name.clone(), roles.join(", "), terms::quality(party)]);
    }
    table.text()
}
