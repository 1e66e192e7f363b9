//! What the pool pays in each collection period, on one path.

use std::collections::BTreeMap;

use abs_waterfall::Deal;
use abs_waterfall::calendar::{Calendar, Date};
use abs_waterfall::credit::Recovery;
use abs_waterfall::enhancement::Support;
use abs_waterfall::pool::{AssetKind, Loan};
use abs_waterfall::servicing::TransferLag;
use rust_decimal::Decimal;

use crate::clean_up::accrued;
use crate::days::{Yuan, business_days_later, dates_of, days_later, months_later, rolled};
use crate::guarantees::{Answer, LateLoan, guarantees};
use crate::loans::{Pay, instalments, recovered};

/// A loan's first missed due date.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Miss {
    pub(crate) due: Date,
    pub(crate) pays_interest: bool,
}

/// Who defaults when, by the loan's id.
pub(crate) type Misses = BTreeMap<String, Miss>;

/// The dates of one period.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Period {
    pub(crate) calculation: Date,
    pub(crate) transfer: Date,
    pub(crate) nominal: Date,
    pub(crate) payment: Date,
    pub(crate) accrues_from: Date,
    pub(crate) accrues_to: Date,
    /// From when on it accrues once every date is paid.
    pub(crate) since_last: Date,
    /// Is it paid only after an event?
    pub(crate) event_only: bool,
}

/// What one period collected; `performing` is what is left of the pool at its end.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Collection {
    pub(crate) interest: Yuan,
    pub(crate) principal: Yuan,
    pub(crate) recovery: Yuan,
    pub(crate) defaulted: Yuan,
    pub(crate) performing: Yuan,
    /// What performing loans have accrued by the distribution date.
    pub(crate) accrued: Yuan,
    /// Interest and principal of the assets of each kind, which are taxed kind by kind.
    pub(crate) of_kind: [(Yuan, Yuan); 4],
}

/// What a guarantor did in one period.
#[derive(Clone, Debug)]
pub(crate) struct Guaranteed {
    pub(crate) support: String,
    pub(crate) by: String,
    /// Of the interest and the principal that the period collected, what it paid.
    pub(crate) interest: Yuan,
    pub(crate) principal: Yuan,
    /// What it was called for and did not pay.
    pub(crate) open: Yuan,
    /// What it got of the borrowers.
    pub(crate) recovered: Yuan,
}

/// One loan's instalments after the cut-off, each with the day on which it is paid.
pub(crate) struct Claim {
    pub(crate) loan: Loan,
    pub(crate) pays: Vec<(Date, Pay)>,
}

fn calendar(name: &str) -> Calendar {
    if name == "bank" { Calendar::Bank } else { Calendar::Exchange }
}

pub(crate) fn cutoff(deal: &Deal) -> Date {
    deal.cutoff.unwrap_or(deal.closing)
}

pub(crate) fn loans(deal: &Deal) -> &[Loan] {
    deal.pool.loans()
}

/// The periods of a deal.
pub(crate) fn periods(deal: &Deal) -> Vec<Period> {
    let (exchange, bank) = (calendar(&deal.dates.calendar), calendar(&deal.servicing.calendar));
    let (mut accrues_from, mut since_last) = (deal.closing, deal.closing);
    let mut periods = Vec::new();
    let zip = |ends, days| dates_of(ends).into_iter().zip(dates_of(days)).collect::<Vec<_>>();
    let usual = zip(&deal.dates.calculation, &deal.dates.distribution);
    let all = deal.dates.after_event.as_ref().map(|more| zip(&more.calculation, &more.distribution));
    for (calculation, nominal) in all.unwrap_or_else(|| usual.clone()) {
        let event_only = !usual.contains(&(calculation, nominal));
        let payment = rolled(nominal, deal.dates.roll, &exchange);
        let accrues_to = if deal.dates.accrue_to_rolled { payment } else { nominal };
        let transfer = match deal.servicing.transfer_lag {
            TransferLag::CalendarDays(days) => days_later(calculation, days as i32),
            TransferLag::BusinessDays(days) => business_days_later(calculation, days, &bank),
            _ => unreachable!("no deal of these has another lag"),
        };
        periods.push(Period {
            calculation,
            transfer,
            nominal,
            payment,
            accrues_from,
            accrues_to,
            since_last,
            event_only,
        });
        since_last = accrues_to;
        accrues_from = if event_only { accrues_from } else { accrues_to };
    }
    periods
}

/// The claims that the plan bought.
pub(crate) fn claims(deal: &Deal) -> Vec<Claim> {
    let calendar = calendar(&deal.servicing.calendar);
    let paid_on = |pay: &Pay| rolled(pay.due, deal.servicing.due_roll, &calendar);
    let claim = |loan: &Loan| {
        let own = instalments(loan).into_iter().filter(|pay| pay.due > cutoff(deal));
        Claim { loan: loan.clone(), pays: own.map(|pay| (paid_on(&pay), pay)).collect() }
    };
    loans(deal).iter().map(claim).collect()
}

/// The pool at the cut-off.
pub(crate) fn opening(claims: &[Claim]) -> Yuan {
    claims.iter().map(|claim| claim.pays[0].1.outstanding).sum()
}

impl Collection {
    /// What came in on a date after this one, with what did on this one.
    pub(crate) fn then(self, later: Collection) -> Collection {
        Collection {
            interest: self.interest + later.interest,
            principal: self.principal + later.principal,
            recovery: self.recovery + later.recovery,
            defaulted: self.defaulted + later.defaulted,
            ..later
        }
    }
}

impl Claim {
    /// The missed instalment, and what comes of the loan: the day and the amount of the recovery.
    pub(crate) fn default(&self, recovery: Recovery, misses: &Misses) -> Option<Loss> {
        let miss = *misses.get(self.loan.id.as_str())?;
        let (paid_on, pay) = *self.pays.iter().find(|(_, pay)| pay.due == miss.due).unwrap();
        let lag = match recovery {
            Recovery::None => 0,
            Recovery::OfOutstanding { lag_months, .. } | Recovery::OfAppraisedValue { lag_months, .. } => {
                lag_months
            }
            _ => unreachable!("no deal of these has another recovery"),
        };
        // Nothing can be recovered before it was known to be missed.
        let recovered_on = months_later(pay.due, lag as i32).max(paid_on);
        let amount = recovered(recovery, &self.loan, pay.outstanding);
        Some(Loss { miss, paid_on, pay, recovered_on, amount })
    }
}

/// What a default makes of a loan.
pub(crate) struct Loss {
    pub(crate) miss: Miss,
    paid_on: Date,
    pub(crate) pay: Pay,
    pub(crate) recovered_on: Date,
    pub(crate) amount: Yuan,
}

/// Collections by period.
pub(crate) fn collections(
    deal: &Deal,
    claims: &[Claim],
    periods: &[Period],
    misses: &Misses,
    late: &[LateLoan<'_>],
) -> Vec<Collection> {
    let mut after = Date::MIN;
    let mut all = Vec::new();
    for period in periods {
        let mut sum = Collection::default();
        for claim in claims {
            let default = claim.default(deal.credit.recovery, misses);
            // Of a loan that is late nothing accrues, whoever guarantees it.
            let performs = default.as_ref().is_none_or(|default| default.paid_on > period.calculation);
            let next = claim.pays.iter().find(|(on, _)| *on > period.calculation).filter(|_| performs);
            sum.accrued +=
                next.map_or(Decimal::ZERO, |(_, pay)| accrued(&claim.loan, pay, period.accrues_to));
            match late.iter().find(|loan| loan.claim.loan.id == claim.loan.id) {
                None => add(&mut sum, claim, default, after, period.calculation),
                Some(loan) => add_late(&mut sum, loan, after, period.calculation),
            }
        }
        all.push(sum);
        after = period.calculation;
    }
    all
}

/// Adds what one loan does after one date and up to another.
fn add(sum: &mut Collection, claim: &Claim, default: Option<Loss>, after: Date, upto: Date) {
    let now = |day: Date| day > after && day <= upto;
    let stops = default.as_ref().map_or(Date::MAX, |default| default.miss.due);
    let kind = AssetKind::ALL.iter().position(|kind| *kind == claim.loan.asset).unwrap();
    for (_, pay) in claim.pays.iter().filter(|(on, pay)| now(*on) && pay.due < stops) {
        sum.interest += pay.interest;
        sum.principal += pay.principal;
        sum.of_kind[kind].0 += pay.interest;
        sum.of_kind[kind].1 += pay.principal;
    }
    let bad = default.as_ref().is_some_and(|default| default.paid_on <= upto);
    let repaid: Decimal = claim.pays.iter().filter(|(on, _)| *on <= upto).map(|(_, pay)| pay.principal).sum();
    sum.performing += if bad { Decimal::ZERO } else { claim.pays[0].1.outstanding - repaid };
    let Some(default) = default else { return };
    if now(default.paid_on) {
        sum.defaulted += default.pay.outstanding;
        let interest = if default.miss.pays_interest { default.pay.interest } else { Decimal::ZERO };
        sum.interest += interest;
        sum.of_kind[kind].0 += interest;
    }
    if now(default.recovered_on) {
        sum.recovery += default.amount;
    }
}

/// Adds what a guaranteed loan does whose borrower stopped paying. Until a call is not met it has not defaulted.
fn add_late(sum: &mut Collection, loan: &LateLoan<'_>, after: Date, upto: Date) {
    let now = |day: Date| day > after && day <= upto;
    let (claim, loss) = (loan.claim, &loan.loss);
    let kind = AssetKind::ALL.iter().position(|kind| *kind == claim.loan.asset).unwrap();
    let before = || claim.pays.iter().filter(|(_, pay)| pay.due < loss.miss.due);
    let own = before().filter(|(on, _)| now(*on)).map(|(_, pay)| (pay.interest, pay.principal));
    let pays_interest = loss.miss.pays_interest && now(loss.paid_on);
    let last = pays_interest.then_some((loss.pay.interest, Decimal::ZERO));
    let answers = loan.answers.iter().filter(|answer| now(answer.day));
    let answers = answers.map(|answer| (answer.interest, answer.principal));
    for (interest, principal) in own.chain(last).chain(answers) {
        sum.interest += interest;
        sum.principal += principal;
        sum.of_kind[kind].0 += interest;
        sum.of_kind[kind].1 += principal;
    }
    let repaid: Decimal = before().filter(|(on, _)| *on <= upto).map(|(_, pay)| pay.principal).sum();
    let by_other: Decimal =
        loan.answers.iter().filter(|answer| answer.day <= upto).map(|answer| answer.principal).sum();
    let bad = loan.defaulted.filter(|(day, _)| *day <= upto).map_or(Decimal::ZERO, |(_, amount)| amount);
    sum.performing += claim.pays[0].1.outstanding - repaid - by_other - bad;
    sum.defaulted += loan.defaulted.filter(|(day, _)| now(*day)).map_or(Decimal::ZERO, |(_, amount)| amount);
    sum.recovery += loan.recovered.filter(|it| now(it.0)).map_or(Decimal::ZERO, |(_, to_plan, _)| to_plan);
}

/// What guarantors did, by period.
pub(crate) fn guaranteed(deal: &Deal, periods: &[Period], late: &[LateLoan<'_>]) -> Vec<Vec<Guaranteed>> {
    let mut after = Date::MIN;
    let mut all = Vec::new();
    for period in periods {
        let now = |day: Date| day > after && day <= period.calculation;
        let of = |support: &Support| {
            let loans = || late.iter().filter(|loan| loan.support == support);
            let sum = |part: fn(&Answer) -> Yuan| -> Yuan {
                loans().flat_map(|loan| &loan.answers).filter(|answer| now(answer.day)).map(part).sum()
            };
            let back = loans().filter_map(|loan| loan.recovered).filter(|it| now(it.0));
            Guaranteed {
                support: support.name().into(),
                by: support.by.clone(),
                interest: sum(|answer| answer.interest),
                principal: sum(|answer| answer.principal),
                open: sum(|answer| answer.open),
                recovered: back.map(|(_, _, amount)| amount).sum(),
            }
        };
        all.push(guarantees(deal).map(of).collect());
        after = period.calculation;
    }
    all
}

/// What is recovered of each default within the life of the deal, by loan.
pub(crate) fn recoveries(
    deal: &Deal,
    claims: &[Claim],
    periods: &[Period],
    misses: &Misses,
    late: &[LateLoan<'_>],
) -> BTreeMap<String, (Yuan, Yuan)> {
    let end = periods.last().unwrap().calculation;
    let of = |claim: &Claim| {
        let default = claim.default(deal.credit.recovery, misses)?;
        if let Some(loan) = late.iter().find(|loan| loan.claim.loan.id == claim.loan.id) {
            let amount = loan.recovered.filter(|it| it.0 <= end).map_or(Decimal::ZERO, |it| it.1);
            return Some((claim.loan.id.to_string(), (default.pay.outstanding, amount)));
        }
        let amount = if default.recovered_on <= end { default.amount } else { Decimal::ZERO };
        Some((claim.loan.id.to_string(), (default.pay.outstanding, amount)))
    };
    claims.iter().filter_map(of).collect()
}
