//! How much of the deal is intellectual property.

use super::book::Book;
use super::finding::Finding;
use super::share::{Share, percent};
use crate::money::Money;
use crate::rate::Rate;

/// At least this much of the cash flow or of the proceeds, in hundredths of a percent.
const LEAST: i128 = 7_000;

/// The share of the cash flow, or of the proceeds.
pub(super) fn share(book: &Book<'_>) -> Finding {
    let is_enough = |share: Rate| share.to_decimal() * rust_decimal::Decimal::from(10_000) >= LEAST.into();
    let (of_cash, of_proceeds) = (book.disclosure.ip_share, book.disclosure.ip_proceeds);
    if let Some(share) = of_proceeds.filter(|share| is_enough(*share)) {
        let found = format!("{} of the proceeds buy intellectual property", percent(share));
        return Finding::kept("disclosure", true, found);
    }
    if let Some(share) = of_cash {
        let found = format!("{} of the cash flow is of intellectual property", percent(share));
        return Finding::kept("disclosure", is_enough(share), found);
    }
    pledged(book)
}

/// The cash flow of loans that patents secure.
fn pledged(book: &Book<'_>) -> Finding {
    let schedule = book.resolved.collections().schedule();
    let loans = book.deal.pool.loans().iter().zip(schedule.loans());
    let part: Money =
        loans.filter(|(loan, _)| loan.appraised_value.is_some()).map(|(_, own)| own.total()).sum();
    let share = Share { part, whole: book.cash };
    let found = format!("loans with appraised patents pay {share}");
    match share.is_below(LEAST) {
        true => {
            let write = "`disclosure.ip_share`, or `appraised_value` of the other loans";
            Finding::unknown("pool", found, write)
        }
        false => Finding::kept("pool", true, found),
    }
}
