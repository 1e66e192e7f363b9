//! The pool: every loan's payments in their collection periods, and its name in the credit model.

use std::collections::BTreeSet;

use super::calendars::DealCalendar;
use super::companies::Companies;
use super::{Errors, LARGEST_DEAL, PaymentPeriod};
use crate::calendar::{CalendarError, Date, ScheduleError, months_after};
use crate::credit::Recovery;
use crate::deal::error::{DealError, Problem};
use crate::deal::{Deal, Pool};
use crate::money::Money;
use crate::pool::{Instalment, Loan, LoanError};
use crate::servicing::{CollectionPlan, LoanCollections, ScheduledCollection};

/// What a run needs to know of a loan to tell its story.
#[derive(Clone, Debug)]
pub(crate) struct ResolvedLoan {
    /// Its instalments after the cut-off.
    pub(crate) instalments: Vec<Instalment>,
    /// Instalments on or before the cut-off.
    pub(crate) paid_before: usize,
}

pub(super) fn resolve<'a>(
    deal: &'a Deal,
    periods: &[PaymentPeriod],
    companies: &mut Companies<'a>,
    errors: &mut Errors,
) -> (Vec<ResolvedLoan>, CollectionPlan) {
    let loans: &[Loan] = match &deal.pool {
        Pool::Loans(loans) => loans,
        Pool::Tape(path) => {
            errors.add("pool", Problem::TapeNotRead(path.clone()));
            &[]
        }
    };
    if loans.is_empty() && matches!(deal.pool, Pool::Loans(_)) {
        errors.add("pool", Problem::EmptyPool);
    }
    check_ids(loans, errors);
    // An unknown calendar has been reported with the dates.
    let mut calendar = DealCalendar::of(deal, &deal.servicing.calendar);
    let mut resolved = Vec::with_capacity(loans.len());
    let mut collections = Vec::with_capacity(loans.len());
    for (index, loan) in loans.iter().enumerate() {
        let place = format!("loan \"{}\"", loan.id);
        let own = errors.take(&place, after_cutoff(deal, loan));
        let curve = deal.curve(&place, &loan.quality, errors);
        check_collateral(deal, loan, &place, errors);
        let (Some(own), Some(curve), Some(calendar)) = (own, curve, &mut calendar) else { continue };
        let paid = errors.take(&place, paid(deal, &own, calendar)).flatten();
        if !periods.is_empty()
            && let Some(paid) = paid
            && let Some(loan_collections) = errors.take(&place, collect(deal, loan, &own, &paid, periods))
        {
            collections.push(loan_collections);
        }
        let by_date = |i: &Instalment| curve.cumulative(deal.years_until(i.due));
        let by_date: Vec<f64> = own.instalments.iter().map(by_date).collect();
        let loading = deal.loading(loan.asset_correlation);
        companies.add_loan(loan, loading, (index, &by_date), &place, errors);
        resolved.push(own);
    }
    ask_once_for_month_ends(errors);
    if let Some(calendar) = calendar {
        calendar.report(errors);
    }
    check_size(&resolved, errors);
    (resolved, CollectionPlan::new(periods.len(), &collections))
}

fn check_ids(loans: &[Loan], errors: &mut Errors) {
    let mut seen = BTreeSet::new();
    for (i, loan) in loans.iter().enumerate() {
        if loan.id.trim().is_empty() {
            errors.add(&format!("loan number {}", i + 1), Problem::NoName);
        } else if !seen.insert(&loan.id) {
            errors.add("pool", Problem::ListedTwice(loan.id.clone()));
        }
    }
}

fn after_cutoff(deal: &Deal, loan: &Loan) -> Result<ResolvedLoan, Problem> {
    let cutoff = deal.cutoff.unwrap_or(deal.closing);
    let mut instalments = loan.instalments()?;
    if loan.disbursed > deal.closing {
        return Err(Problem::DisbursedAfterClosing { disbursed: loan.disbursed, closing: deal.closing });
    }
    let paid_before = instalments.partition_point(|instalment| instalment.due <= cutoff);
    instalments.drain(..paid_before);
    if instalments.is_empty() {
        return Err(Problem::NothingAfterCutoff(cutoff));
    }
    Ok(ResolvedLoan { instalments, paid_before })
}

/// Whether first due dates mean month ends: asked of the first loan that leaves it open, for all loans.
fn ask_once_for_month_ends(errors: &mut Errors) {
    let is_open = |error: &DealError| {
        matches!(error.problem, Problem::Loan(LoanError::Schedule(ScheduleError::MonthEndOpen { .. })))
    };
    let Some(first) = errors.0.iter().position(is_open) else { return };
    let others = errors.0.extract_if(first + 1.., |error| is_open(error)).count();
    if others > 0 {
        errors.0[first].place += &format!(" and {others} more");
    }
}

fn check_collateral(deal: &Deal, loan: &Loan, place: &str, errors: &mut Errors) {
    match loan.appraised_value {
        None if matches!(deal.credit.recovery, Recovery::OfAppraisedValue { .. }) => {
            errors.add(place, Problem::NoAppraisedValue);
        }
        Some(amount) if amount <= Money::ZERO => {
            errors.add(place, Problem::NotPositive { what: "appraised value", amount });
        }
        Some(amount) if amount > LARGEST_DEAL => {
            errors.add(place, Problem::TooLarge { what: "appraised value", amount, limit: LARGEST_DEAL });
        }
        _ => {}
    }
}

/// When each instalment is paid, as its due date may be no business day; `None` where the calendar does not know a year.
fn paid(
    deal: &Deal,
    own: &ResolvedLoan,
    calendar: &mut DealCalendar<'_>,
) -> Result<Option<Vec<Date>>, CalendarError> {
    let roll = deal.servicing.due_roll;
    let mut paid = |due: Date| calendar.date(due, |calendar| calendar.roll(due, roll));
    let dates = own.instalments.iter().map(|instalment| paid(instalment.due));
    Ok(dates.collect::<Result<Vec<_>, _>>()?.into_iter().collect())
}

/// Puts each instalment into its collection period, with what would be recovered if it were missed.
fn collect(
    deal: &Deal,
    loan: &Loan,
    own: &ResolvedLoan,
    paid: &[Date],
    periods: &[PaymentPeriod],
) -> Result<LoanCollections, Problem> {
    let last = periods.last().map_or(deal.closing, |period| period.calculation);
    let period_of = |date: Date| periods.partition_point(|period| period.calculation < date);
    let collection = |(instalment, &paid): (&Instalment, &Date)| {
        let period = period_of(paid);
        if period == periods.len() {
            return Err(Problem::OutlivesDeal { due: paid, last });
        }
        let recovery = deal.credit.recovery;
        let amount = recovery.amount(instalment.outstanding, loan.appraised_value);
        // What is due in a period cannot be recovered in an earlier one, should the due date have rolled beyond it; and
        // a day beyond the calendar is a day after the last calculation date.
        let recovered_on = months_after(instalment.due, recovery.lag_months().into());
        let recovery_period = recovered_on.map_or(periods.len(), |date| period_of(date).max(period));
        Ok(ScheduledCollection {
            period,
            interest: instalment.interest,
            principal: instalment.principal,
            outstanding: instalment.outstanding,
            recovery: (recovery_period < periods.len()).then_some((amount, recovery_period)),
        })
    };
    own.instalments.iter().zip(paid).map(collection).collect()
}

fn check_size(loans: &[ResolvedLoan], errors: &mut Errors) {
    let total: Money = loans.iter().flat_map(|loan| &loan.instalments).map(Instalment::total).sum();
    if total > LARGEST_DEAL {
        errors.add(
            "pool",
            Problem::TooLarge { what: "pool with its interest", amount: total, limit: LARGEST_DEAL },
        );
    }
}
