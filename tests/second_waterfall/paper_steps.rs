//! Steps with conditions and ratios, parts of interest, and what the accounts earn, worked out on paper. Both waterfalls must say the same.

use abs_waterfall::calendar::DayCount;
use abs_waterfall::deal::{Deal, Note, NoteRepayment, Reserve, ScheduledPrincipal, Step, Support};
use abs_waterfall::waterfall::{
    Amount, Condition, Event, EventEffect, Gauge, InterestPart, Reinvestment, Share, Surplus,
};
use abs_waterfall::{Rounding, Scenario};

use crate::desk::Path;
use crate::paper::{assert_table, note, projected, rate};
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
fn in_turn_until(when: &Condition) -> Vec<Step> {
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
    deal.waterfall = in_turn_until(&Condition::From(day("2024-10-15")));
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
    deal.waterfall = in_turn_until(&Condition::Happened("small pool".into()));
    let expected = "
        60.00   0.00  120.00  120.00
        42.00  18.00   78.00  102.00
        42.01  18.00   35.99   84.00
        35.99  24.01    0.00   59.99";
    assert_table(&projected(&deal, &Scenario::no_default(), &Path::default()), &COLUMNS, expected);
}

/// Of `a` 60.00 are to be repaid on each of three dates, and 80.00 come in on each of four. What is left repays it ahead, and counts
/// towards the amounts that come next: of 100.00 and then 20.00 the plan wants 40.00 and 20.00. Then the sub is repaid.
///
/// At most 10.00 ahead on a date, the rest waits in the plan account for what comes next.
#[test]
fn what_is_left_repays_a_scheduled_note_ahead_of_its_plan() {
    let table = |ahead: Step, expected: &str| {
        let mut deal = quarterly(&["80", "80", "80", "80"]);
        let dates = ["2024-04-15", "2024-07-15", "2024-10-15"];
        let principal = dates.map(|on| ScheduledPrincipal::new(day(on), money("60"))).to_vec();
        let scheduled = NoteRepayment::Scheduled { principal };
        deal.notes = vec![Note::new("a", money("180"), scheduled), Note::subordinated("sub", money("140"))];
        deal.waterfall = vec![Step::principal("a"), ahead, Step::principal("sub"), Step::residual("sub")];
        assert_table(&projected(&deal, &Scenario::no_default(), &Path::default()), &AHEAD, expected);
    };
    let all = "
        60.00  20.00   0.00  100.00   0.00
        40.00  40.00   0.00   20.00   0.00
        20.00   0.00  60.00    0.00   0.00
         0.00   0.00  80.00    0.00   0.00";
    table(Step::principal("a").ahead(), all);
    let ten = "
        60.00  10.00   0.00  110.00  10.00
        50.00  10.00   0.00   50.00  30.00
        50.00   0.00  60.00    0.00   0.00
         0.00   0.00  80.00    0.00   0.00";
    table(Step::principal("a").ahead().with_cap(money("10")), ten);
}

const AHEAD: [&str; 5] =
    ["principal of \"a\"", "principal of \"a\" ahead", "principal of \"sub\"", "owed: a", "in: plan account"];

/// A bullet of 180.00 takes nothing before it is due in January 2025, but 30.00 ahead on a date; what else reaches it is kept for it. It
/// is paid ahead on its maturity too, and then what is left.
#[test]
fn a_bullet_is_repaid_ahead_of_its_maturity() {
    let mut deal = quarterly(&["80", "80", "80", "80"]);
    let bullet = NoteRepayment::Bullet { maturity: day("2025-01-15") };
    deal.notes = vec![Note::new("a", money("180"), bullet), Note::subordinated("sub", money("140"))];
    let ahead = Step::principal("a").ahead().with_cap(money("30"));
    deal.waterfall = vec![ahead, Step::principal("a"), Step::principal("sub"), Step::residual("sub")];
    let expected = "
         0.00  30.00    0.00  150.00   50.00
         0.00  30.00    0.00  120.00  100.00
         0.00  30.00    0.00   90.00  150.00
        60.00  30.00  140.00    0.00    0.00";
    assert_table(&projected(&deal, &Scenario::no_default(), &Path::default()), &AHEAD, expected);
}

/// A quarter of what is due of `a` while it need not be repaid: of 180.00, 135.00 and 101.25 (25.3125). At its maturity nothing limits
/// it.
#[test]
fn a_step_pays_a_share_of_what_is_due_in_it() {
    let mut deal = deal(&["60", "60", "60", "60"], ["180", "120"]);
    let quarter = Share { of: Gauge::Due, rate: rate("25%"), rounding: Rounding::HalfUp };
    deal.waterfall = vec![
        Step::principal("a").with_cap(Amount::Share(quarter)),
        Step::principal("b"),
        Step::residual("servicer"),
    ];
    let expected = "
        45.00  15.00  135.00  105.00
        33.75  26.25  101.25   78.75
        25.31  34.69   75.94   44.06
        60.00   0.00   15.94   44.06";
    assert_table(&projected(&deal, &Scenario::no_default(), &Path::default()), &COLUMNS, expected);
}

/// Over-collateralisation: `a` is repaid down to the pool less a quarter of it, but no less than 20.00. Of 180.00, 120.00 and 60.00
/// that is 135.00, 90.00 and, with the floor, 40.00. What is left each time stays, or goes to the sub, whose own principal waits.
#[test]
fn what_is_above_a_target_of_over_collateralisation_stays_or_is_released() {
    let mut deal = quarterly(&["60", "60", "60", "60"]);
    let repayment = NoteRepayment::PassThrough { maturity: day("2025-01-15") };
    deal.notes = vec![Note::new("a", money("180"), repayment), Note::subordinated("sub", money("60"))];
    let quarter = Amount::share(rate("25%"), Gauge::Pool);
    let all = |gauge| Amount::share(rate("100%"), gauge);
    let target = Amount::less(all(Gauge::Pool), Amount::Max(vec![quarter, money("20").into()]));
    deal.waterfall = vec![
        Step::principal("a").with_cap(Amount::less(all(Gauge::Notes(vec!["a".into()])), target)),
        Step::principal("sub"),
        Step::residual("sub"),
    ];
    let columns = ["principal of \"a\"", "principal of \"sub\"", "residual", "owed: a", "in: plan account"];
    let stays = "
        45.00   0.00  0.00  135.00  15.00
        45.00   0.00  0.00   90.00  30.00
        50.00   0.00  0.00   40.00  40.00
        40.00  60.00  0.00    0.00   0.00";
    assert_table(&projected(&deal, &Scenario::no_default(), &Path::default()), &columns, stays);
    deal.accounts.surplus = Surplus::Residual;
    let released = "
        45.00   0.00  15.00  135.00  0.00
        45.00   0.00  15.00   90.00  0.00
        50.00   0.00  10.00   40.00  0.00
        40.00  20.00   0.00    0.00  0.00";
    assert_table(&projected(&deal, &Scenario::no_default(), &Path::default()), &columns, released);
}

/// `a` is locked until the third date. What comes in before that stays for it, or goes to the sub for ever.
#[test]
fn what_a_locked_note_leaves_stays_or_is_released() {
    let mut deal = quarterly(&["60", "60", "60", "60"]);
    let repayment = NoteRepayment::PassThrough { maturity: day("2025-01-15") };
    let locked = Note::new("a", money("120"), repayment).with_lockout(day("2024-10-15"));
    deal.notes = vec![locked, Note::subordinated("sub", money("120"))];
    deal.waterfall = vec![Step::principal("a"), Step::principal("sub"), Step::residual("sub")];
    let columns = ["principal of \"a\"", "principal of \"sub\"", "residual", "in: plan account"];
    let stays = "
          0.00   0.00  0.00   60.00
          0.00   0.00  0.00  120.00
        120.00  60.00  0.00    0.00
          0.00  60.00  0.00    0.00";
    assert_table(&projected(&deal, &Scenario::no_default(), &Path::default()), &columns, stays);
    deal.accounts.surplus = Surplus::Residual;
    let released = "
         0.00  0.00  60.00  0.00
         0.00  0.00  60.00  0.00
        60.00  0.00   0.00  0.00
        60.00  0.00   0.00  0.00";
    assert_table(&projected(&deal, &Scenario::no_default(), &Path::default()), &columns, released);
}

/// Interest of `a` is 2.5 % a quarter, of `b` 3 %: of that at most 1.00 is paid above the principal of `a`, and the rest below it.
/// Somebody stands behind it, in the step below alone.
///
/// 1. 8.00 less 2.50 and 1.00 are 4.50 for `a`; 2.00 are short, and drawn.
/// 2. 20.00 less 2.39 (95.50 × 2.5 % = 2.3875) and 1.00 are 16.61 for `a`, and 2.00 are drawn.
/// 3. 90.00 less 1.97 (78.89 × 2.5 % = 1.97225) and 1.00 are 87.03: 78.89 for `a`, the 2.00, and 6.14 for `b`.
/// 4. Of 2.82 (93.86 × 3 % = 2.8158) again 1.00 and 1.82; of 120.00 less 2.82 and 93.86 the enhancer gets its 4.00.
#[test]
fn a_limit_on_interest_leaves_the_rest_to_a_step_below() {
    let mut deal = quarterly(&["8", "20", "90", "120"]);
    let maturity = "2025-01-15";
    deal.notes = vec![note("a", "100", "10%", maturity), note("b", "100", "12%", maturity)];
    deal.supports = vec![Support::undertaking("enhancer", &["b"])];
    deal.waterfall = vec![
        Step::interest("a"),
        Step::interest("b").with_cap(money("1")),
        Step::principal("a"),
        Step::interest("b"),
        Step::principal("b"),
        Step::reimbursement(),
        Step::residual("servicer"),
    ];
    let columns =
        ["interest on \"b\"", "principal of \"a\"", "principal of \"b\"", "from: enhancer", "residual"];
    let expected = "
        3.00   4.50   0.00  2.00  0.00
        3.00  16.61   0.00  2.00  0.00
        3.00  78.89   6.14  0.00  0.00
        2.82   0.00  93.86  0.00  19.32";
    let projection = projected(&deal, &Scenario::no_default(), &Path::default());
    assert_table(&projection, &columns, expected);
    let of_date = |k: usize| projection.dates[k].steps.iter().map(|step| step.paid.to_string());
    assert_eq!(of_date(2).collect::<Vec<_>>(), ["1.97", "1.00", "78.89", "2.00", "6.14", "0.00", "0.00"]);
}

/// Interest of `a` is 2.5 % a quarter, of `b` 3 %. What `b` is short of on the first date waits below the principal of `a`, of which
/// at most 10.00 are paid a date, while its interest of later dates does not.
///
/// 1. 8.00 less 7.50 are 0.50 for `b`, of 3.00: 2.50 are in arrears.
/// 2. 20.00 less 7.50 and 3.00 are 9.50 for `a`; the arrears wait.
/// 3. 25.00 less 7.26 (290.50 × 2.5 % = 7.2625) and 3.00 are 14.74: 10.00 for `a`, the 2.50, and 2.24 of principal of `b`.
/// 4. 391.00 less 7.01 (280.50 × 2.5 % = 7.0125) and 2.93 (97.76 × 3 % = 2.9328) are 381.06, of which the notes take 378.26.
#[test]
fn arrears_wait_below_principal_while_current_interest_does_not() {
    let mut deal = quarterly(&["8", "20", "25", "391"]);
    let maturity = "2025-01-15";
    deal.notes = vec![note("a", "300", "10%", maturity), note("b", "100", "12%", maturity)];
    deal.waterfall = vec![
        Step::interest("a"),
        Step::interest("b").of_part(InterestPart::Current),
        Step::principal("a").with_cap(money("10")),
        Step::interest("b").of_part(InterestPart::Arrears),
        Step::principal("b"),
        Step::residual("servicer"),
    ];
    let columns = [
        "current interest on \"b\"",
        "arrears of interest on \"b\"",
        "principal of \"a\"",
        "principal of \"b\"",
        "residual",
    ];
    let expected = "
        0.50  0.00    0.00   0.00  0.00
        3.00  0.00    9.50   0.00  0.00
        3.00  2.50   10.00   2.24  0.00
        2.93  0.00  280.50  97.76  2.80";
    assert_table(&projected(&deal, &Scenario::no_default(), &Path::default()), &columns, expected);
}

/// 3.65 % are 0.01 % a day. A reserve holds 1,000.00 from closing on; collections come in five days before they are paid, and a bullet
/// keeps them.
///
/// 1. 1,000.00 for 91 days earn 9.10, and 10,000.00 for 5 days 5.00.
/// 2. 11,014.10 for 91 days are 100.22831, and 5,000.00 for 5 days 2.50.
/// 3. 16,116.83 for 92 days are 148.274836.
/// 4. 21,267.60 for 92 days are 195.66192. Of 30,468.26 in the plan account the note takes 30,000.00.
#[test]
fn what_the_accounts_hold_earns_until_the_next_date() {
    let mut deal = quarterly(&["10000", "5000", "5000", "10000"]);
    let repayment = NoteRepayment::Bullet { maturity: day("2025-01-15") };
    deal.notes = vec![Note::new("a", money("30000"), repayment)];
    deal.reserves = vec![Reserve::new("reserve", money("1000")).with_opening(money("1000"), "servicer")];
    let earning = Reinvestment::new(rate("3.65%"), DayCount::Act365Fixed);
    deal.accounts = deal.accounts.with_reinvestment(earning);
    deal.waterfall = vec![Step::principal("a"), Step::release("reserve"), Step::residual("servicer")];
    let columns =
        ["interest on accounts", "in: plan account", "in: reserve", "principal of \"a\"", "residual"];
    let expected = "
         14.10  10,014.10  1,000.00       0.00      0.00
        102.73  15,116.83  1,000.00       0.00      0.00
        150.77  20,267.60  1,000.00       0.00      0.00
        200.66       0.00      0.00  30,000.00  1,468.26";
    let projection = projected(&deal, &Scenario::no_default(), &Path::default());
    assert_table(&projection, &columns, expected);
    let earned: Vec<_> = projection.dates.iter().filter_map(|date| date.earned).collect();
    assert_eq!(earned, ["14.10", "102.73", "150.77", "200.66"].map(money));
}
