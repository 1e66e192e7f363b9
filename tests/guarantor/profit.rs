//! What a guarantor earns where its fee is told.

use abs_waterfall::Simulation;
use abs_waterfall::analysis::guarantor::{ChargedFee, GuaranteeTerms, Profit};
use abs_waterfall::credit::CreditQuality;

use super::deals::{fujian, near, of_fujian, paper, view};

fn charging(fee: ChargedFee) -> GuaranteeTerms {
    GuaranteeTerms::new("guarantor").with_fee(fee)
}

fn quantile(profit: &Profit, probability: &str) -> f64 {
    let probability = probability.parse().unwrap();
    profit.quantiles.iter().find(|level| level.probability == probability).unwrap().amount.value
}

/// 20 % on 800,000 are 160,000; on a share p of the paths 840,000 are paid.
#[test]
fn a_profit_is_the_fee_less_what_is_paid() {
    let deal = paper(&[1_000_000], "20%", "5%", "0");
    for fee in [ChargedFee::Running, ChargedFee::UpFront].map(|fee| fee("20%".parse().unwrap())) {
        let view = view(&deal, &charging(fee), 10_000);
        let (p, profit) = (view.promised.net.value / 840_000.0, view.profit.unwrap().promised);
        assert!(near(profit.mean.value, 160_000.0 - 840_000.0 * p), "{profit:?}");
        assert!(near(profit.deviation, 840_000.0 * (p * (1.0 - p)).sqrt()), "{profit:?}");
        assert!(near(profit.loss.value, p));
        assert_eq!([quantile(&profit, "0.05"), quantile(&profit, "0.5")], [-680_000.0, 160_000.0]);
        assert!(profit.mean.error > 0.0 && profit.mean.error < 10_000.0);
    }
}

/// A guarantor that has failed by the first date pays nothing; nor is it paid, unless it was up front.
#[test]
fn a_fee_stops_when_the_guarantor_fails() {
    let mut deal = paper(&[1_000_000], "20%", "5%", "0");
    deal.parties[1].quality = Some(CreditQuality::AnnualPd("100%".parse().unwrap()));
    for (fee, earned) in [
        (ChargedFee::Running("20%".parse().unwrap()), 0.0),
        (ChargedFee::UpFront("20%".parse().unwrap()), 160_000.0),
    ] {
        let profit = view(&deal, &charging(fee), 1_000).profit.unwrap();
        assert_eq!((profit.performed.mean.value, profit.performed.deviation), (earned, 0.0));
        assert!(profit.promised.deviation > 0.0);
    }
}

/// What is charged is earned on the base, and what is expected is paid: at the fair fee nothing is left. Fees are rounded on
/// every date of a path.
#[test]
fn at_the_fair_fee_nothing_is_earned() {
    let terms = of_fujian().with_discount("3%".parse().unwrap());
    let simulation = Simulation::new(5_000).with_seed(7);
    let charged = "0.4%";
    let terms = terms.with_fee(ChargedFee::Running(charged.parse().unwrap()));
    let view = fujian().guarantor(&terms, &simulation).unwrap();
    let expected = (0.004 - view.fee.running.value) * view.fee.balance_years;
    let mean = view.profit.unwrap().promised.mean;
    assert!((mean.value - expected).abs() < 8.0 * 0.005 + 0.005, "{mean} {expected}");
}
