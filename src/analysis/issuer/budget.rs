//! The spread budget: what the pool earns, who takes what of it, and what is left.

use crate::calendar::DayCount;
use crate::deal::ResolvedDeal;
use crate::money::Money;
use crate::projection::{EntryKind, Projection};

/// Where the pool's income goes in a scenario, over the deal's life: every line with its sign, and what is left, which is what
/// the residual and the subordinated notes' interest come to. The lines sum to it exactly.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[doc(alias = "利差")]
#[doc(alias = "超额利差")]
#[non_exhaustive]
pub struct SpreadBudget {
    /// What the pool earns, then what is taken of it; lines of nothing are left out.
    pub lines: Vec<BudgetLine>,
    /// What is left.
    pub left: BudgetLine,
    /// Principal that the pool owes at the cut-off.
    pub pool: Money,
    /// Balance of the notes that are not subordinated times years, ACT/365F, in yuan.
    pub senior_years: f64,
}

/// One line of a spread budget.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct BudgetLine {
    /// What it is.
    pub what: String,
    /// How much over the deal's life: positive what comes in, negative what goes out.
    pub amount: Money,
    /// That as a share of the pool at the cut-off.
    pub of_pool: f64,
    /// That per yuan of notes that are not subordinated and year in which it is outstanding; `None` without such notes.
    pub a_year: Option<f64>,
}

impl SpreadBudget {
    /// The budget of a scenario of a deal.
    ///
    /// ```
    /// # #[cfg(feature = "files")]
    /// # fn main() -> Result<(), abs_waterfall::Error> {
    /// use abs_waterfall::analysis::issuer::SpreadBudget;
    /// use abs_waterfall::{Deal, Money, Scenario};
    /// let deal = Deal::load("examples/deals/nanshan.toml")?.resolve()?;
    /// let budget = SpreadBudget::of(&deal, &deal.project(&Scenario::no_default())?);
    /// assert_eq!(budget.left.amount.to_string(), "1,707,094.43");
    /// assert_eq!(budget.lines.iter().map(|line| line.amount).sum::<Money>(), budget.left.amount);
    /// # Ok(())
    /// # }
    /// # #[cfg(not(feature = "files"))]
    /// # fn main() {}
    /// ```
    pub fn of(deal: &ResolvedDeal, projection: &Projection) -> SpreadBudget {
        let (pool, senior_years) = (deal.opening_principal(), senior_years(deal, projection));
        let line = |(what, amount): (String, Money)| BudgetLine {
            what,
            amount,
            of_pool: amount.to_f64() / pool.to_f64(),
            a_year: (senior_years > 0.0).then(|| amount.to_f64() / senior_years),
        };
        let lines = amounts(deal, projection).into_iter().filter(|(_, amount)| !amount.is_zero());
        let left = line(("what is left".into(), left(deal, projection)));
        SpreadBudget { lines: lines.map(line).collect(), left, pool, senior_years }
    }
}

/// What the residual and the subordinated notes' interest come to.
pub(super) fn left(deal: &ResolvedDeal, projection: &Projection) -> Money {
    let notes = deal.definition().notes.iter().zip(&projection.notes);
    let subordinated = notes.filter(|(note, _)| note.repayment.is_subordinated());
    let interest: Money = subordinated.map(|(_, paid)| paid.interest).sum();
    interest + moved(projection, EntryKind::Residual)
}

fn moved(projection: &Projection, kind: EntryKind) -> Money {
    projection.ledger.iter().filter(|entry| entry.kind == kind).map(|entry| entry.amount).sum()
}

/// Every line with its sign.
fn amounts(deal: &ResolvedDeal, projection: &Projection) -> Vec<(String, Money)> {
    let moved = |kind| moved(projection, kind);
    let income = moved(EntryKind::CollectedInterest);
    let notes = deal.definition().notes.iter().zip(&projection.notes);
    let senior = notes.filter(|(note, _)| !note.repayment.is_subordinated());
    let interest = senior.map(|(note, paid)| (format!("interest on {}", note.name), -paid.interest));
    let principal: Money = projection.notes.iter().map(|note| note.principal).sum();
    let collected = moved(EntryKind::CollectedPrincipal) + moved(EntryKind::Recovered);
    let others = [EntryKind::Guaranteed, EntryKind::Estate, EntryKind::CleanUpCall, EntryKind::Repurchased];
    let got = moved(EntryKind::Return) + moved(EntryKind::Reimbursed) + moved(EntryKind::CommitmentFee);
    let supports = moved(EntryKind::Drawn) + moved(EntryKind::Late) - got;
    (std::iter::once(("income of the pool".into(), income)))
        .chain([("interest on accounts".into(), moved(EntryKind::Earned))])
        .chain([("taxes".into(), -moved(EntryKind::Tax))])
        .chain(fees(projection).into_iter().map(|(fee, paid)| (fee, -paid)))
        .chain(interest)
        .chain([
            ("the pool's principal beyond the notes'".into(), collected - principal),
            ("paid by others in the borrowers' place".into(), others.into_iter().map(moved).sum()),
            ("paid into reserves at closing".into(), moved(EntryKind::PaidIn)),
            ("from supports less what they get back".into(), supports),
            ("still in the plan's accounts".into(), -held(deal, projection)),
        ])
        .collect()
}

/// What each fee was paid, in the order of the waterfall.
fn fees(projection: &Projection) -> Vec<(String, Money)> {
    let mut fees: Vec<(String, Money)> = Vec::new();
    let payments = projection.dates.iter().flat_map(|date| &date.payments);
    for payment in payments.filter(|payment| payment.kind == EntryKind::Fee) {
        match fees.iter_mut().find(|(what, _)| *what == payment.what) {
            Some((_, paid)) => *paid += payment.paid,
            None => fees.push((payment.what.clone(), payment.paid)),
        }
    }
    fees
}

/// What the plan's accounts hold in the end.
fn held(deal: &ResolvedDeal, projection: &Projection) -> Money {
    let (accounts, reserves) = (&deal.definition().accounts, &deal.definition().reserves);
    let is_own = |name: &str| {
        accounts.names().any(|own| own == name) || reserves.iter().any(|reserve| reserve.name == name)
    };
    projection.balances.iter().filter(|balance| is_own(&balance.name)).map(|own| own.balance).sum()
}

/// Balance at the opening of every date times the years for which it earns, of the notes that are not subordinated, in yuan.
fn senior_years(deal: &ResolvedDeal, projection: &Projection) -> f64 {
    let is_senior: Vec<bool> =
        deal.definition().notes.iter().map(|note| !note.repayment.is_subordinated()).collect();
    let senior = |balances: Vec<Money>| -> f64 {
        balances.iter().zip(&is_senior).filter(|(_, is)| **is).map(|(balance, _)| balance.to_f64()).sum()
    };
    let issued = projection.notes.iter().map(|note| note.amount).collect();
    let after = projection.dates.iter().map(|date| date.notes.iter().map(|note| note.balance).collect());
    let openings = std::iter::once(issued).chain(after);
    let years = |date: &crate::projection::DateReport| {
        let period = &date.period;
        DayCount::Act365Fixed.fraction(period.accrual_start, period.accrual_end).to_f64()
    };
    openings.zip(&projection.dates).map(|(opening, date)| senior(opening) * years(date)).sum()
}
