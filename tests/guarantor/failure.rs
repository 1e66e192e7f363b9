//! A guarantor that fails.

use abs_waterfall::analysis::guarantor::GuaranteeTerms;
use abs_waterfall::credit::CreditQuality;

use super::deals::{paper, view};

/// A guarantor that defaults in one year of twenty: independently it is missing on one call in twenty; moved by the economy of
/// its firm, more often.
#[test]
fn a_guarantor_is_missing_where_it_is_needed() {
    let with = |correlation: &str| {
        let mut deal = paper(&[1_000_000], "20%", "5%", "0");
        deal.parties[1].quality = Some(CreditQuality::AnnualPd("5%".parse().unwrap()));
        deal.parties[1].asset_correlation = Some(correlation.parse().unwrap());
        view(&deal, &GuaranteeTerms::new("guarantor"), 20_000).wrong_way.unwrap()
    };
    let correlated = with("0.5");
    assert!((correlated.independent.value - 0.05).abs() < 4.0 * correlated.independent.error);
    assert!(correlated.difference.value > 4.0 * correlated.difference.error, "{correlated:?}");
    let alone = with("0");
    assert_eq!((alone.unanswered, alone.difference.value), (alone.independent, 0.0));
    assert_eq!(alone.independent, correlated.independent, "the same draws");
}
