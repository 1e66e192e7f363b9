//! Steps with conditions and ratios worked out on paper. Both waterfalls must say the same.

use abs_waterfall::Scenario;
use abs_waterfall::deal::{Deal, Note, NoteRepayment, Step};
use abs_waterfall::waterfall::{Condition, Event, EventEffect};

use crate::desk::Path;
use crate::paper::{assert_table, projected};
use crate::paper_events::small_pool;
use crate::tables::{day, money, quarterly};

/// Notes `a` and `b` without a coupon.
fn deal(pays: &[&str], [a, b]: [&str; 2]) -> Deal {
    let mut deal = quarterly(pays);
    let repayment = NoteRepayment::PassThrough { maturity: day("2025-01-15") };
    deal.notes = [("a", a), ("b", b)].map(|(name, of)| Note::new(name, money(of), repayment.clone())).into();
    deal
}

/// One after the other as long as something does not hold, and together, seven to three, once it does.
fn in_turn_until(when: Condition) -> Vec<Step> {
    let not_yet = || Condition::not(when.clone());
    vec![
        Step::principal("a").when(not_yet()),
        Step::principal("b").when(not_yet()),
        Step::principal_of(&["a", "b"]).in_ratio(&[7, 3]).when(when.clone()),
        Step::residual("servicer"),
    ]
}

const COLUMNS: [&str; 4] = ["principal of \"a\"", "principal of \"b\"", "owed: a", "owed: b"];

/// Of 60.01 seven tenths are 42.007 and three 18.003: the fen that rounding down leaves goes to `a`. On the last date 42.00
/// would be for `a`, which needs 17.99: the rest goes to `b`.
#[test]
fn notes_are_repaid_in_turn_until_a_day_and_then_in_a_ratio() {
    let mut deal = deal(&["60", "60", "60.01", "60"], ["180", "120"]);
    deal.waterfall = in_turn_until(Condition::From(day("2024-10-15")));
    let expected = "
        60.00   0.00  120.00  120.00
        60.00   0.00   60.00  120.00
        42.01  18.00   17.99  102.00
        17.99  42.01    0.00   59.99";
    assert_table(&projected(&deal, &Scenario::no_default(), &Path::default()), &COLUMNS, expected);
}

/// The pool falls below three fifths of what it was on the second date, and the event is told before that date pays.
#[test]
fn notes_are_repaid_in_turn_until_an_event_has_happened() {
    let mut deal = deal(&["60", "60", "60.01", "60"], ["180", "120"]);
    let falls = small_pool("60%").when;
    deal.events = vec![Event::new("small pool", falls, EventEffect::Notice)];
    deal.waterfall = in_turn_until(Condition::Happened("small pool".into()));
    let expected = "
        60.00   0.00  120.00  120.00
        42.00  18.00   78.00  102.00
        42.01  18.00   35.99   84.00
        35.99  24.01    0.00   59.99";
    assert_table(&projected(&deal, &Scenario::no_default(), &Path::default()), &COLUMNS, expected);
}
