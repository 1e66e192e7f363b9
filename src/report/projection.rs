//! One scenario in tables: what came in, what went out, what is left, and how it ended.

use std::ops::RangeInclusive;

use super::disclosure::disclosure;
use super::format::{or_dash, percent, prose};
use super::table::Figures;
use super::terms::{self, spaced};
use crate::enhancement::Recourse;
use crate::money::Money;
use crate::projection::{
    DateReport, EntryKind, EventReport, GiverReport, NoteReport, Projection, SupportReport, Unpaid,
};

/// A scenario date by date, then by note, then in sentences.
pub fn projection(of: &Projection) -> String {
    let names: Vec<&str> = of.notes.iter().map(|note| note.name.as_str()).collect();
    format!(
        "Cash in (yuan)\n{}\nCash out (yuan)\n{}{}{}\nOutstanding after each date (yuan)\n{}{}{}\nNotes (yuan)\n{}\n{}",
        cash_in(of),
        cash_out(of, &names),
        prose(COVERAGE),
        disclosure(of),
        outstanding(of, &names),
        prose(ASSET_COVER),
        ledgers(of),
        notes(&of.notes),
        prose(&sentences(of)),
    )
}

const COVERAGE: &str = "\
    Coverage: the plan's cash over what is due down to the last senior note. Principal of a pass-through note is due at its \
    maturity and not before; what the enhancer pays is not counted. Days: what interest and fees accrue for.\n";

const ASSET_COVER: &str = "Asset cover: performing pool, cash carried forward and reserves over the principal of the senior notes.\n";

/// Every movement of money with its reason, one a line.
pub fn ledger(of: &Projection) -> String {
    let mut table = Figures::new(["no.", "on", "from", "to", "amount", "reason"]).words(&[1, 2, 3, 5]);
    for entry in &of.ledger {
        table.row([
            entry.number.to_string(),
            entry.on.to_string(),
            entry.from.clone(),
            entry.to.clone(),
            entry.amount.to_string(),
            entry.reason.clone(),
        ]);
    }
    table.text()
}

fn cash_in(of: &Projection) -> String {
    let others: Vec<Money> = (0..of.dates.len()).map(|row| other(of, row)).collect();
    let has_other = others.iter().any(|other| !other.is_zero());
    let keep = [true, true, true, true, true, true, true, has_other, true];
    let head = [
        "no.",
        "collected\nto",
        "paid on",
        "interest",
        "principal",
        "recovered",
        "enhancer",
        "other",
        "in all",
    ];
    let mut table = Figures::new(pick(head.map(String::from), &keep)).words(&[1, 2]);
    for (date, other) in of.dates.iter().zip(others) {
        let collected = &date.collected;
        let cells = [
            date.period.number.to_string(),
            date.period.calculation.to_string(),
            date.period.payment.to_string(),
            collected.interest.to_string(),
            collected.principal.to_string(),
            amount(collected.recovery),
            amount(date.drawn),
            amount(other),
            (collected.cash() + date.drawn + other).to_string(),
        ];
        table.row(pick(cells, &keep));
    }
    table.text()
}

/// What the plan has had since the row before from the sale of the pool, from what its accounts earn, and from givers that have failed
/// and pay later. What those pay of guaranteed loans is among what is recovered.
fn other(of: &Projection, row: usize) -> Money {
    let number = |row: usize| of.dates[row].period.number;
    let (before, date) = (row.checked_sub(1).map_or(0, number), &of.dates[row]);
    let of_loans =
        of.supports.iter().zip(&date.of_supports).filter(|(told, _)| told.kind.pays_for_borrowers());
    let recovered: Money = of_loans.map(|(_, date)| date.late_paid).sum();
    moved(of, before + 1..=number(row), &[EntryKind::CleanUpCall, EntryKind::Earned, EntryKind::Late])
        - recovered
}

/// What moved on the dates of these numbers for reasons of these kinds.
fn moved(of: &Projection, numbers: RangeInclusive<usize>, kinds: &[EntryKind]) -> Money {
    let entries = of.ledger.iter().filter(|entry| numbers.contains(&entry.number));
    entries.filter(|entry| kinds.contains(&entry.kind)).map(|entry| entry.amount).sum()
}

fn cash_out(of: &Projection, names: &[&str]) -> String {
    let by_note = names.iter().flat_map(|name| {
        ["interest", "principal"]
            .map(|part| format!("{name}\n{part}"))
            .into_iter()
            .chain([format!("{name}\nresidual")])
    });
    let keep = columns_in_use(of);
    let head = ["no.".into(), "days".into(), "taxes".into(), "fees".into()].into_iter().chain(by_note);
    let head = head.chain(["to the\nenhancer".into(), "carried\nforward".into(), "coverage".into()]);
    let mut table = Figures::new(pick(head, &keep));
    for date in &of.dates {
        let coverage = date.coverage.map(|multiple| format!("{multiple:.4}"));
        let days = (date.period.accrual_end - date.period.accrual_start).get_days();
        let first = [date.period.number.to_string(), days.to_string()];
        let cells = first.into_iter().chain(outflows(of, date).into_iter().map(amount));
        table.row(pick(cells.chain([or_dash(coverage)]), &keep));
    }
    table.text()
}

/// Taxes, fees, three parts for each note, to the enhancer, kept.
fn outflows(of: &Projection, date: &DateReport) -> Vec<Money> {
    let number = date.period.number;
    let paid = |kinds: &[EntryKind]| moved(of, number..=number, kinds);
    let notes = date.notes.iter().flat_map(|note| [note.interest, note.principal, note.residual]);
    let first = [paid(&[EntryKind::Tax]), paid(&[EntryKind::Fee, EntryKind::CommitmentFee])];
    let last = [paid(&[EntryKind::Return, EntryKind::Reimbursed]), date.kept];
    first.into_iter().chain(notes).chain(last).collect()
}

/// Columns that hold anything but nothing; the number, the days and the coverage always do.
fn columns_in_use(of: &Projection) -> Vec<bool> {
    let rows: Vec<Vec<Money>> = of.dates.iter().map(|date| outflows(of, date)).collect();
    let width = rows.first().map_or(0, Vec::len);
    let used = (0..width).map(|column| rows.iter().any(|row| !row[column].is_zero()));
    [true, true].into_iter().chain(used).chain([true]).collect()
}

fn pick(cells: impl IntoIterator<Item = String>, keep: &[bool]) -> Vec<String> {
    cells.into_iter().zip(keep).filter(|(_, keep)| **keep).map(|(cell, _)| cell).collect()
}

fn outstanding(of: &Projection, names: &[&str]) -> String {
    let notes = names.iter().map(ToString::to_string);
    let head = ["no.".into(), "performing\npool".into(), "newly\ndefaulted".into()].into_iter().chain(notes);
    let reserved = of.dates.iter().any(|date| !date.reserves.is_empty());
    let reserve = reserved.then(|| "in reserve".to_string());
    let fails = of.servicer.is_some();
    let lost = fails.then(|| "lost with\nservicer".to_string());
    let last = ["owed to the\nenhancer".into(), "asset\ncover".into()];
    let mut table = Figures::new(head.chain(reserve).chain(lost).chain(last));
    for date in &of.dates {
        let first = [date.period.number.to_string(), date.pool.to_string(), amount(date.collected.defaulted)];
        let balances = date.notes.iter().map(|note| amount(note.balance));
        let held = date.reserves.iter().map(|reserve| reserve.balance).sum();
        let held = reserved.then(|| amount(held));
        let lost = fails.then(|| amount(date.commingled.cash()));
        let by_plan = date.supports.iter().zip(&of.supports);
        let by_plan = by_plan.filter(|(_, support)| !support.kind.pays_for_borrowers());
        let owed = by_plan.map(|(recourse, _)| recourse.owed()).sum();
        let cover = or_dash(date.asset_cover.map(|multiple| format!("{multiple:.4}")));
        table.row(first.into_iter().chain(balances).chain(held).chain(lost).chain([amount(owed), cover]));
    }
    table.text()
}

/// How the plan account is split, and what is in its ledgers while they are apart; nothing of one that is not.
fn ledgers(of: &Projection) -> String {
    let Some(split) = &of.split else { return String::new() };
    let ledgers = [split.income.as_str(), split.principal.as_str()];
    let mut table = Figures::new(["no.", ledgers[0], ledgers[1], "owed to\nprincipal"]);
    for date in &of.dates {
        let held = |name| date.accounts.iter().find(|it| it.account == name).map(|it| amount(it.balance));
        let [income, principal] = ledgers.map(|name| or_dash(held(name)));
        let owed = or_dash(date.owed_to_principal.map(amount));
        table.row([date.period.number.to_string(), income, principal, owed]);
    }
    format!(
        "\nLedgers after each date (yuan)\n{}{}",
        table.text(),
        prose(&terms::ledgers("plan account", split, of.surplus))
    )
}

fn notes(notes: &[NoteReport]) -> String {
    let head = ["note", "issued", "interest", "principal", "residual", "unpaid", "average\nlife", "yield"];
    let mut table = Figures::new(head);
    for note in notes {
        table.row([
            note.name.clone(),
            note.amount.to_string(),
            amount(note.interest),
            amount(note.principal),
            amount(note.residual),
            amount(note.loss()),
            or_dash(note.average_life.map(|years| format!("{years:.4} y"))),
            or_dash(note.annual_yield.map(|rate| percent(rate, 3))),
        ]);
    }
    table.text()
}

fn sentences(of: &Projection) -> String {
    let mut lines = Vec::new();
    for default in &of.defaults {
        lines.push(format!(
            "Loan {} ({}) stopped paying on {} with {} outstanding; {} of it is recovered.",
            default.loan, default.borrower, default.missed, default.outstanding, default.recovery
        ));
        lines.extend(default.guaranteed.iter().map(|told| format!("{told}.")));
    }
    for note in of.notes.iter().filter(|note| !note.price.is_par()) {
        lines.push(format!(
            "The yield of {} is that of a buyer at {} of par.",
            note.name,
            spaced(&note.price)
        ));
    }
    lines.extend(of.servicer.iter().map(|told| sentence(&told.to_string())));
    lines.extend(of.pool_defaults.iter().map(|told| format!("{told}.")));
    for support in &of.supports {
        let failed = support.failed.into_iter();
        lines.extend(failed.map(|on| format!("{} has failed: from {on} on it pays nothing.", support.by)));
    }
    for support in of.supports.iter().filter(|support| !support.late_paid.is_zero()) {
        let SupportReport { name, by, late_paid, .. } = support;
        lines.push(format!("{by} has paid {late_paid} later of what {name} was called for."));
    }
    for support in of.supports.iter().filter(|support| !support.fee_paid.is_zero()) {
        let SupportReport { name, fee_paid, recourse, .. } = support;
        let interest = recourse.return_paid;
        lines.push(format!("{name} was paid {fee_paid} of commitment fees and {interest} of interest."));
    }
    let acts = |event: &EventReport| if event.after_payment { ", from the next date on" } else { "" };
    lines.extend(of.events.iter().map(|event| sentence(&format!("{event}{}", acts(event)))));
    lines.extend(of.clean_up.iter().map(|sale| sentence(&sale.to_string())));
    lines.push(format!("Ending: {}.", of.ending));
    lines.extend(of.supports.iter().filter(|it| it.recourse.was_called()).flat_map(support));
    lines.extend(of.givers().iter().filter_map(|giver| under_all_supports(of, giver)));
    lines.extend(made_good(of));
    if of.ending.arrears != of.unpaid {
        let arrears = of.ending.arrears.iter();
        lines.extend(arrears.map(|left| format!("In arrears then: {} {}.", left.what, left.amount)));
    }
    match of.unpaid.as_slice() {
        [] => lines.push("Everybody was paid in full.".into()),
        unpaid => {
            lines.extend(unpaid.iter().map(left_unpaid));
        }
    }
    lines.join("\n") + "\n"
}

/// What a support came to that was called.
fn support(SupportReport { name, kind, recourse, .. }: &SupportReport) -> Vec<String> {
    let Recourse { drawn, unanswered, reimbursed, .. } = recourse;
    let is_guarantee = kind.pays_for_borrowers();
    let paid = match is_guarantee {
        true => format!("{name} paid {drawn} in the place of borrowers and recovered {reimbursed} of them."),
        false => format!("{name} paid {drawn} and is still owed {}.", recourse.owed()),
    };
    let open = match is_guarantee {
        true => format!("It left {unanswered} of its calls unpaid."),
        false => format!("Its largest unpaid call on any one date was {unanswered}."),
    };
    let open = (!unanswered.is_zero()).then_some(open);
    std::iter::once(paid).chain(open).collect()
}

/// What a party that gives several supports paid and got under all of them.
fn under_all_supports(of: &Projection, giver: &GiverReport) -> Option<String> {
    let GiverReport { name, drawn, reimbursed, return_paid, fee_paid, late_paid, .. } = giver;
    let (paid, got) = (*drawn + *late_paid, *reimbursed + *return_paid + *fee_paid);
    let gives_several = of.supports.iter().filter(|support| support.by == *name).count() > 1;
    (gives_several && !(paid.is_zero() && got.is_zero())).then(|| {
        format!(
            "Under all its supports {name} paid {paid} and got back {got}, fees among it: {} in all.",
            giver.net()
        )
    })
}

/// With its first letter large and its full stop.
fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).collect::<String>() + "."
}

/// What was missed when it was due and paid later; what never was is told as left unpaid.
fn made_good(of: &Projection) -> Vec<String> {
    let claims = of.dates.first().map_or(0, |date| date.payments.len());
    let story = |claim: usize| {
        let on_date = |date: &DateReport| (date.period.payment, date.payments[claim].short);
        let mut shorts = of.dates.iter().map(on_date);
        let (missed, short) = shorts.find(|(_, short)| !short.is_zero())?;
        let (paid, _) = shorts.find(|(_, short)| short.is_zero())?;
        let payment = &of.dates[0].payments[claim];
        let is_due = !matches!(payment.kind, EntryKind::Return | EntryKind::Reimbursed);
        is_due.then(|| {
            format!("Missed when due: {} of {short} on {missed}, made good on {paid}.", payment.what)
        })
    };
    (0..claims).filter_map(story).collect()
}

fn left_unpaid(left: &Unpaid) -> String {
    format!("Left unpaid: {} {}.", left.what, left.amount)
}

/// An amount, or a dash for nothing.
fn amount(of: Money) -> String {
    if of.is_zero() { "–".into() } else { of.to_string() }
}
