//! What happens in steps that have a condition, or a ratio.

use abs_waterfall::Money;
use abs_waterfall::deal::{Deal, Note, NoteRepayment, Step};
use abs_waterfall::projection::{DatePayment, DateReport, EntryKind, Projection, StepDate};
use abs_waterfall::waterfall::{Condition, InterestPart, StepKind};

use super::Rule;
use crate::any_deal::SUB;
use crate::books::{ahead, principal};
use crate::steps::claims_of;

pub(super) const RULES: [Rule; 16] = [
    ("a step with a condition pays", |deal, path| {
        taken(deal, path).any(|(_, step, told)| step.when.is_some() && !told.paid.is_zero())
    }),
    ("a step with a condition is not taken, and the one below pays", |deal, path| {
        taken(deal, path).any(|(date, step, told)| {
            let below = date.steps.iter().skip(told.number).take(1);
            step.when.is_some() && told.paid.is_zero() && below.into_iter().any(|it| !it.paid.is_zero())
        })
    }),
    ("a condition that asks for an event lets a step pay", |deal, path| {
        taken(deal, path).any(|(_, step, told)| asks_event(step) && !told.paid.is_zero())
    }),
    ("a condition that asks for an event holds a step back", |deal, path| {
        taken(deal, path).any(|(_, step, told)| denies_event(step) && told.paid.is_zero() && told.number > 1)
    }),
    ("a reserve is filled or emptied under a condition", |deal, path| {
        taken(deal, path).any(|(_, step, told)| {
            let moves = matches!(step.kind, StepKind::TopUp(_) | StepKind::Release(_));
            moves && step.when.is_some() && !told.paid.is_zero()
        })
    }),
    ("a support pays in a step with a condition", |deal, path| {
        taken(deal, path).any(|(date, step, told)| {
            let drawn = |it: &&abs_waterfall::projection::LedgerEntry| {
                it.kind == EntryKind::Drawn && it.number == date.period.number
            };
            let of = |what: &str| claims_of(step).iter().any(|claim| what.ends_with(claim.as_str()));
            step.when.is_some()
                && !told.paid.is_zero()
                && path.ledger.iter().filter(drawn).any(|it| of(&it.reason))
        })
    }),
    ("current interest is paid while arrears wait", |deal, path| {
        taken(deal, path).any(|(date, step, told)| {
            let waits = |it: &DatePayment| it.what.starts_with("arrears") && !it.short.is_zero();
            step.part == Some(InterestPart::Current)
                && !told.paid.is_zero()
                && date.payments.iter().any(waits)
        })
    }),
    ("arrears are paid while current interest waits", |deal, path| {
        taken(deal, path).any(|(date, step, told)| {
            let waits = |it: &DatePayment| it.what.starts_with("current") && !it.short.is_zero();
            step.part == Some(InterestPart::Arrears)
                && !told.paid.is_zero()
                && date.payments.iter().any(waits)
        })
    }),
    ("a support pays a part of interest", |_, path| {
        let drawn = path.ledger.iter().filter(|it| it.kind == EntryKind::Drawn);
        drawn.into_iter().any(|it| it.reason.contains("current interest") || it.reason.contains("arrears"))
    }),
    ("a limit on interest leaves some to a step below, which pays", |deal, path| {
        taken(deal, path).any(|(date, step, told)| {
            let is_rest = |below: &&Step| below.kind == step.kind && below.cap.is_none();
            let paid = |it: &StepDate| !it.paid.is_zero();
            let below = date.steps.iter().filter(|it| it.number > told.number && paid(it));
            let mut rest = below.filter_map(|it| steps_of(deal, date).get(it.number - 1)).filter(is_rest);
            let notes = matches!(&step.kind, StepKind::Interest(notes) if notes[0] != SUB);
            notes && step.cap.is_some() && paid(told) && rest.next().is_some()
        })
    }),
    ("a note is repaid ahead of its plan", |deal, path| ahead_of(deal, path, is_scheduled)),
    ("a note is repaid ahead of its maturity", |deal, path| {
        ahead_of(deal, path, |note| matches!(note.repayment, NoteRepayment::Bullet { .. }))
    }),
    ("a note is repaid ahead while it is locked", |deal, path| {
        ahead_of(deal, path, |note| note.locked_until.is_some())
    }),
    ("what income leaves repays a note ahead", |deal, path| {
        let Some(split) = &deal.accounts.split else { return false };
        path.ledger.iter().any(|it| it.reason.ends_with(" ahead") && it.from == split.income)
    }),
    ("notes share in a ratio", |deal, path| {
        in_ratio(deal, path)
            .any(|paid| paid.iter().filter(|(paid, left)| !paid.is_zero() && !left.is_zero()).count() > 1)
    }),
    ("what one note does not need of a ratio goes to another", |deal, path| {
        in_ratio(deal, path).any(|paid| {
            let full = paid.iter().any(|(paid, left)| !paid.is_zero() && left.is_zero());
            full && paid.iter().any(|(paid, left)| !paid.is_zero() && !left.is_zero())
        })
    }),
];

/// The steps of the order in force, as they were taken on each date.
fn taken<'a>(
    deal: &'a Deal,
    path: &'a Projection,
) -> impl Iterator<Item = (&'a DateReport, &'a Step, &'a StepDate)> {
    path.dates.iter().flat_map(move |date| {
        date.steps
            .iter()
            .filter_map(move |told| Some((date, steps_of(deal, date).get(told.number - 1)?, told)))
    })
}

/// The order in force on a date.
fn steps_of<'a>(deal: &'a Deal, date: &DateReport) -> &'a [Step] {
    let started = deal.orders.given().find(|(order, _)| *order == date.order);
    started.map_or(deal.waterfall.as_slice(), |(_, steps)| steps)
}

fn is_scheduled(note: &Note) -> bool {
    matches!(note.repayment, NoteRepayment::Scheduled { .. })
}

/// Is such a note repaid ahead while it takes nothing, and later what is left?
fn ahead_of(deal: &Deal, path: &Projection, is_it: fn(&Note) -> bool) -> bool {
    let mut notes = deal.notes.iter().filter(|note| is_it(note));
    notes.any(|note| {
        let (plain, ahead) = (principal(&note.name), ahead(&note.name));
        let paid = |what: &str| path.ledger.iter().find(|it| it.reason == what).map(|it| it.number);
        paid(&ahead).is_some_and(|first| paid(&plain).is_some_and(|then| then > first))
    })
}

fn asks_event(step: &Step) -> bool {
    matches!(&step.when, Some(Condition::Happened(_)))
}

fn denies_event(step: &Step) -> bool {
    matches!(&step.when, Some(Condition::Not(one)) if matches!(**one, Condition::Happened(_)))
}

/// By date and step with a ratio: what each of its notes got, and is still owed.
fn in_ratio<'a>(deal: &'a Deal, path: &'a Projection) -> impl Iterator<Item = Vec<(Money, Money)>> {
    let shared = taken(deal, path).filter(|(_, step, _)| !step.ratio.is_empty());
    shared.map(move |(date, step, _)| {
        let StepKind::Principal(names) = &step.kind else { return Vec::new() };
        let named = deal.notes.iter().zip(&date.notes).filter(|(note, _)| names.contains(&note.name));
        named.map(|(_, told)| (told.principal, told.balance)).collect()
    })
}
