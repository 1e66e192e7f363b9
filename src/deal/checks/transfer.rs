//! How long collections wait before they are in the plan account.

use super::Outcome;
use super::book::Book;
use super::finding::Finding;
use crate::calendar::{Date, months_begun};
use crate::place::Place;

/// The months within which collections are in the plan account, and those with good credit and a support.
const USUAL: u64 = 1;
const LONGEST: u64 = 3;

/// The longest wait from a due date to the plan account; where the deal states how often collections go there, that or the
/// lag after a calculation date, whichever is longer.
pub(super) fn wait(book: &Book<'_>) -> Option<Finding> {
    if let Some(months) = book.disclosure.transfer_months {
        return Some(stated(book, months));
    }
    let Wait { months, from, transfer } = longest(book)?;
    let found =
        format!("what falls due on {from} is in the plan account on {transfer}, within {months} month(s)");
    Some(judged(book, "servicing".into(), months, found))
}

/// So many months of collections go there at a time, as stated; the last of them after the lag.
fn stated(book: &Book<'_>, months: u32) -> Finding {
    let found = format!("collections of {months} month(s) go to the plan account at a time");
    let (place, stated) = ("disclosure.transfer_months".into(), u64::from(months));
    match longest_lag(book).filter(|lag| lag.months > stated) {
        None => judged(book, place, stated, found),
        Some(Wait { months, from, transfer }) => {
            let lag = format!("those up to {from} are there on {transfer}, within {months} month(s)");
            judged(book, place, months, format!("{found}, but {lag}"))
        }
    }
}

fn judged(book: &Book<'_>, place: Place, months: u64, found: String) -> Finding {
    let outcome = match months {
        ..=USUAL => Outcome::Pass,
        ..=LONGEST if book.is_guaranteed() => Outcome::Warning,
        _ => Outcome::Error,
    };
    Finding::new(place, found, outcome)
}

/// From a due date or a calculation date to the transfer, in months begun.
struct Wait {
    months: u64,
    from: Date,
    transfer: Date,
}

impl Wait {
    fn of(from: Date, transfer: Date) -> Wait {
        Wait { months: months_begun(from, transfer), from, transfer }
    }

    /// Of several that are as long in months the longest in days, and of those the first.
    fn longest(waits: impl Iterator<Item = Wait>) -> Option<Wait> {
        waits.max_by_key(|wait| {
            (wait.months, (wait.transfer - wait.from).get_days(), std::cmp::Reverse(wait.from))
        })
    }
}

fn longest(book: &Book<'_>) -> Option<Wait> {
    let collections = book.resolved.collections();
    let grids = collections.schedule().grids().iter().enumerate();
    let dates =
        grids.flat_map(|(grid, own)| own.dates.iter().enumerate().map(move |(i, due)| (grid, i, *due)));
    let waits = dates.filter_map(|(grid, instalment, due)| {
        let period = collections.period_of(grid, instalment);
        let transfer = match book.deal.servicing.sweeps {
            None => book.resolved.periods().get(period)?.transfer,
            Some(_) => collections.transfers().of(due).on,
        };
        Some(Wait::of(due, transfer))
    });
    Wait::longest(waits)
}

/// The longest lag from a calculation date to the transfer.
fn longest_lag(book: &Book<'_>) -> Option<Wait> {
    let periods = book.resolved.periods().iter();
    Wait::longest(periods.map(|period| Wait::of(period.calculation, period.transfer)))
}
