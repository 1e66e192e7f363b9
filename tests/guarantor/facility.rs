//! Who lends what a date lacks: the fee on its commitment is paid by the plan, whether it is drawn or not.

use abs_waterfall::calendar::DayCount;
use abs_waterfall::credit::CreditQuality;
use abs_waterfall::deal::{Role, Step};
use abs_waterfall::enhancement::Support;

use super::deals::{near, of_guarantor, paper, view, yuan};

/// The firm of a million pays, and 1 % of 100,000 comes on its date, on which the plan ends. Nobody calls. The lender surely fails
/// within the year, and is then owed no fee.
#[test]
fn a_commitment_is_paid_for_though_nobody_calls() {
    let mut deal = paper(&[1_000_000], "0%", "5%", "0");
    deal.parties[1].roles = vec![Role::LiquidityProvider];
    deal.parties[1].quality = Some(CreditQuality::AnnualPd("100%".parse().unwrap()));
    let facility = Support::facility("guarantor", &["senior"], yuan(100_000));
    deal.supports = vec![facility.with_commitment_fee("1%".parse().unwrap(), DayCount::Act365Fixed)];
    deal.waterfall.insert(0, Step::support_fees(&["guarantor"]));
    let view = view(&deal, &of_guarantor().with_discount("5%".parse().unwrap()), 100);
    assert!(near(view.fee.net.value, -(1_000.0_f64 / 1.05 * 100.0).round() / 100.0), "{}", view.fee.net);
    for (exposure, fee) in [(&view.promised, 1_000.0), (&view.performed, 0.0)] {
        let dates: Vec<_> =
            exposure.by_date.iter().map(|date| (date.drawn.value, date.repaid.value)).collect();
        assert_eq!(dates, [(0.0, fee), (0.0, 0.0)]);
    }
    assert!(view.wrong_way.is_none(), "nobody calls it");
}
