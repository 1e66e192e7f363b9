//! A guarantee behind a payer that fails, and a liquidity facility, on paper to the fen. Both waterfalls must say the same.

use abs_waterfall::calendar::DayCount;
use abs_waterfall::deal::{Deal, Role, Step, Support};
use abs_waterfall::enhancement::AfterFailure;
use abs_waterfall::projection::Projection;
use abs_waterfall::{Money, Scenario};

use crate::desk::Path;
use crate::paper::{assert_table, note, projected, rate};
use crate::tables::{day, money, quarterly};

/// The enhancer undertakes at most 30.00, and pays 40 % three months later once it has failed; a guarantor stands behind it.
/// What the guarantor pays is repaid before principal, what the enhancer pays never.
fn guaranteed(guarantee: Support) -> Deal {
    let mut deal = quarterly(&["7", "2", "2", "380"]);
    deal.notes = vec![note("a", "400", "10%", "2025-01-15")];
    deal.supports = vec![Support::undertaking("enhancer", &["a"]).with_cap(money("30")), guarantee];
    let enhancer = deal.parties.iter_mut().find(|party| party.name == "enhancer").unwrap();
    enhancer.after_failure = Some(AfterFailure::new(rate("40%"), 3));
    deal.waterfall = vec![
        Step::interest("a"),
        Step::reimbursement_of(&["guarantor"]),
        Step::principal("a"),
        Step::residual("servicer"),
    ];
    deal
}

/// On the second date the enhancer has failed.
fn failing(deal: &Deal) -> Projection {
    let failed = day("2024-07-15");
    let scenario = Scenario::no_default().with_failure("enhancer", failed);
    let path = Path { fails: [("enhancer".to_string(), failed)].into(), ..Path::default() };
    projected(deal, &scenario, &path)
}

const GUARANTEED: [&str; 7] = [
    "principal collected",
    "interest on \"a\"",
    "principal of \"a\"",
    "from: enhancer",
    "from: guarantor",
    "to: guarantor",
    "owed: a",
];

/// A quarter's interest is 10.00.
///
/// 1. 7.00 come in, and the enhancer pays 3.00.
/// 2. 2.00 come in. The enhancer, which has failed, is called for 8.00 in vain: the guarantor pays them. Of the 8.00 the enhancer
///    will pay 3.20.
/// 3. The 3.20 go to the guarantor. Again 8.00 are short, and it pays them; of those too 3.20 will come.
/// 4. The guarantor gets the 3.20, and is owed 16.00 less 6.40. 380.00 less 10.00 and 9.60 are 360.40 for the 400.00 of `a`. Of
///    its cap the enhancer has paid 3.00 and been called for 16.00, which leaves 11.00: so much the guarantor pays, and the 28.60
///    that are left stay open because of the cap. No date is left on which the enhancer could pay of the 11.00.
#[test]
fn a_guarantee_pays_what_is_open_because_the_payer_before_it_has_failed() {
    let projection = failing(&guaranteed(Support::guarantee("guarantor", &["a"])));
    // Collected; interest and principal; from the enhancer, from and to the guarantor; owed to a.
    let expected = "
          7.00  10.00    0.00  3.00   0.00   0.00  400.00
          2.00  10.00    0.00  0.00   8.00   0.00  400.00
          2.00  10.00    0.00  3.20   8.00   3.20  400.00
        380.00  10.00  371.40  3.20  11.00  12.80   28.60";
    assert_table(&projection, &GUARANTEED, expected);
    let givers = projection.givers();
    let told = |k: usize| (givers[k].drawn, givers[k].reimbursed, givers[k].late_paid, givers[k].net());
    let [three, net] = [money("3"), Money::ZERO - money("9.40")];
    assert_eq!(told(0), (three, Money::ZERO, money("6.40"), net), "of the enhancer");
    assert_eq!(told(1), (money("27"), money("16"), Money::ZERO, Money::ZERO - money("11")));
}

/// A guarantor that stands behind caps too pays all 39.60 on the last date, and before it what another would.
#[test]
fn a_guarantee_may_pay_beyond_the_cap_of_the_payer_before_it() {
    let projection = failing(&guaranteed(Support::guarantee("guarantor", &["a"]).beyond_cap()));
    let expected = "
          7.00  10.00    0.00  3.00   0.00   0.00  400.00
          2.00  10.00    0.00  0.00   8.00   0.00  400.00
          2.00  10.00    0.00  3.20   8.00   3.20  400.00
        380.00  10.00  400.00  3.20  39.60  12.80    0.00";
    assert_table(&projection, &GUARANTEED, expected);
}

/// Who looks at the deal without the enhancer has the guarantor called in its place from the first date on, and nothing comes
/// later: to look away is no failure.
#[test]
fn a_guarantee_pays_where_the_payer_before_it_is_looked_away_from() {
    let deal = guaranteed(Support::guarantee("guarantor", &["a"]));
    let scenario = Scenario::no_default().without_supports_of("enhancer");
    let path = Path { absent: ["enhancer".to_string()].into(), ..Path::default() };
    // 3.00, 8.00, 8.00 and the 11.00 that the cap of 30.00 leaves; 380.00 less 10.00 and 19.00 are 351.00 for a.
    let expected = "
          7.00  10.00    0.00  0.00   3.00   0.00  400.00
          2.00  10.00    0.00  0.00   8.00   0.00  400.00
          2.00  10.00    0.00  0.00   8.00   0.00  400.00
        380.00  10.00  362.00  0.00  11.00  19.00   38.00";
    assert_table(&projected(&deal, &scenario, &path), &GUARANTEED, expected);
}

/// A commitment of 20.00, at 4 % a year of what is not drawn and 8 % of what is: 1 % and 2 % a quarter. It lends for the interest
/// of 10.00 a quarter, and is repaid before principal.
///
/// 1. The fee is 0.20. 7.00 less that are 6.80, and 3.20 are drawn.
/// 2. The fee is 1 % of 16.80, 0.17, and the interest 2 % of 3.20, 0.06. 4.00 less both are 3.77, and 6.23 are drawn.
/// 3. 9.43 are drawn, so the fee is 1 % of 10.57, 0.11, and the interest 0.19. 30.00 less both and 10.00 are 19.70: 9.43 are
///    repaid, and 10.27 are principal.
/// 4. All is undrawn again: 0.20. Interest is 2.5 % of 389.73, 9.74. 420.00 less both are 410.06, of which 20.33 are left.
#[test]
fn a_facility_is_drawn_and_repaid_with_its_fee_and_its_interest() {
    let mut deal = quarterly(&["7", "4", "30", "420"]);
    deal.notes = vec![note("a", "400", "10%", "2025-01-15")];
    let facility = Support::facility("backer", &["a"], money("20"))
        .with_commitment_fee(rate("4%"), DayCount::Thirty360)
        .with_return(rate("8%"), DayCount::Thirty360);
    deal.supports = vec![facility];
    deal.waterfall = vec![
        Step::support_fees(&["backer"]),
        Step::interest("a"),
        Step::reimbursement_of(&["backer"]),
        Step::principal("a"),
        Step::residual("servicer"),
    ];
    let projection = projected(&deal, &Scenario::no_default(), &Path::default());
    let columns = [
        "principal collected",
        "commitment fee of \"backer\"",
        "agreed return to \"backer\"",
        "interest on \"a\"",
        "draw for interest on \"a\"",
        "reimbursement of \"backer\"",
        "principal of \"a\"",
        "residual",
    ];
    // Collected; fee, its interest; interest on a, of it drawn; repaid, principal, residual.
    let expected = "
          7.00  0.20  0.00  10.00  3.20  0.00    0.00   0.00
          4.00  0.17  0.06  10.00  6.23  0.00    0.00   0.00
         30.00  0.11  0.19  10.00  0.00  9.43   10.27   0.00
        420.00  0.20  0.00   9.74  0.00  0.00  389.73  20.33";
    assert_table(&projection, &columns, expected);
    // 0.68 of fees and 0.25 of interest.
    assert_eq!(projection.support("backer").unwrap().net(), money("0.93"));
}

/// 0.10 come in, and the fee is 0.20: nobody lends for that, so 0.10 stay due. On the next date they are paid first.
#[test]
fn a_facility_does_not_lend_for_its_own_fee() {
    let mut deal = quarterly(&["0.10", "420"]);
    deal.notes = vec![note("a", "400", "10%", "2024-07-15")];
    let facility = Support::facility("backer", &["a"], money("20"));
    deal.supports = vec![facility.with_commitment_fee(rate("4%"), DayCount::Thirty360)];
    deal.waterfall = vec![
        Step::support_fees(&["backer"]),
        Step::interest("a"),
        Step::reimbursement_of(&["backer"]),
        Step::principal("a"),
        Step::residual("servicer"),
    ];
    let projection = projected(&deal, &Scenario::no_default(), &Path::default());
    let columns = [
        "commitment fee of \"backer\"",
        "draw for interest on \"a\"",
        "reimbursement of \"backer\"",
        "owed: a",
    ];
    // 10.00 are drawn of 20.00: the second fee is 0.10. 420.00 less 0.20, 10.00 and the 10.00 repaid leave 399.80 for a.
    let expected = "
        0.10  10.00   0.00  400.00
        0.20   0.00  10.00    0.20";
    assert_table(&projection, &columns, expected);
}

/// The servicer advances (垫付) up to 20.00 of interest, for nothing, and is repaid first of all.
///
/// 1. 7.00 come in for 10.00: 3.00 are advanced.
/// 2. Of 4.00 it gets 3.00 back, and advances 9.00.
/// 3. Of 30.00 it gets 9.00 back; less 10.00 are 11.00 for `a`.
/// 4. 420.00 less 9.73 (389.00 × 2.5 % = 9.725) and 389.00 are 21.27.
///
/// Once it has failed it advances nothing more, and is repaid all the same.
#[test]
fn a_servicer_advances_interest_and_is_repaid_first() {
    let mut deal = quarterly(&["7", "4", "30", "420"]);
    deal.notes = vec![note("a", "400", "10%", "2025-01-15")];
    deal.parties[0].roles.push(Role::LiquidityProvider);
    deal.supports = vec![Support::facility("servicer", &["a"], money("20")).with_name("advances")];
    deal.waterfall = vec![
        Step::reimbursement_of(&["advances"]),
        Step::interest("a"),
        Step::principal("a"),
        Step::residual("manager"),
    ];
    let columns = [
        "reimbursement of \"advances\"",
        "interest on \"a\"",
        "draw for interest on \"a\"",
        "principal of \"a\"",
        "residual",
    ];
    let advances = "
        0.00  10.00  3.00    0.00   0.00
        3.00  10.00  9.00    0.00   0.00
        9.00  10.00  0.00   11.00   0.00
        0.00   9.73  0.00  389.00  21.27";
    assert_table(&projected(&deal, &Scenario::no_default(), &Path::default()), &columns, advances);
    let failed = day("2024-07-15");
    let scenario = Scenario::no_default().with_failure("servicer", failed);
    let path = Path { fails: [("servicer".to_string(), failed)].into(), ..Path::default() };
    let fails = "
        0.00  10.00  3.00    0.00   0.00
        3.00   1.00  0.00    0.00   0.00
        0.00  19.00  0.00   11.00   0.00
        0.00   9.73  0.00  389.00  21.27";
    assert_table(&projected(&deal, &scenario, &path), &columns, fails);
}

/// The enhancer has failed, and pays half of what it is called for a quarter later, each due once. At most 4.00 of the interest of 10.00
/// are paid above the rest of it: what is paid there is paid of what was called for first too.
///
/// 1. 1.00 comes in. It is called for 9.00.
/// 2. 1.00 and its 4.50: of 19.00 are paid 4.00 and 1.50. Of the 13.50 that are short 3.50 are of the 9.00, and 10.00 are new.
/// 3. 20.00 and its 5.00: of 23.50 are paid 4.00 and 19.50, and 1.50 is principal.
/// 4. 420.00 less 9.96 (398.50 × 2.5 % = 9.9625) and 398.50 are 11.54.
#[test]
fn what_a_step_above_pays_is_of_what_was_called_for_first() {
    let mut deal = quarterly(&["1", "1", "20", "420"]);
    deal.notes = vec![note("a", "400", "10%", "2025-01-15")];
    deal.supports = vec![Support::undertaking("enhancer", &["a"])];
    let enhancer = deal.parties.iter_mut().find(|party| party.name == "enhancer").unwrap();
    enhancer.after_failure = Some(AfterFailure::new(rate("50%"), 3));
    deal.waterfall = vec![
        Step::interest("a").with_cap(money("4")),
        Step::interest("a"),
        Step::principal("a"),
        Step::residual("servicer"),
    ];
    let failed = day("2024-02-15");
    let scenario = Scenario::no_default().with_failure("enhancer", failed);
    let path = Path { fails: [("enhancer".to_string(), failed)].into(), ..Path::default() };
    let columns = ["late payment of \"enhancer\"", "interest on \"a\"", "principal of \"a\"", "residual"];
    let expected = "
        0.00   1.00    0.00   0.00
        4.50   5.50    0.00   0.00
        5.00  23.50    1.50   0.00
        0.00   9.96  398.50  11.54";
    assert_table(&projected(&deal, &scenario, &path), &columns, expected);
}
