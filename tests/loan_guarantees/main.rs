//! Guarantees of loans: what comes in, and what the guarantor pays, leaves open and recovers, on cases that can be worked out by
//! hand; and on any pool against a computation that walks through it day by day.

mod advances;
mod any_pool;

use abs_waterfall::calendar::{Roll, Schedule};
use abs_waterfall::credit::{CreditModel, Recovery};
use abs_waterfall::deal::{AssetVat, Note, Party, PaymentDates, Role, Step, Vat, VatBase};
use abs_waterfall::enhancement::{AfterFailure, Support};
use abs_waterfall::pool::{AssetKind, Loan, Pool, Repayment};
use abs_waterfall::projection::GuaranteeEnd;
use abs_waterfall::servicing::GuaranteePays::{Accelerated, Arrears};
use abs_waterfall::servicing::{GuaranteePays, ServicerFailure, Servicing, Sweeps};
use abs_waterfall::{Date, Deal, Money, Projection, Scenario};

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// A loan of equal principal at 1 % a month, over four months from 2025-02-20.
fn loan(id: &str, yuan: i64) -> Loan {
    let due = Schedule::monthly(day("2025-02-20"), 4);
    let principal = Repayment::EqualPrincipal;
    Loan::new(id, Money::from_yuan(yuan), "12%".parse().unwrap(), day("2025-01-20"), due, principal)
        .with_guarantor("G")
}

/// A: 1,200, with interest of 12, 9, 6, 3 and principal of 300 each. B: half of that. Collected on the 20th of every month, and
/// paid on the 26th. A fifth of what is outstanding is recovered three months after the first missed due date.
fn deal(pays: GuaranteePays, months: u32) -> Deal {
    let dates = |first: &str| Schedule::monthly(day(first), months);
    Deal::new("guaranteed", day("2025-01-20"), Pool::new(vec![loan("A", 1_200), loan("B", 600)]))
        .with_parties(vec![
            Party::new("lender", &[Role::Originator, Role::Servicer]),
            Party::new("G", &[Role::LoanGuarantor]),
        ])
        .with_credit(CreditModel::new("0".parse().unwrap()).with_recovery(fifth()))
        .with_servicing(Servicing::new("lender"))
        .with_dates(PaymentDates::new(dates("2025-02-20"), dates("2025-02-26")))
        .with_notes(vec![Note::subordinated("sub", Money::from_yuan(1_800))])
        .with_supports([Support::loan_guarantee("G", pays)])
        .with_waterfall(vec![Step::principal("sub"), Step::residual("sub")])
}

fn fifth() -> Recovery {
    Recovery::of_outstanding("20%".parse().unwrap(), 3)
}

fn capped(pays: GuaranteePays, yuan: i64) -> Deal {
    let mut deal = deal(pays, 8);
    deal.supports[0].cap = Some(Money::from_yuan(yuan));
    deal
}

fn scenario(words: &[&str]) -> Scenario {
    words.iter().fold(Scenario::no_default(), |scenario, word| scenario.with(word.parse().unwrap()))
}

/// A line for every date on which anything comes in or defaults, and one for every loan whose borrower stops paying.
fn story(projection: &Projection) -> String {
    let mut before = [Money::ZERO; 3];
    let mut lines = Vec::new();
    for date in &projection.dates {
        let paid = date.collected;
        let recourse = date.supports.first().copied().unwrap_or_default();
        let now = [recourse.drawn, recourse.unanswered, recourse.reimbursed];
        let of_date = [0, 1, 2].map(|i| now[i] - before[i]);
        before = now;
        let amounts = [paid.interest, paid.principal, paid.recovery, paid.defaulted];
        let [interest, principal, recovered, defaulted] = amounts.map(|amount| amount.to_string());
        let [pays, open, recovers] = of_date.map(|amount| amount.to_string());
        if amounts.iter().chain(&of_date).any(|amount| !amount.is_zero()) {
            let number = date.period.number;
            lines.push(format!(
                "{number}: {interest} {principal} {recovered} {defaulted} | {pays} {open} {recovers}"
            ));
        }
    }
    for default in &projection.defaults {
        let Some(told) = &default.guaranteed else { continue };
        let end = match told.end {
            GuaranteeEnd::Late => "late".into(),
            GuaranteeEnd::PaidInFull => "paid in full".into(),
            GuaranteeEnd::Defaulted { on, principal } => format!("defaulted on {on} with {principal}"),
            _ => "unknown".into(),
        };
        let (paid, called) = (told.paid, told.called);
        lines.push(format!(
            "{}: {paid} of {called} paid, {} recovered, {end}; the plan recovers {}",
            default.loan, told.recovered, default.recovery
        ));
    }
    lines.join("\n")
}

fn assert_story(what: &str, deal: Deal, words: &[&str], expected: &str) {
    let projection = deal.resolve().unwrap().project(&scenario(words)).unwrap();
    let expected: Vec<&str> = expected.trim().lines().map(str::trim).collect();
    assert_eq!(story(&projection), expected.join("\n"), "{what}");
}

/// By date: interest, principal, recovered and defaulted; what the guarantor pays, leaves open and recovers.
#[test]
fn where_the_guarantor_pays() {
    assert_story(
        "every missed instalment thirty days after it was due; what comes back is its own once the last is paid",
        deal(Arrears, 8),
        &["A:1"],
        "1: 18.00 450.00 0.00 0.00 | 0.00 0.00 0.00
         2: 4.50 150.00 0.00 0.00 | 0.00 0.00 0.00
         3: 12.00 450.00 0.00 0.00 | 309.00 0.00 0.00
         4: 7.50 450.00 0.00 0.00 | 306.00 0.00 0.00
         5: 3.00 300.00 0.00 0.00 | 303.00 0.00 180.00
         A: 918.00 of 918.00 paid, 180.00 recovered, paid in full; the plan recovers 0.00",
    );
    assert_story(
        "the balance at once, with the interest due on the missed date",
        deal(Accelerated, 8),
        &["A:1"],
        "1: 18.00 450.00 0.00 0.00 | 0.00 0.00 0.00
         2: 4.50 150.00 0.00 0.00 | 0.00 0.00 0.00
         3: 12.00 1,050.00 0.00 0.00 | 909.00 0.00 0.00
         4: 1.50 150.00 0.00 0.00 | 0.00 0.00 0.00
         5: 0.00 0.00 0.00 0.00 | 0.00 0.00 180.00
         A: 909.00 of 909.00 paid, 180.00 recovered, paid in full; the plan recovers 0.00",
    );
    assert_story(
        "of an instalment whose interest is still paid, the principal alone",
        deal(Accelerated, 8),
        &["A:1:principal"],
        "1: 18.00 450.00 0.00 0.00 | 0.00 0.00 0.00
         2: 13.50 150.00 0.00 0.00 | 0.00 0.00 0.00
         3: 3.00 1,050.00 0.00 0.00 | 900.00 0.00 0.00
         4: 1.50 150.00 0.00 0.00 | 0.00 0.00 0.00
         5: 0.00 0.00 0.00 0.00 | 0.00 0.00 180.00
         A: 900.00 of 900.00 paid, 180.00 recovered, paid in full; the plan recovers 0.00",
    );
}

#[test]
fn a_call_waits_from_the_day_on_which_the_borrower_would_have_paid() {
    let mut rolled = deal(Arrears, 8);
    rolled.servicing = Servicing::new("lender").with_due_roll(Roll::Following);
    assert_story(
        "2025-04-20 is a Sunday: what B owes then comes a day and so a date later, and the call for A on 2025-05-21",
        rolled,
        &["A:2"],
        "1: 18.00 450.00 0.00 0.00 | 0.00 0.00 0.00
         2: 13.50 450.00 0.00 0.00 | 0.00 0.00 0.00
         4: 4.50 300.00 0.00 0.00 | 0.00 0.00 0.00
         5: 9.00 600.00 0.00 0.00 | 609.00 0.00 0.00
         6: 0.00 0.00 0.00 0.00 | 0.00 0.00 120.00
         A: 609.00 of 609.00 paid, 120.00 recovered, paid in full; the plan recovers 0.00",
    );
    assert_story(
        "a call after the last calculation date is never decided: the loan is late, and has not defaulted",
        deal(Arrears, 4),
        &["A:3"],
        "1: 18.00 450.00 0.00 0.00 | 0.00 0.00 0.00
         2: 13.50 450.00 0.00 0.00 | 0.00 0.00 0.00
         3: 9.00 450.00 0.00 0.00 | 0.00 0.00 0.00
         4: 1.50 150.00 0.00 0.00 | 0.00 0.00 0.00
         A: 0.00 of 0.00 paid, 0.00 recovered, late; the plan recovers 0.00",
    );
}

#[test]
fn where_its_cap_binds() {
    assert_story(
        "of the second instalment it pays what is left, interest first; what is recovered is shared, 515 to 400",
        capped(Arrears, 400),
        &["A:1"],
        "1: 18.00 450.00 0.00 0.00 | 0.00 0.00 0.00
         2: 4.50 150.00 0.00 0.00 | 0.00 0.00 0.00
         3: 12.00 450.00 0.00 0.00 | 309.00 0.00 0.00
         4: 7.50 235.00 0.00 515.00 | 91.00 215.00 0.00
         5: 0.00 0.00 101.31 0.00 | 0.00 0.00 78.69
         A: 400.00 of 615.00 paid, 78.69 recovered, defaulted on 2025-05-20 with 515.00; the plan recovers 101.31",
    );
    assert_story(
        "of the balance it pays what the cap allows; what is recovered is shared, 409 to 500",
        capped(Accelerated, 500),
        &["A:1"],
        "1: 18.00 450.00 0.00 0.00 | 0.00 0.00 0.00
         2: 4.50 150.00 0.00 0.00 | 0.00 0.00 0.00
         3: 12.00 641.00 0.00 409.00 | 500.00 409.00 0.00
         4: 1.50 150.00 0.00 0.00 | 0.00 0.00 0.00
         5: 0.00 0.00 80.99 0.00 | 0.00 0.00 99.01
         A: 500.00 of 909.00 paid, 99.01 recovered, defaulted on 2025-04-20 with 409.00; the plan recovers 80.99",
    );
    assert_story(
        "two loans on one day share what it leaves in proportion to what is called for: 909 to 454.50",
        capped(Accelerated, 606),
        &["A:1", "B:1"],
        "1: 18.00 450.00 0.00 0.00 | 0.00 0.00 0.00
         3: 13.50 592.50 0.00 757.50 | 606.00 757.50 0.00
         5: 0.00 0.00 150.00 0.00 | 0.00 0.00 120.00
         A: 404.00 of 909.00 paid, 80.00 recovered, defaulted on 2025-04-20 with 505.00; the plan recovers 100.00
         B: 202.00 of 454.50 paid, 40.00 recovered, defaulted on 2025-04-20 with 252.50; the plan recovers 50.00",
    );
}

#[test]
fn where_it_has_failed() {
    let defaulted = "1: 18.00 450.00 0.00 0.00 | 0.00 0.00 0.00
         2: 4.50 150.00 0.00 0.00 | 0.00 0.00 0.00
         3: 3.00 150.00 0.00 900.00 | 0.00 309.00 0.00
         4: 1.50 150.00 0.00 0.00 | 0.00 0.00 0.00
         5: 0.00 0.00 180.00 0.00 | 0.00 0.00 0.00
         A: 0.00 of 309.00 paid, 0.00 recovered, defaulted on 2025-04-20 with 900.00; the plan recovers 180.00";
    assert_story(
        "on the day of the call: the loan defaults, and all that comes back is the plan's",
        deal(Arrears, 8),
        &["A:1", "fails=G:2025-04-19"],
        defaulted,
    );
    assert_story(
        "between two calls of arrears: what comes back is shared, 600 with interest of 6 to 309",
        deal(Arrears, 8),
        &["A:1", "fails=G:2025-04-20"],
        "1: 18.00 450.00 0.00 0.00 | 0.00 0.00 0.00
         2: 4.50 150.00 0.00 0.00 | 0.00 0.00 0.00
         3: 12.00 450.00 0.00 0.00 | 309.00 0.00 0.00
         4: 1.50 150.00 0.00 600.00 | 0.00 306.00 0.00
         5: 0.00 0.00 119.21 0.00 | 0.00 0.00 60.79
         A: 309.00 of 615.00 paid, 60.79 recovered, defaulted on 2025-05-20 with 600.00; the plan recovers 119.21",
    );
}

/// The guarantor fails on the day of the call, and pays two fifths of that some months after the date of the call.
#[test]
fn where_a_fraction_comes_later() {
    let later = |months: u32, cap: Option<i64>| {
        let mut deal = deal(Accelerated, 8);
        deal.parties[1].after_failure = Some(AfterFailure::new("40%".parse().unwrap(), months));
        deal.supports[0].cap = cap.map(Money::from_yuan);
        deal
    };
    let words = ["A:1", "fails=G:2025-04-19"];
    assert_story(
        "of 909.00, after what comes back, which is all the plan's: interest first, and the rest is a recovery of principal",
        later(3, None),
        &words,
        "1: 18.00 450.00 0.00 0.00 | 0.00 0.00 0.00
         2: 4.50 150.00 0.00 0.00 | 0.00 0.00 0.00
         3: 3.00 150.00 0.00 900.00 | 0.00 909.00 0.00
         4: 1.50 150.00 0.00 0.00 | 0.00 0.00 0.00
         5: 0.00 0.00 180.00 0.00 | 0.00 0.00 0.00
         6: 0.00 0.00 363.60 0.00 | 0.00 0.00 0.00
         A: 0.00 of 909.00 paid, 0.00 recovered, defaulted on 2025-04-20 with 900.00; the plan recovers 534.60",
    );
    assert_story(
        "before it: what comes back is shared, 545.40 to 363.60",
        later(1, None),
        &words,
        "1: 18.00 450.00 0.00 0.00 | 0.00 0.00 0.00
         2: 4.50 150.00 0.00 0.00 | 0.00 0.00 0.00
         3: 3.00 150.00 0.00 900.00 | 0.00 909.00 0.00
         4: 1.50 150.00 363.60 0.00 | 0.00 0.00 0.00
         5: 0.00 0.00 108.00 0.00 | 0.00 0.00 72.00
         A: 0.00 of 909.00 paid, 72.00 recovered, defaulted on 2025-04-20 with 900.00; the plan recovers 462.60",
    );
    assert_story(
        "of what its cap allows, 500.00",
        later(3, Some(500)),
        &words,
        "1: 18.00 450.00 0.00 0.00 | 0.00 0.00 0.00
         2: 4.50 150.00 0.00 0.00 | 0.00 0.00 0.00
         3: 3.00 150.00 0.00 900.00 | 0.00 909.00 0.00
         4: 1.50 150.00 0.00 0.00 | 0.00 0.00 0.00
         5: 0.00 0.00 180.00 0.00 | 0.00 0.00 0.00
         6: 0.00 0.00 200.00 0.00 | 0.00 0.00 0.00
         A: 0.00 of 909.00 paid, 0.00 recovered, defaulted on 2025-04-20 with 900.00; the plan recovers 371.00",
    );
    let told = later(3, None).resolve().unwrap().project(&scenario(&words)).unwrap();
    assert_eq!(told.supports[0].late_paid.to_string(), "363.60");
    let alone = scenario(&["A:1"]).without_supports_of("G");
    let looked_away = later(3, None).resolve().unwrap().project(&alone).unwrap();
    assert_eq!(looked_away.dates[5].collected.recovery, Money::ZERO, "to look away is no failure");
}

/// The servicer fails on 2025-03-10, and borrowers pay the plan from then on; the second instalment of each loan waits for the
/// third, and nobody is late with it before.
#[test]
fn where_the_servicer_has_failed() {
    let interrupted = |pays| {
        let mut deal = deal(pays, 8);
        deal.servicing = Servicing::new("lender").with_failure(ServicerFailure::new(0).with_interruption(1));
        deal
    };
    let words = ["A:1", "fails=lender:2025-03-10"];
    assert_story(
        "what waited is called for with what it waited for, thirty days after that was due: on 2025-05-20",
        interrupted(Arrears),
        &words,
        "1: 18.00 450.00 0.00 0.00 | 0.00 0.00 0.00
         3: 7.50 300.00 0.00 0.00 | 0.00 0.00 0.00
         4: 16.50 750.00 0.00 0.00 | 615.00 0.00 0.00
         5: 3.00 300.00 0.00 0.00 | 303.00 0.00 0.00
         6: 0.00 0.00 0.00 0.00 | 0.00 0.00 180.00
         A: 918.00 of 918.00 paid, 180.00 recovered, paid in full; the plan recovers 0.00",
    );
    assert_story(
        "the balance, with the interest of both",
        interrupted(Accelerated),
        &words,
        "1: 18.00 450.00 0.00 0.00 | 0.00 0.00 0.00
         3: 7.50 300.00 0.00 0.00 | 0.00 0.00 0.00
         4: 16.50 1,050.00 0.00 0.00 | 915.00 0.00 0.00
         6: 0.00 0.00 0.00 0.00 | 0.00 0.00 180.00
         A: 915.00 of 915.00 paid, 180.00 recovered, paid in full; the plan recovers 0.00",
    );
    let mut held = interrupted(Accelerated);
    held.pool.loans_mut()[0].deposit = "100".parse().unwrap();
    held.supports[0].cap = Some("500".parse().unwrap());
    assert_story(
        "who holds a deposit and has failed by the day of the call gives none: 180 is shared, 415 to 500",
        held,
        &words,
        "1: 18.00 450.00 0.00 0.00 | 0.00 0.00 0.00
         3: 7.50 300.00 0.00 0.00 | 0.00 0.00 0.00
         4: 16.50 635.00 0.00 415.00 | 500.00 415.00 0.00
         6: 0.00 0.00 81.64 0.00 | 0.00 0.00 98.36
         A: 500.00 of 915.00 paid, 98.36 recovered, defaulted on 2025-05-20 with 415.00; the plan recovers 81.64",
    );
}

/// The servicer sends on what was paid by the 20th only on the 28th, after the payment date; the guarantor pays the plan
/// itself, on the day after. Its payment is taxed as the borrower's would be, on the date on which it comes.
#[test]
fn its_payments_are_taxed_though_they_come_before_what_they_stand_for_would_have() {
    let six = Vat::new("6%".parse().unwrap(), "0".parse().unwrap());
    let mut deal = deal(Accelerated, 8).with_vat(six.with_licences(AssetVat::new(VatBase::Payment)));
    deal.pool.loans_mut().iter_mut().for_each(|loan| loan.asset = AssetKind::Licence);
    deal.servicing = Servicing::new("lender").with_sweeps(Sweeps::Monthly(28));
    let months = |first: &str| Schedule::monthly(day(first), 8);
    deal.dates = PaymentDates::new(months("2025-02-22"), months("2025-02-26"));
    deal.supports[0].after_days = Some(1);
    deal.waterfall.insert(0, Step::taxes());

    let projection = deal.resolve().unwrap().project(&scenario(&["A:1"])).unwrap();
    let taxed = |yuan: &str| yuan.parse::<Money>().unwrap().times(six.factor().unwrap());
    let paid: Vec<Money> = projection.dates.iter().map(|date| date.payments[0].paid).collect();
    let comes = ["0", "1377", "154.50", "153", "151.50", "0", "0", "0"];
    assert_eq!(paid, comes.map(taxed), "468 of both borrowers and 909 of the guarantor, then what B owes");
    assert_eq!(paid[1].to_string(), "77.94");
}

/// Without a guarantor of loans a loan that it would have paid defaults when it would have been called; of the guarantor nothing is
/// told but that call.
#[test]
fn where_it_is_looked_away_from() {
    let projection =
        deal(Arrears, 8).resolve().unwrap().project(&scenario(&["A:1"]).without_supports_of("G")).unwrap();
    assert!(projection.supports.is_empty());
    assert_eq!(projection.dates[2].collected.defaulted, Money::from_yuan(900));
    assert_eq!(projection.dates[4].collected.recovery, Money::from_yuan(180));
}

/// Half of every loan stops paying after the first instalment: its guarantor pays for that as it does for loans of half the size, and
/// what its cap leaves is shared among them.
#[test]
fn for_a_part_of_a_loan() {
    let halves = |mut whole: Deal| {
        whole.pool = Pool::new(
            ["A1", "A2", "B1", "B2"].map(|id| loan(id, if id.starts_with('A') { 600 } else { 300 })).into(),
        );
        whole
    };
    let dates = |deal: Deal, words: &[&str]| {
        let projection = deal.resolve().unwrap().project(&scenario(words)).unwrap();
        (projection.pool_defaults.first().cloned(), story(&Projection { defaults: Vec::new(), ..projection }))
    };
    for pays in [Arrears, Accelerated] {
        for deal in [deal(pays, 8), capped(pays, 400), deal(pays, 4)] {
            let (told, parts) = dates(deal.clone(), &["pool=50%:2025-03-01"]);
            assert_eq!(parts, dates(halves(deal), &["A1:1", "B1:1"]).1, "{pays:?}");
            assert_eq!(told.unwrap().defaulted, Money::from_yuan(675));
        }
    }
    let (told, parts) = dates(capped(Arrears, 400), &["pool=50%:2025-03-01"]);
    let expected = "
        1: 18.00 450.00 0.00 0.00 | 0.00 0.00 0.00
        2: 6.75 225.00 0.00 0.00 | 0.00 0.00 0.00
        3: 11.25 450.00 0.00 0.00 | 231.75 0.00 0.00
        4: 6.75 388.75 0.00 286.25 | 168.25 61.25 0.00
        5: 0.00 0.00 56.31 0.00 | 0.00 0.00 78.69";
    let expected: Vec<&str> = expected.trim().lines().map(str::trim).collect();
    assert_eq!(parts, expected.join("\n"));
    assert_eq!(
        told.unwrap().to_string(),
        "pool=50%:2025-03-01: 675.00 of the pool defaulted, 37.50% of its principal at the cut-off; 56.31 of it is recovered, and \
         400.00 is paid in the borrowers' place"
    );
}
