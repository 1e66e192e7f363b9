//! A servicer that sweeps and fails, on paper: every day of two loans. Both waterfalls must say the same.

use abs_waterfall::calendar::Schedule;
use abs_waterfall::deal::{Deal, Note, Party, PaymentDates, Role, Step};
use abs_waterfall::pool::{Loan, Pool, Repayment};
use abs_waterfall::projection::Projection;
use abs_waterfall::servicing::{Estate, ServicerFailure, Servicing, Sweeps, TransferLag, Weekday};
use abs_waterfall::waterfall::{Condition, Event, EventEffect, SplitLedgers};
use abs_waterfall::{Money, Scenario};

use crate::desk::Path;
use crate::paper::{projected, rate};
use crate::parts::Cut;
use crate::pool::Miss;
use crate::tables::{day, money};

const WEEKLY: Option<Sweeps> = Some(Sweeps::Weekly(Weekday::Friday));
const MONTHLY: Option<Sweeps> = Some(Sweeps::Monthly(5));

fn loan(id: &str, principal: &str, annual: &str, disbursed: &str, first: &str, count: u32) -> Loan {
    let due = Schedule::monthly(day(first), count);
    Loan::new(id, money(principal), rate(annual), day(disbursed), due, Repayment::EqualPrincipal)
}

/// Loan A pays 306.00, 304.50, 303.00 and 301.50 on the 20th from July 2024 on, loan B 206.00, 204.00 and 202.00 on the 10th. Dates
/// pay on the 26th of August, October and December what was paid by the 20th. What goes to the plan is there three days later.
///
/// The servicer fails on 28 July. Borrowers pay it until 16 August; the estate pays 30 % at the end of September.
fn deal(sweeps: Option<Sweeps>, waits: u32) -> Deal {
    let loans = [
        loan("A", "1200", "6%", "2024-06-20", "2024-07-20", 4),
        loan("B", "600", "12%", "2024-06-10", "2024-07-10", 3),
    ];
    let dates = |first: &str| Schedule::regular(day(first), 2, 3);
    let failure = ServicerFailure::new(20).with_interruption(waits).with_estate(Estate::new(rate("30%"), 2));
    let mut servicing =
        Servicing::new("servicer").with_transfer_lag(TransferLag::CalendarDays(3)).with_failure(failure);
    servicing.sweeps = sweeps;
    Deal::new("paper", day("2024-06-20"), loans.into_iter().collect::<Pool>())
        .with_parties([Party::new("servicer", &[Role::Servicer])])
        .with_dates(PaymentDates::new(dates("2024-08-20"), dates("2024-08-26")))
        .with_servicing(servicing)
        .with_notes([Note::subordinated("sole", money("1800"))])
        .with_waterfall([Step::principal("sole"), Step::residual("sole")])
}

/// By date: interest, principal, what defaulted, what was lost, what the estate paid.
fn table(projection: &Projection) -> Vec<String> {
    let row = |k: usize| {
        let date = &projection.dates[k];
        let estate =
            projection.ledger.iter().filter(|it| it.number == k + 1 && it.reason.starts_with("estate"));
        let estate: Money = estate.map(|entry| entry.amount).sum();
        let (collected, lost) = (date.collected, date.commingled.cash());
        [collected.interest, collected.principal, collected.defaulted, lost, estate]
            .map(|it| it.to_string())
            .join(" ")
    };
    (0..projection.dates.len()).map(row).collect()
}

fn assert_rows(what: &str, projection: &Projection, expected: [&str; 3]) {
    let expected: Vec<String> =
        expected.iter().map(|row| row.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    assert_eq!(table(projection), expected, "{what}");
}

fn failing() -> (Scenario, Path) {
    let mut path = Path::default();
    path.fails.insert("servicer".into(), day("2024-07-28"));
    (Scenario::no_default().with_failure("servicer", day("2024-07-28")), path)
}

/// What is paid on Saturday 20 July goes on Friday the 26th and is there on Monday the 29th. With sweeps on the 5th, what is paid on
/// 10 and 20 August goes on 5 September, after the date in August.
#[test]
fn a_date_pays_what_is_there() {
    let calm = |sweeps| projected(&deal(sweeps, 0), &Scenario::no_default(), &Path::default());
    assert_rows(
        "one transfer a period",
        &calm(None),
        ["20.50 1,000.00 0.00 0.00 0.00", " 6.50   800.00 0.00 0.00 0.00", " 0.00     0.00 0.00 0.00 0.00"],
    );
    // Sunday 20 October goes on the 25th and is there on the 28th.
    assert_rows(
        "weekly",
        &calm(WEEKLY),
        ["20.50 1,000.00 0.00 0.00 0.00", " 5.00   500.00 0.00 0.00 0.00", " 1.50   300.00 0.00 0.00 0.00"],
    );
    assert_rows(
        "monthly",
        &calm(MONTHLY),
        ["12.00   500.00 0.00 0.00 0.00", "13.50 1,000.00 0.00 0.00 0.00", " 1.50   300.00 0.00 0.00 0.00"],
    );
}

/// Weekly: A's 306.00 of 20 July would be there a day too late, and B pays 204.00 on 10 August; B's 206.00 of 10 July have been there
/// since the 15th. From 17 August on borrowers pay the plan, so that what A pays on 20 October comes by the 20th.
///
/// Monthly, or with one transfer for the period, B's 206.00 are lost too.
#[test]
fn what_is_in_hand_is_lost_and_what_is_paid_until_borrowers_are_told() {
    let (scenario, path) = failing();
    let failed = |sweeps| projected(&deal(sweeps, 0), &scenario, &path);
    assert_rows(
        "weekly",
        &failed(WEEKLY),
        [
            "10.50 500.00 0.00 510.00   0.00",
            " 6.50 800.00 0.00   0.00 153.00",
            " 0.00   0.00 0.00   0.00   0.00",
        ],
    );
    for sweeps in [MONTHLY, None] {
        assert_rows(
            "monthly",
            &failed(sweeps),
            [
                " 4.50 300.00 0.00 716.00   0.00",
                " 6.50 800.00 0.00   0.00 214.80",
                " 0.00   0.00 0.00   0.00   0.00",
            ],
        );
    }
    let told = failed(WEEKLY).servicer.unwrap();
    assert_eq!(
        told.to_string(),
        "servicer, the servicer, failed on 2024-07-28: 510.00 paid to it is lost, 500.00 of it principal; its estate paid \
         153.00; from 2024-08-17 on borrowers pay the plan"
    );
}

/// One instalment of each loan waits for a month: A's of 20 August, which is paid with that of September, and B's of 10 August.
/// So the servicer does not get the latter. If A pays nothing after July, that shows in September, and not in August.
#[test]
fn what_waits_is_neither_paid_to_the_servicer_nor_late() {
    let (scenario, mut path) = failing();
    assert_rows(
        "all pay",
        &projected(&deal(WEEKLY, 1), &scenario, &path),
        [
            " 6.00   200.00 0.00 306.00  0.00",
            "15.00 1,300.00 0.00   0.00 91.80",
            " 0.00     0.00 0.00   0.00  0.00",
        ],
    );
    path.misses.insert("A".into(), Miss { due: day("2024-08-20"), pays_interest: false });
    let scenario = scenario.with_default("A", 1);
    assert_rows(
        "A stops",
        &projected(&deal(WEEKLY, 1), &scenario, &path),
        [
            "6.00 200.00   0.00 306.00  0.00",
            "6.00 400.00 900.00   0.00 91.80",
            "0.00   0.00   0.00   0.00  0.00",
        ],
    );
    // All four instalments of A but the first wait for three months, so that the last of them comes after the deal.
    let (scenario, path) = failing();
    assert_rows(
        "three wait",
        &projected(&deal(WEEKLY, 3), &scenario, &path),
        [
            "6.00   200.00 0.00 306.00  0.00",
            "0.00     0.00 0.00   0.00 91.80",
            "13.50 1,000.00 0.00   0.00  0.00",
        ],
    );
}

/// Income owes principal the 500.00 that are lost of it, and makes good the 6.50 and 4.00 that it has.
#[test]
fn income_owes_what_is_lost_of_principal() {
    let (scenario, path) = failing();
    let mut split = deal(WEEKLY, 0);
    split.accounts.split = Some(SplitLedgers::default());
    split.waterfall = vec![Step::make_good(), Step::principal("sole"), Step::residual("sole")];
    let projection = projected(&split, &scenario, &path);
    let owed: Vec<String> =
        projection.dates.iter().map(|date| date.owed_to_principal.unwrap_or_default().to_string()).collect();
    // 500.00 less the interest of the first date; then less that of the second, and the estate's 153.00, which are income.
    assert_eq!(owed, ["489.50", "330.00", "330.00"]);
}

/// An event on 26 August, the first date: what is in hand then, or paid later, comes sooner.
///
/// Sweeps on the 5th, from 27 August on daily: A's 304.50 of 20 August and B's 204.00 of 10 August go on 27 August, all other
/// payments on their days, and are there three days later. A's of 20 October, there on the 23rd, are paid out in October.
///
/// Perfection with its lag of 20 days: from 15 September on borrowers pay the plan. What A pays on 20 October comes on that day; what
/// it paid on 20 August goes on 5 September as before.
#[test]
fn an_event_changes_what_comes_after_its_day() {
    let with = |effect| {
        let mut deal = deal(MONTHLY, 0);
        deal.servicing.stepped_up = Some(Sweeps::Daily);
        deal.with_events([Event::new("told", Condition::From(day("2024-08-26")), effect)])
    };
    let calm = |deal: &Deal| projected(deal, &Scenario::no_default(), &Path::default());
    let rows = ["12.00 500.00 0.00 0.00 0.00", "15.00 1,300.00 0.00 0.00 0.00", "0.00 0.00 0.00 0.00 0.00"];
    assert_rows("step-up", &calm(&with(EventEffect::CollectionStepUp)), rows);
    for effect in [EventEffect::Perfection, EventEffect::ServicerTermination] {
        assert_rows("perfection", &calm(&with(effect)), rows);
    }
    // On 1 October it fails. With sweeps on the 5th it holds what A and B paid in September, and A pays it on 20 October too, a day
    // before it is told. Daily sweeps have brought what was paid in September. Told in August, borrowers pay the plan from
    // 15 September on; but B paid the servicer on the 10th.
    let mut path = Path::default();
    path.fails.insert("servicer".into(), day("2024-10-01"));
    let fails = Scenario::no_default().with_failure("servicer", day("2024-10-01"));
    for (effect, second, estate) in [
        (EventEffect::Notice, "8.50 500.00 0.00 806.50 0.00", "241.95"),
        (EventEffect::CollectionStepUp, "13.50 1,000.00 0.00 301.50 0.00", "90.45"),
        (EventEffect::Perfection, "13.00 1,100.00 0.00 202.00 0.00", "60.60"),
    ] {
        let third = format!("0.00 0.00 0.00 0.00 {estate}");
        assert_rows("failure", &projected(&with(effect), &fails, &path), [rows[0], second, &third]);
    }
}

/// On 1 September the servicer fails, six days after an event. With sweeps on the 5th it holds A's 304.50 and B's 204.00 of August;
/// daily ones have brought both on 27 August, there on the 30th. What is paid in September is lost; A's 301.50 of October, after
/// 20 September, are paid to the plan.
#[test]
fn what_is_in_hand_goes_with_the_first_of_more_frequent_sweeps() {
    let mut path = Path::default();
    path.fails.insert("servicer".into(), day("2024-09-01"));
    let fails = Scenario::no_default().with_failure("servicer", day("2024-09-01"));
    for (effect, second, estate) in [
        (EventEffect::Notice, "1.50 300.00 0.00 1,013.50 0.00", "304.05"),
        (EventEffect::CollectionStepUp, "10.00 800.00 0.00 505.00 0.00", "151.50"),
    ] {
        let mut deal = deal(MONTHLY, 0);
        deal.servicing.stepped_up = Some(Sweeps::Daily);
        let deal = deal.with_events([Event::new("told", Condition::From(day("2024-08-26")), effect)]);
        let third = format!("0.00 0.00 0.00 0.00 {estate}");
        let first = "12.00 500.00 0.00 0.00 0.00";
        assert_rows("failure", &projected(&deal, &fails, &path), [first, second, &third]);
    }
}

/// The servicer fails before the first instalment, so two of each loan wait: on 10 September B pays its first and its third together, and
/// its second is to be paid on 10 October, after its last due date. Half of that, and half of A, which has paid nothing yet, default on
/// 15 September.
#[test]
fn half_of_what_waits_beyond_the_last_due_date() {
    let (fails, on) = (day("2024-06-25"), day("2024-09-15"));
    let share = format!("pool=50%:{on}").parse().unwrap();
    let scenario = Scenario::no_default().with_failure("servicer", fails).with(share);
    let mut path = Path { cuts: vec![Cut { day: on, percent: 50 }], ..Path::default() };
    path.fails.insert("servicer".into(), fails);
    let projection = projected(&deal(WEEKLY, 2), &scenario, &path);
    assert_eq!(projection.pool_defaults[0].defaulted, money("700"));
    // B pays 408.00, and half of 204.00; A half of 609.00 and of 606.00.
    let rows = ["0.00 0.00 0.00 0.00 0.00", "17.50 1,100.00 700.00 0.00 0.00", "0.00 0.00 0.00 0.00 0.00"];
    assert_eq!(table(&projection), rows);
}
