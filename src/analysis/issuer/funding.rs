//! What the issue costs its originator, all in.

use crate::deal::{IssuePaymentKind, Note, ResolvedDeal};
use crate::measure::{CashFlow, irr, years_between};
use crate::money::Money;
use crate::projection::{EntryKind, Projection};

/// What the money that an issue raises costs the originator, as effective annual rates, ACT/365F: each figure adds to the one
/// before it. A rate is `None` where no rate makes the flows worth nothing.
///
/// Money is raised from the notes that others buy: those that the originator holds (`held_by`), and subordinated notes whose
/// holder is not stated, raise none.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[doc(alias = "综合融资成本")]
#[non_exhaustive]
pub struct FundingCost {
    /// What others pay for the notes that they buy: of a note at par its amount.
    pub raised: Money,
    /// What the originator pays for the issue up front, outside of the plan.
    pub up_front: Money,
    /// What public offices give it for the issue,
    pub subsidies: Money,
    /// and what they give to others.
    pub subsidies_to_others: Money,
    /// The coupons alone.
    pub coupons: Option<f64>,
    /// With the plan's taxes, and its fees but those that the originator itself receives.
    pub with_running: Option<f64>,
    /// With the up-front costs.
    pub with_up_front: Option<f64>,
    /// With the subsidies to the originator: what the issue costs all in.
    pub all_in: Option<f64>,
}

impl FundingCost {
    pub(super) fn of(deal: &ResolvedDeal, originator: &str, projection: &Projection) -> FundingCost {
        let definition = deal.definition();
        let sold: Vec<bool> = definition.notes.iter().map(|note| is_sold(note, originator)).collect();
        let issued = definition.notes.iter().zip(&sold).filter(|(_, sold)| **sold);
        let raised: Money = issued.map(|(note, _)| note.proceeds()).sum();
        let years = |on| years_between(definition.closing, on);
        let flow = |years: f64, amount: Money| CashFlow { years, amount: amount.to_f64() };
        let mut flows = vec![flow(0.0, raised)];
        for date in &projection.dates {
            let paid = date.notes.iter().zip(&sold).filter(|(_, sold)| **sold);
            let paid: Money = paid.map(|(note, _)| note.interest + note.principal + note.residual).sum();
            flows.push(flow(years(date.period.payment), -paid));
        }
        let mut rate = |more: Vec<CashFlow>| {
            flows.extend(more);
            irr(&flows).rate()
        };
        let of_plan =
            |kind: EntryKind| matches!(kind, EntryKind::Tax | EntryKind::Fee | EntryKind::CommitmentFee);
        let running = projection.ledger.iter().filter(|entry| of_plan(entry.kind) && entry.to != originator);
        let running = running.map(|entry| flow(years(entry.on), -entry.amount)).collect();
        let own = |kind: IssuePaymentKind| {
            let flows = own_payments(deal, originator, kind).into_iter();
            flows.map(|(on, amount)| flow(years(on), amount)).collect()
        };
        FundingCost {
            raised,
            up_front: -total(&own_payments(deal, originator, IssuePaymentKind::Cost)),
            subsidies: total(&own_payments(deal, originator, IssuePaymentKind::Subsidy)),
            subsidies_to_others: subsidies_to_others(deal, originator),
            coupons: rate(Vec::new()),
            with_running: rate(running),
            with_up_front: rate(own(IssuePaymentKind::Cost)),
            all_in: rate(own(IssuePaymentKind::Subsidy)),
        }
    }
}

/// Is it sold to others?
fn is_sold(note: &Note, originator: &str) -> bool {
    match &note.held_by {
        Some(holder) => holder != originator,
        None => !note.repayment.is_subordinated(),
    }
}

type DatedAmount = (crate::calendar::Date, Money);

/// What the originator gets less what it pays in payments of a kind for the issue.
fn own_payments(deal: &ResolvedDeal, originator: &str, kind: IssuePaymentKind) -> Vec<DatedAmount> {
    let payments = deal.definition().issue.iter().zip(&deal.issue);
    let own = |(written, paid): (&crate::deal::IssuePayment, &crate::deal::IssueTransfer)| {
        let amount = match (written.payer == originator, written.payee == originator) {
            _ if written.kind != kind => return None,
            (true, _) => -paid.amount,
            (_, true) => paid.amount,
            _ => return None,
        };
        Some((paid.on, amount))
    };
    payments.filter_map(own).collect()
}

fn subsidies_to_others(deal: &ResolvedDeal, originator: &str) -> Money {
    let payments = deal.definition().issue.iter().zip(&deal.issue);
    let to_others = payments
        .filter(|(written, _)| written.kind == IssuePaymentKind::Subsidy && written.payee != originator);
    to_others.map(|(_, paid)| paid.amount).sum()
}

fn total(amounts: &[DatedAmount]) -> Money {
    amounts.iter().map(|(_, amount)| *amount).sum()
}
