//! What the random deals reach. A comparison that agrees about deals in which nothing happens says nothing.

use abs_waterfall::calendar::Schedule;
use abs_waterfall::deal::{Deal, NoteRepayment, Step};
use abs_waterfall::projection::{DatePayment, DateReport, EndReason, Projection, Unpaid};
use abs_waterfall::{Money, ResolvedDeal, Simulation};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

use crate::any_deal::SUB;
use crate::books::{REIMBURSEMENT, fee, interest, principal};
use crate::days::{dues_of, ends_its_month};
use crate::pool;

/// Something that happens on a path.
type Rule = (&'static str, fn(&Deal, &Projection) -> bool);

const RULES: [Rule; 19] = [
    ("a loan defaults and something is recovered", |_, path| any(path, |d| !d.collected.recovery.is_zero())),
    ("a recovery comes in the period of the default", |_, path| {
        any(path, |date| !date.collected.recovery.is_zero() && !date.collected.defaulted.is_zero())
    }),
    ("the enhancer pays", |_, path| any(path, |date| !date.drawn.is_zero())),
    ("the enhancer fails and is called", |_, path| {
        path.enhancer_failed.is_some() && path.recourse.is_some_and(|r| !r.unanswered.is_zero())
    }),
    ("the cap ends the draws", |deal, path| {
        let cap = deal.undertaking.as_ref().and_then(|given| given.cap);
        cap.is_some() && path.recourse.map(|recourse| recourse.drawn) == cap
    }),
    ("the enhancer pays two claims on one date", |_, path| {
        path.dates.iter().any(|date| {
            let draws = path.ledger.iter().filter(|entry| entry.number == date.period.number);
            draws.filter(|entry| entry.reason.starts_with("draw for")).count() > 1
        })
    }),
    ("the enhancer is repaid with its return", |_, path| {
        path.recourse.is_some_and(|r| !r.reimbursed.is_zero() && !r.return_paid.is_zero())
    }),
    ("claims of one rank share short cash", |deal, path| {
        path.dates.iter().any(|date| deal.waterfall.iter().any(|step| shared(step, date)))
    }),
    ("a capped step leaves a fee for a later date", |deal, path| {
        let capped = deal.waterfall.iter().any(|step| matches!(step, Step::CappedFees { .. }));
        capped && any(path, |d| !d.kept.is_zero() && d.payments.iter().any(|p| is_short(p, "fee")))
    }),
    ("a bullet waits while cash is kept", |deal, path| {
        let bullet = |i: usize| matches!(deal.notes[i].repayment, NoteRepayment::Bullet { .. });
        any(path, |d| {
            !d.kept.is_zero() && (0..d.notes.len()).any(|i| bullet(i) && !d.notes[i].balance.is_zero())
        })
    }),
    ("a bullet keeps what the enhancer or the subordinated note would get", |deal, path| {
        let starved =
            |p: &DatePayment| p.short > Money::ZERO && (p.what == REIMBURSEMENT || p.what == interest(SUB));
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
        path.dates[path.ending.number..]
            .iter()
            .any(|date| !date.distributable.is_zero() && date.kept.is_zero())
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
    ("notes are not repaid", |_, path| path.unpaid.iter().any(|unpaid| unpaid.what.starts_with("principal"))),
];

fn any(path: &Projection, happens: impl Fn(&DateReport) -> bool) -> bool {
    path.dates.iter().any(happens)
}

fn is_short(payment: &DatePayment, kind: &str) -> bool {
    payment.what.starts_with(kind) && payment.short > Money::ZERO
}

/// Were two claims of a step both paid something and short of something?
fn shared(step: &Step, date: &DateReport) -> bool {
    let claims: Vec<String> = match step {
        Step::Fees(names) | Step::CappedFees { fees: names, .. } => names.iter().map(|n| fee(n)).collect(),
        Step::Interest(names) => names.iter().map(|name| interest(name)).collect(),
        Step::Principal(names) => names.iter().map(|name| principal(name)).collect(),
        _ => return false,
    };
    let partly = |what: &&String| {
        date.payments.iter().any(|p| p.what == **what && !p.paid.is_zero() && !p.short.is_zero())
    };
    claims.iter().filter(partly).count() > 1
}

/// Every rule is reached by many paths of always the same deals.
#[test]
fn the_random_deals_reach_every_rule() {
    let mut runner = TestRunner::deterministic();
    let mut reached = [0; RULES.len()];
    for _ in 0..200 {
        let deal = crate::deals().new_tree(&mut runner).unwrap().current();
        let resolved: ResolvedDeal = crate::resolved(&deal);
        for path in 0..10 {
            let projection = resolved.replay(&Simulation::new(10), path).unwrap();
            for (count, (_, happens)) in reached.iter_mut().zip(RULES) {
                *count += u32::from(happens(&deal, &projection));
            }
        }
    }
    for ((rule, _), count) in RULES.iter().zip(reached) {
        assert!(count >= 20, "of 2,000 paths only {count}: {rule}");
    }
}
