//! How long collections wait before they are in the plan account.

use super::Outcome;
use super::book::Book;
use super::finding::Finding;
use crate::calendar::{Date, months_after};
use crate::place::Place;

/// The months within which collections are in the plan account, and those with good credit and a support.
const USUAL: u64 = 1;
const LONGEST: u64 = 3;

/// The longest wait from a due date to the plan account; where the deal states how often collections go there, that or the
/// lag after a calculation date, whichever is longer.
pub(super) fn wait(book: &Book<'_>) -> Option<Finding> {
    if let Some(months) = book.disclosure.transfer_months {
        let found = format!("collections of {months} month(s) go to the plan account at a time");
        let months = u64::from(months).max(longest_lag(book));
        return Some(judged(book, "disclosure.transfer_months".into(), months, found));
    }
    let Wait { months, due, transfer } = longest(book)?;
    let found =
        format!("what falls due on {due} is in the plan account on {transfer}, within {months} month(s)");
    Some(judged(book, "servicing".into(), months, found))
}

fn judged(book: &Book<'_>, place: Place, months: u64, found: String) -> Finding {
    let has_support = !book.deal.supports.is_empty();
    let outcome = match months {
        ..=USUAL => Outcome::Pass,
        ..=LONGEST if has_support => Outcome::Warning,
        _ => Outcome::Error,
    };
    Finding::new(place, found, outcome)
}

/// From a due date to the transfer, in months begun.
struct Wait {
    months: u64,
    due: Date,
    transfer: Date,
}

fn longest(book: &Book<'_>) -> Option<Wait> {
    let collections = book.resolved.collections();
    let grids = collections.schedule().grids().iter().enumerate();
    let dates =
        grids.flat_map(|(grid, own)| own.dates.iter().enumerate().map(move |(i, due)| (grid, i, *due)));
    let waits = dates.filter_map(|(grid, instalment, due)| {
        let period = collections.period_of(grid, instalment);
        let transfer = book.resolved.periods().get(period)?.transfer;
        Some(Wait { months: months_begun(due, transfer), due, transfer })
    });
    // Of several that are as long in months the longest in days, and of those the first.
    waits.max_by_key(|wait| (wait.months, days(wait.due, wait.transfer), std::cmp::Reverse(wait.due)))
}

/// The longest lag from a calculation date to the transfer, in months begun.
fn longest_lag(book: &Book<'_>) -> u64 {
    let lags = book.resolved.periods().iter().map(|period| months_begun(period.calculation, period.transfer));
    lags.max().unwrap_or(0)
}

fn days(from: Date, to: Date) -> i32 {
    (to - from).get_days()
}

/// The least number of months after which a date is not before another.
fn months_begun(from: Date, to: Date) -> u64 {
    let apart = i64::from(to.year() - from.year()) * 12 + i64::from(to.month() - from.month());
    let whole = u64::try_from(apart).unwrap_or(0);
    let is_reached = |months: u64| months_after(from, months).is_ok_and(|date| date >= to);
    if is_reached(whole) { whole } else { whole + 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_over_on_the_same_day_of_the_next() {
        let begun = |from: &str, to: &str| months_begun(from.parse().unwrap(), to.parse().unwrap());
        for (from, to, months) in [
            ("2024-06-20", "2024-06-20", 0),
            ("2024-06-20", "2024-06-21", 1),
            ("2024-06-20", "2024-07-20", 1),
            ("2024-06-20", "2024-07-21", 2),
            ("2024-01-31", "2024-02-29", 1),
            ("2024-01-31", "2024-03-01", 2),
            ("2023-12-20", "2024-03-20", 3),
            ("2023-12-20", "2024-03-21", 4),
            ("2024-06-20", "2024-06-19", 0),
        ] {
            assert_eq!(begun(from, to), months, "{from} {to}");
        }
    }
}
