//! What comes back once the deal is over, and when.

use abs_waterfall::analysis::guarantor::{CounterGuarantee, GuaranteeTerms};
use abs_waterfall::credit::Recovery;

use super::deals::{near, one_bought, paper, view};

/// 840,000 are paid on 2025-06-20. Half of the loan comes back three years later, and a year after the last date, on 2027-06-20, 30 %
/// of the 340,000 that are then still unpaid.
#[test]
fn what_comes_late_comes_from_borrowers_and_from_a_counter_guarantor() {
    let mut deal = paper(&[1_000_000], "100%", "5%", "0");
    deal.credit.recovery = Recovery::of_outstanding("50%".parse().unwrap(), 36);
    let counter = CounterGuarantee::new("controller", "30%".parse().unwrap(), 12);
    let terms = GuaranteeTerms::new("guarantor").with_discount("5%".parse().unwrap()).with_counter(counter);
    let later = view(&deal, &terms, 100).later;
    assert_eq!((later.borrowers.value, later.counter_guarantor.value), (500_000.0, 102_000.0));
    let years: Vec<_> = later.by_year.iter().map(|year| (year.year, year.amount.value)).collect();
    assert_eq!(years, [(2027, 102_000.0), (2028, 500_000.0)]);
    // To closing on 2024-06-20 these are 365, 1,095 and 1,461 days.
    let worth = |amount: f64, days: f64| (amount * 100.0 * 1.05_f64.powf(-days / 365.0)).round() / 100.0;
    let net = worth(840_000.0, 365.0) - worth(102_000.0, 1_095.0) - worth(500_000.0, 1_461.0);
    assert!(near(later.net.value, net), "{} {net}", later.net);
    assert!(near(later.running.value, net / (800_000.0 / 1.05)), "{}", later.running);
}

/// Half of both loans comes back three years later; but the second has been bought back, and is its lender's.
#[test]
fn what_was_bought_back_comes_back_to_somebody_else() {
    let mut deal = one_bought("5%");
    deal.credit.recovery = Recovery::of_outstanding("50%".parse().unwrap(), 36);
    let later = view(&deal, &GuaranteeTerms::new("guarantor"), 100).later;
    assert_eq!(later.borrowers.value, 300_000.0);
}

/// Nothing is paid twice: what the plan has repaid is owed by nobody.
#[test]
fn what_the_plan_repays_comes_from_nobody_else() {
    let counter = CounterGuarantee::new("controller", "100%".parse().unwrap(), 12);
    let terms = GuaranteeTerms::new("guarantor").with_counter(counter);
    let later = view(&paper(&[1_000_000], "100%", "5%", "1"), &terms, 100).later;
    assert_eq!((later.borrowers.value, later.counter_guarantor.value, later.by_year.len()), (0.0, 0.0, 0));
}
