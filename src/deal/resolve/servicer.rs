//! What a failure of the servicer does: the days on which borrowers pay, and who takes its place.

use super::calendars::DealCalendar;
use super::names::DealNames;
use super::parties::Roles;
use super::{Errors, PaymentPeriod, transfers};
use crate::calendar::{Date, Schedule, days_between};
use crate::deal::error::Problem;
use crate::deal::{Deal, Role};
use crate::money::Rounding;
use crate::pool::Loan;
use crate::servicing::{Backup, CustodyPlan, DueDay, PoolSchedule, ServicerFailure};
use crate::waterfall::BackupPlan;

/// More than any agreement says.
const MOST_DAYS: u32 = 366;
const MOST_PERIODS: u32 = 120;
const MOST_MONTHS: u32 = 1_200;

/// What a failure of the servicer does to collections, and what events do; `None` where none of that can be.
pub(super) fn custody(
    deal: &Deal,
    roles: &Roles,
    periods: &[PaymentPeriod],
    schedule: &PoolSchedule,
    errors: &mut Errors,
) -> Option<CustodyPlan> {
    let (written, stepped_up) = (deal.servicing.failure.as_ref(), deal.servicing.stepped_up);
    if written.is_none() && stepped_up.is_none() {
        return None;
    }
    let never = ServicerFailure::default();
    let (failure, before) = (written.unwrap_or(&never), errors.len());
    check(failure, errors);
    let mut calendar = DealCalendar::of(deal, &deal.servicing.calendar)?;
    if errors.len() > before || periods.is_empty() || schedule.len() < deal.pool.loans().len() {
        return None;
    }
    let stepped_up = stepped_up.and_then(|sweeps| {
        let transfers = transfers::by_day(deal, Some(sweeps), periods, &mut calendar);
        errors.take("servicing.stepped_up", transfers).flatten()
    });
    let roll = deal.servicing.due_roll;
    // What the calendar does not know has been reported, or is after the last calculation date.
    let mut paid = |due: Date| {
        let rolled = calendar.date(due, |calendar| calendar.roll(due, roll));
        DueDay { due, paid: rolled.ok().flatten().unwrap_or(due) }
    };
    let waits = failure.interruption_periods as usize;
    let mut after_last = Vec::with_capacity(waits * schedule.len());
    for (index, loan) in deal.pool.loans().iter().enumerate().filter(|_| waits > 0) {
        let last = schedule.due_dates(index).last().copied().unwrap_or(Date::MAX);
        let later = (1..=waits).map(|n| due_later(loan, last, n as u32));
        after_last.extend(later.map(&mut paid));
    }
    let grid = |dates: &[Date], paid: &mut dyn FnMut(Date) -> DueDay| -> Vec<Date> {
        dates.iter().map(|due| paid(*due).paid).collect()
    };
    Some(CustodyPlan {
        servicer: DealNames::chart(deal).party(roles.servicer),
        fails: written.map(|_| fails(deal, roles)),
        stepped_up,
        redirect_lag_days: failure.redirect_lag_days,
        interruption: waits,
        estate: failure.estate.map(|estate| (estate.pays.share(Rounding::HalfUp), estate.months)),
        late_days: deal.servicing.defaulted_after_days,
        recovery_lag: deal.credit.recovery_lag(),
        calculation: periods.iter().map(|period| period.calculation).collect(),
        payment: periods.iter().map(|period| period.payment).collect(),
        paid: schedule.grids().iter().map(|own| grid(&own.dates, &mut paid)).collect(),
        after_last,
    })
}

/// Which of those that can fail the servicer is.
fn fails(deal: &Deal, roles: &Roles) -> usize {
    roles.failing(deal).iter().position(|party| *party == roles.servicer).unwrap_or_default()
}

/// The due date so many periods after a loan's last one: by its steps, or as far apart as the last two of its list. What leaves the
/// calendar never comes.
fn due_later(loan: &Loan, last: Date, periods: u32) -> Date {
    match (&loan.due, loan.due.every_months()) {
        (_, Some(months)) => {
            let months = u64::from(months) * u64::from(periods);
            loan.due.due_after(loan.disbursed, last, months).unwrap_or(Date::MAX)
        }
        (Schedule::Dates(all), None) => {
            let before = all.iter().rev().nth(1).copied().unwrap_or(loan.disbursed);
            let days = days_between(before, last).saturating_mul(periods.into());
            let wait = jiff::Span::new().try_days(days);
            wait.and_then(|wait| last.checked_add(wait)).unwrap_or(Date::MAX)
        }
        _ => Date::MAX,
    }
}

/// Waits that no agreement has are mistakes.
fn check(failure: &ServicerFailure, errors: &mut Errors) {
    let months = failure.estate.map_or(0, |estate| estate.months);
    for (place, what, lag, most) in [
        ("servicing.failure.redirect_lag_days", "lag in days", failure.redirect_lag_days, MOST_DAYS),
        (
            "servicing.failure.interruption_periods",
            "number of periods",
            failure.interruption_periods,
            MOST_PERIODS,
        ),
        ("servicing.failure.estate.months", "lag in months", months, MOST_MONTHS),
    ] {
        if lag > most {
            errors.add(place, Problem::LongLag { what, lag, most });
        }
    }
}

/// Who services the pool once the servicer has failed; `None` if nobody is named, or after an error.
pub(super) fn backup(
    deal: &Deal,
    names: &DealNames,
    roles: &Roles,
    errors: &mut Errors,
) -> Option<BackupPlan> {
    const PLACE: &str = "servicing.failure.backup";
    let backup = deal.servicing.failure.as_ref()?.backup.as_ref()?;
    let Backup { party, fee, in_place_of } = backup;
    let taker = errors.take(PLACE, names.parties.find(party))?;
    let role = Role::BackupServicer;
    if taker == roles.servicer {
        errors.add(PLACE, Problem::OwnBackup(party.clone()));
    } else if !deal.parties[taker].roles.contains(&role) {
        errors.add(PLACE, Problem::MissingRole { party: party.clone(), role });
    }
    let mut fee_of = |fee: &str, party: &str| {
        let found = errors.take(PLACE, names.fees.find(fee))?;
        let payee = &deal.fees[found].payee;
        if payee != party {
            let (fee, payee) = (fee.into(), payee.clone());
            errors.add(PLACE, Problem::FeeOfAnother { fee, payee, party: party.into() });
        }
        Some(found)
    };
    let own = fee_of(fee, party)?;
    let replaced = in_place_of.as_ref().and_then(|fee| fee_of(fee, &deal.servicing.servicer));
    Some(BackupPlan { fails: fails(deal, roles), fee: own, replaced })
}
