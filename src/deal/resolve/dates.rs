//! The dates of every period.

use super::Errors;
use super::calendars::DealCalendar;
use super::transfers::{self, LONGEST_TRANSFER};
use crate::calendar::{Date, DateProblem, PaymentPeriod, Schedule};
use crate::deal::Deal;
use crate::deal::error::Problem;
use crate::place::Place;
use crate::servicing::TransferLag;

/// The periods of a deal; none after reporting what is wrong with its dates.
pub(super) fn resolve(deal: &Deal, errors: &mut Errors) -> Vec<PaymentPeriod> {
    let before = errors.len();
    for (name, table) in &deal.calendars {
        table.problems().into_iter().for_each(|problem| errors.add(Place::Calendar(name.clone()), problem));
    }
    check_lags(deal, errors);
    let servicing = &deal.servicing;
    for (place, sweeps) in
        [("servicing.sweeps", servicing.sweeps), ("servicing.stepped_up", servicing.stepped_up)]
    {
        if sweeps.is_some_and(|sweeps| !sweeps.has_days()) {
            errors.add(place, Problem::NoSuchDay);
        }
    }
    let nominal = nominal_dates(deal, errors);
    deal.check_calendar("dates.calendar", &deal.dates.calendar, errors);
    deal.check_calendar("servicing.calendar", &deal.servicing.calendar, errors);
    let calendar = DealCalendar::of(deal, &deal.dates.calendar);
    let servicing = DealCalendar::of(deal, &deal.servicing.calendar);
    let (Some(nominal), Some(mut calendar), Some(mut servicing), true) =
        (nominal, calendar, servicing, errors.len() == before)
    else {
        return Vec::new();
    };
    let mut periods: Vec<PaymentPeriod> = Vec::with_capacity(nominal.len());
    for (i, Nominal { calculation, distribution, event_only }) in nominal.into_iter().enumerate() {
        let number = i + 1;
        let place = || Place::DistributionDate(number);
        let payment = calendar.date(distribution, |calendar| calendar.roll(distribution, deal.dates.roll));
        let payment = errors.take(place(), payment).flatten();
        // Without a payment date its transfer is still looked for, so that all unknown years are told.
        let dates = (calculation, payment.unwrap_or(distribution));
        let transfer = transfers::last_of_period(deal, dates, &mut servicing);
        let (Some(payment), Some(Some(transfer))) = (payment, errors.take(place(), transfer)) else {
            continue;
        };
        let accrual_end = if deal.dates.accrue_to_rolled { payment } else { distribution };
        let start = |last: Option<&PaymentPeriod>| last.map_or(deal.closing, |last| last.accrual_end);
        let accrual_start = start(periods.iter().rfind(|period| !period.event_only));
        let after_event = Some(start(periods.last())).filter(|start| *start != accrual_start);
        periods.push(PaymentPeriod {
            number,
            event_only,
            calculation,
            transfer,
            distribution,
            payment,
            accrual_start,
            accrual_end,
            after_event,
        });
    }
    calendar.report(errors);
    servicing.report(errors);
    check(deal, &periods, errors);
    if errors.len() == before { periods } else { Vec::new() }
}

/// A date as agreed.
struct Nominal {
    calculation: Date,
    distribution: Date,
    event_only: bool,
}

/// The dates as agreed, with those that are some only after an event; `None` after an error.
fn nominal_dates(deal: &Deal, errors: &mut Errors) -> Option<Vec<Nominal>> {
    let dates = &deal.dates;
    let places = ["dates", "dates.calculation", "dates.distribution"];
    let always = pairs(places, &dates.calculation, &dates.distribution, errors);
    let Some(after) = &dates.after_event else {
        let nominal = |(calculation, distribution)| Nominal { calculation, distribution, event_only: false };
        return Some(always?.into_iter().map(nominal).collect());
    };
    let places = ["dates.after_event", "dates.after_event.calculation", "dates.after_event.distribution"];
    let all = pairs(places, &after.calculation, &after.distribution, errors);
    let (always, all) = (always?, all?);
    for &(calculation, distribution) in always.iter().filter(|pair| !all.contains(pair)) {
        errors.add("dates.after_event", DateProblem::NotAfterEvent { calculation, distribution });
    }
    if let (Some(&(_, last)), Some(&(_, date))) = (always.last(), all.last())
        && date > last
    {
        errors.add("dates.after_event", DateProblem::AfterTheLast { date, last });
    }
    let nominal = |(calculation, distribution)| {
        let event_only = !always.contains(&(calculation, distribution));
        Nominal { calculation, distribution, event_only }
    };
    Some(all.into_iter().map(nominal).collect())
}

/// Calculation dates with their distribution dates.
fn pairs(
    [both, ends, payments]: [&'static str; 3],
    calculation: &Schedule,
    distribution: &Schedule,
    errors: &mut Errors,
) -> Option<Vec<(Date, Date)>> {
    let calculation = errors.take(ends, calculation.dates());
    let distribution = errors.take(payments, distribution.dates());
    let (calculation, distribution) = (calculation?, distribution?);
    if calculation.len() != distribution.len() {
        let counts =
            DateProblem::DateCounts { calculation: calculation.len(), distribution: distribution.len() };
        errors.add(both, counts);
        return None;
    }
    Some(calculation.into_iter().zip(distribution).collect())
}

/// Waits that no deal lasts are mistakes, and would lead out of the calendar.
fn check_lags(deal: &Deal, errors: &mut Errors) {
    let (TransferLag::CalendarDays(days) | TransferLag::BusinessDays(days)) = deal.servicing.transfer_lag;
    if days > LONGEST_TRANSFER {
        let what = "lag in days";
        errors.add("servicing.transfer_lag", Problem::LongLag { what, lag: days, most: LONGEST_TRANSFER });
    }
    let days = deal.servicing.defaulted_after_days;
    if days > LONGEST_LATE {
        let what = "time in days";
        errors
            .add("servicing.defaulted_after_days", Problem::LongLag { what, lag: days, most: LONGEST_LATE });
    }
    let months = deal.credit.recovery_lag();
    if months > LONGEST_RECOVERY {
        let what = "lag in months";
        errors.add(
            "credit.recovery.lag_months",
            Problem::LongLag { what, lag: months, most: LONGEST_RECOVERY },
        );
    }
}

/// A century, as for schedules.
const LONGEST_RECOVERY: u32 = 1_200;

/// The longest that a loan may be late before it has defaulted, in days.
const LONGEST_LATE: u32 = 366;

/// A day and what it means.
type Meaning = (&'static str, Date);

fn must_follow(
    place: impl Into<Place>,
    later: Meaning,
    earlier: Meaning,
    same_day_will_do: bool,
    errors: &mut Errors,
) {
    let ((what, date), (other_what, other)) = (later, earlier);
    if date < other || (date == other && !same_day_will_do) {
        errors.add(place, DateProblem::NotAfter { what, date, other_what, other });
    }
}

fn check(deal: &Deal, periods: &[PaymentPeriod], errors: &mut Errors) {
    let cutoff = ("the cut-off", deal.cutoff.unwrap_or(deal.closing));
    must_follow("closing", ("closing", deal.closing), cutoff, true, errors);
    if let (Some(first), Some(last)) = (periods.first(), periods.last()) {
        let calculation = ("the first calculation date", first.calculation);
        must_follow("dates.calculation", calculation, cutoff, false, errors);
        let paid = ("the first distribution date", first.distribution.min(first.payment));
        must_follow("dates.distribution", paid, ("closing", deal.closing), false, errors);
        if last.distribution.year() - deal.closing.year() > 100 {
            let too_long = DateProblem::TooLong { closing: deal.closing, last: last.distribution };
            errors.add("dates.distribution", too_long);
        }
    }
    for period in periods {
        let place = Place::DistributionDate(period.number);
        let calculation = ("its calculation date", period.calculation);
        must_follow(place, ("the distribution date", period.distribution), calculation, true, errors);
    }
    for pair in periods.windows(2) {
        let place = Place::DistributionDate(pair[1].number);
        let before = ("the one before it", pair[0].payment);
        must_follow(place, ("the payment", pair[1].payment), before, false, errors);
    }
    for period in periods.iter().filter(|period| period.transfer > period.payment) {
        let (calculation, transfer, distribution) = (period.calculation, period.transfer, period.payment);
        let late = Problem::TransferTooLate { calculation, transfer, distribution };
        errors.add(Place::DistributionDate(period.number), late);
    }
}
