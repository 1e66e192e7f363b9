//! When what borrowers pay reaches the plan account.

use super::PaymentPeriod;
use super::calendars::DealCalendar;
use crate::calendar::{Date, DateProblem, ScheduleError, period_of};
use crate::deal::Deal;
use crate::servicing::{Sweeps, TransferLag, Transfers};

/// The exchanges allow three months at the most.
pub(super) const LONGEST_TRANSFER: u32 = 366;

/// When what goes to the plan on a day is in its account; `None` where the calendar does not know the year.
fn after_lag(
    day: Date,
    lag: TransferLag,
    calendar: &mut DealCalendar<'_>,
) -> Result<Option<Date>, DateProblem> {
    match lag {
        TransferLag::BusinessDays(days) => {
            Ok(calendar.date(day, |calendar| calendar.add_business_days(day, days))?)
        }
        TransferLag::CalendarDays(days) => {
            let span = jiff::Span::new().days(i64::from(days.min(LONGEST_TRANSFER)));
            day.checked_add(span).map(Some).map_err(|_| ScheduleError::TooLong.into())
        }
    }
}

/// When the last that a distribution date pays out of its period is in the plan account: what goes there on the calculation date,
/// or with the last sweep that arrives by the payment; the calculation date where none does.
pub(super) fn last_of_period(
    deal: &Deal,
    (calculation, payment): (Date, Date),
    calendar: &mut DealCalendar<'_>,
) -> Result<Option<Date>, DateProblem> {
    let lag = deal.servicing.transfer_lag;
    let Some(sweeps) = deal.servicing.sweeps else { return after_lag(calculation, lag, calendar) };
    let cutoff = deal.cutoff.unwrap_or(deal.closing);
    let days = calculation.series(jiff::Span::new().days(-1)).take_while(|day| *day > cutoff);
    for day in days {
        match after_lag(sweeps.next(day), lag, calendar)? {
            Some(transfer) if transfer > payment => {}
            known => return Ok(known),
        }
    }
    Ok(Some(calculation))
}

/// What becomes of what is paid on every day from the cut-off to the last calculation date with these sweeps, or with one transfer a
/// period; `None` where the calendar does not know a year.
pub(super) fn by_day(
    deal: &Deal,
    sweeps: Option<Sweeps>,
    periods: &[PaymentPeriod],
    calendar: &mut DealCalendar<'_>,
) -> Result<Option<Transfers>, DateProblem> {
    let (Some(last), cutoff) = (periods.last(), deal.cutoff.unwrap_or(deal.closing)) else {
        return Ok(None);
    };
    let days = cutoff.series(jiff::Span::new().days(1)).take_while(|day| *day <= last.calculation);
    let on = match sweeps {
        None => days.map(|day| Ok(of_period(day, periods))).collect(),
        Some(sweeps) => days.map(|day| by_sweep(deal, sweeps, day, calendar)).collect::<Result<_, _>>(),
    };
    let on: Option<Vec<Date>> = on.map(|on: Vec<Option<Date>>| on.into_iter().collect())?;
    Ok(on.map(|on| Transfers::new(cutoff, on.into_iter(), periods)))
}

/// The transfer of the whole period.
fn of_period(day: Date, periods: &[PaymentPeriod]) -> Option<Date> {
    let period = period_of(day, periods)?;
    periods.get(period as usize).map(|period| period.transfer)
}

fn by_sweep(
    deal: &Deal,
    sweeps: Sweeps,
    day: Date,
    calendar: &mut DealCalendar<'_>,
) -> Result<Option<Date>, DateProblem> {
    after_lag(sweeps.next(day), deal.servicing.transfer_lag, calendar)
}
