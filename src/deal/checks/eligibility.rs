//! What every loan is at the cut-off.

use rust_decimal::Decimal;

use super::book::Book;
use super::finding::Finding;
use crate::place::Place;
use crate::pool::{Loan, LoanDisclosure};

/// The most times, and days in all, that a borrower may have been overdue.
const MOST_TIMES: u32 = 3;
const MOST_DAYS: u32 = 30;

/// The most that a loan may cost, in percent a year.
const MOST_PERCENT: Decimal = Decimal::from_parts(24, 0, 0, false, 0);

/// A loan that breaks a rule, in words; or that does not state it.
enum Fault {
    Broken(String),
    Unstated,
}

/// What is found of a rule for every loan: the first that breaks it, else the first that does not state it.
fn of_loans<'a>(
    book: &Book<'a>,
    fault: impl Fn(&'a Loan) -> Option<Fault>,
    [kept, unstated, term]: [&str; 3],
) -> Finding {
    let (mut broken, mut open) = (First::default(), First::default());
    for loan in book.deal.pool.loans() {
        match fault(loan) {
            Some(Fault::Broken(found)) => broken.meet(loan, || found),
            Some(Fault::Unstated) => open.meet(loan, || unstated.into()),
            None => {}
        }
    }
    if let Some((place, found)) = broken.met() {
        return Finding::kept(place, false, found);
    }
    match open.met() {
        Some((place, found)) => {
            Finding::unknown(place, found, format!("{term} of the loan, or of `disclosure.every_loan`"))
        }
        None => Finding::kept("pool", true, kept),
    }
}

/// The first loan of a kind, what is found of it, and how many others there are.
#[derive(Default)]
struct First<'a> {
    first: Option<(&'a Loan, String)>,
    others: usize,
}

impl<'a> First<'a> {
    fn meet(&mut self, loan: &'a Loan, found: impl FnOnce() -> String) {
        match self.first {
            None => self.first = Some((loan, found())),
            Some(_) => self.others += 1,
        }
    }

    fn met(self) -> Option<(Place, String)> {
        let (loan, found) = self.first?;
        Some((Place::from(loan).and_others(self.others), found))
    }
}

/// A rule on something that is so or not.
fn of_facts(
    book: &Book<'_>,
    fact: fn(&LoanDisclosure) -> Option<bool>,
    wanted: bool,
    broken: &str,
    words: [&str; 3],
) -> Finding {
    let fault = |loan| match book.facts(loan).find_map(fact) {
        Some(is_so) if is_so == wanted => None,
        Some(_) => Some(Fault::Broken(broken.into())),
        None => Some(Fault::Unstated),
    };
    of_loans(book, fault, words)
}

pub(super) fn overdue(book: &Book<'_>) -> Finding {
    let words = ["no loan is overdue", "not stated whether it is overdue", "`overdue`"];
    of_facts(book, |facts| facts.overdue, false, "it is overdue at the cut-off", words)
}

pub(super) fn extended(book: &Book<'_>) -> Finding {
    let words = ["no loan has been extended", "not stated whether it has been extended", "`extended`"];
    of_facts(book, |facts| facts.extended, false, "it has been extended", words)
}

pub(super) fn disbursed(book: &Book<'_>) -> Finding {
    let words = [
        "every loan was disbursed in full",
        "not stated whether it was disbursed in full",
        "`fully_disbursed`",
    ];
    of_facts(book, |facts| facts.fully_disbursed, true, "it was not disbursed in full", words)
}

pub(super) fn whole_contract(book: &Book<'_>) -> Finding {
    let words = [
        "all of every contract is in the pool",
        "not stated whether all of its contract is in the pool",
        "`whole_contract`",
    ];
    let broken = "a part of its contract is not in the pool: show that the parts can be told apart";
    of_facts(book, |facts| facts.whole_contract, true, broken, words)
}

pub(super) fn overdue_history(book: &Book<'_>) -> Finding {
    let fault = |loan| {
        let times = book.facts(loan).find_map(|facts| facts.times_overdue);
        let days = book.facts(loan).find_map(|facts| facts.days_overdue);
        let is_above = |stated: Option<u32>, most| stated.is_some_and(|stated| stated > most);
        if is_above(times, MOST_TIMES) || is_above(days, MOST_DAYS) {
            let said =
                [times.map(|times| format!("{times} times")), days.map(|days| format!("{days} days in all"))];
            let said: Vec<String> = said.into_iter().flatten().collect();
            return Some(Fault::Broken(format!("its borrower was overdue {}", said.join(", "))));
        }
        (times.is_none() || days.is_none()).then_some(Fault::Unstated)
    };
    let words = [
        "no borrower was overdue more than 3 times, or 30 days in all",
        "not stated how often and how long its borrower was overdue",
        "`times_overdue` and `days_overdue`",
    ];
    of_loans(book, fault, words)
}

pub(super) fn rate(book: &Book<'_>) -> Finding {
    let deal = book.deal;
    let fault = |loan: &Loan| {
        let percent =
            loan.as_of(deal.cutoff.unwrap_or(deal.closing), &deal.rates).annual_rate() * Decimal::ONE_HUNDRED;
        (percent > MOST_PERCENT).then(|| Fault::Broken(format!("it costs {} % a year", told(percent))))
    };
    of_loans(book, fault, ["no loan costs more than 24 % a year", "", ""])
}

/// A percentage that is too much, in two decimals where they show that it is.
fn told(percent: Decimal) -> Decimal {
    let rounded = percent.round_dp(2);
    if rounded > MOST_PERCENT { rounded } else { percent.normalize() }
}
