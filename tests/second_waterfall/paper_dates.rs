//! Dates on which a plan pays only after an event, worked out on paper. Both waterfalls must say the same.

use abs_waterfall::Scenario;
use abs_waterfall::calendar::{DayCount, EventDates, Schedule};
use abs_waterfall::deal::{Deal, Fee, FeeAmount, FixedOn, Step};
use abs_waterfall::pool::{InterestBasis, Repayment};
use abs_waterfall::waterfall::{Condition, Event, EventEffect};

use crate::desk::Path;
use crate::paper::{assert_table, projected};
use crate::paper_events::{deal, interest_unpaid, small_pool};
use crate::tables::{day, money};

/// The pool pays on the 10th of April, July, August, September and October, and in January; the plan on the 15th of April,
/// July, October and January, and after the event in August and September too.
fn with_event(event: Event) -> Deal {
    let mut deal = deal(&["100", "100", "150", "100"], event.adding_dates());
    let days = ["2024-04", "2024-07", "2024-08", "2024-09", "2024-10", "2025-01"];
    let on =
        |day_of_month: &str| Schedule::on(days.map(|month| day(&format!("{month}-{day_of_month}"))).to_vec());
    let loan = deal.pool.loans()[0].clone().with_due(on("10"));
    let loan = loan.with_interest(InterestBasis::Daily(DayCount::Act360));
    let plan = ["100", "100", "50", "60", "40", "100"].map(money).to_vec();
    deal.pool = [loan.with_repayment(Repayment::Custom(plan))].into_iter().collect();
    deal.dates = deal.dates.with_dates_after_event(EventDates::new(on("10"), on("15")));
    deal
}

const COLUMNS: [&str; 7] = [
    "interest on \"a\"",
    "interest on \"b\"",
    "principal of \"a\"",
    "principal of \"b\"",
    "residual",
    "owed: a",
    "owed: b",
];

/// The months in which it is paid, and those in which an event happened.
fn told(deal: &Deal, expected: &str) -> (String, Vec<String>) {
    let projection = projected(deal, &Scenario::no_default(), &Path::default());
    assert_table(&projection, &COLUMNS, expected);
    let months = projection.dates.iter().map(|date| date.period.payment.month().to_string());
    let events = projection.events.iter().map(|event| format!("{} {}", event.on, event.event));
    (months.collect::<Vec<_>>().join(" "), events.collect())
}

/// The pool owes 450.00; by 10 August 200.00, which is 44.4 % of it.
///
/// 3. August is paid, for a month since July: 0.99 (118.76 × 10 % / 12 = 0.9897) and 1.00. 48.01 are left of 50.00 for
///    118.76 and 100.00: 26.0636 and 21.9464.
/// 4. And so is September: 60.00 less 0.77 and 0.78 are 58.45: 31.7326 and 26.7174.
/// 5. October accrues for a month too: 40.00 less 0.51 and 0.51 are 38.98: 21.1632 and 17.8168.
/// 6. A quarter later 100.00 less 1.00, 1.01, 39.81 and 33.51 are 24.67.
#[test]
fn an_event_between_two_dates_makes_its_own_date_one() {
    let expected = "
        7.50  3.00  89.50   0.00   0.00  210.50  100.00
        5.26  3.00  91.74   0.00   0.00  118.76  100.00
        0.99  1.00  26.06  21.95   0.00   92.70   78.05
        0.77  0.78  31.73  26.72   0.00   60.97   51.33
        0.51  0.51  21.16  17.82   0.00   39.81   33.51
        1.00  1.01  39.81  33.51  24.67    0.00    0.00";
    let (months, events) = told(&with_event(small_pool("50%")), expected);
    assert_eq!((months.as_str(), events), ("4 7 8 9 10 1", vec!["2024-08-15 small pool".to_string()]));
}

/// At 44 % it only nearly happens in August, whose 50.00 wait. September pays 110.00 for two months: less 1.98 (118.76 × 10 % / 6 =
/// 1.9793) and 2.00 they are 106.02: 57.5557 and 48.4643.
#[test]
fn what_came_in_on_dates_that_were_not_paid_waits_for_the_first_that_is() {
    let expected = "
        7.50  3.00  89.50   0.00   0.00  210.50  100.00
        5.26  3.00  91.74   0.00   0.00  118.76  100.00
        1.98  2.00  57.56  48.46   0.00   61.20   51.54
        0.51  0.52  21.15  17.82   0.00   40.05   33.72
        1.00  1.01  40.05  33.72  24.22    0.00    0.00";
    let (months, events) = told(&with_event(small_pool("44%")), expected);
    assert_eq!((months.as_str(), events), ("4 7 9 10 1", vec!["2024-09-15 small pool".to_string()]));
}

/// Where the event happens on a date that is paid in any case, and none is left to add, nothing but the order changes.
#[test]
fn without_the_event_no_date_is_added() {
    let expected = "
        7.50  3.00   89.50   0.00   0.00  210.50  100.00
        5.26  3.00   91.74   0.00   0.00  118.76  100.00
        2.97  3.00  118.76  25.27   0.00    0.00   74.73
        0.00  2.24    0.00  74.73  23.03    0.00    0.00";
    let (months, events) = told(&with_event(small_pool("20%")), expected);
    assert_eq!((months.as_str(), events), ("4 7 10 1", vec!["2025-01-15 small pool".to_string()]));
}

/// Interest on `b` is short by 2.63 in July, after the payment of which that is known: with no grace August is paid, with 60 days'
/// September is the first date on which the event happens, and October the first that it changes: it is paid in any case.
#[test]
fn interest_that_stays_unpaid_adds_dates_from_the_next_one_on() {
    let unpaid = |grace| {
        let mut deal = with_event(interest_unpaid("b").with_grace(grace));
        let plan = ["100", "5.63", "50", "60", "40", "194.37"].map(money).to_vec();
        let loan = deal.pool.loans()[0].clone();
        deal.pool = [loan.with_repayment(Repayment::Custom(plan))].into_iter().collect();
        deal
    };
    for (grace, months, on) in [(0, "4 7 8 9 10 1", "2024-07-15"), (60, "4 7 10 1", "2024-09-15")] {
        let projection = projected(&unpaid(grace), &Scenario::no_default(), &Path::default());
        let paid: Vec<String> =
            projection.dates.iter().map(|date| date.period.payment.month().to_string()).collect();
        let events: Vec<String> = projection.events.iter().map(|event| event.on.to_string()).collect();
        assert_eq!((paid.join(" ").as_str(), events), (months, vec![on.to_string()]), "{grace} days");
    }
}

/// A fee on the second date is that of July, whatever is added; one on every date is not due on an added one.
#[test]
fn fees_count_the_dates_that_are_always_paid() {
    for (on, due) in [
        (FixedOn::Numbers(vec![3]), "0.00 0.00 0.00 0.00 1.00 0.00"),
        (FixedOn::EveryDate, "1.00 1.00 0.00 0.00 1.00 1.00"),
    ] {
        let mut deal =
            with_event(Event::new("from August", Condition::From(day("2024-08-15")), EventEffect::Notice));
        deal.fees = vec![Fee::new("trustee", "manager", FeeAmount::Fixed { amount: money("1"), on })];
        deal.waterfall.insert(0, Step::fees(&["trustee"]));
        deal.orders = Default::default();
        let projection = projected(&deal, &Scenario::no_default(), &Path::default());
        let paid = projection.dates.iter().map(|date| {
            let fee = date.payments.iter().find(|payment| payment.what == "fee \"trustee\"");
            fee.map(|fee| fee.paid.to_string()).unwrap_or_default()
        });
        assert_eq!(paid.collect::<Vec<_>>().join(" "), due);
    }
}
