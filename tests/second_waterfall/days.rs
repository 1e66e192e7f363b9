//! Dates and roundings the slow way: day by day, and in decimal yuan.

use abs_waterfall::Rounding;
use abs_waterfall::calendar::{Calendar, Date, DayCount, Roll, Schedule};
use abs_waterfall::pool::Loan;
use rust_decimal::{Decimal, RoundingStrategy};

pub(crate) type Yuan = Decimal;

/// A rate over a period stays a ratio until money has been multiplied by it, so that exact ties remain ties.
pub(crate) type Ratio = (Decimal, Decimal);

/// Rounds to the fen.
pub(crate) fn to_fen(yuan: Yuan, rounding: Rounding) -> Yuan {
    let strategy = match rounding {
        Rounding::HalfUp => RoundingStrategy::MidpointAwayFromZero,
        Rounding::HalfEven => RoundingStrategy::MidpointNearestEven,
        Rounding::Down => RoundingStrategy::ToZero,
        _ => unreachable!("no deal of these has another rounding"),
    };
    yuan.round_dp_with_strategy(2, strategy)
}

/// An amount times a ratio: multiplied first, divided once, rounded once.
pub(crate) fn part_of(amount: Yuan, ratio: Ratio, rounding: Rounding) -> Yuan {
    to_fen(amount * ratio.0 / ratio.1, rounding)
}

/// The same day `months` later, or the last day of that month.
pub(crate) fn months_later(date: Date, months: i32) -> Date {
    let count = i32::from(date.year()) * 12 + i32::from(date.month()) - 1 + months;
    let (year, month) = (count.div_euclid(12) as i16, count.rem_euclid(12) as i8 + 1);
    let first = Date::new(year, month, 1).unwrap();
    Date::new(year, month, date.day().min(first.days_in_month())).unwrap()
}

/// `days` later, or earlier if negative.
pub(crate) fn days_later(date: Date, days: i32) -> Date {
    let step = |day: Date| if days < 0 { day.yesterday() } else { day.tomorrow() };
    (0..days.abs()).fold(date, |day, _| step(day).unwrap())
}

/// The last day of the month that is `months` later.
fn month_end_later(date: Date, months: i32) -> Date {
    months_later(date.first_of_month(), months + 1).yesterday().unwrap()
}

pub(crate) fn month_end_of(date: Date) -> Date {
    month_end_later(date, 0)
}

pub(crate) fn ends_its_month(date: Date) -> bool {
    date.tomorrow().unwrap().day() == 1
}

/// The dates of a schedule, which says what it means by month ends if that matters.
pub(crate) fn dates_of(schedule: &Schedule) -> Vec<Date> {
    let (Schedule::Regular { first, month_end, .. } | Schedule::Until { first, month_end, .. }) = schedule
    else {
        return stepped(schedule, |_| unreachable!("a list of dates has no steps"));
    };
    match month_end {
        Some(true) => stepped(schedule, |months| month_end_later(*first, months)),
        _ => stepped(schedule, |months| months_later(*first, months)),
    }
}

/// The due dates of a loan: from the disbursement on, where the first of them is whole months after it.
pub(crate) fn dues_of(loan: &Loan) -> Vec<Date> {
    let (Schedule::Regular { first, month_end: None, .. } | Schedule::Until { first, month_end: None, .. }) =
        loan.due
    else {
        return dates_of(&loan.due);
    };
    let lent = loan.disbursed;
    let before = (0..2_000).find(|months| months_later(lent, *months) >= first).unwrap();
    if months_later(lent, before) == first {
        stepped(&loan.due, |months| months_later(lent, before + months))
    } else if ends_its_month(lent) && ends_its_month(first) {
        stepped(&loan.due, |months| month_end_later(first, months))
    } else {
        dates_of(&loan.due)
    }
}

/// The dates of a schedule, given its date so many months after the first.
fn stepped(schedule: &Schedule, after: impl Fn(i32) -> Date) -> Vec<Date> {
    match schedule {
        Schedule::Dates(dates) => dates.clone(),
        Schedule::Regular { every_months, count, .. } => {
            (0..*count).map(|i| after((i * every_months) as i32)).collect()
        }
        Schedule::Until { every_months, last, .. } => {
            let grid = (0..).map(|i| after(i * *every_months as i32));
            grid.take_while(|date| date < last).chain([*last]).collect()
        }
        _ => unreachable!("no deal of these has another schedule"),
    }
}

/// The part of a year between two dates.
pub(crate) fn part_of_year(count: DayCount, from: Date, to: Date) -> Ratio {
    let days = || std::iter::successors(Some(from), |day| day.tomorrow().ok()).take_while(|day| *day < to);
    let number = |n: usize| Decimal::from(n as u64);
    let leap = days().filter(|day| day.in_leap_year()).count();
    let all = days().count();
    match count {
        DayCount::Act360 => (number(all), number(360)),
        DayCount::Act365Fixed => (number(all), number(365)),
        DayCount::ActActIsda => (number((all - leap) * 366 + leap * 365), number(365 * 366)),
        DayCount::Thirty360 => (thirty(from, to, from.day() >= 30), number(360)),
        DayCount::ThirtyE360 => (thirty(from, to, true), number(360)),
        _ => unreachable!("no deal of these has another day count"),
    }
}

/// Days in months of thirty; whether an end on the 31st counts as the 30th differs by convention.
fn thirty(from: Date, to: Date, end_too: bool) -> Decimal {
    let serial =
        |date: Date, day: i8| i64::from(date.year()) * 360 + i64::from(date.month()) * 30 + i64::from(day);
    let end = if end_too { to.day().min(30) } else { to.day() };
    Decimal::from((serial(to, end) - serial(from, from.day().min(30))).max(0))
}

/// The day on which something due on `date` happens.
pub(crate) fn rolled(date: Date, roll: Roll, calendar: &Calendar) -> Date {
    let open = |day: &Date| calendar.is_business_day(*day).unwrap();
    let next = || (0..).map(|n| days_later(date, n)).find(open).unwrap();
    let before = || (0..).map(|n| days_later(date, -n)).find(open).unwrap();
    match roll {
        Roll::Unadjusted => date,
        Roll::Following => next(),
        Roll::Preceding => before(),
        Roll::ModifiedFollowing if next().month() == date.month() => next(),
        Roll::ModifiedFollowing => before(),
        _ => unreachable!("no deal of these has another roll"),
    }
}

/// The `count`-th business day after `date`.
pub(crate) fn business_days_later(date: Date, count: u32, calendar: &Calendar) -> Date {
    (0..count).fold(date, |day, _| rolled(days_later(day, 1), Roll::Following, calendar))
}
