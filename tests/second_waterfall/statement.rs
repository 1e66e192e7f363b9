//! The two results as the same list of labelled amounts, so that the first line that differs tells what is wrong.

use abs_waterfall::calendar::Date;
use abs_waterfall::projection::EndReason;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::books::{Recourse, Today};
use crate::days::Yuan;
use crate::pool::{Collection, Period};

/// Labels and amounts, in order.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Statement(Vec<(String, Yuan)>);

impl Statement {
    pub(crate) fn line(&mut self, label: String, amount: Yuan) {
        self.0.push((label, amount.normalize()));
    }

    pub(crate) fn lines<const N: usize>(&mut self, place: &str, lines: [(&str, Yuan); N]) {
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

    /// The amount of a line.
    pub(crate) fn amount_of(&self, label: &str) -> Yuan {
        self.0.iter().find(|(other, _)| other == label).map(|(_, amount)| *amount).unwrap()
    }

    pub(crate) fn period(&mut self, place: &str, period: &Period) {
        let lines = [
            ("calculation", serial(period.calculation)),
            ("transfer", serial(period.transfer)),
            ("payment", serial(period.payment)),
            ("accrues from", serial(period.accrues_from)),
            ("accrues to", serial(period.accrues_to)),
        ];
        self.lines(place, lines);
    }

    pub(crate) fn opening(&mut self, place: &str, collected: &Collection) {
        let lines = [
            ("collected interest", collected.interest),
            ("collected principal", collected.principal),
            ("recovered", collected.recovery + collected.estate + collected.late),
            ("interest lost", collected.lost.0),
            ("principal lost", collected.lost.1),
            ("defaulted", collected.defaulted),
            ("pool", collected.performing),
        ];
        self.lines(place, lines);
    }

    /// A ratio, to the billionth; nothing of one that there is not.
    pub(crate) fn ratio(&mut self, label: String, ratio: Option<f64>) {
        let rounded = |ratio: f64| Decimal::from_f64_retain(ratio).map(|exact| exact.round_dp(9));
        if let Some(ratio) = ratio.and_then(rounded) {
            self.line(label, ratio);
        }
    }

    /// What a step was due, paid and left short.
    pub(crate) fn step(&mut self, place: &str, number: usize, step: &str, [due, paid, short]: [Yuan; 3]) {
        let lines = [("due", due), ("paid", paid), ("short", short)];
        self.lines(&format!("{place} step {number}, {step}:"), lines);
    }

    pub(crate) fn recourse(&mut self, place: &str, recourse: &Recourse) {
        let lines = [
            ("unanswered at most", recourse.unanswered),
            ("drawn so far", recourse.drawn),
            ("reimbursed so far", recourse.reimbursed),
            ("return paid so far", recourse.return_paid),
            ("return due", recourse.return_due),
        ];
        self.lines(place, lines);
    }

    /// What a support paid and got on a date.
    pub(crate) fn today(&mut self, place: &str, today: &Today) {
        let lines = [
            ("called for", today.called),
            ("draws", today.drawn),
            ("is reimbursed", today.reimbursed),
            ("is paid its return", today.return_paid),
            ("is paid its fee", today.fee_paid),
            ("pays late", today.late_paid),
        ];
        self.lines(place, lines);
    }

    pub(crate) fn end(&mut self, reason: EndReason, number: usize) {
        self.line(format!("the plan ends: {reason:?}"), Decimal::from(number));
    }

    /// What is unpaid, and nothing of what is not.
    pub(crate) fn unpaid(&mut self, label: &str, mut unpaid: Vec<(String, Yuan)>) {
        unpaid.retain(|(_, amount)| !amount.is_zero());
        unpaid.sort();
        for (what, amount) in unpaid {
            self.line(format!("{label} {what}"), amount);
        }
    }

    /// A support over the whole path: whose it is, and from when on that party could not pay.
    pub(crate) fn support(&mut self, name: &str, by: &str, failed: Option<Date>, recourse: &Recourse) {
        self.line(format!("{name} by {by} failed"), failed.map_or(Decimal::ZERO, serial));
        self.recourse(name, recourse);
        let lines = [
            ("fee paid", recourse.fee_paid),
            ("fee due", recourse.fee_due),
            ("paid late", recourse.late_paid),
        ];
        self.lines(name, lines);
    }
}

/// An amount over another, if that is more than nothing.
pub(crate) fn over(amount: Yuan, other: Yuan) -> Option<f64> {
    (other > Decimal::ZERO).then(|| amount.to_f64().unwrap() / other.to_f64().unwrap())
}

/// A date as a number, so that it can stand in a statement.
fn serial(date: Date) -> Yuan {
    Decimal::from(i64::from(date.year()) * 10_000 + i64::from(date.month()) * 100 + i64::from(date.day()))
}
