//! When what borrowers pay on a day is in the plan account.

use crate::calendar::{Date, PaymentPeriod, days_between, period_of};

/// By day on which a borrower pays: when that is in the plan account, and which distribution date pays it out.
#[derive(Clone, Debug, Default)]
pub(crate) struct Transfers {
    /// The first of the days; what was paid before it counts as paid on it.
    first: Date,
    by_day: Vec<Transfer>,
}

/// What becomes of what is paid on one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Transfer {
    /// When it is in the plan account.
    pub(crate) on: Date,
    /// The distribution date that pays it out; `None` if the last one comes too early.
    pub(crate) date: Option<u32>,
}

impl Transfers {
    /// Those of payments from this day on, which are in the plan account on these days.
    pub(crate) fn new(first: Date, on: impl Iterator<Item = Date>, periods: &[PaymentPeriod]) -> Transfers {
        let days = first.series(jiff::Span::new().days(1));
        let transfer = |(paid, on): (Date, Date)| {
            let waits_for = periods.partition_point(|period| period.payment < on) as u32;
            let date = period_of(paid, periods).map(|date| date.max(waits_for));
            Transfer { on, date: date.filter(|date| (*date as usize) < periods.len()) }
        };
        Transfers { first, by_day: days.zip(on).map(transfer).collect() }
    }

    /// What becomes of what is paid on a day. After the last day of all it reaches nobody.
    #[inline]
    pub(crate) fn of(&self, paid: Date) -> Transfer {
        let day = usize::try_from(days_between(self.first, paid)).unwrap_or(0);
        self.by_day.get(day).copied().unwrap_or(Transfer { on: Date::MAX, date: None })
    }
}
