//! The contractual schedule: every loan amortised once. It depends on the loans, the closing and the cut-off alone,
//! and on the tables of rates where loans float on them.

use std::collections::HashSet;
use std::sync::Arc;

use rayon::prelude::*;

use super::Errors;
use crate::calendar::ScheduleError;
use crate::deal::error::Problem;
use crate::deal::{Deal, ResolvedDeal};
use crate::limits::{check_limit, check_not_negative, check_positive};
use crate::names::NameProblem;
use crate::place::Place;
use crate::pool::{Instalment, Loan, LoanError};
use crate::servicing::{PoolSchedule, ScheduleBuilder};

/// So many loans are amortised in parallel before they are added to the schedule, where they take less space.
const BLOCK: usize = 1_024;

/// The schedule of all loans; after an error, of those that have one.
pub(super) fn resolve(deal: &Deal, earlier: Option<&ResolvedDeal>, errors: &mut Errors) -> Arc<PoolSchedule> {
    let is_known = |earlier: &&ResolvedDeal| {
        let before = earlier.definition();
        before.pool.is_same(&deal.pool)
            && (before.closing, before.cutoff) == (deal.closing, deal.cutoff)
            && (before.rates == deal.rates || deal.pool.loans().iter().all(|loan| loan.floating.is_none()))
    };
    match earlier.filter(is_known) {
        Some(earlier) => Arc::clone(earlier.collections().schedule()),
        None => Arc::new(amortise(deal, errors)),
    }
}

fn amortise(deal: &Deal, errors: &mut Errors) -> PoolSchedule {
    let loans = deal.pool.loans();
    if loans.is_empty() {
        errors.add("pool", Problem::EmptyPool);
    }
    check_ids(loans, errors);
    let mut schedule = ScheduleBuilder::default();
    for (number, block) in loans.chunks(BLOCK).enumerate() {
        let amortised: Vec<_> = block.par_iter().map(|loan| after_cutoff(deal, loan)).collect();
        for (i, (loan, own)) in block.iter().zip(amortised).enumerate() {
            check_collateral(loan, errors);
            match own {
                Ok((instalments, paid_before)) => {
                    schedule.add(number * BLOCK + i, &instalments, paid_before);
                }
                Err(problem) => errors.add(loan, problem),
            }
        }
    }
    ask_once_for_month_ends(errors);
    let schedule = schedule.build();
    errors.take("pool", check_limit("pool with its interest", schedule.total()));
    schedule
}

/// A loan's instalments after the cut-off, and how many it has on or before it.
fn after_cutoff(deal: &Deal, loan: &Loan) -> Result<(Vec<Instalment>, usize), Problem> {
    let cutoff = deal.cutoff.unwrap_or(deal.closing);
    let mut instalments = loan.instalments_with(&deal.rates)?;
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
    let mut seen = HashSet::with_capacity(loans.len());
    for (i, loan) in loans.iter().enumerate() {
        if loan.id.trim().is_empty() {
            errors.add(Place::Nth { kind: "loan", number: i + 1 }, NameProblem::Empty);
        } else if !seen.insert(&loan.id) {
            errors.add("pool", NameProblem::ListedTwice(loan.id.to_string()));
        }
    }
}

/// Whether first due dates mean month ends: asked of the first loan that leaves it open, for all loans.
fn ask_once_for_month_ends(errors: &mut Errors) {
    errors.ask_once(|problem| {
        matches!(problem, Problem::Loan(LoanError::Schedule(ScheduleError::MonthEndOpen { .. })))
    });
}

fn check_collateral(loan: &Loan, errors: &mut Errors) {
    errors.take(loan, check_not_negative("deposit", loan.deposit));
    if loan.deposit > loan.principal.or_zero() {
        errors.add(loan, Problem::LargeDeposit { deposit: loan.deposit, principal: loan.principal });
    }
    let Some(amount) = loan.appraised_value else { return };
    let checked =
        check_positive("appraised value", amount).and_then(|()| check_limit("appraised value", amount));
    errors.take(loan, checked);
}
