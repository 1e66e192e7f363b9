//! What a guarantor is liable for, as its regulator sees it.

use abs_waterfall::Money;
use abs_waterfall::analysis::guarantor::{ChargedFee, GuaranteeTerms, GuarantorRule, GuarantorView};
use abs_waterfall::enhancement::Support;

use super::deals::{paper, view, yuan};

fn year_ends(view: &GuarantorView) -> Vec<(String, Money)> {
    view.liability.year_ends.iter().map(|year| (year.date.to_string(), year.amount)).collect()
}

/// The notes are repaid on 2025-06-20: at the end of 2024 it is liable for all of them, or for its cap, and at the end of 2025 for
/// nothing.
#[test]
fn it_is_liable_for_what_is_covered_at_a_year_end_up_to_its_cap() {
    let terms = GuaranteeTerms::new("guarantor");
    for (supports, liable) in [
        (vec![Support::undertaking("guarantor", &["senior"])], 800_000),
        (vec![Support::undertaking("guarantor", &["senior"]).with_cap(yuan(300_000))], 300_000),
        (vec![first(), second()], 500_000),
        (vec![first().with_cap(yuan(700_000)), second()], 800_000),
    ] {
        let view = view(&paper(&[1_000_000], "5%", "5%", "0").with_supports(supports), &terms, 100);
        assert_eq!(view.liability.amount, yuan(liable));
        let ends = [("2024-12-31", liable), ("2025-12-31", 0), ("2026-12-31", 0)];
        assert_eq!(year_ends(&view), ends.map(|(date, amount)| (date.to_string(), yuan(amount))));
    }
}

fn first() -> Support {
    Support::undertaking("guarantor", &["senior"]).with_name("first").with_cap(yuan(300_000))
}

fn second() -> Support {
    Support::undertaking("guarantor", &["senior"]).with_name("second").with_cap(yuan(200_000))
}

/// 1 % of 800,000 a year accrues from 2024-06-20 on: 194 of its 365 days until the year end, and the rest in the next year.
#[test]
fn reserves_are_those_of_the_first_year_end() {
    let terms = GuaranteeTerms::new("guarantor");
    let running = terms.clone().with_fee(ChargedFee::Running("1%".parse().unwrap()));
    let up_front = terms.with_fee(ChargedFee::UpFront("1%".parse().unwrap()));
    for (terms, first, second) in [(running, 425_205, 374_795), (up_front, 800_000, 0)] {
        let view = view(&paper(&[1_000_000], "5%", "5%", "0"), &terms, 100);
        let fees: Vec<i64> = view.liability.year_ends.iter().map(|year| year.fees.fen()).collect();
        assert_eq!(fees, [first, second, 0]);
        let amount = |rule| view.regulator.iter().find(|figure| figure.rule == rule).unwrap().amount;
        assert_eq!(amount(GuarantorRule::CompensationReserve), yuan(8_000));
        assert_eq!(amount(GuarantorRule::FullCompensationReserve), yuan(80_000));
        assert_eq!(amount(GuarantorRule::UnearnedPremiumReserve).fen(), (first + 1) / 2);
    }
}

/// Two loans in two names with one registration are one borrower.
#[test]
fn the_largest_borrower_is_a_company() {
    let mut deal = paper(&[600_000, 300_000, 400_000], "5%", "5%", "0");
    for loan in &mut deal.pool.loans_mut()[1..] {
        loan.registration = "91350100M000100Y43".into();
    }
    let view = view(&deal, &GuaranteeTerms::new("guarantor"), 100);
    assert_eq!(view.liability.largest_borrower, yuan(700_000));
}
