//! From one line of a tape to its loan.

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
    let principal = cells.required(Column::Principal, exact);
    let rate = cells.required(Column::Rate, exact);
    let disbursed = cells.required(Column::Disbursed, date);
    let due = due(cells);
    let repayment = repayment(cells);
    let interest = cells.required(Column::Interest, exact);
    let rounding = cells.optional(Column::Rounding, exact);
    let quality = quality(cells);
    let asset_correlation = cells.optional(Column::AssetCorrelation, exact);
    let appraised_value = cells.optional(Column::AppraisedValue, exact);
    let disclosed = disclosed(cells);
    Some(Loan {
        borrower: borrower(cells, id.as_ref()?),
        registration: cells.kept(Column::Registration),
        id: id?,
        principal: principal?,
        rate: rate?,
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
        guarantor: cells.kept(Column::Guarantor),
        disclosed: disclosed?,
    })
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
    let (kind, over, plan) = (kind?, over?, plan?);
    if over.is_some() && kind != RepaymentKind::Balloon {
        return cells.fail(Column::AmortisedOver, "only a balloon has this; leave it empty");
    }
    if plan.is_some() && kind != RepaymentKind::Custom {
        return cells.fail(Column::PrincipalPayments, "only a custom plan has these; leave it empty");
    }
    match (kind, over, plan) {
        (RepaymentKind::LevelPayment, ..) => Some(Repayment::LevelPayment),
        (RepaymentKind::EqualPrincipal, ..) => Some(Repayment::EqualPrincipal),
        (RepaymentKind::InterestOnlyBullet, ..) => Some(Repayment::InterestOnlyBullet),
        (RepaymentKind::SinglePayment, ..) => Some(Repayment::SinglePayment),
        (RepaymentKind::FlatRate, ..) => Some(Repayment::FlatRate),
        (RepaymentKind::Balloon, Some(amortised_over), _) => Some(Repayment::Balloon { amortised_over }),
        (RepaymentKind::Balloon, None, _) => {
            cells.fail(Column::AmortisedOver, "a balloon needs the instalments it is computed for")
        }
        (RepaymentKind::Custom, _, Some(plan)) => Some(Repayment::Custom(plan)),
        (RepaymentKind::Custom, _, None) => {
            cells.fail(Column::PrincipalPayments, "a custom plan needs its principal payments")
        }
    }
}

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
