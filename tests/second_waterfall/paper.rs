//! Two deals worked out on paper: every payment and every account, date by date. Both waterfalls must say the same.

use abs_waterfall::calendar::DayCount;
use abs_waterfall::deal::{Coupon, Deal, Note, Reserve, Step, Support};
use abs_waterfall::projection::Projection;
use abs_waterfall::waterfall::{Amount, Gauge};
use abs_waterfall::{Money, Rate, Scenario};

use crate::desk::{Desk, Path};
use crate::tables::{day, money, quarterly};

pub(crate) fn rate(text: &str) -> Rate {
    text.parse().unwrap()
}

/// A note whose coupon is counted in quarters of a year.
pub(crate) fn note(name: &str, amount: &str, coupon: &str, maturity: &str) -> Note {
    let coupon = Coupon::new(rate(coupon), DayCount::Thirty360);
    Note::pass_through(name, money(amount), coupon, day(maturity))
}

/// A table of dates, compared number by number. A column is what left an account or reached it on a date, what moved
/// for a reason, or what an account holds and a note is owed after it.
pub(crate) fn assert_table(projection: &Projection, columns: &[&str], expected: &str) {
    let row = |k: usize| -> Vec<String> {
        columns.iter().map(|column| cell(projection, k, column).to_string()).collect()
    };
    let rows: Vec<Vec<String>> = (0..projection.dates.len()).map(row).collect();
    let expected: Vec<Vec<String>> =
        expected.trim().lines().map(|line| line.split_whitespace().map(Into::into).collect()).collect();
    assert_eq!(rows, expected, "{columns:?}");
}

fn cell(projection: &Projection, k: usize, column: &str) -> Money {
    let entries = || projection.ledger.iter();
    let number = projection.dates[k].period.number;
    let today = || entries().filter(move |entry| entry.number == number);
    match column.split_once(": ") {
        Some(("from", name)) => today().filter(|entry| entry.from == name).map(|entry| entry.amount).sum(),
        Some(("to", name)) => today().filter(|entry| entry.to == name).map(|entry| entry.amount).sum(),
        Some(("in", name)) => {
            let so_far = || entries().filter(|entry| entry.number <= k + 1);
            let came: Money = so_far().filter(|entry| entry.to == name).map(|entry| entry.amount).sum();
            came - so_far().filter(|entry| entry.from == name).map(|entry| entry.amount).sum()
        }
        Some(("owed", name)) => {
            let place = projection.notes.iter().position(|note| note.name == name).unwrap();
            projection.dates[k].notes[place].balance
        }
        _ => today().filter(|entry| entry.reason == column).map(|entry| entry.amount).sum(),
    }
}

/// The crate's projection, of which the second waterfall says the same.
pub(crate) fn projected(deal: &Deal, scenario: &Scenario, path: &Path) -> Projection {
    let projection = crate::resolved(deal).project(scenario).unwrap();
    crate::check(&Desk::new(deal), deal, path, &projection).unwrap();
    projection
}

fn balance(projection: &Projection, account: &str) -> Money {
    projection.balances.iter().find(|party| party.name == account).unwrap().balance
}

/// A reserve that should hold 5 % of the note, but at least 15.00; the servicer pays 12.00 in.
///
/// 1. 4.00 come in and 10.00 of interest are due (400.00 × 10 % / 4): the reserve makes up 6.00. It holds 6.00 and
///    should hold 20.00, but there is no cash to top it up.
/// 2. 30.00 less 10.00 are 20.00. The top-up takes the 14.00 that it lacks, the note 6.00. Of 394.00 it should hold
///    19.70: 0.30 are released, and wait in the plan account, as the step stands behind the note.
/// 3. 200.30 less 9.85 (394.00 × 2.5 %) are 190.45, all for the note, which is owed 203.55 then. 5 % of that are
///    10.18; but 15.00 is the least, so 4.70 are released.
/// 4. 206.00 and 4.70 are 210.70. Interest is 5.09 (203.55 × 2.5 % = 5.08875), the note takes its 203.55, and 2.06
///    are left. It is the legal final date: the reserve need hold nothing, and its 15.00 make 17.06 for the residual.
#[test]
fn a_reserve_is_drawn_topped_up_and_released() {
    let mut deal = quarterly(&["4", "30", "200", "206"]);
    deal.notes = vec![note("a", "400", "10%", "2025-01-15")];
    let share = Amount::share(rate("5%"), Gauge::notes(&["a"]));
    let target = Amount::Max(vec![money("15").into(), share]);
    deal.reserves = vec![Reserve::new("reserve", target).with_opening(money("12"), "servicer")];
    deal.waterfall = vec![
        Step::interest("a").with_sources(&["plan account", "reserve"]),
        Step::top_up("reserve"),
        Step::principal("a"),
        Step::release("reserve"),
        Step::residual("servicer"),
    ];
    let projection = projected(&deal, &Scenario::no_default(), &Path::default());
    let columns = [
        "principal collected",
        "interest on \"a\"",
        "for interest on \"a\"",
        "top-up of \"reserve\"",
        "principal of \"a\"",
        "release of \"reserve\"",
        "residual",
        "in: plan account",
        "in: reserve",
        "owed: a",
    ];
    // Collected, interest, of it from the reserve, top-up, principal, released, residual; plan, reserve, note.
    let expected = "
          4.00  10.00  6.00   0.00    0.00   0.00   0.00   0.00   6.00  400.00
         30.00  10.00  0.00  14.00    6.00   0.30   0.00   0.30  19.70  394.00
        200.00   9.85  0.00   0.00  190.45   4.70   0.00   4.70  15.00  203.55
        206.00   5.09  0.00   0.00  203.55  15.00  17.06   0.00   0.00    0.00";
    assert_table(&projection, &columns, expected);
    // 17.06 less the 12.00 paid in; 400.00 and 34.94 of interest.
    assert_eq!(balance(&projection, "servicer"), money("5.06"));
    assert_eq!(balance(&projection, "holders of a"), money("434.94"));
}

/// A first promise for two notes, of at most 20.00, and a second one for `b` alone; what they paid is repaid before
/// `b`.
fn twice_supported() -> Deal {
    let mut deal = quarterly(&["7", "2", "430", "150"]);
    deal.notes = vec![note("a", "400", "10%", "2024-10-15"), note("b", "200", "12%", "2025-01-15")];
    deal.supports = vec![
        Support::undertaking("enhancer", &["a", "b"]).with_cap(money("20")),
        Support::undertaking("backer", &["b"]),
    ];
    deal.waterfall = vec![
        Step::interest("a"),
        Step::interest("b"),
        Step::principal("a"),
        Step::reimbursement(),
        Step::principal("b"),
        Step::residual("servicer"),
    ];
    deal
}

const SUPPORTED: [&str; 11] = [
    "principal collected",
    "interest on \"a\"",
    "interest on \"b\"",
    "principal of \"a\"",
    "principal of \"b\"",
    "from: enhancer",
    "from: backer",
    "to: enhancer",
    "to: backer",
    "owed: a",
    "owed: b",
];

/// A quarter's interest is 10.00 on `a` and 6.00 on `b`.
///
/// 1. 7.00 come in. The first pays the 3.00 that `a` is short, and the 6.00 of `b`.
/// 2. 2.00 come in. The first pays 8.00 for `a`, which makes 17.00; for `b` its cap leaves 3.00, and the second pays
///    3.00.
/// 3. 430.00 less 16.00 and the 400.00 of `a` are 14.00 for the 20.00 and the 3.00 that the two have paid: 12.1739
///    and 1.8261. The fen that rounding down leaves goes to the second, which lost more by it: 12.17 and 1.83.
/// 4. 150.00 less 6.00 are 144.00. 7.83 and 1.17 are still to be repaid, and leave 135.00 for the 200.00 of `b`. The
///    first has been repaid in full, which does not restore its cap: the second pays all 65.00, and is not repaid.
#[test]
fn a_second_support_pays_what_the_cap_of_the_first_leaves() {
    let deal = twice_supported();
    let projection = projected(&deal, &Scenario::no_default(), &Path::default());
    // Collected; interest on a and b, principal of a and b; from both who stand behind, to both; owed to a and b.
    let expected = "
          7.00  10.00  6.00    0.00    0.00   9.00   0.00   0.00  0.00  400.00  200.00
          2.00  10.00  6.00    0.00    0.00  11.00   3.00   0.00  0.00  400.00  200.00
        430.00  10.00  6.00  400.00    0.00   0.00   0.00  12.17  1.83    0.00  200.00
        150.00   0.00  6.00    0.00  200.00   0.00  65.00   7.83  1.17    0.00    0.00";
    assert_table(&projection, &SUPPORTED, expected);
    let unanswered = |name: &str| projection.support(name).unwrap().recourse.unanswered;
    assert_eq!([unanswered("enhancer"), unanswered("backer")], [money("65"), Money::ZERO]);
    assert_eq!(balance(&projection, "backer"), money("-65"));
}

/// The first giver fails on the second date.
///
/// 1. As if it did not: 3.00 for `a` and 6.00 for `b`.
/// 2. 2.00 come in for `a`. Nobody else stands behind it, so 8.00 stay due. The second pays the 6.00 of `b`.
/// 3. 430.00 less 18.00, 6.00 and 400.00 are 6.00 for the 9.00 and the 6.00 that the two have paid: 3.60 and 2.40.
/// 4. 150.00 less 6.00, 5.40 and 3.60 are 135.00 for `b`, and the second pays 65.00.
#[test]
fn a_second_support_pays_where_the_giver_of_the_first_has_failed() {
    let (deal, failed) = (twice_supported(), day("2024-07-15"));
    let scenario = Scenario::no_default().with_failure("enhancer", failed);
    let path = Path { fails: [("enhancer".to_string(), failed)].into(), ..Path::default() };
    let projection = projected(&deal, &scenario, &path);
    // Collected; interest on a and b, principal of a and b; from both who stand behind, to both; owed to a and b.
    let expected = "
          7.00  10.00  6.00    0.00    0.00  9.00   0.00  0.00  0.00  400.00  200.00
          2.00   2.00  6.00    0.00    0.00  0.00   6.00  0.00  0.00  400.00  200.00
        430.00  18.00  6.00  400.00    0.00  0.00   0.00  3.60  2.40    0.00  200.00
        150.00   0.00  6.00    0.00  200.00  0.00  65.00  5.40  3.60    0.00    0.00";
    assert_table(&projection, &SUPPORTED, expected);
    // 8.00 and 6.00 on the second date, and 65.00 on the last.
    assert_eq!(projection.support("enhancer").unwrap().recourse.unanswered, money("65"));
    assert_eq!(projection.support("enhancer").unwrap().failed, Some(failed));
}
