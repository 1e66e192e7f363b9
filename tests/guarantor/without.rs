//! What one firm adds: the same paths, on which it never defaults.

use abs_waterfall::Simulation;
use abs_waterfall::analysis::guarantor::GuaranteeTerms;

use super::deals::{fujian, of_fujian, paper, view};

/// Both firms default: 840,000 are paid. Had one not, it would have paid what it owes.
#[test]
fn without_a_firm_its_loan_is_paid() {
    let terms = GuaranteeTerms::new("guarantor").with_without(["L0", "L1"]);
    let view = view(&paper(&[600_000, 400_000], "100%", "5%", "0"), &terms, 100);
    let added: Vec<_> = view.without.iter().map(|less| (less.name.as_str(), less.net.value)).collect();
    assert_eq!(added, [("L0", 600_000.0), ("L1", 400_000.0)]);
    let tail: Vec<_> =
        view.without.iter().map(|less| (less.shortfall.value, less.shortfall_without.fen())).collect();
    assert_eq!(tail, [(600_000.0, 24_000_000), (400_000.0, 44_000_000)]);
    assert!(view.without[0].shortfall.error.is_infinite(), "a tenth of a path is in the tail");
}

/// A deal in which the firm cannot default is the deal without its default, path by path.
#[test]
fn without_a_firm_is_the_deal_in_which_it_cannot_default() {
    let (deal, simulation) = (fujian(), Simulation::new(5_000).with_seed(7));
    let borrower = deal.definition().pool.loans()[0].borrower.clone();
    let terms = of_fujian().with_level("0.99".parse().unwrap());
    let with = deal.guarantor(&terms.clone().with_without([borrower.as_str()]), &simulation).unwrap();
    let safe = |deal: &mut abs_waterfall::Deal| {
        for loan in deal.pool.loans_mut().iter_mut().filter(|loan| loan.borrower == borrower) {
            loan.quality = abs_waterfall::credit::CreditQuality::AnnualPd("0".parse().unwrap());
        }
    };
    let without = deal.varied(safe).unwrap().guarantor(&terms, &simulation).unwrap();
    let less = &with.without[0];
    assert!(less.net.value > 0.0 && less.net.error > 0.0 && less.net.error < with.fee.net.error);
    let net = with.fee.net.value - without.fee.net.value;
    assert!((less.net.value - net).abs() < 1e-6 * net, "{} {net}", less.net);
    assert_eq!(less.shortfall_without, without.tail.shortfall);
    assert!(less.shortfall.error > 0.0 && less.shortfall.error.is_finite());
}

#[test]
fn who_owes_nothing_cannot_be_taken_away() {
    let error = fujian().guarantor(&of_fujian().with_without(["Firm"]), &Simulation::new(100)).unwrap_err();
    assert!(error.to_string().starts_with("there is no borrower `Firm`; there is "), "{error}");
}
