//! What the pool will collect: its schedule in the collection periods of the plan, and what comes back of a loan in default.

use std::sync::Arc;

use super::due::DueDates;
use super::{Errors, PaymentPeriod, schedule};
use crate::credit::Recovery;
use crate::deal::error::Problem;
use crate::deal::{Deal, ResolvedDeal};
use crate::servicing::{CollectionPlan, PoolSchedule};

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
    let recoveries = deal.credit.recovery.of_loans(appraised_values);
    if let Some(earlier) = earlier.filter(|earlier| collects_alike(deal, periods, schedule, earlier)) {
        return Some(earlier.collections().with_recoveries(recoveries));
    }
    let mut due_dates = DueDates::of(deal, periods)?;
    for grid in schedule.grids() {
        due_dates.find_periods(grid, errors);
    }
    let due = due_dates.report(errors)?;
    Some(CollectionPlan::new(Arc::clone(schedule), due, recoveries, periods.len()))
}

/// Does the pool of a deal pay in the same periods as that of an earlier one, and recover as late?
fn collects_alike(
    deal: &Deal,
    periods: &[PaymentPeriod],
    schedule: &Arc<PoolSchedule>,
    earlier: &ResolvedDeal,
) -> bool {
    let before = earlier.definition();
    Arc::ptr_eq(schedule, earlier.collections().schedule())
        && periods == earlier.periods
        && (&deal.servicing, &deal.calendars) == (&before.servicing, &before.calendars)
        && deal.credit.recovery.lag_months() == before.credit.recovery.lag_months()
}

fn check_collateral(deal: &Deal, errors: &mut Errors) {
    if matches!(deal.credit.recovery, Recovery::OfAppraisedValue { .. }) {
        for loan in deal.pool.loans().iter().filter(|loan| loan.appraised_value.is_none()) {
            errors.add(&schedule::place(loan), Problem::NoAppraisedValue);
        }
    }
}
