//! Advances of the servicer, on the loans of the other cases: A pays 1,200 in four parts of 300 with 12, 9, 6 and 3 of interest, B half
//! of that. Nobody guarantees them, but the servicer advances two instalments of each on their day. Four fifths of what is outstanding
//! is recovered three months after the first missed due date.

use abs_waterfall::credit::Recovery;
use abs_waterfall::deal::{Deal, Party, Role};
use abs_waterfall::enhancement::{AfterFailure, Support};
use abs_waterfall::servicing::GuaranteePays::Accelerated;
use abs_waterfall::{Money, report};

use crate::{assert_story, deal, scenario};

fn advanced(instalments: u32) -> Deal {
    let mut deal = deal(Accelerated, 8);
    deal.pool.loans_mut().iter_mut().for_each(|loan| loan.guarantor = "".into());
    deal.parties = vec![Party::new("lender", &[Role::Originator, Role::Servicer])];
    deal.credit = deal.credit.with_recovery(Recovery::of_outstanding("80%".parse().unwrap(), 3));
    deal.supports = vec![Support::servicer_advance("lender", instalments)];
    deal
}

/// By date: interest, principal, recovered and defaulted; what the servicer advances, leaves open and has back.
#[test]
fn a_servicer_advances_so_many_instalments_and_is_repaid_first_of_what_is_recovered() {
    assert_story(
        "309 and 306 on their days; the next is not advanced, and 300 default; of 720 the servicer has its 615 back, the plan 105",
        advanced(2),
        &["A:1"],
        "1: 18.00 450.00 0.00 0.00 | 0.00 0.00 0.00
         2: 13.50 450.00 0.00 0.00 | 309.00 0.00 0.00
         3: 9.00 450.00 0.00 0.00 | 306.00 0.00 0.00
         4: 1.50 150.00 0.00 300.00 | 0.00 0.00 0.00
         5: 0.00 0.00 105.00 0.00 | 0.00 0.00 615.00
         A: 615.00 of 615.00 paid, 615.00 recovered, defaulted on 2025-05-20 with 300.00; the plan recovers 105.00",
    );
    assert_story(
        "all that is missed is advanced: the loan never defaults, and the servicer has 198 of 918 not back",
        advanced(3),
        &["A:1"],
        "1: 18.00 450.00 0.00 0.00 | 0.00 0.00 0.00
         2: 13.50 450.00 0.00 0.00 | 309.00 0.00 0.00
         3: 9.00 450.00 0.00 0.00 | 306.00 0.00 0.00
         4: 4.50 450.00 0.00 0.00 | 303.00 0.00 0.00
         5: 0.00 0.00 0.00 0.00 | 0.00 0.00 720.00
         A: 918.00 of 918.00 paid, 720.00 recovered, paid in full; the plan recovers 0.00",
    );
}

#[test]
fn a_servicer_that_waits_advances_later() {
    let mut deal = advanced(2);
    deal.supports[0].after_days = Some(30);
    assert_story(
        "thirty days after each due date, and so a date later; the default is a date later too",
        deal,
        &["A:1"],
        "1: 18.00 450.00 0.00 0.00 | 0.00 0.00 0.00
         2: 4.50 150.00 0.00 0.00 | 0.00 0.00 0.00
         3: 12.00 450.00 0.00 0.00 | 309.00 0.00 0.00
         4: 7.50 450.00 0.00 0.00 | 306.00 0.00 0.00
         5: 0.00 0.00 105.00 300.00 | 0.00 0.00 615.00
         A: 615.00 of 615.00 paid, 615.00 recovered, defaulted on 2025-06-20 with 300.00; the plan recovers 105.00",
    );
}

/// One instalment is advanced. A loan is late for sixty days before it has defaulted: until 19 May, and not from 20 April on, when the
/// second is not advanced. Where it is late for longer than the deal lasts it never defaults, and nothing comes back.
#[test]
fn advances_do_not_let_a_loan_default_sooner() {
    let late = |days: u32| {
        let mut deal = advanced(1);
        deal.servicing = deal.servicing.with_defaulted_after_days(days);
        deal
    };
    assert_story(
        "600 default in May; of 720 the servicer has its 309 back, the plan 411",
        late(60),
        &["A:1"],
        "1: 18.00 450.00 0.00 0.00 | 0.00 0.00 0.00
         2: 13.50 450.00 0.00 0.00 | 309.00 0.00 0.00
         3: 3.00 150.00 0.00 0.00 | 0.00 0.00 0.00
         4: 1.50 150.00 0.00 600.00 | 0.00 0.00 0.00
         5: 0.00 0.00 411.00 0.00 | 0.00 0.00 309.00
         A: 309.00 of 309.00 paid, 309.00 recovered, defaulted on 2025-05-20 with 600.00; the plan recovers 411.00",
    );
    assert_story(
        "late to the end",
        late(300),
        &["A:1"],
        "1: 18.00 450.00 0.00 0.00 | 0.00 0.00 0.00
         2: 13.50 450.00 0.00 0.00 | 309.00 0.00 0.00
         3: 3.00 150.00 0.00 0.00 | 0.00 0.00 0.00
         4: 1.50 150.00 0.00 0.00 | 0.00 0.00 0.00
         A: 309.00 of 309.00 paid, 0.00 recovered, late; the plan recovers 0.00",
    );
}

#[test]
fn where_the_cap_on_all_advances_binds() {
    let mut deal = advanced(2);
    deal.supports[0].cap = Some(Money::from_yuan(400));
    assert_story(
        "91 of the second instalment, interest first; the loan defaults with 515, and of 720 the first 400 are the servicer's",
        deal,
        &["A:1"],
        "1: 18.00 450.00 0.00 0.00 | 0.00 0.00 0.00
         2: 13.50 450.00 0.00 0.00 | 309.00 0.00 0.00
         3: 9.00 235.00 0.00 515.00 | 91.00 215.00 0.00
         4: 1.50 150.00 0.00 0.00 | 0.00 0.00 0.00
         5: 0.00 0.00 320.00 0.00 | 0.00 0.00 400.00
         A: 400.00 of 615.00 paid, 400.00 recovered, defaulted on 2025-04-20 with 515.00; the plan recovers 320.00",
    );
}

#[test]
fn where_the_servicer_has_failed_between_two_advances() {
    let words = ["A:1", "fails=lender:2025-04-20"];
    assert_story(
        "the second call is not met; its estate has back what it advanced, first",
        advanced(2),
        &words,
        "1: 18.00 450.00 0.00 0.00 | 0.00 0.00 0.00
         2: 13.50 450.00 0.00 0.00 | 309.00 0.00 0.00
         3: 3.00 150.00 0.00 600.00 | 0.00 306.00 0.00
         4: 1.50 150.00 0.00 0.00 | 0.00 0.00 0.00
         5: 0.00 0.00 411.00 0.00 | 0.00 0.00 309.00
         A: 309.00 of 615.00 paid, 309.00 recovered, defaulted on 2025-04-20 with 600.00; the plan recovers 411.00",
    );
    let mut later = advanced(2);
    later.parties[0].after_failure = Some(AfterFailure::new("50%".parse().unwrap(), 1));
    assert_story(
        "half of 306 comes a month later, 6 of interest and 147 of principal; of 720 its estate then has 462 first",
        later,
        &words,
        "1: 18.00 450.00 0.00 0.00 | 0.00 0.00 0.00
         2: 13.50 450.00 0.00 0.00 | 309.00 0.00 0.00
         3: 3.00 150.00 0.00 600.00 | 0.00 306.00 0.00
         4: 1.50 150.00 153.00 0.00 | 0.00 0.00 0.00
         5: 0.00 0.00 258.00 0.00 | 0.00 0.00 462.00
         A: 309.00 of 615.00 paid, 462.00 recovered, defaulted on 2025-04-20 with 600.00; the plan recovers 405.00",
    );
}

/// A is guaranteed and B is not; both miss their second instalment.
#[test]
fn nothing_is_advanced_on_a_loan_that_is_guaranteed_or_bought_back() {
    let mut guaranteed = advanced(2);
    guaranteed.pool.loans_mut()[0].guarantor = "G".into();
    guaranteed.parties.push(Party::new("G", &[Role::LoanGuarantor]));
    guaranteed.supports.push(Support::loan_guarantee("G", Accelerated));
    let both = guaranteed.resolve().unwrap().project(&scenario(&["A:1", "B:1"])).unwrap();
    let by = |loan: usize| both.defaults[loan].guaranteed.as_ref().map(|told| told.support.as_str());
    assert_eq!((by(0), by(1)), (Some("G"), Some("lender")));

    let mut bought = advanced(2);
    bought.pool.loans_mut()[1].ineligible = Some("2025-05-01".parse().unwrap());
    let both = bought.resolve().unwrap().project(&scenario(&["A:1", "B:1"])).unwrap();
    assert!(both.defaults[0].guaranteed.is_some() && both.defaults[1].guaranteed.is_none());
}

#[test]
fn advances_are_told() {
    let mut deal = advanced(2);
    deal.supports[0].cap = Some(Money::from_yuan(400));
    let resolved = deal.resolve().unwrap();
    let page = report::deal(&resolved).split_whitespace().collect::<Vec<_>>().join(" ");
    let promise = "Servicer advances: lender (never defaults here) pays what borrowers miss whose loans nobody guarantees or buys back, \
                   2 instalment(s) of a loan at most, when it is due, up to 400.00 in all. The plan does not repay what it pays: it has that back first \
                   of what is recovered of the loan.";
    assert!(page.contains(promise), "{page}");
    let told = resolved.project(&scenario(&["A:1"])).unwrap();
    let reasons: Vec<&str> = told.ledger.iter().map(|entry| entry.reason.as_str()).collect();
    assert!(reasons.contains(&"servicer advance"), "{reasons:?}");
    assert!(reasons.contains(&"recoveries of \"lender\" from borrowers"), "{reasons:?}");
}
