//! What the pool will collect: its schedule in the collection periods of the plan, and what comes back of a loan in default.

use std::sync::Arc;

use super::due::DueDates;
use super::{Errors, PaymentPeriod};
use crate::credit::Recovery;
use crate::deal::error::Problem;
use crate::deal::{Deal, ResolvedDeal};
use crate::servicing::{CollectionPlan, DuePeriods, PoolSchedule, Transfers};

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
    let recoveries = deal.credit.recoveries(appraised_values);
    let earlier = earlier.filter(|earlier| pays_alike(deal, periods, schedule, earlier));
    let lag = |deal: &Deal| deal.credit.recovery_lag();
    match earlier {
        Some(earlier) if lag(deal) == lag(earlier.definition()) => {
            Some(earlier.collections().with_recoveries(recoveries, None))
        }
        Some(earlier) => {
            let (due, _) = due_periods(deal, periods, schedule, errors)?;
            Some(earlier.collections().with_recoveries(recoveries, Some(due)))
        }
        None => {
            let (due, transfers) = due_periods(deal, periods, schedule, errors)?;
            let plan = CollectionPlan::new(Arc::clone(schedule), due, recoveries, periods.len());
            Some(plan.with_transfers(transfers))
        }
    }
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
