//! The two results as the same list of labelled amounts, so that the first line that differs tells what is wrong.

use std::collections::BTreeMap;

use abs_waterfall::calendar::Date;
use abs_waterfall::deal::{Deal, Step};
use abs_waterfall::projection::{DateReport, EndReason, Projection, Unpaid};
use rust_decimal::Decimal;

use crate::books::{self, Books, REIMBURSEMENT, RETURN};
use crate::days::Yuan;
use crate::pool::{self, Claim, Collection, Misses, Period};

/// What happens to the enhancer on a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Enhancer {
    /// It pays whenever it is called.
    Stands,
    /// It pays nothing from this day on.
    FailsOn(Date),
    /// The deal as if nobody stood behind it.
    Ignored,
}

/// A path: who defaults, and what becomes of the enhancer.
#[derive(Clone, Debug)]
pub(crate) struct Path {
    pub(crate) misses: Misses,
    pub(crate) enhancer: Enhancer,
}

/// Labels and amounts, in order.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Statement(Vec<(String, Yuan)>);

impl Statement {
    fn line(&mut self, label: String, amount: Yuan) {
        self.0.push((label, amount.normalize()));
    }

    fn lines<const N: usize>(&mut self, place: &str, lines: [(&str, Yuan); N]) {
        for (label, amount) in lines {
            self.line(format!("{place} {label}"), amount);
        }
    }

    /// The first line on which the two differ.
    pub(crate) fn difference(&self, other: &Statement) -> Option<String> {
        let longest = self.0.len().max(other.0.len());
        let first = (0..longest).find(|i| self.0.get(*i) != other.0.get(*i))?;
        Some(format!("naive {:?}, crate {:?}", self.0.get(first), other.0.get(first)))
    }
}

/// What does not change from path to path.
pub(crate) struct Desk<'a> {
    deal: &'a Deal,
    pub(crate) periods: Vec<Period>,
    claims: Vec<Claim>,
}

impl<'a> Desk<'a> {
    pub(crate) fn new(deal: &'a Deal) -> Desk<'a> {
        Desk { deal, periods: pool::periods(deal), claims: pool::claims(deal) }
    }

    /// Does the plan owe the enhancer what it paid?
    pub(crate) fn reimburses(&self) -> bool {
        self.deal.waterfall.contains(&Step::Reimbursement)
    }

    /// The whole deal on one path.
    pub(crate) fn run(&self, path: &Path) -> Statement {
        let mut statement = Statement::default();
        let enhanced = path.enhancer != Enhancer::Ignored && self.deal.undertaking.is_some();
        let collected_by_period = pool::collections(self.deal, &self.claims, &self.periods, &path.misses);
        let mut books = Books::at_closing(self.deal, &self.periods, pool::opening(&self.claims));
        for (k, (period, collected)) in self.periods.iter().zip(&collected_by_period).enumerate() {
            let place = format!("date {}", k + 1);
            period_lines(&mut statement, &place, period);
            books.open(k, collected);
            opening_lines(&mut statement, &place, collected, books.cash, books.dues(k));
            books.distribute(k, pays(path.enhancer, period), enhanced);
            self.closing_lines(&mut statement, &place, &books, k);
            let ran = books.ended.is_none();
            books.close(k, &collected_by_period[k + 1..]);
            if let (true, Some(reason)) = (ran, books.ended) {
                end_line(&mut statement, reason, k + 1);
                self.unpaid_lines(&mut statement, "in arrears", &books, enhanced);
            }
        }
        self.default_lines(&mut statement, path);
        self.unpaid_lines(&mut statement, "unpaid", &books, enhanced);
        statement
    }

    fn closing_lines(&self, statement: &mut Statement, place: &str, books: &Books<'_>, k: usize) {
        let paid = |what: &str| books.paid.get(what).copied().unwrap_or_default();
        for (i, what) in self.claims_in_order().iter().enumerate() {
            statement.line(format!("{place} paid {} {what}", i + 1), paid(what));
            statement.line(format!("{place} short {} {what}", i + 1), self.short(books, what, k));
        }
        let residual_to = self.deal.waterfall.iter().find_map(|step| match step {
            Step::Residual(to) => Some(to),
            _ => None,
        });
        for note in &self.deal.notes {
            let takes = residual_to == Some(&note.name);
            let lines = [
                ("interest", paid(&books::interest(&note.name))),
                ("principal", paid(&books::principal(&note.name))),
                ("residual", if takes { paid("residual") } else { Decimal::ZERO }),
                ("balance", books.balances[&note.name]),
                ("interest short", books.owed(&books::interest(&note.name))),
            ];
            statement.lines(&format!("{place} note {}", note.name), lines);
        }
        let recourse = books.recourse;
        let parts = [
            recourse.unanswered,
            recourse.drawn,
            recourse.reimbursed,
            recourse.return_paid,
            recourse.return_due,
        ];
        recourse_lines(statement, place, books.drawn, parts, books.cash);
    }

    /// The claims in the order in which the waterfall first names them.
    fn claims_in_order(&self) -> Vec<String> {
        let mut order: Vec<String> = Vec::new();
        let each = |names: &[String], words: fn(&str) -> String| names.iter().map(|n| words(n)).collect();
        for step in &self.deal.waterfall {
            let named: Vec<String> = match step {
                Step::Taxes => vec!["VAT".into()],
                Step::Fees(names) | Step::CappedFees { fees: names, .. } => each(names, books::fee),
                Step::Interest(names) => each(names, books::interest),
                Step::Principal(names) => each(names, books::principal),
                Step::Reimbursement => vec![RETURN.into(), REIMBURSEMENT.into()],
                Step::Residual(_) => vec!["residual".into()],
            };
            let new: Vec<String> = named.into_iter().filter(|what| !order.contains(what)).collect();
            order.extend(new);
        }
        order
    }

    /// What was due and was not paid.
    fn short(&self, books: &Books<'_>, what: &str, k: usize) -> Yuan {
        let note = self.deal.notes.iter().find(|note| books::principal(&note.name) == what);
        match (what, note) {
            (_, Some(note)) if books.matured(&note.name, k) => books.balances[&note.name],
            (RETURN | REIMBURSEMENT, _) if books.reimbursement_waits() => Decimal::ZERO,
            (RETURN, _) => books.recourse.return_due,
            (REIMBURSEMENT, _) => books.outstanding(),
            _ => books.owed(what),
        }
    }

    fn default_lines(&self, statement: &mut Statement, path: &Path) {
        for (loan, lost) in pool::recoveries(self.deal, &self.claims, &self.periods, &path.misses) {
            statement.lines(&format!("default {loan}"), [("outstanding", lost.0), ("recovery", lost.1)]);
        }
    }

    fn unpaid_lines(&self, statement: &mut Statement, label: &str, books: &Books<'_>, enhanced: bool) {
        let mut unpaid: Vec<(String, Yuan)> =
            books.owed.iter().map(|(what, owed)| (what.clone(), *owed)).collect();
        unpaid.extend(books.balances.iter().map(|(note, balance)| (books::principal(note), *balance)));
        // Without a reimbursement step the plan owes the enhancer nothing.
        if enhanced && self.reimburses() {
            let recourse = books.outstanding() + books.recourse.return_due;
            unpaid.push(("recourse of the enhancer".into(), recourse));
        }
        unpaid.retain(|(_, amount)| !amount.is_zero());
        unpaid.sort();
        for (what, amount) in unpaid {
            statement.line(format!("{label} {what}"), amount);
        }
    }
}

fn pays(enhancer: Enhancer, period: &Period) -> bool {
    match enhancer {
        Enhancer::Stands => true,
        Enhancer::FailsOn(day) => period.payment < day,
        Enhancer::Ignored => false,
    }
}

/// A date as a number, so that it can stand in a statement.
fn serial(date: Date) -> Yuan {
    Decimal::from(i64::from(date.year()) * 10_000 + i64::from(date.month()) * 100 + i64::from(date.day()))
}

fn period_lines(statement: &mut Statement, place: &str, period: &Period) {
    let lines = [
        ("calculation", serial(period.calculation)),
        ("transfer", serial(period.transfer)),
        ("payment", serial(period.payment)),
        ("accrues from", serial(period.accrues_from)),
        ("accrues to", serial(period.accrues_to)),
    ];
    statement.lines(place, lines);
}

fn opening_lines(
    statement: &mut Statement,
    place: &str,
    collected: &Collection,
    distributable: Yuan,
    dues: Yuan,
) {
    let lines = [
        ("collected interest", collected.interest),
        ("collected principal", collected.principal),
        ("recovered", collected.recovery),
        ("defaulted", collected.defaulted),
        ("pool", collected.performing),
        ("distributable", distributable),
        ("dues", dues),
    ];
    statement.lines(place, lines);
}

fn recourse_lines(statement: &mut Statement, place: &str, drawn: Yuan, parts: [Yuan; 5], kept: Yuan) {
    let [unanswered, drawn_so_far, reimbursed, return_paid, return_due] = parts;
    let lines = [
        ("drawn", drawn),
        ("unanswered at most", unanswered),
        ("drawn so far", drawn_so_far),
        ("reimbursed so far", reimbursed),
        ("return paid so far", return_paid),
        ("return due", return_due),
        ("kept", kept),
    ];
    statement.lines(place, lines);
}

/// The crate's account of the same.
pub(crate) fn of(projection: &Projection) -> Statement {
    let mut statement = Statement::default();
    for (k, date) in projection.dates.iter().enumerate() {
        date_lines(&mut statement, &format!("date {}", k + 1), date, projection);
        if projection.ending.number == k + 1 {
            end_line(&mut statement, projection.ending.reason, k + 1);
            arrears_lines(&mut statement, "in arrears", &projection.ending.arrears);
        }
    }
    let defaults: BTreeMap<&String, _> = projection.defaults.iter().map(|d| (&d.loan, d)).collect();
    for (loan, default) in defaults {
        let lines =
            [("outstanding", default.outstanding.to_decimal()), ("recovery", default.recovery.to_decimal())];
        statement.lines(&format!("default {loan}"), lines);
    }
    arrears_lines(&mut statement, "unpaid", &projection.unpaid);
    statement
}

fn arrears_lines(statement: &mut Statement, label: &str, arrears: &[Unpaid]) {
    let mut arrears: Vec<_> = arrears.iter().collect();
    arrears.sort_by_key(|unpaid| (&unpaid.what, unpaid.amount));
    for unpaid in arrears {
        statement.line(format!("{label} {}", unpaid.what), unpaid.amount.to_decimal());
    }
}

fn end_line(statement: &mut Statement, reason: EndReason, number: usize) {
    statement.line(format!("the plan ends: {reason:?}"), Decimal::from(number));
}

fn date_lines(statement: &mut Statement, place: &str, date: &DateReport, projection: &Projection) {
    let period = Period {
        calculation: date.period.calculation,
        transfer: date.period.transfer,
        nominal: date.period.distribution,
        payment: date.period.payment,
        accrues_from: date.period.accrual_start,
        accrues_to: date.period.accrual_end,
    };
    period_lines(statement, place, &period);
    let collected = Collection {
        interest: date.collected.interest.to_decimal(),
        principal: date.collected.principal.to_decimal(),
        recovery: date.collected.recovery.to_decimal(),
        defaulted: date.collected.defaulted.to_decimal(),
        performing: date.pool.to_decimal(),
    };
    let (distributable, dues) = (date.distributable.to_decimal(), date.dues.to_decimal());
    opening_lines(statement, place, &collected, distributable, dues);
    payment_lines(statement, place, date);
    for (note, report) in date.notes.iter().zip(&projection.notes) {
        let lines = [
            ("interest", note.interest.to_decimal()),
            ("principal", note.principal.to_decimal()),
            ("residual", note.residual.to_decimal()),
            ("balance", note.balance.to_decimal()),
            ("interest short", note.interest_short.to_decimal()),
        ];
        statement.lines(&format!("{place} note {}", report.name), lines);
    }
    let r = date.recourse;
    let parts =
        [r.unanswered, r.drawn, r.reimbursed, r.return_paid, r.return_due].map(|part| part.to_decimal());
    recourse_lines(statement, place, date.drawn.to_decimal(), parts, date.kept.to_decimal());
}

/// A claim that two steps pay is reported twice, each time with all it got on the date: it is read once.
fn payment_lines(statement: &mut Statement, place: &str, date: &DateReport) {
    let mut seen = Vec::new();
    for payment in &date.payments {
        if seen.contains(&&payment.what) {
            continue;
        }
        seen.push(&payment.what);
        let (i, what) = (seen.len(), &payment.what);
        statement.line(format!("{place} paid {i} {what}"), payment.paid.to_decimal());
        statement.line(format!("{place} short {i} {what}"), payment.short.to_decimal());
    }
}
