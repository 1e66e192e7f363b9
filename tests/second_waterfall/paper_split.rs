//! A plan account in two ledgers, worked out on paper: every payment and every account, date by date. Both waterfalls must say
//! the same.

use abs_waterfall::calendar::Schedule;
use abs_waterfall::credit::{CreditModel, Recovery};
use abs_waterfall::deal::{Deal, Event, EventEffect, Fee, Note, Step};
use abs_waterfall::pool::{Loan, Pool, Repayment};
use abs_waterfall::projection::Projection;
use abs_waterfall::waterfall::{
    Amount, Condition, Gauge, Orders, Reserve, SplitLedgers, SplitRecoveries, Surplus,
};
use abs_waterfall::{Money, Scenario};

use crate::desk::Path;
use crate::paper::{assert_table, note, projected, rate};
use crate::pool::Miss;
use crate::tables::{day, money, quarterly};

/// A loan at 3 % a quarter.
fn loan(id: &str, principal: &[&str]) -> Loan {
    let principal: Vec<Money> = principal.iter().map(|amount| money(amount)).collect();
    let sum = principal.iter().sum();
    Loan::level_payment(id, sum, rate("12%"), day("2024-01-10"), 1)
        .with_due(Schedule::quarterly(day("2024-04-10"), 4))
        .with_repayment(Repayment::Custom(principal))
}

/// A loan of 300.00 that pays as agreed, and one of 100.00 that owes all of it in the end; a note `a` at 2 % a quarter, and the
/// sub, which has what is left; 2.00 of fees.
fn deal(split: SplitLedgers, recovered: &str) -> Deal {
    let mut deal = quarterly(&["60", "60", "60", "120"]);
    deal.pool =
        Pool::new(vec![loan("good", &["60", "60", "60", "120"]), loan("bad", &["0", "0", "0", "100"])]);
    deal.credit = CreditModel::default().with_recovery(Recovery::of_outstanding(rate(recovered), 3));
    deal.accounts = deal.accounts.with_split(split);
    deal.fees = vec![Fee::fixed("service", "servicer", money("2"), &[1, 2, 3, 4])];
    deal.notes = vec![note("a", "300", "8%", "2025-01-15"), Note::subordinated("sub", money("100"))];
    deal.waterfall = vec![
        Step::fee("service"),
        Step::interest("a"),
        Step::make_good(),
        Step::principal("a"),
        Step::principal("sub"),
        Step::residual("sub"),
    ];
    deal
}

/// The second loan pays on the first date, and never again.
fn run(deal: &Deal) -> Projection {
    let miss = Miss { due: day("2024-07-10"), pays_interest: false };
    let path = Path { misses: [("bad".to_string(), miss)].into(), ..Path::default() };
    projected(deal, &Scenario::no_default().with_default("bad", 1), &path)
}

const COLUMNS: [&str; 10] = [
    "interest collected",
    "recoveries",
    "interest on \"a\"",
    "for interest on \"a\"",
    "made good to principal",
    "principal of \"a\"",
    "residual",
    "in: income ledger",
    "owed: a",
    "owed: sub",
];

/// 1. 9.00 and 3.00 of interest less 2.00 and 6.00 leave 4.00 of income, which are kept. Principal pays its 60.00.
/// 2. 100.00 default, and income owes them. 4.00 and 7.20 less 2.00 and 4.80 are 4.40, which income makes good.
/// 3. 30.00 are recovered: of 35.40 less 2.00 and 3.51 (175.60 × 2 % = 3.512) income makes good 29.89. It owes 65.71.
/// 4. 3.60 less 2.00 do not reach for 1.71 (85.71 × 2 %): principal pays 0.11. Of its 120.00 that leaves 119.89, 85.71 for `a` and
///    34.18 for the sub, which loses what income still owes principal: 65.71 and 0.11.
#[test]
fn income_makes_good_what_defaults_and_principal_pays_the_interest_that_is_short() {
    let expected = "
        12.00   0.00  6.00  0.00   0.00  60.00  0.00  4.00  240.00  100.00
         7.20   0.00  4.80  0.00   4.40  64.40  0.00  0.00  175.60  100.00
         5.40  30.00  3.51  0.00  29.89  89.89  0.00  0.00   85.71  100.00
         3.60   0.00  1.71  0.11   0.00  85.71  0.00  0.00    0.00   65.82";
    assert_table(&run(&deal(SplitLedgers::default(), "30%")), &COLUMNS, expected);
}

/// As before, but 30.00 go to principal, and income owes it 65.60 (95.60 less these). So on the third date 5.40 less 2.00 do not
/// reach for 3.51, and principal pays 0.11. The notes get the same.
#[test]
fn recoveries_may_be_principal() {
    let split = SplitLedgers::default().with_recoveries(SplitRecoveries::Principal);
    let expected = "
        12.00   0.00  6.00  0.00  0.00  60.00  0.00  4.00  240.00  100.00
         7.20   0.00  4.80  0.00  4.40  64.40  0.00  0.00  175.60  100.00
         5.40  30.00  3.51  0.11  0.00  89.89  0.00  0.00   85.71  100.00
         3.60   0.00  1.71  0.11  0.00  85.71  0.00  0.00    0.00   65.82";
    assert_table(&run(&deal(split, "30%")), &COLUMNS, expected);
}

/// All 100.00 are recovered, and income owed 95.60 of it: the other 4.40 are income. With 5.40, less 2.00 and 3.51, 4.29 are kept.
///
/// 3. Principal pays 155.60, and `a` is owed 20.00.
/// 4. 4.29 and 3.60 less 2.00 and 0.40 are 5.49. Principal repays `a` and the sub. The residual has the 5.49.
#[test]
fn what_is_recovered_beyond_what_income_owes_is_income() {
    let split = SplitLedgers::default().with_recoveries(SplitRecoveries::Principal);
    let expected = "
        12.00    0.00  6.00  0.00  0.00   60.00  0.00  4.00  240.00  100.00
         7.20    0.00  4.80  0.00  4.40   64.40  0.00  0.00  175.60  100.00
         5.40  100.00  3.51  0.00  0.00  155.60  0.00  4.29   20.00  100.00
         3.60    0.00  0.40  0.00  0.00   20.00  5.49  0.00    0.00    0.00";
    assert_table(&run(&deal(split, "100%")), &COLUMNS, expected);
}

/// The 4.00 that are left on the first date go to the sub at once, and are missing on the second: income makes good 0.40 of the
/// 100.00, and owes 99.60.
///
/// 3. 35.40 less 2.00 and 3.59 (179.60 × 2 %) are 29.81.
/// 4. 3.60 less 2.00 do not reach for 1.80 (89.79 × 2 % = 1.7958): principal pays 0.20. 119.80 less 89.79 are 30.01 for the sub.
#[test]
fn income_that_is_left_may_go_to_the_residual_while_a_note_is_outstanding() {
    let mut deal = deal(SplitLedgers::default(), "30%");
    deal.accounts.surplus = Surplus::Residual;
    let expected = "
        12.00   0.00  6.00  0.00   0.00  60.00  4.00  0.00  240.00  100.00
         7.20   0.00  4.80  0.00   0.40  60.40  0.00  0.00  179.60  100.00
         5.40  30.00  3.59  0.00  29.81  89.81  0.00  0.00   89.79  100.00
         3.60   0.00  1.80  0.20   0.00  89.79  0.00  0.00    0.00   69.99";
    assert_table(&run(&deal), &COLUMNS, expected);
}

/// The 4.00 that income leaves on the first date repay `a`, beside the 60.00 of principal: what defaults later is made good by that much
/// less.
///
/// 2. 7.20 less 2.00 and 4.72 (236.00 × 2 %) are 0.48, of the 100.00 that are owed.
/// 3. 35.40 less 2.00 and 3.51 (175.52 × 2 % = 3.5104) are 29.89.
/// 4. 3.60 less 2.00 do not reach for 1.71 (85.63 × 2 % = 1.7126): principal pays 0.11. 119.89 less 85.63 are 34.26 for the sub.
#[test]
fn what_income_leaves_may_repay_a_note() {
    let mut deal = deal(SplitLedgers::default(), "30%");
    deal.waterfall.insert(3, Step::principal("a").with_sources(&["income ledger"]));
    let expected = "
        12.00   0.00  6.00  0.00   0.00  64.00  0.00  0.00  236.00  100.00
         7.20   0.00  4.72  0.00   0.48  60.48  0.00  0.00  175.52  100.00
         5.40  30.00  3.51  0.00  29.89  89.89  0.00  0.00   85.63  100.00
         3.60   0.00  1.71  0.11   0.00  85.63  0.00  0.00    0.00   65.74";
    assert_table(&run(&deal), &COLUMNS, expected);
}

/// `a` takes 50.00 a date, and what is left of principal, 10.00, goes to the residual with what is left of income: 4.00, 3.20 (10.20
/// less 2.00 and 5.00) and 2.40 (8.40 less 2.00 and 4.00). At its maturity it has no limit, and the sub has the other 70.00.
#[test]
fn principal_that_is_left_may_go_to_the_residual_too() {
    let columns = [
        "principal of \"a\"",
        "principal that is left",
        "principal of \"sub\"",
        "residual",
        "in: principal ledger",
        "owed: a",
    ];
    let table = |surplus: Surplus| {
        let mut deal = deal(SplitLedgers::default(), "30%");
        deal.accounts.surplus = surplus;
        deal.waterfall[3] = Step::principal("a").with_cap(money("50"));
        let projection = projected(&deal, &Scenario::no_default(), &Path::default());
        move |expected: &str| assert_table(&projection, &columns, expected)
    };
    table(Surplus::ResidualOfBoth)(
        "
         50.00  10.00   0.00  14.00  0.00  250.00
         50.00  10.00   0.00  13.20  0.00  200.00
         50.00  10.00   0.00  12.40  0.00  150.00
        150.00   0.00  70.00   1.60  0.00    0.00",
    );
    table(Surplus::Residual)(
        "
         50.00   0.00    0.00   4.00  10.00  250.00
         50.00   0.00    0.00   3.20  20.00  200.00
         50.00   0.00    0.00   2.40  30.00  150.00
        150.00   0.00  100.00   1.60   0.00    0.00",
    );
}

/// The default is an event, and acts on its own date: the ledgers are one account from then on, in which nothing is owed. The
/// accelerated order pays fees last of all.
///
/// 2. 11.20 of income and 60.00 of principal are 71.20, less 4.80 of interest 66.40 for `a`.
/// 3. 5.40, 60.00 and 30.00 less 3.47 (173.60 × 2 %) are 91.93.
/// 4. 3.60 and 120.00 less 1.63 (81.67 × 2 %) and 81.67 are 40.30, less three fees of 2.00 34.30 for the sub.
#[test]
fn acceleration_merges_the_ledgers_for_ever() {
    let mut deal = deal(SplitLedgers::default(), "30%");
    let losses = Condition::at_least(Amount::from(Gauge::Defaulted), money("50"));
    deal.events = vec![Event::new("losses", losses, EventEffect::Acceleration)];
    deal.orders = Orders::default().with_accelerated([
        Step::interest("a"),
        Step::principal("a"),
        Step::fee("service"),
        Step::principal("sub"),
        Step::residual("sub"),
    ]);
    let columns = [
        "the ledgers merge",
        "to: income ledger",
        "interest on \"a\"",
        "principal of \"a\"",
        "fee \"service\"",
        "principal of \"sub\"",
        "in: income ledger",
        "in: principal ledger",
        "in: plan account",
        "owed: a",
    ];
    let expected = "
         0.00  12.00  6.00  60.00  2.00   0.00  4.00  0.00  0.00  240.00
        71.20   7.20  4.80  66.40  0.00   0.00  0.00  0.00  0.00  173.60
         0.00   0.00  3.47  91.93  0.00   0.00  0.00  0.00  0.00   81.67
         0.00   0.00  1.63  81.67  6.00  34.30  0.00  0.00  0.00    0.00";
    assert_table(&run(&deal), &columns, expected);
}

/// A reserve of 5.00 is asked after income and before principal, and income fills it again once it has made good.
///
/// 1. The reserve takes 4.00 that income leaves, of the 5.00 that it lacks.
/// 2. Income makes good 0.40; nothing is left for the reserve.
/// 3. With what is recovered income makes good 29.81.
/// 4. Of the 1.80 of interest 0.20 are short, and come from the reserve. `a` is repaid, so that the reserve need hold nothing: its
///    other 3.80 are income, of which nothing can be made good any more, as that step is above, and the residual has them.
#[test]
fn a_reserve_pays_after_income_and_before_principal() {
    let mut deal = deal(SplitLedgers::default(), "30%");
    deal.reserves = vec![Reserve::new("reserve", money("5"))];
    let from = ["income ledger", "reserve", "principal ledger"];
    deal.waterfall = vec![
        Step::fee("service"),
        Step::interest("a").with_sources(&from),
        Step::make_good(),
        Step::principal("a"),
        Step::principal("sub"),
        Step::top_up("reserve"),
        Step::release("reserve"),
        Step::residual("sub"),
    ];
    let columns = [
        "for interest on \"a\"",
        "from: principal ledger",
        "made good to principal",
        "in: reserve",
        "residual",
    ];
    let expected = "
        0.00   60.00   0.00  4.00  0.00
        0.00   60.40   0.40  4.00  0.00
        0.00   89.81  29.81  4.00  0.00
        0.20  120.00   0.00  0.00  3.80";
    assert_table(&run(&deal), &columns, expected);
}
