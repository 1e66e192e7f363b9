//! The other modes of these securitisations, as far as scheduled claims and the same steps carry them: finance leases with
//! three senior classes, and reverse factoring with two. Their expected values, to the fen, come from the same independent
//! script as those of `term_sheets.rs`.

#[path = "support/pools.rs"]
mod pools;

use abs_waterfall::calendar::{DayCount, Schedule};
use abs_waterfall::deal::{Coupon, Fee, FeeAmount, FixedOn, Note, PaymentDates, Step};
use abs_waterfall::pool::{InterestBasis, Loan, Pool, Repayment};
use abs_waterfall::{Date, Deal, Money, Projection, Scenario};

fn money(text: &str) -> Money {
    text.replace(' ', "").parse().unwrap()
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn millions(millions: i64) -> Money {
    Money::from_yuan(millions * 1_000_000)
}

fn coupon(rate: &str) -> Coupon {
    Coupon::fixed(rate.parse().unwrap())
}

/// Senior interest side by side, senior principal one class after the other.
fn sequential(senior: &[&str]) -> Vec<Step> {
    let mut steps = vec![Step::taxes(), Step::fees(&["running", "surveillance"])];
    steps.push(Step::interest_on(senior));
    steps.extend(senior.iter().map(|name| Step::principal(name)));
    steps.extend([Step::principal("sub"), Step::residual("sub")]);
    steps
}

fn fees(senior: &[&str], on: FixedOn) -> Vec<Fee> {
    let surveillance = FeeAmount::Fixed { amount: money("80000"), on };
    vec![
        Fee::on_notes("running", "manager", "0.35%".parse().unwrap(), senior),
        Fee::new("surveillance", "manager", surveillance),
    ]
}

fn project(mut deal: Deal) -> Projection {
    deal.parties.retain(|party| party.name != "guarantor");
    deal.resolve().unwrap().project(&Scenario::no_default()).unwrap()
}

fn paid(of: &Projection, what: &str) -> Money {
    let payments = of.dates.iter().flat_map(|date| &date.payments);
    payments.filter(|payment| payment.what.contains(what)).map(|payment| payment.paid).sum()
}

/// A sale-and-leaseback of 51 IP rights: thirteen lessees, level quarterly rents, A1 before A2 before A3. On the ninth date
/// A2 is repaid and A3 begins to be.
#[test]
fn leases_with_three_senior_classes() {
    let leases = [100, 90, 80, 75, 70, 60, 55, 50, 45, 40, 30, 23, 15];
    let lease = |(i, size): (usize, &i64)| {
        let due = Schedule::quarterly(day("2019-06-05"), 12);
        let (id, rate, disbursed) = (format!("D{i:02}"), "7%".parse().unwrap(), day("2019-03-05"));
        Loan::new(id, millions(*size), rate, disbursed, due, Repayment::LevelPayment)
    };
    let leases: Vec<Loan> = leases.iter().enumerate().map(lease).collect();
    assert_eq!(leases[0].instalments().unwrap()[0].total(), money("9 311 377.38"));
    let senior = ["A1", "A2", "A3"];
    let maturity = day("2022-03-20");
    let of = project(
        pools::bare(12)
            .with_closing(day("2019-03-08"))
            .with_cutoff(day("2019-03-08"))
            .with_pool(Pool::new(leases))
            .with_dates(PaymentDates::new(
                Schedule::quarterly(day("2019-06-10"), 12),
                Schedule::quarterly(day("2019-06-20"), 12),
            ))
            .with_notes(vec![
                Note::pass_through("A1", millions(300), coupon("4.8%"), maturity),
                Note::pass_through("A2", millions(250), coupon("5%"), maturity),
                Note::pass_through("A3", millions(146), coupon("5.2%"), maturity),
                Note::subordinated("sub", millions(37)),
            ])
            .with_fees(fees(&senior, FixedOn::Numbers(vec![4, 8, 12])))
            .with_waterfall(sequential(&senior)),
    );
    assert_eq!(of.dates.iter().map(|date| date.collected.interest).sum::<Money>(), money("86 028 754.02"));
    assert_eq!(paid(&of, "VAT"), money("2 806 374.88"));
    assert_eq!(paid(&of, "fee"), money("4 112 909.87"));
    assert_eq!(paid(&of, "interest"), money("55 629 418.24"));
    assert_eq!(of.note("sub").unwrap().received(), money("60 480 051.03"));
    let first: Vec<Money> = of.dates[0].notes.iter().map(|note| note.interest).collect();
    assert_eq!(first[..3], ["4 103 013.70", "3 561 643.84", "2 163 200.00"].map(money));
    let balances = |note: usize, dates: std::ops::RangeInclusive<usize>| -> Vec<Money> {
        dates.map(|k| of.dates[k - 1].notes[note].balance).collect()
    };
    let a1 = ["242 688 005.00", "183 386 341.34", "123 197 980.12", "62 284 059.10", "542 320.88", "0"];
    assert_eq!(balances(0, 1..=6), a1.map(money));
    assert_eq!(balances(1, 6..=9), ["187 965 209.87", "124 460 265.35", "60 112 714.78", "0"].map(money));
    assert_eq!(balances(2, 9..=12), ["140 862 601.38", "74 693 653.53", "7 550 720.54", "0"].map(money));
    let ninth = &of.dates[8].notes;
    assert_eq!([ninth[1].principal, ninth[2].principal], ["60 112 714.78", "5 137 398.62"].map(money));
}

/// Payables of one core debtor bought at 6.2 % compound: two claims of face value, their discount taxed as interest.
#[test]
fn factoring_with_two_senior_classes() {
    // 6.2 % compound over two years is 6.3922 % simple, on 30/360 for whole years.
    let claim = |id: &str, size: i64, rate: &str, due: &str| {
        let (rate, due) = (rate.parse().unwrap(), Schedule::on([day(due)]));
        Loan::new(id, millions(size), rate, day("2018-12-10"), due, Repayment::SinglePayment)
            .with_interest(InterestBasis::Daily(DayCount::Thirty360))
    };
    let claims = vec![claim("1", 240, "6.2%", "2019-12-10"), claim("2", 230, "6.3922%", "2020-12-10")];
    let face = |i: usize| claims[i].instalments().unwrap()[0].total();
    assert_eq!([face(0), face(1)], ["254 880 000.00", "259 404 120.00"].map(money));
    let senior = ["A1", "A2"];
    let dates = |days: [&str; 2]| Schedule::Dates(days.map(day).to_vec());
    let of = project(
        pools::bare(1)
            .with_closing(day("2018-12-18"))
            .with_pool(Pool::new(claims))
            .with_dates(PaymentDates::new(
                dates(["2019-12-12", "2020-12-14"]),
                dates(["2019-12-18", "2020-12-18"]),
            ))
            .with_notes(vec![
                Note::pass_through("A1", millions(228), coupon("5%"), day("2019-12-18")),
                Note::pass_through("A2", money("218500000"), coupon("5.5%"), day("2020-12-18")),
                Note::subordinated("sub", money("23500000")),
            ])
            .with_fees(fees(&senior, FixedOn::EveryDate))
            .with_waterfall(sequential(&senior)),
    );
    let [one, two] = [&of.dates[0], &of.dates[1]];
    assert_eq!([one.payments[0].paid, two.payments[0].paid], ["485 405.83", "959 202.36"].map(money));
    let fee = |k: usize| of.dates[k].payments[1].paid + of.dates[k].payments[2].paid;
    assert_eq!([fee(0), fee(1)], ["1 642 750.00", "842 162.21"].map(money));
    assert_eq!([one.notes[0].interest, one.notes[1].interest], ["11 400 000.00", "12 017 500.00"].map(money));
    assert_eq!(two.notes[1].interest, money("11 976 834.66"));
    assert_eq!(
        [one.notes[0].principal, one.notes[1].principal],
        ["228 000 000.00", "1 334 344.17"].map(money)
    );
    assert_eq!(two.notes[1].principal, money("217 165 655.83"));
    assert_eq!(of.dates[0].notes[2].balance, money("23 500 000"));
    assert_eq!(of.note("sub").unwrap().received(), money("28 460 264.94"));
}
