//! Events worked out on paper: where one happens and where it only nearly does, where it is cured and where it lasts, and on
//! which date the order of payment changes. Both waterfalls must say the same.

use abs_waterfall::credit::CreditQuality;
use abs_waterfall::deal::{Deal, Note, Step};
use abs_waterfall::projection::Projection;
use abs_waterfall::waterfall::{Amount, Condition, Event, EventEffect, Gauge, Orders, PaymentOrder};
use abs_waterfall::{Date, Scenario};

use crate::desk::Path;
use crate::paper::{assert_table, note, projected, rate};
use crate::tables::{day, money, quarterly};

/// A senior note `a` and a note `b` behind it, whose interest is 2.5 % and 3 % a quarter; after an event the two share.
pub(crate) fn deal(pays: &[&str], event: Event) -> Deal {
    let mut deal = quarterly(pays);
    let maturity = "2025-01-15";
    deal.notes = vec![note("a", "300", "10%", maturity), note("b", "100", "12%", maturity)];
    deal.waterfall = vec![
        Step::interest("a"),
        Step::interest("b"),
        Step::principal("a"),
        Step::principal("b"),
        Step::residual("servicer"),
    ];
    deal.orders = Orders::default().with_accelerated([
        Step::interest_on(&["a", "b"]),
        Step::principal_of(&["a", "b"]),
        Step::residual("servicer"),
    ]);
    deal.events = vec![event];
    deal
}

const COLUMNS: [&str; 8] = [
    "principal collected",
    "interest on \"a\"",
    "interest on \"b\"",
    "principal of \"a\"",
    "principal of \"b\"",
    "residual",
    "owed: a",
    "owed: b",
];

pub(crate) fn run(deal: &Deal) -> Projection {
    projected(deal, &Scenario::no_default(), &Path::default())
}

/// The order of every date, and the events with the numbers of their dates.
fn told(projection: &Projection) -> (String, Vec<String>) {
    let orders: Vec<String> = projection.dates.iter().map(|date| date.order.to_string()).collect();
    let events = projection.events.iter().map(|event| {
        format!("{} {} {}", event.number, event.event, if event.happened { "happened" } else { "cured" })
    });
    (orders.join(" "), events.collect())
}

pub(crate) fn small_pool(at_least: &str) -> Event {
    let falls = Condition::falls_below(rate(at_least), Gauge::Pool, Gauge::OpeningPool);
    Event::new("small pool", falls, EventEffect::Acceleration)
}

/// The pool owes 450.00; after the second date 250.00, which is 55.6 % of it.
///
/// 1. 100.00 less 7.50 and 3.00 are 89.50 for `a`.
/// 2. The event acts on this date's own payment. 100.00 less 5.26 (210.50 × 2.5 %) and 3.00 are 91.74 for 210.50 and 100.00:
///    62.1941 and 29.5459, of which the fen that is left goes to `b`.
/// 3. 100.00 less 3.71 and 2.11 are 94.18 for 148.31 and 70.45: 63.8498 and 30.3302.
/// 4. 150.00 less 2.11, 1.20, 84.46 and 40.12 are 22.11.
#[test]
fn acceleration_acts_on_the_date_on_which_its_condition_holds() {
    let deal = deal(&["100", "100", "100", "150"], small_pool("60%"));
    let projection = run(&deal);
    let expected = "
        100.00  7.50  3.00  89.50   0.00   0.00  210.50  100.00
        100.00  5.26  3.00  62.19  29.55   0.00  148.31   70.45
        100.00  3.71  2.11  63.85  30.33   0.00   84.46   40.12
        150.00  2.11  1.20  84.46  40.12  22.11    0.00    0.00";
    assert_table(&projection, &COLUMNS, expected);
    assert_eq!(
        told(&projection),
        ("normal accelerated accelerated accelerated".into(), vec!["2 small pool happened".to_string()])
    );
}

/// An event that also asks what is unpaid, any of both being enough, does not make the other wait for the end of the date.
#[test]
fn what_is_unpaid_makes_nothing_else_wait() {
    let both = |one: Condition, other: Condition| Condition::Any(vec![one, other]);
    let mixed = |at_least: &str| {
        let when = both(
            interest_unpaid("a").when,
            both(small_pool(at_least).when, Condition::Fails("enhancer".into())),
        );
        Event::new("either", when, EventEffect::Acceleration).with_grace(100)
    };
    let orders = |pays: &[&str], at_least: &str| {
        let mut deal = deal(pays, mixed(at_least));
        deal.supports = vec![abs_waterfall::deal::Support::undertaking("enhancer", &["b"])];
        told(&run(&deal))
    };
    let happened = |number: u32| vec![format!("{number} either happened")];
    let pays = ["100", "100", "100", "150"];
    assert_eq!(orders(&pays, "60%"), ("normal accelerated accelerated accelerated".into(), happened(2)));
    assert_eq!(orders(&pays, "55%"), ("normal normal accelerated accelerated".into(), happened(3)));
}

/// At 55 % it only nearly happens on the second date: `a` takes its 91.74 alone. On the third the pool is a third of what it was.
///
/// 3. 100.00 less 2.97 (118.76 × 2.5 % = 2.969) and 3.00 are 94.03 for 118.76 and 100.00: 51.0469 and 42.9831.
/// 4. 150.00 less 1.69, 1.71, 67.71 and 57.02 are 21.87.
#[test]
fn acceleration_that_only_nearly_happens() {
    let deal = deal(&["100", "100", "100", "150"], small_pool("55%"));
    let projection = run(&deal);
    let expected = "
        100.00  7.50  3.00  89.50   0.00   0.00  210.50  100.00
        100.00  5.26  3.00  91.74   0.00   0.00  118.76  100.00
        100.00  2.97  3.00  51.05  42.98   0.00   67.71   57.02
        150.00  1.69  1.71  67.71  57.02  21.87    0.00    0.00";
    assert_table(&projection, &COLUMNS, expected);
    assert_eq!(told(&projection).0, "normal normal accelerated accelerated");
}

pub(crate) fn interest_unpaid(note: &str) -> Event {
    let unpaid = Amount::from(Gauge::UnpaidInterest(vec![note.into()]));
    Event::new("unpaid", Condition::at_least(unpaid, money("0.01")), EventEffect::Acceleration)
}

/// Interest that is short on the second date is an event once the date is paid, and the two notes share from the third on.
///
/// 2. 5.00 of the 5.26 on `a`; nothing for the 3.00 on `b`.
/// 3. 5.52 and 6.00 are due. 150.00 less these are 138.48 for 210.50 and 100.00: 93.8810 and 44.5990. Now nothing is unpaid.
/// 4. 200.00 less 2.92, 1.66, 116.62 and 55.40 are 23.40.
#[test]
fn what_is_unpaid_acts_from_the_next_date_on_and_may_be_cured() {
    let pays = ["100", "5", "150", "200"];
    let expected = "
        100.00  7.50  3.00   89.50   0.00   0.00  210.50  100.00
          5.00  5.00  0.00    0.00   0.00   0.00  210.50  100.00
        150.00  5.52  6.00   93.88  44.60   0.00  116.62   55.40
        200.00  2.92  1.66  116.62  55.40  23.40    0.00    0.00";
    let happened = "2 unpaid happened".to_string();
    for (event, orders, events) in [
        (interest_unpaid("a"), "normal normal accelerated accelerated", vec![happened.clone()]),
        (
            interest_unpaid("a").curable(),
            "normal normal accelerated normal",
            vec![happened, "3 unpaid cured".to_string()],
        ),
    ] {
        let projection = run(&deal(&pays, event));
        assert_table(&projection, &COLUMNS, expected);
        assert_eq!(told(&projection), (orders.into(), events));
    }
}

/// Interest on `b` is unpaid from 15 July to 15 October, 92 days, and paid in January: with a grace of so many days the event
/// happens in October, with one day more it never does.
#[test]
fn grace_lets_what_is_unpaid_be_for_some_days() {
    for (grace, events) in [(92, vec!["3 unpaid happened".to_string()]), (93, Vec::new())] {
        let deal = deal(&["100", "5", "8", "350"], interest_unpaid("b").with_grace(grace));
        assert_eq!(told(&run(&deal)).1, events, "{grace} days");
    }
}

/// After the second date and the third the pool is below 60 % of what it was; after the fourth there is none. On two dates in a row the
/// event happens on the third, on three on the fourth, and on four never.
#[test]
fn a_condition_may_have_to_hold_on_some_dates_in_a_row() {
    for (dates, orders) in [
        (2, "normal normal accelerated accelerated"),
        (3, "normal normal normal accelerated"),
        (4, "normal normal normal normal"),
    ] {
        let event = small_pool("60%").for_dates(dates);
        assert_eq!(told(&run(&deal(&["100", "100", "100", "150"], event))).0, orders, "{dates} dates");
    }
}

/// Interest on `b` is unpaid after the second date and the third, and paid on the fourth; where it is paid on the third too, the two are
/// not in a row.
#[test]
fn what_is_unpaid_in_between_starts_anew() {
    for (pays, events) in [
        (["100", "5", "5", "5"], vec!["3 unpaid happened".to_string()]),
        (["100", "5", "150", "5"], Vec::new()),
    ] {
        let event = interest_unpaid("b").for_dates(2);
        assert_eq!(told(&run(&deal(&pays, event))).1, events, "{pays:?}");
    }
}

/// The enhancer is rated AA from the day after the first date on: not below it. From the third date on it is rated AA-, and from the
/// fourth AAA again.
#[test]
fn a_rating_falls_below_a_grade_and_rises_again() {
    let below = Condition::RatedBelow { party: "enhancer".into(), grade: "AA".parse().unwrap() };
    let lower = Event::new("lower", below, EventEffect::Acceleration);
    let ratings = [("AAA", "2025-01-15"), ("AA-", "2024-10-15"), ("AA", "2024-04-16")];
    for (event, orders, events) in [
        (
            lower.clone().curable(),
            "normal normal accelerated normal",
            vec!["3 lower happened", "4 lower cured"],
        ),
        (lower, "normal normal accelerated accelerated", vec!["3 lower happened"]),
    ] {
        let (mut scenario, mut path) = (Scenario::no_default(), Path::default());
        for (grade, on) in ratings {
            scenario = scenario.with_rating("enhancer", grade.parse().unwrap(), day(on));
            path.ratings.insert(0, ("enhancer".into(), grade.parse().unwrap(), day(on)));
        }
        let deal = deal(&["100", "100", "100", "150"], event);
        let projection = projected(&deal, &scenario, &path);
        assert_eq!(told(&projection), (orders.into(), events.into_iter().map(Into::into).collect()));
        assert_eq!(told(&run(&deal)).0, "normal normal normal normal", "nobody is rated anew");
        let mut poor = deal;
        let enhancer = poor.parties.iter_mut().find(|party| party.name == "enhancer").unwrap();
        enhancer.quality = Some(CreditQuality::rating("A+"));
        assert!(told(&run(&poor)).0.starts_with("accelerated"), "it is rated A+ at closing");
    }
}

/// Of several events the gravest decides, whichever came first.
#[test]
fn liquidation_ranks_before_default_and_default_before_acceleration() {
    let from = |name: &str, on: &str, effect| Event::new(name, Condition::From(day(on)), effect);
    let mut deal = deal(&["100", "100", "100", "150"], from("third", "2025-01-15", EventEffect::Liquidation));
    deal.events.push(from("second", "2024-07-16", EventEffect::Default));
    deal.events.push(from("first", "2024-07-15", EventEffect::Acceleration));
    deal.events.push(from("told", "2024-04-15", EventEffect::Notice));
    let steps = deal.orders.accelerated.clone();
    deal.orders = deal.orders.with_default(steps.clone()).with_liquidation(steps);
    let (orders, events) = told(&run(&deal));
    assert_eq!(orders, "normal accelerated default liquidation");
    assert_eq!(events, ["1 told happened", "2 first happened", "3 second happened", "4 third happened"]);
}

fn bullet(name: &str, amount: &str, maturity: Date, legal_final: Date) -> Note {
    let repayment = abs_waterfall::deal::NoteRepayment::Bullet { maturity };
    Note::new(name, money(amount), repayment).with_legal_final(legal_final)
}

/// A bullet of 250.00 is expected in July. 190.00 are there, 10.00 of them less than the waterfall would need for `late`, which is
/// unpaid at its expected maturity: acceleration from October on. It is repaid by its legal final maturity in January, so that
/// nothing was missed and there is no event of default.
#[test]
fn unpaid_at_the_expected_maturity_and_paid_by_the_legal_final_one() {
    let unpaid = |gauge: Gauge| Condition::at_least(Amount::from(gauge), money("0.01"));
    let late = || vec!["late".to_string()];
    let mut deal = quarterly(&["100", "90", "40", "70"]);
    deal.notes = vec![bullet("late", "250", day("2024-07-15"), day("2025-01-15"))];
    deal.waterfall = vec![Step::principal("late"), Step::residual("servicer")];
    let steps = deal.waterfall.clone();
    deal.orders = Orders::default().with_accelerated(steps.clone()).with_default(steps);
    deal.events = vec![
        Event::new("expected", unpaid(Gauge::UnpaidPrincipal(late())), EventEffect::Acceleration),
        Event::new("legal final", unpaid(Gauge::MissedPrincipal(late())), EventEffect::Default),
    ];
    let projection = run(&deal);
    // The first date's cash is kept for the bullet.
    let expected = "
        0.00    0.00  250.00
        190.00  0.00   60.00
        40.00   0.00   20.00
        20.00  50.00    0.00";
    assert_table(&projection, &["principal of \"late\"", "residual", "owed: late"], expected);
    assert_eq!(
        told(&projection),
        ("normal normal accelerated accelerated".into(), vec!["2 expected happened".to_string()])
    );
    assert_eq!(projection.dates[3].order, PaymentOrder::Accelerated);
}

/// A second use of the undertaking, and the failure of its giver: each where it happens and where it nearly does.
#[test]
fn the_use_of_a_support_and_the_failure_of_its_giver() {
    let used = |times| Condition::Used { support: "enhancer".into(), times };
    let fails = || Condition::Fails("enhancer".into());
    let failed = day("2024-10-15");
    for (what, when, fail, expected) in [
        ("the second use", used(2), false, vec!["3 event happened".to_string()]),
        ("no third use", used(3), false, Vec::new()),
        ("its failure", fails(), true, vec!["3 event happened".to_string()]),
        ("no failure", fails(), false, Vec::new()),
    ] {
        // 5.00 and 2.00 of interest are short on the first two dates, and nothing later.
        let mut deal = deal(&["2", "3", "200", "300"], Event::new("event", when, EventEffect::Acceleration));
        deal.supports = vec![abs_waterfall::deal::Support::undertaking("enhancer", &["a", "b"])];
        let scenario = Scenario::no_default();
        let scenario = if fail { scenario.with_failure("enhancer", failed) } else { scenario };
        let fails = if fail { [("enhancer".to_string(), failed)].into() } else { Default::default() };
        let projection = projected(&deal, &scenario, &Path { fails, ..Path::default() });
        assert_eq!(told(&projection).1, expected, "{what}");
    }
}
