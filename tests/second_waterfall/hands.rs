//! In whose hands a borrower's payment is, day by day, from the words of the servicing terms.

use abs_waterfall::Rounding;
use abs_waterfall::calendar::{Calendar, Date, Schedule};
use abs_waterfall::deal::Deal;
use abs_waterfall::pool::Loan;
use abs_waterfall::servicing::{Sweeps, TransferLag, Weekday};

use crate::days::{Yuan, business_days_later, days_later, dues_of, ends_its_month, months_later, part_of};
use crate::pool::{Period, calendar};

/// A servicer that fails on a day, or never; and what events have done.
#[derive(Clone, Copy)]
pub(crate) struct Hands<'a> {
    pub(crate) deal: &'a Deal,
    pub(crate) periods: &'a [Period],
    pub(crate) fails: Option<Date>,
    /// The originator, who buys loans back, fails on a day.
    pub(crate) originator_fails: Option<Date>,
    /// The day on which an event first told borrowers to pay the plan.
    pub(crate) perfected: Option<Date>,
    /// The day on which one first let the servicer sweep more often.
    pub(crate) stepped_up: Option<Date>,
}

/// The date in whose cash something is or would be, and whether it is lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fate {
    pub(crate) k: usize,
    pub(crate) lost: bool,
}

impl Hands<'_> {
    /// The first date whose calculation date is on a day or after it.
    pub(crate) fn date_from(&self, day: Date) -> Option<usize> {
        self.periods.iter().position(|period| period.calculation >= day)
    }

    /// From when on borrowers pay the plan.
    fn redirected(&self) -> Option<Date> {
        let lag = self.deal.servicing.failure.as_ref()?.redirect_lag_days as i32;
        let failed = self.fails.map(|day| days_later(day, lag));
        // An event acts after its own day.
        let told = self.perfected.map(|day| days_later(day, lag.max(1)));
        failed.into_iter().chain(told).min()
    }

    /// When something paid on a day is in the plan account, if the servicer lives.
    fn there(&self, paid: Date) -> Date {
        let as_agreed = transfer_of(self.deal, self.periods, paid);
        match (self.stepped_up, self.deal.servicing.stepped_up) {
            (Some(event), Some(sweeps)) if as_agreed > event => {
                let from = paid.max(days_later(event, 1));
                as_agreed.min(after_lag(self.deal, next_sweep(sweeps, from)))
            }
            _ => as_agreed,
        }
    }

    pub(crate) fn fate(&self, paid: Date) -> Option<Fate> {
        let first = self.date_from(paid)?;
        match (self.fails, self.redirected()) {
            (_, Some(day)) if paid >= day => Some(Fate { k: first, lost: false }),
            (Some(fails), _) if paid >= fails => Some(Fate { k: first, lost: true }),
            (fails, _) => {
                let there = self.there(paid);
                let k = (first..self.periods.len()).find(|k| self.periods[*k].payment >= there)?;
                Some(Fate { k, lost: fails.is_some_and(|day| there >= day) })
            }
        }
    }

    /// By instalment, given the days on which they are paid: with which one each is paid.
    pub(crate) fn paid_with(&self, days: &[Date]) -> Vec<usize> {
        let wait = self.deal.servicing.failure.as_ref().map_or(0, |it| it.interruption_periods as usize);
        let mut waiting = 0;
        let with = |(i, day): (usize, &Date)| {
            let is_late = self.fails.is_some_and(|fails| *day >= fails) && waiting < wait;
            waiting += usize::from(is_late);
            if is_late { i + wait } else { i }
        };
        days.iter().enumerate().map(with).collect()
    }

    /// What the estate pays of what is lost, and on which date.
    pub(crate) fn estate(&self, lost: Yuan) -> Option<(usize, Yuan)> {
        let estate = self.deal.servicing.failure.as_ref()?.estate?;
        let day = months_later(self.fails?, estate.months as i32).max(self.redirected()?);
        let share = (estate.pays.to_decimal(), Yuan::ONE);
        Some((self.date_from(day)?, part_of(lost, share, Rounding::HalfUp)))
    }
}

/// When something paid on a day is in the plan account, if the servicer lives. What was paid before the cut-off, as its day had rolled
/// back, goes there like what is paid on it.
pub(crate) fn transfer_of(deal: &Deal, periods: &[Period], paid: Date) -> Date {
    let paid = paid.max(crate::pool::cutoff(deal));
    match deal.servicing.sweeps {
        None => periods.iter().find(|period| period.calculation >= paid).unwrap().transfer,
        Some(sweeps) => after_lag(deal, next_sweep(sweeps, paid)),
    }
}

fn next_sweep(sweeps: Sweeps, from: Date) -> Date {
    (0..).map(|n| days_later(from, n)).find(|day| is_sweep(sweeps, *day)).unwrap()
}

/// After the transfer lag.
pub(crate) fn after_lag(deal: &Deal, day: Date) -> Date {
    let own: Calendar = calendar(&deal.servicing.calendar);
    match deal.servicing.transfer_lag {
        TransferLag::CalendarDays(days) => days_later(day, days as i32),
        TransferLag::BusinessDays(days) => business_days_later(day, days, &own),
        _ => unreachable!("no deal of these has another lag"),
    }
}

/// The day on which the last of a period's cash is in the plan account.
pub(crate) fn last_transfer(deal: &Deal, calculation: Date, payment: Date) -> Date {
    let Some(sweeps) = deal.servicing.sweeps else { return after_lag(deal, calculation) };
    let days = (0..).map(|n| days_later(calculation, -n)).take_while(|day| *day > crate::pool::cutoff(deal));
    let mut there = days.map(|day| after_lag(deal, next_sweep(sweeps, day)));
    there.find(|there| *there <= payment).unwrap_or(calculation)
}

fn is_sweep(sweeps: Sweeps, day: Date) -> bool {
    match sweeps {
        Sweeps::Daily => true,
        Sweeps::Weekly(weekday) => weekday_of(day) == weekday,
        Sweeps::Monthly(number) => {
            let number = number as i8;
            day.day() == number || (day.day() < number && ends_its_month(day))
        }
        _ => unreachable!("no deal of these has other sweeps"),
    }
}

/// Counted from a Monday.
fn weekday_of(day: Date) -> Weekday {
    use Weekday::{Friday, Monday, Saturday, Sunday, Thursday, Tuesday, Wednesday};
    let days = (day - Date::constant(2001, 1, 1)).get_days().rem_euclid(7);
    [Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday][days as usize]
}

/// The due date so many periods after a loan's last one.
pub(crate) fn due_after_last(loan: &Loan, periods: usize) -> Date {
    let dues = dues_of(loan);
    let last = dues[dues.len() - 1];
    let (Schedule::Regular { first, every_months, month_end, .. }
    | Schedule::Until { first, every_months, month_end, .. }) = loan.due
    else {
        let before = if dues.len() > 1 { dues[dues.len() - 2] } else { loan.disbursed };
        return days_later(last, (last - before).get_days() * periods as i32);
    };
    let months = every_months as usize * periods;
    let count = dues.len() as u32 * every_months + months as u32 + 2;
    let monthly = Schedule::Regular { first, every_months: 1, count, month_end };
    let monthly = dues_of(&loan.clone().with_due(monthly));
    match monthly.iter().position(|day| *day == last) {
        Some(place) => monthly[place + months],
        None => months_later(last, months as i32),
    }
}
