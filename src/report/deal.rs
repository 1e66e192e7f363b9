//! The deal on one page: what is in it, what it issues, what is assumed, who stands behind it.

use super::format::{or_dash, percent};
use super::table::Figures;
use crate::credit::Recovery;
use crate::deal::{Deal, Note, NoteRepayment, Pool, ResolvedDeal};
use crate::enhancement::ShortfallUndertaking;
use crate::money::Money;
use crate::pool::{CreditQuality, Loan, PoolStatistics};

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
        "{}\nclosing {}{span}\n\n{}{}\n{}{}\n{}\n{}",
        definition.name,
        definition.closing,
        pool(&PoolStatistics::of(loans)),
        credit(definition, loans),
        notes(&definition.notes),
        cover(deal),
        parties(deal),
        definition
            .undertaking
            .as_ref()
            .map_or("Nobody stands behind the notes.\n".into(), |u| undertaking(definition, u)),
    )
}

/// What is assumed about default and recovery.
fn credit(definition: &Deal, loans: &[Loan]) -> String {
    let curve = |loan: &Loan| definition.default_curve(&loan.quality);
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
    format!(
        "Assumed: a loan defaults with {} within a year on average by principal, asset correlation {}, recovery of {recovery}.\n",
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

/// What is promised, by whom, and how good that is.
fn undertaking(definition: &Deal, given: &ShortfallUndertaking) -> String {
    let party = definition.parties.iter().find(|party| party.name == given.by);
    let quality = match party.and_then(|party| party.quality.as_ref()) {
        None => "never defaults here".into(),
        Some(CreditQuality::Rating(grade)) => format!("rated {grade}"),
        Some(CreditQuality::AnnualPd(annual)) => {
            format!("defaults with {} a year", percent(annual.to_f64(), 3))
        }
    };
    let taxes = given.taxes_each_date.then(|| "taxes on every date".to_string());
    let listed = |what: &str, names: &[String], when: &str| {
        (!names.is_empty()).then(|| format!("{what} {} {when}", names.join(", ")))
    };
    let dues = [
        taxes,
        listed("the fees", &given.fees_each_date, "on every date"),
        listed("interest on", &given.interest_each_date, "on every date"),
        listed("principal of", &given.principal_at_maturity, "at maturity"),
    ];
    let cap = given.cap.map_or("without limit".into(), |cap| format!("up to {cap} in all"));
    format!(
        "Undertaking: {} ({quality}) pays what cash does not reach of {}, {cap}.\n",
        given.by,
        dues.into_iter().flatten().collect::<Vec<_>>().join("; "),
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
            or_dash(note.coupon.map(|coupon| coupon.rate.to_string().replace('%', " %"))),
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
