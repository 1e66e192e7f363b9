//! When a loan has defaulted that is late, on paper. Both waterfalls must say the same.

use abs_waterfall::Scenario;
use abs_waterfall::credit::Recovery;
use abs_waterfall::pool::Pool;

use crate::desk::Path;
use crate::paper::{projected, rate};
use crate::paper_events::{deal, small_pool};
use crate::pool::Miss;
use crate::tables::{day, money};

/// The one loan owes 350.00 of 450.00 when it misses its payment of 10 July 2024. It has a deposit of 30.00, and half of what that
/// leaves comes back. Calculation dates are 10 July, 10 October and 10 January; the pool is below 60 % once it has defaulted.
#[test]
fn a_loan_has_defaulted_once_it_was_late_for_so_many_days() {
    let rows = |days: u32, lag_months: u32| {
        let mut deal = deal(&["100", "100", "100", "150"], small_pool("60%"));
        deal.servicing.defaulted_after_days = days;
        deal.credit.recovery = Recovery::OfOutstanding { rate: rate("50%"), lag_months };
        deal.pool =
            deal.pool.loans().iter().cloned().map(|loan| loan.with_deposit(money("30"))).collect::<Pool>();
        let mut path = Path::default();
        path.misses.insert("loan".into(), Miss { due: day("2024-07-10"), pays_interest: false });
        let projection = projected(&deal, &Scenario::no_default().with_default("loan", 1), &path);
        let row = |date: &abs_waterfall::projection::DateReport| {
            let collected = &date.collected;
            format!("{} {} {}", collected.defaulted, collected.recovery, date.order)
        };
        projection.dates[1..].iter().map(row).collect::<Vec<_>>()
    };
    let [nothing, late] = ["0.00 0.00 accelerated", "0.00 0.00 normal"];
    assert_eq!(rows(0, 3), ["350.00 30.00 accelerated", "0.00 160.00 accelerated", nothing]);
    assert_eq!(rows(1, 6), [late, "350.00 30.00 accelerated", "0.00 160.00 accelerated"]);
    // To the day; and nothing is recovered before that.
    assert_eq!(rows(92, 0), [late, "350.00 190.00 accelerated", nothing]);
    assert_eq!(rows(93, 0), [late, late, "350.00 190.00 accelerated"]);
    // It is late to the end.
    assert_eq!(rows(185, 0), [late, late, late]);
}
