//! What a person should look at in the notes of a deal, and in what is paid before them.

use crate::calendar::{Date, RateTable, months_after};
use crate::deal::resolve::PaymentPeriod;
use crate::deal::warning::{Concern, DealWarning};
use crate::deal::{Deal, Note, Step};
use crate::path::CashFlowPlan;
use crate::waterfall::{CouponRate, StepKind};

/// How long before closing the last rate of a table may be, in months. Loan prime rates are published every month, but a table need only
/// have those that differ.
const OLDEST_RATE: u64 = 24;

pub(super) fn of<'a>(
    deal: &'a Deal,
    cash: &'a CashFlowPlan,
    periods: &'a [PaymentPeriod],
) -> impl Iterator<Item = DealWarning> + 'a {
    let unpayable = deal.notes.iter().enumerate().filter_map(|(i, note)| unpayable(cash, periods, (i, note)));
    let last = periods.last().map(|period| period.once_all_are_paid().accrual_start);
    let late = deal.notes.iter().filter_map(move |note| changes_too_late(note, last?));
    let first = periods.first().map(|period| period.accrual_start);
    let early = deal.notes.iter().filter_map(move |note| reset_too_early(note, first?));
    let old = deal.notes.iter().filter_map(|note| old_table(deal, note));
    unpayable.chain(late).chain(early).chain(old).chain(never_whole(deal))
}

/// A note that is not repaid though every borrower pays, whoever stands behind it.
fn unpayable(
    cash: &CashFlowPlan,
    periods: &[PaymentPeriod],
    (i, note): (usize, &Note),
) -> Option<DealWarning> {
    let plan = cash.plan.notes.get(i).filter(|plan| !plan.kind.is_subordinated())?;
    let date = plan.legal_final.min(periods.len().checked_sub(1)?);
    let left = cash.eventless.states.get(date + 1)?.notes[i].balance;
    let concern = Concern::Unpayable { left, on: periods[date].payment };
    (!left.is_zero()).then(|| DealWarning { place: note.into(), concern })
}

/// A coupon that changes when no period starts any more.
fn changes_too_late(note: &Note, last: Date) -> Option<DealWarning> {
    let day = match &note.coupon.as_ref()?.rate {
        CouponRate::Steps(steps) => steps.rates().last().map(|rate| rate.from),
        CouponRate::Floating(floating) => floating.resets.last().copied(),
        CouponRate::Fixed(_) => None,
    };
    let day = day.filter(|day| *day > last)?;
    Some(DealWarning { place: note.into(), concern: Concern::ChangesTooLate { day, last } })
}

/// A coupon that is fixed on a day before any period starts.
fn reset_too_early(note: &Note, first: Date) -> Option<DealWarning> {
    let CouponRate::Floating(floating) = &note.coupon.as_ref()?.rate else { return None };
    let day = floating.resets.first().copied().filter(|day| *day < first)?;
    Some(DealWarning { place: note.into(), concern: Concern::ResetTooEarly { day, first } })
}

/// A coupon that floats on a table which ends long before the deal starts.
fn old_table(deal: &Deal, note: &Note) -> Option<DealWarning> {
    let CouponRate::Floating(floating) = &note.coupon.as_ref()?.rate else { return None };
    let last = deal.rates.get(&floating.table).map(RateTable::rates)?.last()?.from;
    let is_old = months_after(last, OLDEST_RATE).is_ok_and(|until| until < deal.closing);
    let (table, closing) = (floating.table.clone(), deal.closing);
    is_old.then(|| DealWarning { place: note.into(), concern: Concern::OldTable { table, last, closing } })
}

/// Fees that every step pays up to a cap.
fn never_whole(deal: &Deal) -> impl Iterator<Item = DealWarning> + '_ {
    let pays = |step: &Step, fee: &str| match &step.kind {
        StepKind::Fees(fees) => fees.iter().any(|name| name == fee),
        _ => false,
    };
    deal.fees.iter().filter_map(move |fee| {
        let mut steps = deal.waterfall.iter().filter(|step| pays(step, &fee.name)).peekable();
        let is_capped = steps.peek().is_some() && steps.all(|step| step.cap.is_some());
        is_capped.then(|| DealWarning { place: fee.into(), concern: Concern::NeverWhole })
    })
}
