//! What a person should look at in a deal without errors.

mod notes;

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::PaymentPeriod;
use crate::calendar::{Calendar, Date, Roll, months_after};
use crate::deal::warning::{Concern, DealWarning};
use crate::deal::{Deal, Fee, FeeAmount};
use crate::enhancement::Support;
use crate::path::CashFlowPlan;
use crate::place::Place;
use crate::pool::Loan;
use crate::servicing::{CollectionPlan, TransferLag};
use crate::waterfall::{CouponRate, EventEffect};

/// Fees of plans run from 0.01 % to 1.5 % a year of their base.
const HIGHEST_FEE: Decimal = Decimal::from_parts(5, 0, 0, false, 2);

/// The highest rate that courts enforce and the exchanges accept in a pool (法发〔2017〕22号).
const HIGHEST_LOAN_RATE: Decimal = Decimal::from_parts(24, 0, 0, false, 2);

/// Nobody lends for less; a rate of zero is written on purpose.
const LOWEST_LOAN_RATE: Decimal = Decimal::from_parts(1, 0, 0, false, 3);

/// Within how many months of its end a calendar is about to end.
const CALENDAR_MARGIN: u64 = 3;

/// Everything in a deal that may not be meant.
pub(super) fn of(deal: &Deal, cash: &CashFlowPlan, periods: &[PaymentPeriod]) -> Vec<DealWarning> {
    let collections = &cash.collections;
    let loans = deal.pool.loans();
    let fees = deal.fees.iter().filter_map(high_fee);
    let empty = deal.notes.iter().filter(|note| note.amount.is_zero());
    let unissued = empty.map(|note| DealWarning { place: note.into(), concern: Concern::NothingIssued });
    let rates = [high_rate(loans), low_rate(loans)].into_iter().flatten();
    let late = disbursed_late(deal, loans).into_iter();
    let lost = nothing_recovered(deal, collections, periods).into_iter();
    let called = called_late(deal, cash, periods);
    let failing = never_fails(deal).into_iter().chain(always_buys(deal, cash));
    fees.chain(unissued)
        .chain(rates)
        .chain(late)
        .chain(lost)
        .chain(called)
        .chain(failing)
        .chain(notes::of(deal, cash, periods))
        .chain(unused(deal))
        .chain(one_way(deal, cash))
        .chain(only_in_scenarios(deal))
        .chain(calendars(deal, periods))
        .collect()
}

/// Events that nothing brings about, or keeps from happening. A clean-up call may stand open from the first date on.
fn one_way<'a>(deal: &'a Deal, cash: &'a CashFlowPlan) -> impl Iterator<Item = DealWarning> + 'a {
    let pool = cash.collections.opening();
    deal.events.iter().enumerate().filter_map(move |(number, event)| {
        let when = || event.when.to_string();
        let concern = match number {
            _ if cash.plan.event_is_out_of_reach(number, pool) => Concern::OutOfReach(when()),
            _ if cash.plan.event_is_certain(number, pool) => Concern::Certain(when()),
            _ => return None,
        };
        Some(DealWarning { place: event.into(), concern })
    })
}

/// Events, steps, reserves and clean-up calls that go by a rating.
fn only_in_scenarios(deal: &Deal) -> impl Iterator<Item = DealWarning> + '_ {
    let events = deal.events.iter().map(|event| (Place::from(event), Some(&event.when)));
    let steps = deal.waterfall.iter().zip(1..);
    let steps = steps.map(|(step, number)| (Place::WaterfallStep(number), step.when.as_ref()));
    let started = deal.orders.given().flat_map(|(order, steps)| {
        let place = move |number| Place::OrderStep { order: order.field(), number };
        steps.iter().zip(1..).map(move |(step, number)| (place(number), step.when.as_ref()))
    });
    let reserves = deal.reserves.iter().map(|it| (Place::from(it), it.released_when.as_ref()));
    let call = deal.clean_up.iter().map(|call| (Place::from("clean_up"), Some(&call.when)));
    let all = events.chain(steps).chain(started).chain(reserves).chain(call);
    all.filter_map(|(place, when)| {
        let when = when.filter(|when| when.asks_rating())?;
        Some(DealWarning { place, concern: Concern::OnlyInScenarios(when.to_string()) })
    })
}

fn high_fee(fee: &Fee) -> Option<DealWarning> {
    let FeeAmount::Rate { rate, .. } = fee.amount else { return None };
    let concern = Concern::UnusualRate { rate, bound: "and hardly any fee is above 5 %" };
    (rate.to_decimal() > HIGHEST_FEE).then(|| DealWarning { place: fee.into(), concern })
}

fn high_rate(loans: &[Loan]) -> Option<DealWarning> {
    let (loan, place) = first(loans.iter().filter(|loan| loan.rate.to_decimal() > HIGHEST_LOAN_RATE))?;
    let bound = "and a loan may cost 24 % at the most";
    Some(DealWarning { place, concern: Concern::UnusualRate { rate: loan.rate, bound } })
}

fn low_rate(loans: &[Loan]) -> Option<DealWarning> {
    let low = |loan: &&Loan| loan.rate.to_decimal() < LOWEST_LOAN_RATE && !loan.rate.to_decimal().is_zero();
    let (loan, place) = first(loans.iter().filter(low))?;
    let bound = "and hardly any loan is below 0.1 %";
    Some(DealWarning { place, concern: Concern::UnusualRate { rate: loan.rate, bound } })
}

/// What is disbursed after closing is an error.
fn disbursed_late(deal: &Deal, loans: &[Loan]) -> Option<DealWarning> {
    let cutoff = deal.cutoff?;
    let (loan, place) = first(loans.iter().filter(|loan| loan.disbursed > cutoff))?;
    let concern = Concern::DisbursedAfterCutoff { disbursed: loan.disbursed, cutoff };
    Some(DealWarning { place, concern })
}

/// Of a loan whose first instalment would be recovered too late, every later one is.
fn nothing_recovered(
    deal: &Deal,
    collections: &CollectionPlan,
    periods: &[PaymentPeriod],
) -> Option<DealWarning> {
    let last = periods.last()?.calculation;
    let lag_months = deal.credit.recovery_lag();
    let promised = |loan: &Loan| {
        let appraised = std::iter::once(loan.appraised_value.unwrap_or_default());
        !deal.credit.recoveries(appraised).amount(0, loan.principal).is_zero()
    };
    let is_lost = |(index, loan): &(usize, &Loan)| !collections.recovers(*index) && promised(loan);
    let lost = deal.pool.loans().iter().enumerate().filter(is_lost);
    let (_, place) = first(lost.map(|(_, loan)| loan))?;
    Some(DealWarning { place, concern: Concern::NothingRecovered { lag_months, last } })
}

/// By guarantee of loans: the first due date for which it would be called after the last calculation date.
fn called_late(deal: &Deal, cash: &CashFlowPlan, periods: &[PaymentPeriod]) -> Vec<DealWarning> {
    let Some(last) = periods.last().map(|period| period.calculation) else { return Vec::new() };
    let warning = |support: &Support, due: Date| DealWarning {
        place: support.into(),
        concern: Concern::CalledTooLate { due, last },
    };
    let grids = cash.collections.schedule().grids();
    let late = cash.guarantees.called_late(grids).into_iter();
    late.map(|(support, due)| warning(&deal.supports[support], due)).collect()
}

/// A servicer with terms of its failure whose quality is not known.
fn never_fails(deal: &Deal) -> Option<DealWarning> {
    deal.servicing.failure.as_ref()?;
    let servicer = deal.parties.iter().find(|party| party.name == deal.servicing.servicer)?;
    let concern = Concern::NeverFails(servicer.name.clone());
    servicer.quality.is_none().then(|| DealWarning { place: "servicing.failure".into(), concern })
}

/// A servicer that buys loans back, or what is left of the pool, and could fail, were it said what that means.
fn always_buys(deal: &Deal, cash: &CashFlowPlan) -> Option<DealWarning> {
    let number = deal.parties.iter().position(|party| party.name == deal.servicing.servicer)?;
    let (servicer, can_fail) = (&deal.parties[number], cash.plan.failing.contains(&number));
    let buys = deal.buyers().any(|buyer| buyer == number);
    let concern = Concern::AlwaysBuys(servicer.name.clone());
    (buys && servicer.quality.is_some() && !can_fail).then(|| DealWarning { place: servicer.into(), concern })
}

/// Terms that no event, coupon or loan goes by.
fn unused(deal: &Deal) -> Vec<DealWarning> {
    let adds_dates = deal.events.iter().any(|event| event.adds_dates);
    let steps_up = deal.events.iter().any(|event| event.effect == EventEffect::CollectionStepUp);
    let dates = (deal.dates.after_event.is_some() && !adds_dates)
        .then(|| DealWarning { place: "dates.after_event".into(), concern: Concern::DatesNeverAdded });
    let sweeps = (deal.servicing.stepped_up.is_some() && !steps_up)
        .then(|| DealWarning { place: "servicing.stepped_up".into(), concern: Concern::NeverSteppedUp });
    let of_notes = deal.notes.iter().filter_map(|note| match &note.coupon.as_ref()?.rate {
        CouponRate::Floating(floating) => Some(floating.table.as_str()),
        _ => None,
    });
    let of_loans = deal.pool.loans().iter().filter_map(|loan| Some(loan.floating.as_ref()?.table.as_str()));
    let used: BTreeSet<&str> = of_notes.chain(of_loans).collect();
    let tables = deal.rates.keys().filter(|name| !used.contains(name.as_str()));
    let table =
        |name: &String| DealWarning { place: "rates".into(), concern: Concern::UnusedTable(name.clone()) };
    dates.into_iter().chain(sweeps).chain(tables.map(table)).collect()
}

/// The calendars that dates of the deal are rolled or counted on, where they are about to end.
fn calendars(deal: &Deal, periods: &[PaymentPeriod]) -> Vec<DealWarning> {
    let Some(last) = periods.last() else { return Vec::new() };
    let counts_days = matches!(deal.servicing.transfer_lag, TransferLag::BusinessDays(1..));
    let distributes = deal.dates.roll != Roll::Unadjusted;
    let services = counts_days || deal.servicing.due_roll != Roll::Unadjusted;
    let used = [
        ("dates.calendar", &deal.dates.calendar, last.payment, distributes),
        ("servicing.calendar", &deal.servicing.calendar, last.transfer, services),
    ];
    let used = used.into_iter().filter(|(_, _, _, is_used)| *is_used);
    used.filter_map(|(place, name, last, _)| {
        let concern = about_to_end(&deal.calendar(name)?, last)?;
        Some(DealWarning { place: place.into(), concern })
    })
    .collect()
}

fn about_to_end(calendar: &Calendar, last: Date) -> Option<Concern> {
    let year = calendar.last_year();
    let margin = months_after(last, CALENDAR_MARGIN).ok()?;
    (margin.year() > year).then_some(Concern::CalendarEnds { last, year })
}

/// The first of some loans, and the place of all of them.
fn first<'a>(mut loans: impl Iterator<Item = &'a Loan>) -> Option<(&'a Loan, Place)> {
    let first = loans.next()?;
    Some((first, Place::from(first).and_others(loans.count())))
}
