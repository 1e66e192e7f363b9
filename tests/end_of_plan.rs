//! When a plan ends, and what that stops: once only subordinated notes are outstanding, nothing can still be collected and
//! the plan account is empty, or on the legal final date, nothing accrues any more and nobody is called.

#[path = "support/pools.rs"]
mod pools;

use abs_waterfall::calendar::Schedule;
use abs_waterfall::credit::{CreditQuality, Recovery};
use abs_waterfall::deal::{Coupon, Fee, FeeAmount, FixedOn, Note, PaymentDates, Step};
use abs_waterfall::enhancement::Support;
use abs_waterfall::pool::{Loan, Pool};
use abs_waterfall::projection::{EndReason, Ending};
use abs_waterfall::{Date, Deal, Money, Projection, Scenario, Simulation};

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn money(text: &str) -> Money {
    text.parse().unwrap()
}

/// One loan of 10 m, 24 level payments, with a default probability of 3 %; a senior note of 9.5 m and a subordinated one;
/// 1,000 a date for the manager, which the guarantor pays if cash does not reach.
fn deal(dates: u32, matures: &str) -> Deal {
    let loan = Loan::level_payment("L", money("10000000"), "5%".parse().unwrap(), day("2024-06-20"), 24)
        .with_quality(CreditQuality::AnnualPd("3%".parse().unwrap()));
    let fee = FeeAmount::Fixed { amount: money("1000"), on: FixedOn::EveryDate };
    let quarterly = |first| Schedule::quarterly(day(first), dates);
    pools::bare(1)
        .with_dates(PaymentDates::new(quarterly("2024-09-20"), quarterly("2024-09-26")))
        .with_pool(Pool::new(vec![loan]))
        .with_fees(vec![Fee::new("fee", "manager", fee)])
        .with_notes(vec![
            Note::pass_through(
                "senior",
                money("9500000"),
                Coupon::fixed("2.5%".parse().unwrap()),
                day(matures),
            ),
            Note::subordinated("sub", money("500000")),
        ])
        .with_supports([Support::undertaking("guarantor", &["senior"]).with_fees(&["fee"])])
        .with_waterfall(vec![
            Step::fee("fee"),
            Step::interest("senior"),
            Step::principal("senior"),
            Step::principal("sub"),
            Step::residual("sub"),
        ])
        .with_vat(None)
}

fn project(deal: Deal, scenario: &Scenario) -> Projection {
    deal.resolve().unwrap().project(scenario).unwrap()
}

/// Number, fee paid, fee short, interest on the senior, drawn, balance of the senior: a line a date.
fn table(of: &Projection) -> Vec<String> {
    let line = |date: &abs_waterfall::projection::DateReport| {
        let fee = &date.payments[0];
        let senior = date.notes[0];
        let paid = [fee.paid, fee.short, senior.interest, date.drawn, senior.balance];
        format!("{} | {}", date.period.number, paid.map(|amount| amount.to_string()).join(" | "))
    };
    of.dates.iter().map(line).collect()
}

fn ended(of: &Projection) -> (usize, EndReason) {
    let Ending { number, reason, .. } = of.ending;
    (number, reason)
}

/// Two dates are left when everybody has been paid: nobody charges for them, and nobody is called.
#[test]
fn a_plan_that_is_wound_up_charges_nothing() {
    let base = project(deal(10, "2026-12-26"), &Scenario::no_default());
    assert_eq!(ended(&base), (8, EndReason::WoundUp));
    assert_eq!(base.ending.on, day("2026-06-26"));
    assert_eq!((base.ending.arrears.as_slice(), base.unpaid.as_slice()), (&[][..], &[][..]));
    assert_eq!(
        table(&base)[6..],
        [
            "7 | 1,000.00 | 0.00 | 11,409.88 | 0.00 | 547,203.61",
            "8 | 1,000.00 | 0.00 | 3,448.13 | 0.00 | 0.00", // 547,203.61 × 2.5 % × 92/365
            "9 | 0.00 | 0.00 | 0.00 | 0.00 | 0.00",
            "10 | 0.00 | 0.00 | 0.00 | 0.00 | 0.00",
        ]
    );
    assert_eq!(base.supports[0].recourse.drawn, Money::ZERO);
}

/// The guarantor is called where the loan defaults, and not because the calendar has more dates than the deal.
#[test]
fn dates_after_the_end_do_not_call_the_enhancer() {
    let simulation = Simulation::new(20_000).with_seed(1);
    let called = |deal: Deal| {
        let risk = deal.resolve().unwrap().simulate(&simulation).unwrap();
        risk.enhancer().unwrap().probability_of_call().hits
    };
    let (eight, ten) = (called(deal(8, "2026-06-26")), called(deal(10, "2026-12-26")));
    assert_eq!(eight, ten);
    // 1 − 0.97² less the defaults after the senior has been repaid: 5.8 % in the deal as reported.
    assert!((1_000..1_182).contains(&eight), "{eight} of 20,000");
}

/// A senior note that is not repaid keeps the plan running until its legal final date, charging and calling.
#[test]
fn a_plan_whose_senior_is_outstanding_goes_on() {
    let stress = Scenario::no_default().with_default("L", 23).without_supports();
    let repaid = project(deal(10, "2026-12-26"), &stress);
    assert_eq!(ended(&repaid), (8, EndReason::WoundUp), "23 instalments repay the senior");
    assert_eq!(repaid.ending.arrears[0].what, "principal of \"sub\"");
    let stress = Scenario::no_default().with_default("L", 18).without_supports();
    let short = project(deal(10, "2026-12-26"), &stress);
    assert_eq!(ended(&short), (10, EndReason::LegalFinal));
    let arrears: Vec<String> =
        short.ending.arrears.iter().map(|left| format!("{} {}", left.what, left.amount)).collect();
    assert_eq!(arrears, short.unpaid.iter().map(|l| format!("{} {}", l.what, l.amount)).collect::<Vec<_>>());
    assert_eq!(arrears[0], "fee \"fee\" 4,000.00", "of dates 7 to 10");
}

/// A recovery that is still to come keeps the plan running, up to the date on which it comes and not beyond.
#[test]
fn a_recovery_to_come_keeps_the_plan_running() {
    let mut recovering = deal(10, "2026-12-26");
    recovering.credit.recovery = Recovery::OfOutstanding { rate: "50%".parse().unwrap(), lag_months: 3 };
    let late = project(recovering, &Scenario::no_default().with_default("L", 22));
    // Missed on 2026-05-20, recovered on 2026-08-20: paid out on date 9, and its fee was due on 8 and 9.
    assert_eq!(ended(&late), (9, EndReason::WoundUp));
    let fees: Vec<String> = late.dates[7..].iter().map(|date| date.payments[0].paid.to_string()).collect();
    assert_eq!(fees, ["1,000.00", "1,000.00", "0.00"]);
}

/// Without subordinated notes the plan ends when its last note must be repaid: what comes later pays arrears, on which
/// nothing accrues, and then the residual.
#[test]
fn cash_after_the_legal_final_date_is_still_paid() {
    let mut early = deal(8, "2025-12-26");
    early.notes.remove(1);
    early.waterfall.remove(3);
    early.waterfall[3] = Step::residual("lender");
    early.supports.clear();
    early.parties.remove(1);
    let late = project(early, &Scenario::no_default());
    assert_eq!(ended(&late), (6, EndReason::LegalFinal));
    let owed = late.dates[5].notes[0].balance;
    assert_eq!(late.ending.arrears.len(), 1);
    assert_eq!(late.ending.arrears[0].amount, owed);
    let after = &late.dates[6..];
    assert!(after.iter().all(|date| date.notes[0].interest.is_zero() && date.payments[0].paid.is_zero()));
    assert_eq!(after[0].notes[0].principal + after[1].notes[0].principal, owed);
    assert!(late.unpaid.is_empty());
}

/// A loan that never pays leaves the senior its principal and its interest of eight dates: 9.5 m × 2.5 % × 98, 91, 90, 92,
/// 92, 91, 90 and 92 days of 365, each to the fen.
#[test]
fn a_note_loses_what_it_is_owed_of_principal_and_interest() {
    let nothing = Scenario::no_default().with_default("L", 0).without_supports();
    let nothing = project(deal(8, "2026-06-26"), &nothing);
    let senior = nothing.note("senior").unwrap();
    let owed = [senior.principal_short, senior.interest_short, senior.loss()];
    assert_eq!(owed, ["9500000", "478904.09", "9978904.09"].map(money));
}
