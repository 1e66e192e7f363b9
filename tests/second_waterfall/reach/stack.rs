//! What happens where guarantees, letters and facilities stand behind a deal, with caps of every kind, and where a party pays
//! after its failure.

use abs_waterfall::Money;
use abs_waterfall::deal::{Deal, Support};
use abs_waterfall::enhancement::SupportKind;
use abs_waterfall::projection::{EntryKind, Projection, SupportDate, SupportReport};

use super::{Rule, any};

pub(super) const RULES: [Rule; 15] = [
    ("a guarantee pays where a payer before it has failed", |deal, path| {
        each(deal, path).any(|(given, told)| is_guarantee(given) && !told.recourse.drawn.is_zero())
    }),
    ("a guarantee pays though the payer before it stands, as it is beyond its cap", |deal, path| {
        each(deal, path).any(|(given, told)| {
            let stands = path.supports.iter().all(|other| other.failed.is_none());
            given.beyond_cap && stands && !told.recourse.drawn.is_zero()
        })
    }),
    ("a guarantee pays where somebody is looked away from", |deal, path| {
        let away = path.supports.len() < deal.supports.len();
        away && each(deal, path).any(|(it, told)| is_guarantee(it) && !told.recourse.drawn.is_zero())
    }),
    ("a guarantee fails too", |deal, path| {
        each(deal, path).any(|(it, told)| {
            is_guarantee(it) && told.failed.is_some() && !told.recourse.unanswered.is_zero()
        })
    }),
    ("a letter pays all that it states", |deal, path| {
        each(deal, path).any(|(given, told)| {
            given.kind == SupportKind::GuaranteeLetter && given.cap == Some(told.recourse.drawn)
        })
    }),
    ("a facility is drawn, costs its fee and its interest, and is repaid", |deal, path| {
        each(deal, path).any(|(given, told)| {
            let recourse = &told.recourse;
            let paid = [told.fee_paid, recourse.return_paid, recourse.reimbursed, recourse.drawn];
            given.kind == SupportKind::LiquidityFacility && paid.iter().all(|amount| !amount.is_zero())
        })
    }),
    ("a commitment fee is not paid in full", |_, path| {
        path.supports.iter().any(|told| !told.fee_due.is_zero())
    }),
    ("a cap that revolves lets more be drawn than it is", |deal, path| {
        each(deal, path).any(|(given, told)| given.cap.is_some_and(|cap| told.recourse.drawn > cap))
    }),
    ("the cap of a date binds", |deal, path| {
        on_a_date(deal, path, |given, date| {
            given.cap_each_date == Some(date.drawn) && date.called > date.drawn
        })
    }),
    ("the cap of a year binds", |deal, path| {
        on_a_date(deal, path, |given, date| {
            let only = given.cap.is_none() && given.cap_each_date.is_none() && given.cap_of_notes.is_none();
            given.cap_each_year.is_some() && only && !date.drawn.is_zero() && date.called > date.drawn
        })
    }),
    ("the share of the notes binds", |deal, path| {
        on_a_date(deal, path, |given, date| {
            let only = given.cap.is_none() && given.cap_each_date.is_none() && given.cap_each_year.is_none();
            given.cap_of_notes.is_some() && only && !date.drawn.is_zero() && date.called > date.drawn
        })
    }),
    ("what a party pays after its failure goes to one who paid in its place", |_, path| {
        moved(path, EntryKind::LateRecourse)
    }),
    ("what a party pays after its failure goes to the plan", |_, path| moved(path, EntryKind::Late)),
    ("what comes late pays a date that nothing else does", |_, path| {
        any(path, |date| {
            let late = date.of_supports.iter().any(|it| !it.late_paid.is_zero());
            late && date.collected.cash().is_zero() && !date.distributable.is_zero()
        })
    }),
    ("a step that names none repays those that no other step names", |deal, path| {
        use abs_waterfall::waterfall::StepKind::Reimbursement;
        let named = |empty: bool| {
            deal.waterfall
                .iter()
                .any(|step| matches!(&step.kind, Reimbursement(of) if of.is_empty() == empty))
        };
        let repaid = path.supports.iter().filter(|told| !told.recourse.reimbursed.is_zero()).count();
        named(true) && named(false) && repaid > 1
    }),
];

/// The supports that there are, as written and as told.
fn each<'a>(deal: &'a Deal, path: &'a Projection) -> impl Iterator<Item = (&'a Support, &'a SupportReport)> {
    let written = |told: &&SupportReport| deal.supports.iter().find(|it| it.name() == told.name).unwrap();
    path.supports.iter().map(move |told| (written(&told), told))
}

fn is_guarantee(given: &Support) -> bool {
    given.kind == SupportKind::PlanGuarantee && !given.beyond_cap
}

/// Does something happen to a support whose giver stands, on some date?
fn on_a_date(deal: &Deal, path: &Projection, happens: impl Fn(&Support, &SupportDate) -> bool) -> bool {
    let mut supports = each(deal, path).enumerate().filter(|(_, (_, told))| told.failed.is_none());
    supports.any(|(i, (given, _))| path.dates.iter().any(|date| happens(given, &date.of_supports[i])))
}

fn moved(path: &Projection, kind: EntryKind) -> bool {
    path.ledger.iter().any(|entry| entry.kind == kind && entry.amount > Money::ZERO)
}
