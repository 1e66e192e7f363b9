//! What the crate's projection tells, as a statement.

use std::collections::BTreeMap;

use abs_waterfall::deal::Deal;
use abs_waterfall::enhancement;
use abs_waterfall::projection::{DateReport, Projection, SupportDate, Unpaid};
use rust_decimal::Decimal;

use crate::books::{Recourse, Today};
use crate::days::Yuan;
use crate::pool::{Collection, Period};
use crate::statement::Statement;

/// Everything that a projection tells, in the order of the second waterfall's own statement.
pub(crate) fn of(deal: &Deal, projection: &Projection) -> Statement {
    let mut statement = Statement::default();
    for date in &projection.dates {
        let number = date.period.number;
        let place = format!("date {number}");
        opening_lines(&mut statement, &place, date);
        step_lines(&mut statement, &place, date);
        payment_lines(&mut statement, &place, date);
        note_lines(&mut statement, &place, date, deal);
        let of_supports = date.supports.iter().zip(&date.of_supports);
        for (support, (recourse, on_date)) in projection.supports.iter().zip(of_supports) {
            statement.recourse(&format!("{place} {}", support.name), &told(recourse));
            statement.today(&format!("{place} {}", support.name), &today(on_date));
        }
        let lines = [("drawn", date.drawn.to_decimal()), ("kept", date.kept.to_decimal())];
        statement.lines(&place, lines);
        if let Some(owed) = date.owed_to_principal {
            statement.lines(&place, [("owed to principal", owed.to_decimal())]);
        }
        statement.ratio(format!("{place} asset cover"), date.asset_cover);
        moved_lines(&mut statement, &place, number, projection);
        for (reserve, told) in deal.reserves.iter().zip(&date.reserves) {
            let lines = [("holds", told.balance.to_decimal()), ("should hold", told.target.to_decimal())];
            statement.lines(&format!("{place} {}", reserve.name), lines);
        }
        for held in &date.accounts {
            statement.line(format!("{place} held in {}", held.account), held.balance.to_decimal());
        }
        if projection.ending.number == number {
            statement.end(projection.ending.reason, number);
            statement.unpaid("in arrears", unpaid(&projection.ending.arrears));
            statement.line(format!("{place} in kind"), projection.ending.in_kind.to_decimal());
        }
    }
    last_lines(&mut statement, projection);
    statement
}

fn told(recourse: &enhancement::Recourse) -> Recourse {
    Recourse {
        unanswered: recourse.unanswered.to_decimal(),
        drawn: recourse.drawn.to_decimal(),
        reimbursed: recourse.reimbursed.to_decimal(),
        return_paid: recourse.return_paid.to_decimal(),
        return_due: recourse.return_due.to_decimal(),
        ..Recourse::default()
    }
}

fn today(told: &SupportDate) -> Today {
    Today {
        called: told.called.to_decimal(),
        drawn: told.drawn.to_decimal(),
        reimbursed: told.reimbursed.to_decimal(),
        return_paid: told.return_paid.to_decimal(),
        fee_paid: told.fee_paid.to_decimal(),
        late_paid: told.late_paid.to_decimal(),
    }
}

fn unpaid(unpaid: &[Unpaid]) -> Vec<(String, Yuan)> {
    unpaid.iter().map(|unpaid| (unpaid.what.clone(), unpaid.amount.to_decimal())).collect()
}

fn opening_lines(statement: &mut Statement, place: &str, date: &DateReport) {
    let period = Period {
        calculation: date.period.calculation,
        transfer: date.period.transfer,
        nominal: date.period.distribution,
        payment: date.period.payment,
        accrues_from: date.period.accrual_start,
        accrues_to: date.period.accrual_end,
        since_last: date.period.accrual_start,
        event_only: date.period.event_only,
    };
    statement.period(place, &period);
    let collected = Collection {
        interest: date.collected.interest.to_decimal(),
        principal: date.collected.principal.to_decimal(),
        recovery: date.collected.recovery.to_decimal(),
        lost: (date.commingled.interest.to_decimal(), date.commingled.principal.to_decimal()),
        defaulted: date.collected.defaulted.to_decimal(),
        performing: date.pool.to_decimal(),
        ..Collection::default()
    };
    statement.opening(place, &collected);
    order_line(statement, place, date);
    let lines = [("distributable", date.distributable.to_decimal()), ("dues", date.dues.to_decimal())];
    statement.lines(place, lines);
    statement.ratio(format!("{place} coverage"), date.coverage);
    statement.ratio(format!("{place} senior coverage"), date.senior_coverage);
    for class in &date.classes {
        statement.line(format!("{place} dues down to {}", class.note), class.dues.to_decimal());
        statement.ratio(format!("{place} coverage of {}", class.note), class.coverage);
    }
}

fn order_line(statement: &mut Statement, place: &str, date: &DateReport) {
    statement.line(format!("{place} order"), Decimal::from(date.order as u8));
}

fn step_lines(statement: &mut Statement, place: &str, date: &DateReport) {
    for step in &date.steps {
        let lines = [step.due, step.paid, step.short].map(|amount| amount.to_decimal());
        statement.step(place, step.number, &step.step, lines);
    }
}

fn payment_lines(statement: &mut Statement, place: &str, date: &DateReport) {
    for (i, payment) in date.payments.iter().enumerate() {
        let (i, what) = (i + 1, &payment.what);
        statement.line(format!("{place} paid {i} {what}"), payment.paid.to_decimal());
        statement.line(format!("{place} short {i} {what}"), payment.short.to_decimal());
    }
}

fn note_lines(statement: &mut Statement, place: &str, date: &DateReport, deal: &Deal) {
    for (told, note) in date.notes.iter().zip(&deal.notes) {
        let lines = [
            ("interest", told.interest.to_decimal()),
            ("principal", told.principal.to_decimal()),
            ("residual", told.residual.to_decimal()),
            ("balance", told.balance.to_decimal()),
            ("interest short", told.interest_short.to_decimal()),
        ];
        statement.lines(&format!("{place} note {}", note.name), lines);
    }
}

/// What went from each account to each other on a date, and why.
fn moved_lines(statement: &mut Statement, place: &str, number: usize, projection: &Projection) {
    let mut moved: BTreeMap<[&String; 3], Yuan> = BTreeMap::new();
    for entry in projection.ledger.iter().filter(|entry| entry.number == number) {
        *moved.entry([&entry.from, &entry.to, &entry.reason]).or_default() += entry.amount.to_decimal();
    }
    for ([from, to, why], amount) in moved {
        statement.line(format!("{place} from {from} to {to}, {why}"), amount);
    }
}

/// What is told once for the whole path.
fn last_lines(statement: &mut Statement, projection: &Projection) {
    let defaults: BTreeMap<&String, _> = projection.defaults.iter().map(|d| (&d.loan, d)).collect();
    for (loan, default) in defaults {
        let lines =
            [("outstanding", default.outstanding.to_decimal()), ("recovery", default.recovery.to_decimal())];
        statement.lines(&format!("default {loan}"), lines);
    }
    for (number, share) in projection.pool_defaults.iter().enumerate() {
        let lines = [
            ("defaulted", share.defaulted.to_decimal()),
            ("recovery", share.recovery.to_decimal()),
            ("paid by others", share.paid_by_others.to_decimal()),
        ];
        statement.lines(&format!("share {number}"), lines);
    }
    for support in &projection.supports {
        let recourse = Recourse {
            fee_paid: support.fee_paid.to_decimal(),
            fee_due: support.fee_due.to_decimal(),
            late_paid: support.late_paid.to_decimal(),
            ..told(&support.recourse)
        };
        statement.support(&support.name, &support.by, support.failed, &recourse);
    }
    statement.unpaid("unpaid", unpaid(&projection.unpaid));
    for note in &projection.notes {
        let lines = [
            ("interest", note.interest.to_decimal()),
            ("principal", note.principal.to_decimal()),
            ("residual", note.residual.to_decimal()),
            ("principal short", note.principal_short.to_decimal()),
            ("interest short", note.interest_short.to_decimal()),
        ];
        statement.lines(&format!("in sum note {}", note.name), lines);
    }
    for event in &projection.events {
        let label = format!("event {}, {}", event.event, event.happened);
        statement.line(label, Decimal::from(event.number));
    }
    let balances: BTreeMap<&String, Yuan> =
        projection.balances.iter().map(|party| (&party.name, party.balance.to_decimal())).collect();
    for (account, balance) in balances {
        statement.line(format!("in account {account}"), balance);
    }
}
