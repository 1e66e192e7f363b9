//! What notes earn, worked out on paper. Both waterfalls must say the same.

use abs_waterfall::calendar::{DatedRate, DayCount, RateTable};
use abs_waterfall::deal::{Coupon, CouponRate, Deal, Deferral, Note, NoteRepayment, Step};
use abs_waterfall::projection::Projection;
use abs_waterfall::waterfall::{Condition, Event, EventEffect, FloatingRate, Gauge};
use abs_waterfall::{Money, Scenario};

use crate::desk::Path;
use crate::paper::{assert_table, note, projected, rate};
use crate::tables::{day, money, quarterly};

/// Rates by the day from which each holds.
fn rates(text: &str) -> RateTable {
    let dated = |line: &str| {
        let (from, dated) = line.trim().split_once(' ').unwrap();
        DatedRate::new(day(from), rate(dated))
    };
    RateTable::new(text.trim().lines().map(dated)).unwrap()
}

/// A note that earns at this rate, counted in quarters of a year.
fn earning(name: &str, amount: &str, at: CouponRate, repayment: NoteRepayment) -> Note {
    let coupon = Coupon::new(rate("0"), DayCount::Thirty360).with_rate(at);
    Note::new(name, money(amount), repayment).with_coupon(coupon)
}

fn told(deal: &Deal) -> Projection {
    projected(deal, &Scenario::no_default(), &Path::default())
}

/// `a` floats on a made-up LPR with 55 bp on it, 3.60 % at least; `b` steps up from 6 % to 8 %; the sub earns 12 %, of which
/// it gets 1.00 a quarter before the others are repaid, and the rest behind them.
fn floating_and_stepped() -> Deal {
    let mut deal = quarterly(&["100", "100", "200", "180"]).with_rates(
        "LPR-1Y",
        rates(
            "2024-01-01 3.45%
             2024-05-20 3.2%
             2024-08-20 3%",
        ),
    );
    let floating = FloatingRate::new("LPR-1Y").with_spread("55".parse().unwrap()).with_floor(rate("3.6%"));
    let steps = rates(
        "2024-01-15 6%
         2024-07-01 8%",
    );
    let maturity = day("2025-01-15");
    deal.notes = vec![
        earning("a", "400", CouponRate::Floating(floating), NoteRepayment::PassThrough { maturity }),
        earning("b", "100", CouponRate::Steps(steps), NoteRepayment::PassThrough { maturity }),
        earning("sub", "50", rate("12%").into(), NoteRepayment::Subordinated),
    ];
    deal.waterfall = vec![
        Step::interest("a"),
        Step::interest("b"),
        Step::interest("sub").with_cap(money("1")),
        Step::principal("a"),
        Step::principal("b"),
        Step::interest("sub"),
        Step::principal("sub"),
        Step::residual("servicer"),
    ];
    deal
}

const EARNED: [&str; 8] = [
    "principal collected",
    "interest on \"a\"",
    "interest on \"b\"",
    "interest on \"sub\"",
    "principal of \"a\"",
    "principal of \"b\"",
    "principal of \"sub\"",
    "residual",
];

/// 1. From 01-15 `a` earns 3.45 % and 0.55 %: 4.00 a quarter. `b` earns 1.50. Of the sub's 1.50 it gets 1.00.
/// 2. The period starts on 04-15, before LPR falls in May: 1 % of 306.50 is 3.065, half a fen up. `b` is at its first step.
/// 3. From 07-15 `a` earns 3.75 %: 212.07 × 0.9375 % = 1.988. `b` earns 8 % since the period that starts after 07-01: 2.00.
/// 4. From 10-15 LPR is 3.00 %, and with 0.55 % below the floor: 17.06 × 0.9 % = 0.154. The sub is owed 3.00: it gets 1.00 in
///    its first step, and once `a` and `b` are repaid the other 2.00 in its second; then its 50.00, and 7.79 are left.
#[test]
fn coupons_float_and_step_up_and_the_yield_of_the_sub_is_capped() {
    // Collected; interest on a, b and the sub; principal of a, b and the sub; residual.
    let expected = "
        100.00  4.00  1.50  1.00   93.50    0.00   0.00  0.00
        100.00  3.07  1.50  1.00   94.43    0.00   0.00  0.00
        200.00  1.99  2.00  1.00  195.01    0.00   0.00  0.00
        180.00  0.15  2.00  3.00   17.06  100.00  50.00  7.79";
    let projection = told(&floating_and_stepped());
    assert_table(&projection, &EARNED, expected);
    let waiting: Vec<String> =
        projection.dates.iter().map(|date| date.notes[2].interest_short.to_string()).collect();
    assert_eq!(waiting, ["0.50", "1.00", "1.50", "0.00"]);
    // What its cap leaves is not short: it may wait.
    let short = |date: &abs_waterfall::projection::DateReport| date.payments[2].short;
    assert!(projection.dates.iter().all(|date| short(date) == Money::ZERO));
}

/// A floating coupon that is fixed at closing and on 07-15 alone earns 4.00 % for two quarters, and 3.75 % for two.
#[test]
fn a_coupon_stays_as_it_was_fixed() {
    let mut deal = floating_and_stepped();
    let floating =
        FloatingRate::new("LPR-1Y").with_spread("55".parse().unwrap()).with_resets([day("2024-07-15")]);
    deal.notes[0].coupon = deal.notes[0].coupon.take().map(|it| it.with_rate(CouponRate::Floating(floating)));
    // 17.06 × 3.75 % / 4 = 0.160, a fen more than at the floor.
    let expected = "
        100.00  4.00  1.50  1.00   93.50    0.00   0.00  0.00
        100.00  3.07  1.50  1.00   94.43    0.00   0.00  0.00
        200.00  1.99  2.00  1.00  195.01    0.00   0.00  0.00
        180.00  0.16  2.00  3.00   17.06  100.00  50.00  7.78";
    assert_table(&told(&deal), &EARNED, expected);
}

/// `b` earns 10 % on 200.00, 5.00 a quarter, which may be deferred.
fn deferring(deferral: Deferral) -> Deal {
    let mut deal = quarterly(&["12", "13", "390", "240"]);
    deal.notes = vec![
        note("a", "400", "10%", "2025-01-15"),
        note("b", "200", "10%", "2025-01-15").with_deferral(deferral),
    ];
    deal.waterfall = vec![
        Step::interest("a"),
        Step::interest("b"),
        Step::principal("a"),
        Step::principal("b"),
        Step::residual("servicer"),
    ];
    deal
}

const DEFERRED: [&str; 6] = [
    "interest on \"a\"",
    "interest on \"b\"",
    "principal of \"a\"",
    "principal of \"b\"",
    "residual",
    "owed: b",
];

/// 1. 12.00 less 10.00 on `a` leave 2.00 of the 5.00 on `b`: 3.00 wait.
/// 2. 13.00 less 10.00 leave 3.00 of 8.00: 5.00 wait.
/// 3. 390.00 pay 10.00, all 10.00 on `b`, and 370.00 of `a`.
/// 4. 240.00 pay 0.75, 5.00, the last 30.00 of `a` and 200.00; 4.25 are left.
#[test]
fn deferred_interest_is_paid_before_principal_and_nobody_is_short_of_it() {
    let projection = told(&deferring(Deferral::Simple));
    // Interest on a and b, principal of a and b, residual, owed to b.
    let expected = "
        10.00   2.00    0.00    0.00  0.00  200.00
        10.00   3.00    0.00    0.00  0.00  200.00
        10.00  10.00  370.00    0.00  0.00  200.00
         0.75   5.00   30.00  200.00  4.25    0.00";
    assert_table(&projection, &DEFERRED, expected);
    assert!(projection.dates.iter().all(|date| date.payments[1].short == Money::ZERO));
}

/// The 3.00 that wait from date 1 earn too: 203.00 × 2.5 % = 5.075, 5.08 half-up, make 8.08, of which 3.00 are paid. On date 3
/// 205.08 × 2.5 % = 5.127 are added to the 5.08: 10.21.
#[test]
fn deferred_interest_may_earn_interest() {
    let expected = "
        10.00   2.00    0.00    0.00  0.00  200.00
        10.00   3.00    0.00    0.00  0.00  200.00
        10.00  10.21  369.79    0.00  0.00  200.00
         0.76   5.00   30.21  200.00  4.03    0.00";
    assert_table(&told(&deferring(Deferral::Compound)), &DEFERRED, expected);
}

/// Until its maturity nobody is short of what waits; on it all that is unpaid is due, be it of one date or of four.
#[test]
fn deferred_interest_is_due_when_the_note_is() {
    let mut deal = deferring(Deferral::Simple);
    deal.pool = quarterly(&["12", "13", "390", "33"]).pool;
    let projection = told(&deal);
    let last = projection.dates.last().unwrap();
    let short: Vec<String> = last.payments.iter().map(|it| format!("{} {}", it.what, it.short)).collect();
    // 33.00 less 0.75, of which 5.00 pay the interest on b, leave 27.25 of the last 30.00 of a.
    assert_eq!(
        short,
        [
            "interest on \"a\" 0.00",
            "interest on \"b\" 0.00",
            "principal of \"a\" 2.75",
            "principal of \"b\" 200.00",
            "residual 0.00"
        ]
    );
    deal.pool = quarterly(&["12", "13", "10", "3"]).pool;
    let projection = told(&deal);
    // Of 20.00 in sum 2.00 and 3.00 were paid; the 10.00 of date 3 and the 3.00 of date 4 are all for the interest on a.
    let short = projection.dates.iter().map(|date| date.payments[1].short.to_string());
    assert_eq!(short.collect::<Vec<_>>(), ["0.00", "0.00", "0.00", "15.00"]);
}

/// An event that asks for unpaid interest does not happen for what waits, before it is due; without the agreement it does on
/// the first date.
#[test]
fn deferred_interest_starts_no_event() {
    let unpaid = Condition::at_least(Gauge::UnpaidInterest(vec!["b".into()]), money("0.01"));
    let event = Event::new("unpaid", unpaid, EventEffect::Notice);
    let happens = |deferrable: Option<Deferral>| -> Vec<usize> {
        let mut deal = deferring(Deferral::Simple);
        deal.pool = quarterly(&["12", "13", "10", "3"]).pool;
        deal.notes[1].deferrable = deferrable;
        deal.events = vec![event.clone()];
        told(&deal).events.iter().map(|event| event.number).collect()
    };
    assert_eq!(happens(Some(Deferral::Simple)), [4]);
    assert_eq!(happens(None), [1]);
}

/// `a` is sold at 98 %, the sub at 110 %: what is owed stays, and the yield is that of who pays 392.00 and 55.00.
#[test]
fn a_price_off_par_moves_the_yield_and_nothing_else() {
    let deal = floating_and_stepped();
    let mut priced = deal.clone();
    priced.notes[0].price = "98%".parse().unwrap();
    priced.notes[2].price = "110%".parse().unwrap();
    let (at_par, off_par) = (told(&deal), told(&priced));
    assert_eq!((&at_par.dates, &at_par.ledger), (&off_par.dates, &off_par.ledger));
    for (note, paid) in [(0, 392.0), (1, 100.0), (2, 55.0)] {
        let rate = off_par.notes[note].annual_yield.unwrap();
        let worth: f64 = off_par
            .dates
            .iter()
            .map(|date| {
                let of = date.notes[note];
                let days = f64::from((date.period.payment - deal.closing).get_days());
                (of.interest + of.principal + of.residual).to_f64() * (1.0 + rate).powf(-days / 365.0)
            })
            .sum();
        assert!((worth - paid).abs() < 1e-9, "note {note}: {worth} at {rate}");
    }
    let risk = |deal: &Deal| crate::resolved(deal).simulate(&abs_waterfall::Simulation::new(2)).unwrap();
    for (told, projected) in risk(&priced).notes().zip(&off_par.notes) {
        let base = told.base_yield().unwrap();
        assert!((base - projected.annual_yield.unwrap()).abs() < 1e-9, "{}", told.name());
        assert!((told.annual_yield().unwrap().value - base).abs() < 1e-9, "nobody defaults");
    }
}
