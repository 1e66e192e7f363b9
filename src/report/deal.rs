//! The deal on one page.

use super::format::{or_dash, percent};
use super::table::Figures;
use crate::deal::{Note, NoteRepayment, Pool, ResolvedDeal};
use crate::money::Money;
use crate::pool::PoolStatistics;

/// Who is in it, what is in the pool, and which notes it issues.
pub fn deal(deal: &ResolvedDeal) -> String {
    let definition = deal.definition();
    let loans = match &definition.pool {
        Pool::Loans(loans) => loans.as_slice(),
        Pool::Tape(_) => &[],
    };
    let (first, last) = (deal.periods().first(), deal.periods().last());
    let span = first.zip(last).map_or(String::new(), |(first, last)| {
        format!(", {} distribution date(s) from {} to {}", deal.periods().len(), first.payment, last.payment)
    });
    format!(
        "{}\nclosing {}{span}\n\n{}\n{}\n{}",
        definition.name,
        definition.closing,
        pool(&PoolStatistics::of(loans)),
        notes(&definition.notes),
        parties(deal),
    )
}

fn pool(statistics: &PoolStatistics) -> String {
    let top = |n: usize| statistics.borrowers.iter().take(n).map(|borrower| borrower.share).sum::<f64>();
    let largest = |of: &[crate::pool::Concentration]| match of.first() {
        Some(first) if !first.name.is_empty() => format!("{} {}", first.name, percent(first.share, 1)),
        _ => "not given".into(),
    };
    let cover = statistics.loan_to_value.map(|ltv| format!(", loan-to-value {}", percent(ltv, 1)));
    format!(
        "Pool: {} loan(s) to {} borrower(s), {} yuan at {} on average{}.\n\
         Largest borrower {}, five largest {}; largest industry: {}; largest region: {}.\n",
        statistics.loans,
        statistics.borrowers.len(),
        statistics.principal,
        percent(statistics.average_rate, 2),
        cover.unwrap_or_default(),
        percent(top(1), 1),
        percent(top(5), 1),
        largest(&statistics.industries),
        largest(&statistics.regions),
    )
}

fn notes(notes: &[Note]) -> String {
    let total: Money = notes.iter().map(|note| note.amount).sum();
    let mut table = Figures::new(["note", "issued", "share", "coupon", "repayment"]).words(&[4]);
    for note in notes {
        let repayment = match note.repayment {
            NoteRepayment::PassThrough { maturity } => format!("pass-through, due {maturity}"),
            NoteRepayment::Bullet { maturity } => format!("bullet on {maturity}"),
            NoteRepayment::Subordinated => "subordinated".into(),
        };
        table.row([
            note.name.clone(),
            note.amount.to_string(),
            percent(note.amount.to_f64() / total.to_f64(), 1),
            or_dash(note.coupon.map(|coupon| coupon.rate.to_string())),
            repayment,
        ]);
    }
    table.text()
}

fn parties(deal: &ResolvedDeal) -> String {
    let mut table = Figures::new(["party", "roles"]).words(&[1]);
    for party in &deal.definition().parties {
        let roles: Vec<String> = party.roles.iter().map(ToString::to_string).collect();
        table.row([party.name.clone(), roles.join(", ")]);
    }
    table.text()
}
