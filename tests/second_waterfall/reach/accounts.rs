//! What happens with reserves, sources and caps.

use abs_waterfall::Money;
use abs_waterfall::deal::{Deal, Reserve, Step};
use abs_waterfall::projection::{DateReport, EndReason, EntryKind, LedgerEntry, Projection};
use abs_waterfall::waterfall::{Amount, StepKind};

use super::{Rule, any};
use crate::any_deal::SUB;
use crate::books::{fee, interest, principal};

pub(super) const RULES: [Rule; 21] = [
    ("the plan's accounts earn", |_, path| entries(path, EntryKind::Earned).next().is_some()),
    ("cash earns that nothing has come to", |_, path| {
        let alone =
            |date: &DateReport| date.collected.cash().is_zero() && !date.earned.unwrap_or_default().is_zero();
        any(path, alone)
    }),
    ("what the accounts earn is income", |deal, path| {
        let income = deal.accounts.split.as_ref().map(|split| &split.income);
        entries(path, EntryKind::Earned).any(|entry| Some(&entry.to) == income)
    }),
    ("a reserve opens with what is paid in", |_, path| entries(path, EntryKind::PaidIn).next().is_some()),
    ("a reserve makes up what must be paid", |deal, path| {
        entries(path, EntryKind::MadeUp).any(|entry| is_reserve(deal, &entry.from))
    }),
    ("the plan account makes up what a reserve does not reach", |deal, path| {
        entries(path, EntryKind::MadeUp).any(|entry| entry.from == deal.accounts.plan)
    }),
    ("two further accounts make up one claim", |_, path| {
        pairs(path, EntryKind::MadeUp, EntryKind::MadeUp).any(|(one, other)| one.from != other.from)
    }),
    ("an account makes up what two claims of one rank are short", |deal, path| {
        entries(path, EntryKind::MadeUp).any(|entry| {
            let same = |other: &LedgerEntry| {
                (other.number, &other.from) == (entry.number, &entry.from) && other.reason != entry.reason
            };
            deal.waterfall.iter().any(|step| names_both(step, entry, path, &same))
        })
    }),
    ("a reserve pays what may be paid", |deal, path| {
        entries(path, EntryKind::Principal).any(|entry| is_reserve(deal, &entry.from))
    }),
    ("a support pays through a reserve", |deal, path| {
        entries(path, EntryKind::Drawn).any(|entry| is_reserve(deal, &entry.to))
    }),
    ("a reserve is topped up to its target", |deal, path| {
        topped_up(deal, path).any(|(date, i)| date.reserves[i].balance == date.reserves[i].target)
    }),
    ("a top-up stops for want of cash", |deal, path| {
        topped_up(deal, path)
            .any(|(date, i)| date.reserves[i].balance < date.reserves[i].target && date.kept.is_zero())
    }),
    ("a top-up stops at its cap", |deal, path| {
        topped_up(deal, path).any(|(date, i)| {
            let capped = |step: &Step| {
                step.kind == StepKind::TopUp(deal.reserves[i].name.clone()) && step.cap.is_some()
            };
            let stops = date.reserves[i].balance < date.reserves[i].target && !date.kept.is_zero();
            stops && deal.waterfall.iter().any(capped)
        })
    }),
    ("a reserve is released down to a target that is not nothing", |deal, path| {
        released(deal, path).any(|(date, i)| !date.reserves[i].target.is_zero())
    }),
    ("a reserve is released by its condition", |deal, path| {
        released(deal, path).any(|(date, i)| {
            let runs = date.period.number < path.ending.number && !seniors_repaid(deal, date);
            let no_target = date.reserves[i].target.is_zero();
            runs && no_target && deal.reserves[i].released_when.is_some() && is_ever_needed(path, i)
        })
    }),
    ("a condition keeps a reserve that would else be released", |deal, path| {
        any(path, |date| seniors_repaid(deal, date) && date.reserves.iter().any(|it| !it.target.is_zero()))
    }),
    ("a reserve is released on the legal final date", |deal, path| {
        let last = path.ending.number;
        path.ending.reason == EndReason::LegalFinal
            && released(deal, path).any(|(date, _)| date.period.number == last)
    }),
    ("a cap on principal binds", |deal, path| {
        principal_caps(deal, path).any(|(date, notes, paid, cap)| {
            paid == cap && notes.iter().any(|note| !balance(deal, date, note).is_zero())
        })
    }),
    ("principal that is due is paid beyond its cap", |deal, path| {
        principal_caps(deal, path).any(|(_, _, paid, cap)| paid > cap)
    }),
    ("a cap by a formula leaves a fee for a later date", |deal, path| {
        let by_formula = |step: &Step| !matches!(step.cap, None | Some(Amount::Fixed(_)));
        let is_left = |date: &DateReport, step: &Step| match &step.kind {
            StepKind::Fees(names) if by_formula(step) => names.iter().any(|name| {
                date.payments
                    .iter()
                    .any(|it| it.what == fee(name) && !it.paid.is_zero() && !it.short.is_zero())
            }),
            _ => false,
        };
        any(path, |date| !date.kept.is_zero() && deal.waterfall.iter().any(|step| is_left(date, step)))
    }),
    ("a reserve and then a support make up one claim", |deal, path| {
        pairs(path, EntryKind::MadeUp, EntryKind::Drawn).any(|(one, _)| is_reserve(deal, &one.from))
    }),
];

pub(super) fn entries(path: &Projection, kind: EntryKind) -> impl Iterator<Item = &LedgerEntry> {
    path.ledger.iter().filter(move |entry| entry.kind == kind)
}

/// Movements of two kinds on one date for one claim.
pub(super) fn pairs(
    path: &Projection,
    one: EntryKind,
    other: EntryKind,
) -> impl Iterator<Item = (&LedgerEntry, &LedgerEntry)> {
    let claim = |entry: &LedgerEntry| entry.reason.rsplit("for ").next().map(ToString::to_string);
    let both = entries(path, one).flat_map(move |one| entries(path, other).map(move |other| (one, other)));
    both.filter(move |(one, other)| one.number == other.number && claim(one) == claim(other))
}

fn is_reserve(deal: &Deal, account: &str) -> bool {
    deal.reserves.iter().any(|reserve| reserve.name == account)
}

/// Does a step pay what an entry makes up, and another that something is true of?
fn names_both(
    step: &Step,
    entry: &LedgerEntry,
    path: &Projection,
    is_other: &dyn Fn(&LedgerEntry) -> bool,
) -> bool {
    let claims: Vec<String> = match &step.kind {
        StepKind::Fees(names) => names.iter().map(|name| fee(name)).collect(),
        StepKind::Interest(names) => names.iter().map(|name| interest(name)).collect(),
        StepKind::Principal(names) => names.iter().map(|name| principal(name)).collect(),
        _ => return false,
    };
    let pays = |entry: &LedgerEntry| claims.iter().any(|claim| entry.reason.ends_with(claim.as_str()));
    pays(entry) && entries(path, EntryKind::MadeUp).any(|other| is_other(other) && pays(other))
}

/// Dates with the number of a reserve into which, or out of which, cash went by a step of its own.
fn moved<'a>(
    deal: &'a Deal,
    path: &'a Projection,
    kind: EntryKind,
    account: fn(&LedgerEntry) -> &String,
) -> impl Iterator<Item = (&'a DateReport, usize)> {
    let number = move |name: &String| deal.reserves.iter().position(|it: &Reserve| it.name == *name);
    let date = |entry: &LedgerEntry| path.dates.iter().find(|date| date.period.number == entry.number);
    entries(path, kind).filter_map(move |entry| Some((date(entry)?, number(account(entry))?)))
}

fn topped_up<'a>(deal: &'a Deal, path: &'a Projection) -> impl Iterator<Item = (&'a DateReport, usize)> {
    moved(deal, path, EntryKind::ToppedUp, |entry| &entry.to)
}

fn released<'a>(deal: &'a Deal, path: &'a Projection) -> impl Iterator<Item = (&'a DateReport, usize)> {
    moved(deal, path, EntryKind::Released, |entry| &entry.from)
}

fn is_ever_needed(path: &Projection, reserve: usize) -> bool {
    any(path, |date| !date.reserves[reserve].target.is_zero())
}

fn balance(deal: &Deal, date: &DateReport, note: &str) -> Money {
    let named = deal.notes.iter().zip(&date.notes).find(|(written, _)| written.name == note);
    named.map(|(_, told)| told.balance).unwrap_or_default()
}

fn seniors_repaid(deal: &Deal, date: &DateReport) -> bool {
    deal.notes.iter().all(|note| note.name == SUB || balance(deal, date, &note.name).is_zero())
}

/// By date and step of principal with a fixed cap: its notes, what they got, and the cap.
fn principal_caps<'a>(
    deal: &'a Deal,
    path: &'a Projection,
) -> impl Iterator<Item = (&'a DateReport, &'a Vec<String>, Money, Money)> {
    let capped = deal.waterfall.iter().filter_map(|step| match (&step.kind, &step.cap) {
        (StepKind::Principal(notes), Some(Amount::Fixed(cap))) => Some((notes, *cap)),
        _ => None,
    });
    capped.flat_map(move |(notes, cap)| {
        path.dates.iter().map(move |date| {
            let named = deal.notes.iter().zip(&date.notes).filter(|(note, _)| notes.contains(&note.name));
            (date, notes, named.map(|(_, told)| told.principal).sum(), cap)
        })
    })
}
