//! Clean-up calls worked out on paper. Both waterfalls must say the same.

use abs_waterfall::Scenario;
use abs_waterfall::calendar::{DatedRate, DayCount, FloatingRate, RateTable, Schedule};
use abs_waterfall::deal::{Deal, Note, NoteRepayment, Step};
use abs_waterfall::enhancement::Support;
use abs_waterfall::pool::{InterestBasis, Loan, Repayment};
use abs_waterfall::waterfall::{CleanUpCall, Condition, Gauge};

use crate::desk::Path;
use crate::paper::{assert_table, projected, rate};
use crate::pool::Miss;
use crate::tables::{day, money, quarterly};

/// Two loans at 6 % by 360 days, paid on the 10th of April, July, October and January: one of 400.00 in quarters, the other of
/// 100.00 at its end. The plan pays on the 15th. 80 %, 60 % and 40 % of the pool are left after the first three dates.
fn deal(note: Note, less_than: &str) -> Deal {
    let mut deal = quarterly(&["100", "100", "100", "100"]);
    let due = Schedule::quarterly(day("2024-04-10"), 4);
    let loan = |id: &str, amount: &str, repayment| {
        let loan = Loan::level_payment(id, money(amount), rate("6%"), day("2024-01-10"), 12);
        let loan = loan.with_due(due.clone()).with_interest(InterestBasis::Daily(DayCount::Act360));
        loan.with_repayment(repayment)
    };
    let quarters = loan("quarters", "400", Repayment::EqualPrincipal);
    deal.pool = [quarters, loan("bullet", "100", Repayment::InterestOnlyBullet)].into_iter().collect();
    deal.waterfall = vec![Step::principal("a"), Step::residual("manager")];
    deal.notes = vec![note];
    let small = Condition::falls_below(rate(less_than), Gauge::Pool, Gauge::OpeningPool);
    deal.with_clean_up(CleanUpCall::new("servicer", small))
}

fn bullet(amount: &str) -> Note {
    Note::new("a", money(amount), NoteRepayment::Bullet { maturity: day("2025-01-15") })
}

const COLUMNS: [&str; 5] =
    ["principal collected", "interest collected", "clean-up call", "principal of \"a\"", "residual"];

fn called() -> (Scenario, Path) {
    (Scenario::no_default().with_clean_up_call(), Path { exercises_call: true, ..Path::default() })
}

/// 91 days of interest are 6.07 and 1.52, then 4.55 and 1.52; 92 days 3.07 and 1.53. In October 100.00 and 100.00 are left, and five
/// days since the 10th are 0.08 on each. The bullet, for which 150.00 were kept, is repaid three months before its maturity. What
/// January pays is the servicer's.
#[test]
fn the_pool_is_bought_for_its_balance_and_what_it_has_accrued() {
    let (scenario, path) = called();
    let projection = projected(&deal(bullet("150"), "50%"), &scenario, &path);
    let expected = "
        100.00  7.59    0.00    0.00    0.00
        100.00  6.07    0.00    0.00    0.00
        100.00  4.60  200.16  150.00  368.42
          0.00  0.00    0.00    0.00    0.00";
    assert_table(&projection, &COLUMNS, expected);
    let sale = projection.clean_up.unwrap();
    let told = [sale.price, sale.balance, sale.accrued].map(|amount| amount.to_string());
    assert_eq!((told, sale.number), (["200.16", "200.00", "0.16"].map(String::from), 3));
}

/// Both loans float with 1 % on a table: the reset of May leaves their 6 %, and that of September makes it 18 % from October on,
/// whatever the table has said meanwhile. So five days since the 10th are 0.25 on each, and the servicer would have had 4.60 twice.
#[test]
fn the_pool_is_bought_with_what_it_has_accrued_since_a_reset() {
    let (scenario, path) = called();
    let rates = [("2024-01-01", "5%"), ("2024-06-01", "11%"), ("2024-09-01", "17%")];
    let rates = rates.map(|(from, dated)| DatedRate::new(day(from), rate(dated)));
    let floating = FloatingRate::new("LPR-1Y").with_spread("100".parse().unwrap());
    let floating = floating.with_resets([day("2024-05-01"), day("2024-09-01")]);
    let mut deal = deal(bullet("150"), "50%").with_rates("LPR-1Y", RateTable::new(rates).unwrap());
    deal.pool.loans_mut().iter_mut().for_each(|loan| loan.floating = Some(Box::new(floating.clone())));
    let projection = projected(&deal, &scenario, &path);
    let expected = "
        100.00  7.59    0.00    0.00    0.00
        100.00  6.07    0.00    0.00    0.00
        100.00  4.60  200.50  150.00  368.76
          0.00  0.00    0.00    0.00    0.00";
    assert_table(&projection, &COLUMNS, expected);
    let kept = projected(&deal, &Scenario::no_default(), &Path::default());
    assert_eq!(kept.dates[3].collected.interest, money("9.20"));
}

/// 40 % are not less than 40 %; nor is it bought where the scenario does not say so.
#[test]
fn where_it_is_only_nearly_bought() {
    let expected = "
        100.00  7.59  0.00    0.00    0.00
        100.00  6.07  0.00    0.00    0.00
        100.00  4.60  0.00    0.00    0.00
        200.00  3.06  0.00  350.00  171.32";
    let (scenario, path) = called();
    assert_table(&projected(&deal(bullet("350"), "40%"), &scenario, &path), &COLUMNS, expected);
    let projection = projected(&deal(bullet("350"), "50%"), &Scenario::no_default(), &Path::default());
    assert_table(&projection, &COLUMNS, expected);
}

/// Of 600.00 the first two dates repay 107.59 and 106.07: 386.34 are left, which is more than the pool is worth.
#[test]
fn the_price_is_at_least_what_the_plan_owes() {
    let (scenario, path) = called();
    let note = Note::new("a", money("600"), NoteRepayment::PassThrough { maturity: day("2025-01-15") });
    let expected = "
        100.00  7.59    0.00  107.59    0.00
        100.00  6.07    0.00  106.07    0.00
        100.00  4.60  386.34  386.34  104.60
          0.00  0.00    0.00    0.00    0.00";
    assert_table(&projected(&deal(note, "50%"), &scenario, &path), &COLUMNS, expected);
}

/// Interest of 120.00 a quarter is more than comes in. A commitment of 20.00, at 1 % a quarter of what is not drawn and 2 % of what is,
/// lends for it:
///
/// 1. The fee is 0.20. 107.59 less that are 107.39, and 12.61 are drawn.
/// 2. The fee is 1 % of 7.39, 0.07, and the interest 2 % of 12.61, 0.25. 106.07 less both and the last 7.39 are 113.14: 6.86 stay due.
/// 3. 0.40 of interest are due on 20.00, and 126.86 on 600.00: 747.26 in all, which is the price.
#[test]
fn the_price_repays_what_a_facility_has_lent() {
    let (scenario, path) = called();
    let note = crate::paper::note("a", "600", "80%", "2025-01-15");
    let mut deal = deal(note, "50%");
    let facility = Support::facility("backer", &["a"], money("20"));
    let facility = facility.with_commitment_fee(rate("4%"), DayCount::Thirty360);
    deal.supports = vec![facility.with_return(rate("8%"), DayCount::Thirty360)];
    let before = [Step::support_fees(&["backer"]), Step::interest("a"), Step::reimbursement_of(&["backer"])];
    deal.waterfall.splice(0..0, before);
    let columns = [
        "clean-up call",
        "commitment fee of \"backer\"",
        "agreed return to \"backer\"",
        "interest on \"a\"",
        "draw for interest on \"a\"",
        "reimbursement of \"backer\"",
        "principal of \"a\"",
        "residual",
    ];
    let expected = "
          0.00  0.20  0.00  120.00  12.61   0.00    0.00    0.00
          0.00  0.07  0.25  113.14   7.39   0.00    0.00    0.00
        747.26  0.00  0.40  126.86   0.00  20.00  600.00  104.60
          0.00  0.00  0.00    0.00   0.00   0.00    0.00    0.00";
    assert_table(&projected(&deal, &scenario, &path), &columns, expected);
}

/// The bullet loan misses July: 200.00 perform, which is less than half. They are bought with 0.17 for five days; the loan in
/// default goes with them for nothing.
#[test]
fn loans_in_default_go_with_the_others_for_nothing() {
    let (scenario, mut path) = called();
    path.misses.insert("bullet".into(), Miss { due: day("2024-07-10"), pays_interest: false });
    let scenario = scenario.with_default("bullet", 1);
    let expected = "
        100.00  7.59    0.00    0.00    0.00
        100.00  4.55  200.17  150.00  262.31
          0.00  0.00    0.00    0.00    0.00
          0.00  0.00    0.00    0.00    0.00";
    assert_table(&projected(&deal(bullet("150"), "50%"), &scenario, &path), &COLUMNS, expected);
}

/// A party that stands behind the deal buys the pool, or one that does nothing else; where it has failed by October, nobody does.
#[test]
fn who_has_failed_buys_nothing() {
    let cases = [("2024-10-16", true), ("2024-10-15", false)];
    for (by, (fails, bought)) in ["enhancer", "manager"].iter().flat_map(|by| cases.map(|case| (*by, case))) {
        let mut deal = deal(bullet("350"), "50%");
        deal.supports = vec![Support::undertaking("enhancer", &["a"])];
        deal.supports[0].interest_each_date.clear();
        deal.clean_up.as_mut().unwrap().by = by.into();
        let (scenario, mut path) = called();
        path.fails.insert(by.into(), day(fails));
        let projection = projected(&deal, &scenario.with_failure(by, day(fails)), &path);
        assert_eq!(projection.clean_up.is_some(), bought, "{by} {fails}");
    }
}
