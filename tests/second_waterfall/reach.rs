//! What the random deals reach. A comparison that agrees about deals in which nothing happens says nothing.

mod accounts;
mod earning;
mod events;
mod guarantees;
mod parts;
mod repurchases;
mod servicer;
mod split;
mod stack;
mod steps;
mod supports;

use abs_waterfall::calendar::Schedule;
use abs_waterfall::deal::{Deal, NoteRepayment, Step};
use abs_waterfall::enhancement::Recourse;
use abs_waterfall::pool::{AssetKind, Repayment};
use abs_waterfall::projection::{DatePayment, DateReport, EndReason, EntryKind, Projection, Unpaid};
use abs_waterfall::waterfall::StepKind;
use abs_waterfall::{Date, Money, Simulation};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

use crate::any_deal::SUB;
use crate::books::{fee, interest, principal};
use crate::days::{days_later, dues_of, ends_its_month};
use crate::desk::Desk;
use crate::dice::Dice;
use crate::pool;

/// Something that happens on a path.
type Rule = (&'static str, fn(&Deal, &Projection) -> bool);

const RULES: [Rule; 27] = [
    ("a loan defaults and something is recovered", |_, path| any(path, |d| !d.collected.recovery.is_zero())),
    ("a deposit is set off, and more is recovered later", |deal, path| {
        path.defaults.iter().any(|default| {
            let loan = pool::loans(deal).iter().find(|loan| loan.id == *default.loan).unwrap();
            !loan.deposit.is_zero() && default.recovery > loan.deposit
        })
    }),
    ("a recovery comes in the period of the default", |_, path| {
        any(path, |date| !date.collected.recovery.is_zero() && !date.collected.defaulted.is_zero())
    }),
    ("a loan is late on a date before it has defaulted", |deal, path| {
        let mut defaulted = Money::ZERO;
        let mut is_late = |date: &DateReport| {
            defaulted += date.collected.defaulted;
            let is_missed = |day: Date| days_later(day, 20) <= date.period.calculation;
            let missed = path.defaults.iter().filter(|it| it.guaranteed.is_none() && is_missed(it.missed));
            defaulted < missed.map(|it| it.outstanding).sum()
        };
        let is_late = path.dates.iter().filter(|date| is_late(date)).count() > 0;
        is_late_first(deal) && is_late && any(path, |date| !date.collected.defaulted.is_zero())
    }),
    ("a loan is late to the end", |deal, path| {
        let outstanding: Money = path.defaults.iter().map(|default| default.outstanding).sum();
        let defaulted: Money = path.dates.iter().map(|date| date.collected.defaulted).sum();
        is_late_first(deal)
            && path.defaults.iter().all(|it| it.guaranteed.is_none())
            && defaulted < outstanding
    }),
    ("the enhancer pays", |_, path| any(path, |date| !date.drawn.is_zero())),
    ("the enhancer fails and is called", |_, path| {
        path.supports.iter().any(|told| told.failed.is_some() && !told.recourse.unanswered.is_zero())
    }),
    ("the cap ends the draws", |deal, path| {
        deal.supports.iter().any(|given| drawn(path, given.name()) == given.cap)
    }),
    ("the enhancer pays two claims on one date", |_, path| {
        path.dates.iter().any(|date| {
            let draws = path.ledger.iter().filter(|entry| entry.number == date.period.number);
            draws.filter(|entry| entry.reason.starts_with("draw for")).count() > 1
        })
    }),
    ("the enhancer is repaid with its return", |_, path| {
        recourses(path).any(|r| !r.reimbursed.is_zero() && !r.return_paid.is_zero())
    }),
    ("claims of one rank share short cash", |deal, path| {
        path.dates.iter().any(|date| deal.waterfall.iter().any(|step| shared(step, date)))
    }),
    ("a capped step leaves a fee for a later date", |deal, path| {
        let capped = deal.waterfall.iter().any(is_capped_fee);
        capped && any(path, |d| !d.kept.is_zero() && d.payments.iter().any(|p| is_short(p, "fee")))
    }),
    ("a bullet waits while cash is kept", |deal, path| {
        let bullet = |i: usize| matches!(deal.notes[i].repayment, NoteRepayment::Bullet { .. });
        any(path, |d| {
            !d.kept.is_zero() && (0..d.notes.len()).any(|i| bullet(i) && !d.notes[i].balance.is_zero())
        })
    }),
    ("a bullet keeps what the enhancer or the subordinated note would get", |deal, path| {
        let starved = |p: &DatePayment| {
            p.short > Money::ZERO && (p.kind == EntryKind::Reimbursed || p.what == interest(SUB))
        };
        let behind = deal.notes.iter().any(|note| matches!(note.repayment, NoteRepayment::Bullet { .. }));
        behind && any(path, |d| !d.kept.is_zero() && d.payments.iter().any(starved))
    }),
    ("a note takes the residual", |_, path| any(path, |d| d.notes.iter().any(|n| !n.residual.is_zero()))),
    ("a party takes the residual", |_, path| {
        let to_party = |d: &DateReport| d.notes.iter().all(|note| note.residual.is_zero());
        any(path, |d| to_party(d) && d.payments.iter().any(|p| p.what == "residual" && !p.paid.is_zero()))
    }),
    ("the plan is wound up before the last date", |_, path| {
        path.ending.reason == EndReason::WoundUp && path.ending.number < path.dates.len()
    }),
    ("the legal final date leaves arrears and dates", |_, path| {
        let ending = &path.ending;
        let senior = |unpaid: &Unpaid| unpaid.what != principal(SUB) && unpaid.what != interest(SUB);
        ending.number < path.dates.len() && ending.arrears.iter().any(senior)
    }),
    ("cash arrives after the end and is paid", |_, path| {
        let after = |date: &DateReport| date.period.number > path.ending.number;
        any(path, |date| after(date) && !date.distributable.is_zero() && date.kept.is_zero())
    }),
    ("collection periods end with months of any length", |deal, _| {
        matches!(deal.dates.calculation, Schedule::Regular { month_end: Some(true), count: 3.., .. })
    }),
    ("a loan falls due at month ends, as its disbursement alone tells", |deal, _| {
        pool::loans(deal).iter().any(|loan| {
            let dues = dues_of(loan);
            let silent = matches!(loan.due, Schedule::Regular { month_end: None, .. });
            silent && dues.len() > 2 && dues.iter().all(|due| ends_its_month(*due))
        })
    }),
    ("kinds of assets that are taxed in different ways default", |deal, path| {
        let taxed = |kind: AssetKind| deal.vat.map(|vat| vat.on(kind));
        let kind = |id: &str| pool::loans(deal).iter().find(|loan| loan.id == *id).unwrap().asset;
        let defaulted: Vec<_> = path.defaults.iter().map(|it| taxed(kind(&it.loan))).collect();
        defaulted.iter().any(|tax| tax != &defaulted[0])
    }),
    ("what payments do not say of their interest is missed", |deal, path| {
        path.defaults.iter().any(|default| {
            let loan = pool::loans(deal).iter().find(|loan| loan.id == *default.loan).unwrap();
            matches!(&loan.repayment, Repayment::Payments(all) if all.len() > 1)
        })
    }),
    ("a scheduled amount is carried to a later date", |deal, path| {
        let scheduled = |i: usize| matches!(deal.notes[i].repayment, NoteRepayment::Scheduled { .. });
        let is_short = |d: &DateReport, i: usize| {
            d.payments.iter().any(|p| p.what == principal(&deal.notes[i].name) && !p.short.is_zero())
        };
        let carried = |i: usize| {
            let mut dates = path.dates.iter().skip_while(|d| !is_short(d, i)).skip(1);
            dates.any(|d| !d.notes[i].principal.is_zero())
        };
        (0..deal.notes.len()).any(|i| scheduled(i) && carried(i))
    }),
    ("a note is repaid between its expected and its legal final maturity", |deal, path| {
        let in_tail = |d: &DateReport, i: usize| match (&deal.notes[i].repayment, deal.notes[i].legal_final) {
            (NoteRepayment::PassThrough { maturity }, Some(legal)) => {
                (*maturity..legal).contains(&d.period.distribution) && d.period.payment != *maturity
            }
            _ => false,
        };
        any(path, |d| (0..d.notes.len()).any(|i| in_tail(d, i) && !d.notes[i].principal.is_zero()))
    }),
    ("a note is locked while there is cash for it", |deal, path| {
        let locked =
            |d: &DateReport, i: usize| deal.notes[i].locked_until.is_some_and(|day| d.period.payment < day);
        let takes = |i: usize| matches!(deal.notes[i].repayment, NoteRepayment::PassThrough { .. });
        any(path, |d| !d.kept.is_zero() && (0..d.notes.len()).any(|i| takes(i) && locked(d, i)))
    }),
    ("notes are not repaid", |_, path| path.unpaid.iter().any(|unpaid| unpaid.what.starts_with("principal"))),
];

fn is_late_first(deal: &Deal) -> bool {
    deal.servicing.defaulted_after_days > 0
}

fn recourses(path: &Projection) -> impl Iterator<Item = &Recourse> {
    path.supports.iter().map(|told| &told.recourse)
}

/// What a support paid; nothing to compare with, if it is not there.
fn drawn(path: &Projection, support: &str) -> Option<Money> {
    path.support(support).map(|told| told.recourse.drawn)
}

fn is_capped_fee(step: &Step) -> bool {
    matches!(step.kind, StepKind::Fees(_)) && step.cap.is_some()
}

fn any(path: &Projection, happens: impl Fn(&DateReport) -> bool) -> bool {
    path.dates.iter().any(happens)
}

fn is_short(payment: &DatePayment, kind: &str) -> bool {
    payment.what.starts_with(kind) && payment.short > Money::ZERO
}

/// Were two claims of a step both paid something and short of something?
fn shared(step: &Step, date: &DateReport) -> bool {
    let claims: Vec<String> = match &step.kind {
        StepKind::Fees(names) => names.iter().map(|name| fee(name)).collect(),
        StepKind::Interest(names) => names.iter().map(|name| interest(name)).collect(),
        StepKind::Principal(names) => names.iter().map(|name| principal(name)).collect(),
        _ => return false,
    };
    let partly = |what: &&String| {
        date.payments.iter().any(|p| p.what == **what && !p.paid.is_zero() && !p.short.is_zero())
    };
    claims.iter().filter(partly).count() > 1
}

/// Always the same deals, each on paths of the simulation and in scenarios.
fn each_path(mut look: impl FnMut(&Deal, &Projection)) {
    let mut runner = TestRunner::deterministic();
    for _ in 0..1_000 {
        let deal = crate::deals().new_tree(&mut runner).unwrap().current();
        let row = crate::rows(200).new_tree(&mut runner).unwrap().current();
        let (resolved, desk, dice) = (crate::resolved(&deal), Desk::new(&deal), &mut Dice::new(&row));
        for path in 0..10 {
            look(&deal, &resolved.replay(&Simulation::new(10), path).unwrap());
        }
        for _ in 0..5 {
            let (scenario, _) = crate::any_scenario(dice, &deal, &desk);
            look(&deal, &resolved.project(&scenario).unwrap());
        }
    }
}

/// Every rule is reached by many paths.
#[test]
fn the_random_deals_reach_every_rule() {
    let rules: Vec<&Rule> = RULES
        .iter()
        .chain(&accounts::RULES)
        .chain(&earning::RULES)
        .chain(&events::RULES)
        .chain(&guarantees::RULES)
        .chain(&parts::RULES)
        .chain(&repurchases::RULES)
        .chain(&servicer::RULES)
        .chain(&supports::RULES)
        .chain(&split::RULES)
        .chain(&stack::RULES)
        .chain(&steps::RULES)
        .collect();
    let mut reached = vec![0; rules.len()];
    each_path(|deal, path| {
        for (count, (_, happens)) in reached.iter_mut().zip(&rules) {
            *count += u32::from(happens(deal, path));
        }
    });
    let rare: Vec<String> = rules
        .iter()
        .zip(reached)
        .filter(|(_, count)| *count < 20)
        .map(|((rule, _), count)| format!("{count}: {rule}"))
        .collect();
    assert!(rare.is_empty(), "of 15,000 paths only {}", rare.join("; "));
}

/// A kind of amount, condition or gauge that no deal has is compared with nothing.
#[test]
fn the_random_deals_have_every_kind_of_formula() {
    let mut words = String::new();
    let mut runner = TestRunner::deterministic();
    for _ in 0..200 {
        let deal = crate::deals().new_tree(&mut runner).unwrap().current();
        let caps: Vec<_> = deal.waterfall.iter().filter_map(|step| step.cap.as_ref()).collect();
        let steps = deal.waterfall.iter().chain(deal.orders.given().flat_map(|(_, steps)| steps));
        let when: Vec<_> = steps.filter_map(|step| step.when.as_ref()).collect();
        words += &format!("{:?} {:?} {caps:?} {when:?}", deal.reserves, deal.events);
    }
    let amounts = ["Fixed", "Share", "Sum", "Less", "Min", "Max"];
    let conditions =
        ["AtLeast", "Ratio", "Fails", "RatedBelow", "Used", "From", "Happened", "Not", "All", "Any"];
    let gauges = [
        "Pool",
        "OpeningPool",
        "Defaulted",
        "Commingled",
        "Notes",
        "Issued",
        "Account",
        "OwedToPrincipal",
        "Due",
        "Drawn",
        "UnpaidInterest",
        "UnpaidPrincipal",
        "MissedPrincipal",
    ];
    for kind in amounts.iter().chain(&conditions).chain(&gauges) {
        let count = words.split(|c: char| !c.is_alphabetic()).filter(|word| word == kind).count();
        assert!(count >= 10, "in 200 deals only {count}: {kind}");
    }
}
