//! From one line of a tape to its loan.

use std::fmt;
use std::str::FromStr;

use super::cells::{Cells, amounts, date, exact, name, number, word};
use super::column::Column;
use crate::calendar::Schedule;
use crate::credit::CreditQuality;
use crate::pool::{Loan, LoanDisclosure, Repayment, RepaymentKind};
use crate::text::Text;

/// The loan on a line; `None` after reporting everything that is wrong with it.
pub(super) fn read(cells: &mut Cells<'_>) -> Option<Loan> {
    if !cells.fit() {
        return None;
    }
    // Every cell is read before the line is given up, so that all its errors are reported at once.
    let id = cells.required(Column::Id, name);
    let asset = cells.optional(Column::Asset, exact);
    let principal = price_or_yield(cells, Column::Principal);
    let rate = price_or_yield(cells, Column::Rate);
    let disbursed = cells.required(Column::Disbursed, date);
    let due = due(cells);
    let repayment = repayment(cells);
    let interest = cells.required(Column::Interest, exact);
    let rounding = cells.optional(Column::Rounding, exact);
    let quality = quality(cells);
    let asset_correlation = cells.optional(Column::AssetCorrelation, exact);
    let appraised_value = cells.optional(Column::AppraisedValue, exact);
    let deposit = cells.optional(Column::Deposit, exact);
    let ineligible = cells.optional(Column::Ineligible, date);
    let disclosed = disclosed(cells);
    let loan = Loan {
        borrower: borrower(cells, id.as_ref()?),
        registration: cells.kept(Column::Registration),
        id: id?,
        asset: asset?.unwrap_or_default(),
        principal: principal?,
        rate: rate?,
        floating: None,
        disbursed: disbursed?,
        due: due?,
        repayment: repayment?,
        interest: interest?,
        rounding: rounding?.unwrap_or_default(),
        quality: quality?,
        asset_correlation: asset_correlation?,
        industry: cells.kept(Column::Industry),
        region: cells.kept(Column::Region),
        appraised_value: appraised_value?,
        deposit: deposit?.unwrap_or_default(),
        guarantor: cells.kept(Column::Guarantor),
        ineligible: ineligible?,
        disclosed: disclosed?,
    };
    Some(loan.priced())
}

/// The principal or the rate, of which stated payments may leave one empty: without a yield they have a price, and a yield
/// gives one.
fn price_or_yield<T: FromStr<Err: fmt::Display> + Default>(
    cells: &mut Cells<'_>,
    column: Column,
) -> Option<T> {
    match cells.text(Column::Repayment).parse() == Ok(RepaymentKind::Payments) {
        true => cells.optional(column, exact).map(Option::unwrap_or_default),
        false => cells.required(column, exact),
    }
}

/// The firm; where it is not given, or called like the loan, it shares the loan's name.
fn borrower(cells: &mut Cells<'_>, id: &Text) -> Text {
    match cells.text(Column::Borrower) {
        "" => id.clone(),
        name if *id == name => id.clone(),
        _ => cells.kept(Column::Borrower),
    }
}

fn due(cells: &mut Cells<'_>) -> Option<Schedule> {
    let first = cells.required(Column::FirstDue, date);
    let every_months = cells.optional(Column::EveryMonths, number("a number of months"));
    let count = cells.optional(Column::Instalments, number("a number"));
    let last = cells.optional(Column::Maturity, date);
    let month_end = cells.optional(Column::MonthEnd, word(&YES_OR_NO));
    if let (Some(count), Some(last)) = (count, last)
        && count.is_some() == last.is_some()
    {
        return cells
            .fail(Column::Instalments, "give either instalments or maturity, not both and not neither");
    }
    let (first, every_months, month_end) = (first?, every_months?.unwrap_or(1), month_end?);
    match (count?, last?) {
        (Some(count), _) => Some(Schedule::Regular { first, every_months, count, month_end }),
        (None, last) => last.map(|last| Schedule::Until { first, every_months, last, month_end }),
    }
}

fn repayment(cells: &mut Cells<'_>) -> Option<Repayment> {
    let kind = cells.required(Column::Repayment, exact);
    let over = cells.optional(Column::AmortisedOver, number("a number of instalments"));
    let plan = cells.optional(Column::PrincipalPayments, amounts);
    let payments = cells.optional(Column::Payments, amounts);
    let price = cells.optional(Column::PurchasePrice, exact);
    let (kind, over, plan, payments, price) = (kind?, over?, plan?, payments?, price?);
    for (column, of, message) in OWN_COLUMNS {
        if kind != of && !cells.text(column).is_empty() {
            return cells.fail(column, message);
        }
    }
    let mut lacks = |column, message: &str| cells.fail(column, message);
    match kind {
        RepaymentKind::LevelPayment => Some(Repayment::LevelPayment),
        RepaymentKind::EqualPrincipal => Some(Repayment::EqualPrincipal),
        RepaymentKind::InterestOnlyBullet => Some(Repayment::InterestOnlyBullet),
        RepaymentKind::SinglePayment => Some(Repayment::SinglePayment),
        RepaymentKind::FlatRate => Some(Repayment::FlatRate),
        RepaymentKind::LevelRents => {
            Some(Repayment::LevelRents { purchase_price: price.unwrap_or_default() })
        }
        RepaymentKind::Balloon => over
            .map(|amortised_over| Repayment::Balloon { amortised_over })
            .or_else(|| lacks(Column::AmortisedOver, "a balloon needs the instalments it is computed for")),
        RepaymentKind::Custom => plan
            .map(Repayment::Custom)
            .or_else(|| lacks(Column::PrincipalPayments, "a custom plan needs its principal payments")),
        RepaymentKind::Payments => payments
            .map(|payments| Repayment::Payments(payments.into()))
            .or_else(|| lacks(Column::Payments, "stated payments need their amounts, one for each due date")),
    }
}

/// The columns that one way to repay has alone, and what is said of them in the others.
const OWN_COLUMNS: [(Column, RepaymentKind, &str); 4] = [
    (Column::AmortisedOver, RepaymentKind::Balloon, "only a balloon has this; leave it empty"),
    (Column::PrincipalPayments, RepaymentKind::Custom, "only a custom plan has these; leave it empty"),
    (Column::Payments, RepaymentKind::Payments, "only stated payments have these; leave it empty"),
    (Column::PurchasePrice, RepaymentKind::LevelRents, "only level rents have this; leave it empty"),
];

fn quality(cells: &mut Cells<'_>) -> Option<CreditQuality> {
    let annual = cells.optional(Column::DefaultProbability, exact)?;
    match (cells.text(Column::Rating), annual) {
        ("", Some(annual)) => Some(CreditQuality::AnnualPd(annual)),
        ("", None) => cells.fail(Column::Rating, "give a rating or a default_probability"),
        (_, None) => Some(CreditQuality::Rating(cells.kept(Column::Rating))),
        (_, Some(_)) => cells.fail(Column::Rating, "give a rating or a default_probability, not both"),
    }
}

/// What the checks read, where the line says any of it; the outer `None` means that an error has been reported.
fn disclosed(cells: &mut Cells<'_>) -> Option<Option<Box<LoanDisclosure>>> {
    let overdue = cells.optional(Column::Overdue, word(&YES_OR_NO));
    let times_overdue = cells.optional(Column::TimesOverdue, number("a number of times"));
    let days_overdue = cells.optional(Column::DaysOverdue, number("a number of days"));
    let extended = cells.optional(Column::Extended, word(&YES_OR_NO));
    let fully_disbursed = cells.optional(Column::FullyDisbursed, word(&YES_OR_NO));
    let whole_contract = cells.optional(Column::WholeContract, word(&YES_OR_NO));
    let disclosed = LoanDisclosure {
        group: cells.kept(Column::Group),
        creditor: cells.kept(Column::Creditor),
        overdue: overdue?,
        times_overdue: times_overdue?,
        days_overdue: days_overdue?,
        extended: extended?,
        fully_disbursed: fully_disbursed?,
        whole_contract: whole_contract?,
    };
    Some((disclosed != LoanDisclosure::default()).then(|| Box::new(disclosed)))
}

/// In capitals as spreadsheets save them.
const YES_OR_NO: [(&str, bool); 4] = [("true", true), ("false", false), ("TRUE", true), ("FALSE", false)];
