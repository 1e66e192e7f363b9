//! Loans that the originator buys back, as they were not eligible: when, and for how much.

use super::parties::Roles;
use super::{Errors, PaymentPeriod};
use crate::calendar::{Date, period_of};
use crate::deal::Deal;
use crate::deal::error::Problem;
use crate::enhancement::SupportKind;
use crate::ledger::{AccountId, Chart};
use crate::money::Money;
use crate::pool::Loan;
use crate::servicing::{PoolSchedule, Repurchase, RepurchaseProblem, Repurchases};

/// The repurchases of a deal whose pool has this schedule.
pub(super) fn resolve(
    deal: &Deal,
    (chart, roles): (Chart, &Roles),
    periods: &[PaymentPeriod],
    schedule: &PoolSchedule,
    errors: &mut Errors,
) -> Repurchases {
    let loans = deal.pool.loans();
    let found = || loans.iter().enumerate().filter_map(|(i, loan)| Some((i, loan, loan.ineligible?)));
    // After an error the schedule lacks loans.
    if found().next().is_none() || schedule.len() < loans.len() {
        return Repurchases::default();
    }
    let one = deal.originator().map_err(|number| Problem::from(RepurchaseProblem::Originators(number)));
    let Some(originator) = errors.take("pool", one) else { return Repurchases::default() };
    let by = chart.party(originator);
    let bought = found().filter_map(|(index, loan, day)| {
        let own = repurchase(deal, (index, loan), (day, by), periods, schedule);
        errors.take(loan, own)
    });
    Repurchases {
        loans: bought.collect(),
        fails: roles.failing(deal).iter().position(|party| *party == originator),
    }
}

fn repurchase(
    deal: &Deal,
    (index, loan): (usize, &Loan),
    (day, by): (Date, AccountId),
    periods: &[PaymentPeriod],
    schedule: &PoolSchedule,
) -> Result<Repurchase, Problem> {
    let mut guarantees = deal.supports.iter().filter(|support| support.kind == SupportKind::LoanGuarantee);
    if guarantees.any(|support| loan.guarantor == support.by.as_str()) {
        return Err(RepurchaseProblem::Guaranteed(day).into());
    }
    let cutoff = deal.cutoff.unwrap_or(deal.closing);
    if day <= cutoff {
        return Err(RepurchaseProblem::BeforeCutoff { day, cutoff }.into());
    }
    if day <= loan.disbursed {
        return Err(RepurchaseProblem::BeforeLent { day, disbursed: loan.disbursed }.into());
    }
    let due = schedule.due_dates(index);
    let first = due.partition_point(|due| *due < day);
    let last = due.last().copied().unwrap_or(cutoff);
    let (true, Some(date)) = (first < due.len(), period_of(day, periods)) else {
        return Err(RepurchaseProblem::RepaidBefore { day, last }.into());
    };
    let accrued = accrued(deal, loan, schedule.instalments(index).0 + first, day)?;
    let (loan, instalment) = (index as u32, first as u32);
    Ok(Repurchase { loan, of: loan, by, day, date: date as usize, instalment, accrued })
}

/// What has accrued by a day of the interest of an instalment; all of it, if it is due on that day.
fn accrued(deal: &Deal, loan: &Loan, next: usize, by: Date) -> Result<Money, Problem> {
    let all = loan.instalments_with(&deal.rates)?;
    let Some(instalment) = all.get(next) else { return Ok(Money::ZERO) };
    if instalment.due == by {
        return Ok(instalment.interest);
    }
    let since = next.checked_sub(1).map_or(loan.disbursed, |last| all[last].due);
    Ok(loan.accrued(&deal.rates, since, instalment, by)?)
}
