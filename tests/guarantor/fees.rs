//! Fees that are worth what they pay for.

use abs_waterfall::analysis::guarantor::GuaranteeTerms;
use abs_waterfall::calendar::{DayCount, Schedule};
use abs_waterfall::credit::{CreditQuality, Recovery};
use abs_waterfall::deal::{Fee, FeeAmount, FeeRateBase, PaymentDates, Step};
use abs_waterfall::{Deal, Decimal, Money, Rate, Simulation};

use super::deals::{fujian, near, of_fujian, paper, view};

/// One firm, one date: it defaults on a share p of the paths, and then the guarantor pays 800,000 and 5 % of interest. So the fee
/// paid on that date is 840,000 p, or 1.05 p on the notes; up front it is 1.05 p less what a year takes off.
#[test]
fn the_fee_paid_on_the_only_date_is_the_expected_draw() {
    let deal = paper(&[1_000_000], "20%", "5%", "0");
    for rate in ["0", "5%"] {
        let terms = GuaranteeTerms::new("guarantor").with_discount(rate.parse().unwrap());
        let view = view(&deal, &terms, 10_000);
        let p = view.promised.by_date[0].drawn.value / 840_000.0;
        assert!((p - 0.2).abs() < 0.02 && near((p * 10_000.0).round(), p * 10_000.0), "{p}");
        let fee = &view.fee;
        assert!(near(fee.by_date[0].amount, view.promised.by_date[0].drawn.value), "{fee:?}");
        assert!(near(fee.running.value, 1.05 * p) && fee.by_date[1].amount == 0.0);
        let discount = if rate == "0" { 1.0 } else { 1.0 / 1.05 };
        assert!(near(fee.up_front.value, 1.05 * p * discount), "{}", fee.up_front);
        // A sum of equal amounts: the library's error of a mean, in which one more path counts.
        let plain = 1.05 * (p * (1.0 - p) / 10_000.0).sqrt();
        assert!(fee.running.error >= plain && fee.running.error < 1.2 * plain, "{}", fee.running);
    }
}

/// What is paid and comes back whole a year later costs nothing but the time: 840,000 (1/1.05 − 1/1.05²) = 38,095.24.
#[test]
fn what_comes_back_costs_its_time() {
    let deal = paper(&[1_000_000], "100%", "5%", "1");
    let at = |rate: &str| {
        let terms = GuaranteeTerms::new("guarantor").with_discount(rate.parse().unwrap());
        view(&deal, &terms, 100)
    };
    assert_eq!(at("0").fee.net.value, 0.0);
    let later = at("5%");
    assert_eq!(later.fee.net.value, 38_095.24);
    assert_eq!(later.reserve.liquidity.value, 840_000.0);
    assert_eq!(later.tail.shortfall, "38095.24".parse().unwrap());
    assert_eq!(later.promised.by_date[1].repaid.value, 840_000.0);
}

#[test]
fn the_net_payment_is_that_of_the_simulation() {
    let (deal, simulation) = (fujian(), Simulation::new(20_000).with_seed(7));
    let risk = deal.simulate(&simulation).unwrap();
    let view = deal.guarantor(&of_fujian(), &simulation).unwrap();
    let unreimbursed = risk.enhancer().unwrap().unreimbursed().mean();
    assert_eq!(view.performed.net, unreimbursed);
    let drawn: f64 = view.performed.by_date.iter().map(|date| date.drawn.value).sum();
    assert!(near(drawn, risk.enhancer().unwrap().drawn().mean().value));
    assert!(view.promised.net.value >= unreimbursed.value);
    // Appraised values recover a fifteenth a year after default: what is late is a fifth of what is lost.
    let late = view.later.borrowers.value / view.promised.net.value;
    assert!((0.1..0.3).contains(&late), "{late}");
}

/// Where capital falls with the notes, its cost is that of all of it for a year on the notes at closing.
#[test]
fn capital_that_falls_with_the_notes_costs_its_share_of_them() {
    let terms = of_fujian()
        .with_discount("3%".parse().unwrap())
        .with_hurdle("8%".parse().unwrap(), "3%".parse().unwrap());
    let view = fujian().guarantor(&terms, &Simulation::new(20_000).with_seed(7)).unwrap();
    let (fee, capital) = (&view.fee, &view.fee.with_capital);
    let cost = 0.05 * (capital.shortfall.value - fee.net.value) / fee.opening.to_f64();
    assert!(near(capital.falling.value, fee.running.value + cost), "{capital:?}");
    assert!(capital.held.value > 1.5 * capital.falling.value, "most of the notes are soon repaid");
    assert!(capital.falling.error > fee.running.error && capital.falling.error.is_finite());
}

/// The fee that the plan pays is due with the interest: where the firm pays there is enough for both, and where it defaults
/// nothing is repaid. So it costs what one from outside costs.
#[test]
fn a_fee_from_the_plan_that_takes_nothing_back_is_the_same() {
    let deal = with_plan_fee(paper(&[1_000_000], "10%", "5%", "0"), "guarantor", "lender");
    let found = view(&deal, &GuaranteeTerms::new("guarantor").with_plan_fee("guarantee"), 10_000);
    let plan_fee = found.plan_fee.unwrap();
    assert!((plan_fee.rate.value - found.fee.running.value).abs() <= 0.5e-6, "{plan_fee:?}");
}

/// What the plan pays for the guarantee it does not repay: the fee is more than one from outside, and it is worth what it pays for
/// in the very deal that pays it.
#[test]
fn a_fee_from_the_plan_makes_itself_fair() {
    let deal = Deal::load("examples/deals/fujian.toml").unwrap();
    let deal =
        with_plan_fee(deal, "Fujian Credit Enhancement", "Fujian Credit Enhancement").resolve().unwrap();
    let simulation = Simulation::new(5_000).with_seed(7);
    let view = |deal: &abs_waterfall::ResolvedDeal, terms| deal.guarantor(&terms, &simulation).unwrap();
    let found = view(&deal, of_fujian().with_plan_fee("guarantee")).plan_fee.unwrap();
    let rate = Decimal::try_from(found.rate.value).unwrap().round_dp(6);
    let paying = |rate: Decimal| {
        let set = |deal: &mut Deal| deal.fees.last_mut().unwrap().amount = on_senior(rate);
        view(&deal.varied(set).unwrap(), of_fujian()).fee.running
    };
    let (fair, outside) = (paying(rate), paying(Decimal::ZERO));
    assert!((fair.value - found.rate.value).abs() <= 0.5e-6, "{fair} {}", found.rate);
    assert!(found.rate.value > outside.value && found.rate.error > fair.error, "{outside} {}", found.rate);
}

fn with_plan_fee(mut deal: Deal, guarantor: &str, payee: &str) -> Deal {
    assert!(deal.supports.iter().all(|support| support.by == guarantor));
    deal.fees.push(Fee::new("guarantee", payee, on_senior(Decimal::new(1, 3))));
    let at = deal.waterfall.iter().position(|step| *step == Step::interest("senior")).unwrap();
    deal.waterfall.insert(at + 1, Step::fee("guarantee"));
    deal
}

fn on_senior(rate: Decimal) -> FeeAmount {
    FeeAmount::rate(Rate::new(rate).unwrap(), FeeRateBase::notes(&["senior"]), DayCount::Act365Fixed)
}

/// The Nanshan deal, of which one loan of 30 million misses its last payment, on 2023-04-07, and brings its principal 30 days later,
/// so that all is repaid on a second date, 2023-05-15. Had the last interest been paid, 75,000 less the tax on it, the call would have
/// been for 17,992,905.57.
#[test]
fn nanshan_by_hand() {
    let mut deal = Deal::load("examples/deals/nanshan.toml").unwrap();
    for loan in deal.pool.loans_mut() {
        let pd = if loan.id == "A01" { "100%" } else { "0" };
        loan.quality = CreditQuality::AnnualPd(pd.parse().unwrap());
    }
    let [calculation, distribution] = [["2023-04-07", "2023-05-10"], ["2023-04-14", "2023-05-15"]]
        .map(|dates| Schedule::on(dates.map(|date| date.parse().unwrap())));
    deal.dates = PaymentDates::new(calculation, distribution);
    let Some(fee) = deal.fees.iter_mut().find(|fee| fee.name == "surveillance") else { panic!("no fee") };
    *fee = Fee::fixed("surveillance", "Rating agency", Money::from_yuan(80_000), &[1]);
    deal.credit.recovery = Recovery::of_outstanding("1".parse().unwrap(), 1);
    deal.credit.since = Some("2023-04-06".parse().unwrap());
    deal.parties[1].quality = None;
    let tax: Money = "2446.60".parse().unwrap();
    let call = "17992905.57".parse::<Money>().unwrap() + Money::from_yuan(75_000) - tax;
    let at = |discount: &str| {
        let terms =
            GuaranteeTerms::new("Gaoxintou Financing Guarantee").with_discount(discount.parse().unwrap());
        view(&deal, &terms, 100)
    };
    let (free, costly) = (at("0"), at("3%"));
    assert_eq!((free.fee.net.value, free.reserve.liquidity.value), (0.0, call.to_f64()));
    let days: Vec<_> =
        free.promised.by_date.iter().map(|date| (date.drawn.value, date.repaid.value)).collect();
    assert_eq!(days, [(call.to_f64(), 0.0), (0.0, call.to_f64())]);
    // After 365 days and after 396.
    let exact = call.to_f64() * (1.03_f64.powi(-1) - 1.03_f64.powf(-396.0 / 365.0));
    assert!((costly.fee.net.value - exact).abs() < 0.01, "{} {exact}", costly.fee.net);
}
