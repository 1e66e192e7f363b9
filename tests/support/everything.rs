//! A deal with everything in it that a waterfall can have: a plan of amounts, a lockout and a tail, a reserve, several supports,
//! and events that start other orders of payment.

use abs_waterfall::calendar::DayCount;
use abs_waterfall::credit::CreditQuality;
use abs_waterfall::deal::{Coupon, Note, NoteRepayment, Party, Role, ScheduledPrincipal, Step};
use abs_waterfall::enhancement::{PrincipalAt, ReimbursementTiming, Support};
use abs_waterfall::waterfall::{Amount, Condition, Event, EventEffect, Gauge, Orders, Reserve, StepKind};
use abs_waterfall::{Date, Deal, Money, Rate};

use super::pools;

/// The deal of [`three_notes`](pools::three_notes), with all that.
pub(crate) fn everything(loans: usize) -> Deal {
    let plain = pools::three_notes(loans);
    let notes = notes(&plain);
    let cap = Money::from_fen(notes[0].amount.fen() / 40);
    let mut parties = plain.parties.clone();
    let second = Party::new("second", &[Role::ShortfallPayer]);
    parties.push(second.with_quality(CreditQuality::Rating("AA".into())));
    plain
        .with_parties(parties)
        .with_notes(notes)
        .with_reserves([Reserve::new("reserve", Amount::share(rate("1%"), Gauge::notes(&["A", "B"])))])
        .with_supports([
            Support::undertaking("guarantor", &["A", "B"])
                .with_taxes()
                .with_cap(cap)
                .with_return(rate("6%"), DayCount::Act365Fixed)
                .with_reimbursement(ReimbursementTiming::AfterSenior),
            Support::undertaking("second", &["B"]).with_principal_at(PrincipalAt::Legal),
        ])
        .with_waterfall(steps(&[
            Step::interest("A"),
            Step::interest("B"),
            Step::top_up("reserve"),
            Step::principal("A"),
            Step::principal("B"),
        ]))
        .with_events(events())
        .with_orders(Orders::default().with_accelerated(accelerated()).with_default(accelerated()))
}

/// The first note by a plan that the pool can keep, with three months behind it; a second note that is locked for a year.
fn notes(plain: &Deal) -> Vec<Note> {
    let [a, b, sub] = [0, 1, 2].map(|n| plain.notes[n].amount);
    let coupon = |rate: &str| Coupon::fixed(rate.parse().unwrap());
    let part = Money::from_fen(a.fen() / 10 * 3);
    let plan = [("2025-06-26", part), ("2026-06-26", part), ("2027-03-26", a - part - part)];
    let principal = plan.map(|(on, amount)| ScheduledPrincipal::new(date(on), amount)).to_vec();
    vec![
        Note::new("A", a, NoteRepayment::Scheduled { principal })
            .with_coupon(coupon("2.5%"))
            .with_legal_final(date("2027-06-26")),
        Note::pass_through("B", b, coupon("3%"), date("2026-12-26"))
            .with_lockout(date("2025-06-26"))
            .with_legal_final(date("2027-06-26")),
        Note::subordinated("sub", sub),
    ]
}

fn events() -> [Event; 3] {
    let losses = Condition::Ratio { of: Gauge::Defaulted, to: Gauge::OpeningPool, at_least: rate("5%") };
    let used = Condition::Used { support: "guarantor".into(), times: 2 };
    let unpaid = |gauge: Gauge| Condition::at_least(Amount::from(gauge), Money::from_fen(1));
    let a = || vec!["A".to_string()];
    [
        Event::new("losses", Condition::Any(vec![losses, used]), EventEffect::Acceleration),
        Event::new("late", unpaid(Gauge::UnpaidPrincipal(a())), EventEffect::Acceleration).curable(),
        Event::new("default", unpaid(Gauge::UnpaidInterest(a())), EventEffect::Default).with_grace(7),
    ]
}

fn accelerated() -> Vec<Step> {
    steps(&[Step::interest_on(&["A", "B"]), Step::principal("A"), Step::principal("B")])
}

/// Costs first, these steps, and what comes behind the senior notes.
fn steps(senior: &[Step]) -> Vec<Step> {
    let first = [Step::taxes(), Step::fee("running"), Step::release("reserve")];
    let last = [Step::reimbursement(), Step::principal("sub"), Step::residual("sub")];
    first.into_iter().chain(senior.iter().map(with_reserve)).chain(last).collect()
}

/// Interest comes from the reserve too.
fn with_reserve(step: &Step) -> Step {
    match step.kind {
        StepKind::Interest(_) => step.clone().with_sources(&["plan account", "reserve"]),
        _ => step.clone(),
    }
}

fn rate(text: &str) -> Rate {
    text.parse().unwrap()
}

fn date(text: &str) -> Date {
    text.parse().unwrap()
}
