//! Due dates in the collection periods of the plan: worked out once for all loans that share them.

use super::calendars::DealCalendar;
use super::{Errors, PaymentPeriod, transfers};
use crate::calendar::{CalendarError, Date, days_after, months_after, period_of};
use crate::deal::Deal;
use crate::deal::error::Problem;
use crate::servicing::{DuePeriod, DuePeriods, Grid, Transfer, Transfers};

/// The collection periods of every grid of due dates met so far.
pub(super) struct DueDates<'a> {
    deal: &'a Deal,
    periods: &'a [PaymentPeriod],
    calendar: DealCalendar<'a>,
    /// `None` where the calendar does not know a year.
    transfers: Option<Transfers>,
    /// `None` where a due date has no period, which is an error of every loan on the grid.
    by_grid: Vec<Option<DuePeriods>>,
}

impl<'a> DueDates<'a> {
    /// None on an unknown calendar, which is reported with the dates.
    pub(super) fn of(
        deal: &'a Deal,
        periods: &'a [PaymentPeriod],
        errors: &mut Errors,
    ) -> Option<DueDates<'a>> {
        let mut calendar = DealCalendar::of(deal, &deal.servicing.calendar)?;
        let transfers = transfers::by_day(deal, deal.servicing.sweeps, periods, &mut calendar);
        let transfers = errors.take("servicing", transfers).flatten();
        Some(DueDates { deal, periods, calendar, transfers, by_grid: Vec::new() })
    }

    /// Finds the periods of the next grid of due dates.
    pub(super) fn find_periods(&mut self, grid: &Grid, errors: &mut Errors) {
        let paid = self.paid(&grid.dates).map_err(Problem::from);
        let periods = paid.and_then(|paid| match (paid, &self.transfers) {
            (Some(paid), Some(transfers)) => self.periods_of(&grid.dates, &paid, transfers).map(Some),
            _ => Ok(None),
        });
        let first = |problem| errors.add(&self.deal.pool.loans()[grid.first_loan], problem);
        self.by_grid.push(periods.map_err(first).ok().flatten());
    }

    /// The periods of every grid and the transfers, or `None` after an error; reports the years that the calendar did not know.
    pub(super) fn report(self, errors: &mut Errors) -> Option<(Vec<DuePeriods>, Transfers)> {
        self.calendar.report(errors);
        let periods: Option<_> = self.by_grid.into_iter().collect();
        periods.zip(self.transfers)
    }

    /// When each instalment is paid, as its due date may be no business day; `None` where the calendar does not know a
    /// year.
    fn paid(&mut self, due: &[Date]) -> Result<Option<Vec<Date>>, CalendarError> {
        let roll = self.deal.servicing.due_roll;
        let mut paid = |due: Date| self.calendar.date(due, |calendar| calendar.roll(due, roll));
        let dates = due.iter().map(|due| paid(*due));
        Ok(dates.collect::<Result<Vec<_>, _>>()?.into_iter().collect())
    }

    /// The period of each instalment, and of what would be recovered if it were the first to be missed.
    fn periods_of(&self, due: &[Date], paid: &[Date], transfers: &Transfers) -> Result<DuePeriods, Problem> {
        let lag_months = self.deal.credit.recovery_lag().into();
        let late_days = self.deal.servicing.defaulted_after_days;
        let due_period = |(&due, &paid): (&Date, &Date)| {
            let collected = transfers.of(paid);
            let collected = collected.date.ok_or_else(|| self.too_late(paid, collected))?;
            // What is due in a period cannot have defaulted in an earlier one, nor be recovered before it has defaulted, should
            // the due date have rolled beyond it; and a day beyond the calendar is a day after the last calculation date.
            let defaulted = period_of(days_after(paid, late_days), self.periods);
            let defaulted = defaulted.map(|period| period.max(collected));
            let recovered_on = months_after(due, lag_months).ok();
            let recovered = recovered_on.and_then(|date| period_of(date, self.periods));
            let recovered = recovered.and_then(|period| Some(period.max(defaulted?)));
            Ok(DuePeriod { collected, defaulted, recovered })
        };
        let periods: Result<Vec<_>, Problem> = due.iter().zip(paid).map(due_period).collect();
        periods.map(DuePeriods::new)
    }

    fn too_late(&self, paid: Date, Transfer { on, .. }: Transfer) -> Problem {
        let last = |day: fn(&PaymentPeriod) -> Date| self.periods.last().map_or(self.deal.closing, day);
        match last(|period| period.calculation) {
            calculation if paid > calculation => Problem::OutlivesDeal { due: paid, last: calculation },
            _ => Problem::SweptTooLate { paid, transfer: on, last: last(|period| period.payment) },
        }
    }
}
