//! What the pool will collect: its schedule in the collection periods of the plan, and what comes back of a loan in default.

use std::sync::Arc;

use rayon::prelude::*;

use super::due::DueDates;
use super::{Errors, PaymentPeriod};
use crate::credit::Recovery;
use crate::deal::error::Problem;
use crate::deal::{Deal, ResolvedDeal};
use crate::money::Money;
use crate::pool::Loan;
use crate::servicing::{AccruedInterest, CollectionPlan, DuePeriods, PoolSchedule, Transfers};

/// What the pool will collect; `None` after an error.
pub(super) fn resolve(
    deal: &Deal,
    periods: &[PaymentPeriod],
    schedule: &Arc<PoolSchedule>,
    earlier: Option<&ResolvedDeal>,
    errors: &mut Errors,
) -> Option<CollectionPlan> {
    check_collateral(deal, errors);
    let appraised_values = deal.pool.loans().iter().map(|loan| loan.appraised_value.unwrap_or_default());
    let deposits = deal.pool.loans().iter().map(|loan| loan.deposit);
    let recoveries = deal.credit.recoveries(appraised_values).with_deposits(deposits);
    let earlier = earlier.filter(|earlier| pays_alike(deal, periods, schedule, earlier));
    let lag = |deal: &Deal| deal.credit.recovery_lag();
    let plan = match earlier {
        Some(earlier) if lag(deal) == lag(earlier.definition()) => {
            earlier.collections().with_recoveries(recoveries, None)
        }
        Some(earlier) => {
            let (due, _) = due_periods(deal, periods, schedule, errors)?;
            earlier.collections().with_recoveries(recoveries, Some(due))
        }
        None => {
            let (due, transfers) = due_periods(deal, periods, schedule, errors)?;
            let plan = CollectionPlan::new(Arc::clone(schedule), due, recoveries, periods.len());
            plan.with_transfers(transfers)
        }
    };
    // After an error the schedule lacks loans: its places are not those of the deal.
    let is_whole = schedule.len() == deal.pool.loans().len();
    if is_whole { with_accrued(deal, periods, plan, earlier, errors) } else { Some(plan) }
}

/// What has accrued is worked out where somebody may buy the pool; `None` after an error.
fn with_accrued(
    deal: &Deal,
    periods: &[PaymentPeriod],
    plan: CollectionPlan,
    earlier: Option<&ResolvedDeal>,
    errors: &mut Errors,
) -> Option<CollectionPlan> {
    match (&deal.clean_up, earlier.and_then(|earlier| earlier.definition().clean_up.as_ref())) {
        (Some(_), Some(_)) | (None, None) => Some(plan),
        (None, Some(_)) => Some(plan.without_accrued()),
        (Some(_), None) => {
            let loans = deal.pool.loans().par_iter().enumerate();
            let of = |(i, loan): (usize, &Loan)| accrued(deal, loan, i, &plan, periods);
            let by_loan: Vec<_> = loans.map(of).collect();
            let known = deal.pool.loans().iter().zip(by_loan);
            let known: Vec<_> = known.filter_map(|(loan, own)| errors.take(loan, own)).collect();
            Some(plan.with_accrued(AccruedInterest::new(periods.len(), known.into_iter())))
        }
    }
}

/// What a loan has accrued by each distribution date since the last due date that was collected by then.
fn accrued(
    deal: &Deal,
    loan: &Loan,
    index: usize,
    plan: &CollectionPlan,
    periods: &[PaymentPeriod],
) -> Result<Vec<Money>, Problem> {
    let (all, (before, _)) = (loan.instalments_with(&deal.rates)?, plan.schedule().instalments(index));
    let due = plan.due(index);
    let is_paid = |instalment: usize, date: usize| due.of(instalment).collected as usize <= date;
    let mut next = 0;
    let mut by_date = Vec::with_capacity(periods.len());
    for (date, period) in periods.iter().enumerate() {
        while before + next < all.len() && is_paid(next, date) {
            next += 1;
        }
        let since = (before + next).checked_sub(1).map_or(loan.disbursed, |last| all[last].due);
        let own =
            all.get(before + next).map(|next| loan.accrued(&deal.rates, since, next, period.accrual_end));
        by_date.push(own.transpose()?.unwrap_or_default());
    }
    Ok(by_date)
}

/// The periods of every grid of due dates, and when what is paid on a day reaches the plan; `None` after an error.
fn due_periods(
    deal: &Deal,
    periods: &[PaymentPeriod],
    schedule: &PoolSchedule,
    errors: &mut Errors,
) -> Option<(Vec<DuePeriods>, Transfers)> {
    let mut due_dates = DueDates::of(deal, periods, errors)?;
    for grid in schedule.grids() {
        due_dates.find_periods(grid, errors);
    }
    due_dates.report(errors)
}

/// Does a pool that performs pay in the same periods as that of an earlier deal?
fn pays_alike(
    deal: &Deal,
    periods: &[PaymentPeriod],
    schedule: &Arc<PoolSchedule>,
    earlier: &ResolvedDeal,
) -> bool {
    let before = earlier.definition();
    Arc::ptr_eq(schedule, earlier.collections().schedule())
        && periods == earlier.periods
        && (&deal.servicing, &deal.calendars) == (&before.servicing, &before.calendars)
}

fn check_collateral(deal: &Deal, errors: &mut Errors) {
    if matches!(deal.credit.recovery, Recovery::OfAppraisedValue { .. }) {
        for loan in deal.pool.loans().iter().filter(|loan| loan.appraised_value.is_none()) {
            errors.add(loan, Problem::NoAppraisedValue);
        }
    }
}
