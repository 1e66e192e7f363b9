//! What happens where several stand behind a deal.

use abs_waterfall::Money;
use abs_waterfall::deal::{Deal, Step, Support};
use abs_waterfall::enhancement::{Recourse, SupportKind};
use abs_waterfall::projection::{DatePayment, DateReport, EntryKind, Projection, SupportReport};
use abs_waterfall::waterfall::StepKind;

use super::accounts::pairs;
use super::{Rule, any};

pub(super) const RULES: [Rule; 12] = [
    ("a second support pays because of the first one's cap", |deal, path| {
        follows(path, |first, _, drawn| {
            deal_cap(deal, &path.supports[first].name) == Some(drawn) && stands(path, first)
        })
    }),
    ("a second support pays because the first one's giver has failed", |_, path| {
        follows(path, |first, date, _| {
            path.supports[first].failed.is_some_and(|day| day <= date.period.payment)
        })
    }),
    ("both supports of a giver that has failed are called", |_, path| {
        let called =
            |i: usize| path.supports[i].failed.is_some() && !path.supports[i].recourse.unanswered.is_zero();
        each_two(path).any(|(i, j)| path.supports[i].by == path.supports[j].by && called(i) && called(j))
    }),
    ("two supports of one giver pay", |_, path| {
        each_two(path)
            .any(|(i, j)| path.supports[i].by == path.supports[j].by && paid(path, i) && paid(path, j))
    }),
    ("two givers pay for one claim", |_, path| {
        pairs(path, EntryKind::Drawn, EntryKind::Drawn).any(|(one, other)| one.from != other.from)
    }),
    ("three supports pay", |_, path| path.supports.len() == 3 && (0..3).all(|i| paid(path, i))),
    ("one pays where another does not stand behind the deal", |deal, path| {
        path.supports.len() < deal.supports.len() && (0..path.supports.len()).any(|i| paid(path, i))
    }),
    ("nobody stands behind a deal with supports", |deal, path| {
        path.supports.is_empty() && !deal.supports.is_empty() && !path.unpaid.is_empty()
    }),
    ("supports that are repaid together share short cash", |deal, path| {
        let all = |step: &Step| matches!(&step.kind, StepKind::Reimbursement(of) if of.len() != 1);
        deal.waterfall.iter().any(all)
            && [EntryKind::Return, EntryKind::Reimbursed]
                .iter()
                .any(|kind| any(path, |date| part_paid(date, *kind) > 1))
    }),
    ("supports are repaid by name, each in its rank", |deal, path| {
        let named = |step: &&Step| matches!(&step.kind, StepKind::Reimbursement(of) if of.len() == 1);
        let repaid = path.supports.iter().filter(|told| !told.recourse.reimbursed.is_zero()).count();
        deal.waterfall.iter().filter(named).count() > 1 && repaid > 1
    }),
    ("what was repaid does not restore the one cap of a promise", |deal, path| {
        (0..path.supports.len()).any(|i| {
            let told = &path.supports[i];
            let had_repaid = |k: usize| !path.dates[k].supports[i].reimbursed.is_zero();
            let spent = deal_cap(deal, &told.name) == Some(told.recourse.drawn);
            spent
                && are_promises(deal)
                && told.failed.is_none()
                && (1..path.dates.len()).any(|k| had_repaid(k - 1) && rises(path, k, i, |it| it.unanswered))
        })
    }),
    ("after the plan's end nobody pays a tax that somebody would have paid", |deal, path| {
        let would_pay = |told: &SupportReport| {
            let written = deal.supports.iter().find(|written| written.name() == told.name);
            let spent = deal_cap(deal, &told.name) == Some(told.recourse.drawn);
            written.is_some_and(|written| written.taxes_each_date) && told.failed.is_none() && !spent
        };
        let unpaid = |it: &DatePayment| it.kind == EntryKind::Tax && !it.short.is_zero();
        let mut after = path.dates.iter().filter(|date| date.period.number > path.ending.number);
        path.supports.iter().any(would_pay) && after.any(|date| date.payments.iter().any(unpaid))
    }),
];

fn deal_cap(deal: &Deal, support: &str) -> Option<Money> {
    deal.supports.iter().find(|written| written.name() == support)?.cap
}

/// Is every support an undertaking with one cap at most, of which nothing comes after a failure?
fn are_promises(deal: &Deal) -> bool {
    let is_one = |it: &Support| {
        let more = it.cap_each_date.is_some() || it.cap_each_year.is_some() || it.cap_of_notes.is_some();
        it.kind == SupportKind::ShortfallUndertaking && !it.revolving && !more
    };
    deal.supports.iter().all(is_one) && deal.parties.iter().all(|party| party.after_failure.is_none())
}

fn stands(path: &Projection, support: usize) -> bool {
    path.supports[support].failed.is_none()
}

fn paid(path: &Projection, support: usize) -> bool {
    !path.supports[support].recourse.drawn.is_zero()
}

fn each_two(path: &Projection) -> impl Iterator<Item = (usize, usize)> {
    let count = path.supports.len();
    (0..count).flat_map(move |i| (i + 1..count).map(move |j| (i, j)))
}

/// Is more of this part of a support's books there on a date than ever before?
fn rises(path: &Projection, date: usize, support: usize, part: fn(&Recourse) -> Money) -> bool {
    let on = |date: usize| part(&path.dates[date].supports[support]);
    on(date) > date.checked_sub(1).map(on).unwrap_or_default()
}

/// Does a support pay on a date on which one before it leaves more open than ever before, for this reason? It is told
/// which one that is, the date, and what it has drawn.
fn follows(path: &Projection, because: impl Fn(usize, &DateReport, Money) -> bool) -> bool {
    each_two(path).any(|(first, second)| {
        path.dates.iter().enumerate().any(|(k, date)| {
            let left_open = rises(path, k, first, |recourse| recourse.unanswered);
            let drawn = date.supports[first].drawn;
            left_open && rises(path, k, second, |recourse| recourse.drawn) && because(first, date, drawn)
        })
    })
}

/// How many claims of a kind were paid in part on a date.
fn part_paid(date: &DateReport, kind: EntryKind) -> usize {
    let in_part =
        date.payments.iter().filter(|it| it.kind == kind && !it.paid.is_zero() && !it.short.is_zero());
    in_part.count()
}
