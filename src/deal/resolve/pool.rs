//! The pool: every loan amortised once, its due dates in their collection periods, and its borrower in the credit model.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::companies::Companies;
use super::due::DueDates;
use super::{Errors, LARGEST_DEAL, PaymentPeriod};
use crate::calendar::ScheduleError;
use crate::credit::Recovery;
use crate::deal::Deal;
use crate::deal::error::{DealError, Problem};
use crate::money::Money;
use crate::pool::{Instalment, Loan, LoanError};
use crate::servicing::{CollectionPlan, ScheduleBuilder};

/// So many loans are amortised in parallel before they are added to the schedule, where they take less space.
const BLOCK: usize = 1_024;

/// What the pool will collect. It is empty after an error.
pub(super) fn resolve<'a>(
    deal: &'a Deal,
    periods: &[PaymentPeriod],
    companies: &mut Companies<'a>,
    errors: &mut Errors,
) -> CollectionPlan {
    let loans = deal.pool.loans();
    if loans.is_empty() {
        errors.add("pool", Problem::EmptyPool);
    }
    check_ids(loans, errors);
    let mut due_dates = DueDates::of(deal, periods);
    let mut schedule = ScheduleBuilder::default();
    for (number, block) in loans.chunks(BLOCK).enumerate() {
        let amortised: Vec<Amortised> = block.par_iter().map(|loan| Amortised::of(deal, loan)).collect();
        for (i, (loan, Amortised { place, errors: found, own })) in block.iter().zip(amortised).enumerate() {
            errors.0.extend(found.0);
            let (Some(own), Some(due_dates)) = (own, &mut due_dates) else { continue };
            let due = schedule.add(&own.instalments, own.paid_before, loan.appraised_value);
            due_dates.find_periods(due, &own.instalments, &place, errors);
            let loading = deal.loading(loan.asset_correlation);
            let index = number * BLOCK + i;
            companies.add_loan(loan, loading, (index, &own.default_by), &place, errors);
        }
    }
    ask_once_for_month_ends(errors);
    let schedule = schedule.build();
    let due = due_dates.and_then(|due_dates| due_dates.report(errors));
    check_size(schedule.total(), errors);
    match due {
        Some(due) => CollectionPlan::new(schedule, due, deal.credit.recovery, periods.len()),
        None => CollectionPlan::default(),
    }
}

/// What is known of one loan by itself.
struct Amortised {
    place: String,
    errors: Errors,
    /// `None` after an error.
    own: Option<OwnSchedule>,
}

/// A loan's own schedule.
struct OwnSchedule {
    /// Its instalments after the cut-off.
    instalments: Vec<Instalment>,
    /// How many are on or before the cut-off.
    paid_before: usize,
    /// The probability that its borrower has defaulted by each due date.
    default_by: Vec<f64>,
}

impl Amortised {
    fn of(deal: &Deal, loan: &Loan) -> Amortised {
        let place = format!("loan \"{}\"", loan.id);
        let mut errors = Errors(Vec::new());
        let own = errors.take(&place, after_cutoff(deal, loan));
        let curve = deal.curve(&place, &loan.quality, &mut errors);
        check_collateral(deal, loan, &place, &mut errors);
        let own = own.zip(curve).map(|((instalments, paid_before), curve)| {
            let default_by = |instalment: &Instalment| curve.cumulative(deal.years_until(instalment.due));
            let default_by = instalments.iter().map(default_by).collect();
            OwnSchedule { instalments, paid_before, default_by }
        });
        Amortised { place, errors, own }
    }
}

/// A loan's instalments after the cut-off, and how many it has on or before it.
fn after_cutoff(deal: &Deal, loan: &Loan) -> Result<(Vec<Instalment>, usize), Problem> {
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
    Ok((instalments, paid_before))
}

fn check_ids(loans: &[Loan], errors: &mut Errors) {
    let mut seen = BTreeSet::new();
    for (i, loan) in loans.iter().enumerate() {
        if loan.id.trim().is_empty() {
            errors.add(&format!("loan number {}", i + 1), Problem::NoName);
        } else if !seen.insert(&loan.id) {
            errors.add("pool", Problem::ListedTwice(loan.id.to_string()));
        }
    }
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

fn check_size(total: Money, errors: &mut Errors) {
    if total > LARGEST_DEAL {
        errors.add(
            "pool",
            Problem::TooLarge { what: "pool with its interest", amount: total, limit: LARGEST_DEAL },
        );
    }
}
