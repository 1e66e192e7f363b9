//! Guarantees of loans: which loans each covers, and when it is called for each of their instalments.

use std::collections::HashMap;

use super::calendars::DealCalendar;
use super::parties::Roles;
use super::{Errors, PaymentPeriod};
use crate::calendar::{Date, days_after, period_of};
use crate::deal::Deal;
use crate::enhancement::{GuaranteeProblem, Support, SupportKind, SupportProblem};
use crate::ledger::Chart;
use crate::money::Money;
use crate::pool::Loan;
use crate::servicing::{CallDay, GuaranteePays, GuaranteePlan, Guarantees, PoolSchedule};

/// The loan guarantees of a deal, for a pool with this schedule.
pub(super) fn resolve(
    deal: &Deal,
    (chart, roles): (Chart, &Roles),
    periods: &[PaymentPeriod],
    schedule: &PoolSchedule,
    errors: &mut Errors,
) -> Guarantees {
    let given: Vec<(usize, &Support)> = written(deal).collect();
    if given.is_empty() {
        return Guarantees::default();
    }
    let of_loan = of_loans(deal, &given, errors);
    // After an error the schedule lacks loans.
    if !errors.is_empty() {
        return Guarantees::default();
    }
    let givers = roles.givers();
    let mut days = Days { deal, periods, calendar: DealCalendar::of(deal, &deal.servicing.calendar) };
    let mut plans = Vec::with_capacity(given.len());
    for (number, (support, written)) in given.into_iter().enumerate() {
        let party = roles.givers_of[support];
        plans.push(GuaranteePlan {
            support,
            giver: givers.iter().position(|giver| *giver == party).unwrap_or_default(),
            account: chart.party(party),
            pays: written.pays.unwrap_or(GuaranteePays::Arrears),
            advances: written.instalments.map(|most| most as usize),
            cap: written.cap.unwrap_or(Money::MAX),
            waits_days: written.waits_days(),
            late: deal.parties[party].after_failure.map(|written| written.resolve(periods)),
            calls: days.calls(written, schedule, |loan| usize::from(of_loan[loan]) == number),
        });
    }
    Guarantees::new(plans, of_loan, periods.len())
}

/// The loan guarantees with their numbers among the supports.
fn written(deal: &Deal) -> impl Iterator<Item = (usize, &Support)> {
    let supports = deal.supports.iter().enumerate();
    supports.filter(|(_, support)| support.kind.pays_for_borrowers())
}

/// By loan, which of these covers it; beyond the last where none does. Each covers a loan, no party guarantees twice, and only the
/// servicer advances.
fn of_loans(deal: &Deal, given: &[(usize, &Support)], errors: &mut Errors) -> Vec<u8> {
    let (mut by_party, mut advances): (HashMap<&str, u8>, Option<u8>) = (HashMap::new(), None);
    for (number, (_, support)) in given.iter().enumerate() {
        let number = number as u8;
        if support.kind == SupportKind::ServicerAdvance {
            if support.by != deal.servicing.servicer {
                add(support, GuaranteeProblem::NotServicer(support.by.clone()), errors);
            }
            if advances.replace(number).is_some() {
                add(support, GuaranteeProblem::SecondAdvance, errors);
            }
        } else if by_party.insert(&support.by, number).is_some() {
            add(support, GuaranteeProblem::Second(support.by.clone()), errors);
        }
    }
    let loans = || deal.pool.loans().iter();
    let guarantee = |loan: &Loan| by_party.get(loan.guarantor.as_str()).copied();
    // Nothing is advanced on a loan that its originator buys back.
    let is_left = |loan: &Loan| guarantee(loan).is_none() && loan.ineligible.is_none();
    for (_, support) in given {
        let by = &support.by;
        match support.kind {
            SupportKind::ServicerAdvance if loans().any(is_left) => {}
            SupportKind::ServicerAdvance => add(support, GuaranteeProblem::NoLoanLeft, errors),
            _ if loans().any(|loan| loan.guarantor == by.as_str()) => {}
            _ => add(support, GuaranteeProblem::NoLoan(by.clone()), errors),
        }
    }
    let of_loan = |loan: &Loan| guarantee(loan).or(advances.filter(|_| is_left(loan)));
    loans().map(|loan| of_loan(loan).unwrap_or(given.len() as u8)).collect()
}

fn add(support: &Support, problem: GuaranteeProblem, errors: &mut Errors) {
    errors.add(support, SupportProblem::from(problem));
}

/// When instalments are called for.
struct Days<'a> {
    deal: &'a Deal,
    periods: &'a [PaymentPeriod],
    /// On which due dates are moved.
    calendar: Option<DealCalendar<'a>>,
}

impl Days<'_> {
    /// By grid and instalment; nothing for grids on which no loan is covered.
    fn calls(
        &mut self,
        support: &Support,
        schedule: &PoolSchedule,
        covers: impl Fn(usize) -> bool,
    ) -> Vec<Vec<CallDay>> {
        let mut calls = vec![Vec::new(); schedule.grids().len()];
        for loan in (0..schedule.len()).filter(|loan| covers(*loan)) {
            let of_grid = &mut calls[schedule.grid(loan)];
            if of_grid.is_empty() {
                let due = schedule.due_dates(loan).iter();
                *of_grid = due.map(|due| self.call(*due, support)).collect();
            }
        }
        calls
    }

    /// So many days after the due date, moved as the borrower's payment is.
    fn call(&mut self, due: Date, support: &Support) -> CallDay {
        let day = days_after(self.paid(due), support.waits_days());
        CallDay { day, date: period_of(day, self.periods) }
    }

    /// When a borrower pays what is due. Where the calendar does not know the year, that has been reported with the collections.
    fn paid(&mut self, due: Date) -> Date {
        let roll = self.deal.servicing.due_roll;
        let rolled = self.calendar.as_mut().map(|calendar| calendar.date(due, |days| days.roll(due, roll)));
        rolled.and_then(|rolled| rolled.ok().flatten()).unwrap_or(due)
    }
}
