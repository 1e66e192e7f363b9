//! One company, one fate: what a company draws depends on the seed, the path and its own key, and on nothing else. So every
//! change of a deal leaves everybody else's default as it was, and two deals share the economy, the companies that are
//! registered in both, and nothing else.

#[path = "support/pools.rs"]
mod pools;

use std::collections::BTreeMap;

use abs_waterfall::credit::CreditQuality;
use abs_waterfall::deal::{Note, Step};
use abs_waterfall::enhancement::Support;
use abs_waterfall::pool::{Loan, Pool};
use abs_waterfall::{Date, Deal, Money, Simulation};
use statrs::distribution::{ContinuousCDF, Normal};

fn quality(pd: &str) -> CreditQuality {
    CreditQuality::AnnualPd(pd.parse().unwrap())
}

/// Loans of several qualities, bad enough that much happens, some with a correlation of their own.
fn loans(count: usize) -> Vec<Loan> {
    let mut loans = pools::level_pay_loans(count);
    for (i, loan) in loans.iter_mut().enumerate() {
        loan.quality = quality(["2%", "9%", "9%", "30%"][i % 4]);
        loan.asset_correlation = (i % 3 == 0).then(|| "0.35".parse().unwrap());
    }
    loans
}

fn deal(loans: Vec<Loan>) -> Deal {
    let whole: Money = loans.iter().map(|loan| loan.principal).sum();
    let deal = pools::three_notes(20);
    let mut notes = vec![deal.notes[2].clone()];
    notes[0].amount = whole;
    let waterfall = vec![Step::taxes(), Step::principal("sub"), Step::residual("sub")];
    deal.with_pool(Pool::new(loans))
        .with_notes(notes)
        .with_waterfall(waterfall)
        .with_fees([])
        .with_supports([])
}

/// Every path's defaults: the loan and the due date that it missed first.
fn defaults(deal: Deal) -> Vec<BTreeMap<String, Date>> {
    let (deal, simulation) = (deal.resolve().unwrap(), Simulation::new(200).with_seed(3));
    let on = |path| {
        let story = deal.replay(&simulation, path).unwrap();
        story.defaults.into_iter().map(|default| (default.loan, default.missed)).collect()
    };
    (0..simulation.paths()).map(on).collect()
}

/// The defaults of all loans but those named.
fn without(defaults: Vec<BTreeMap<String, Date>>, loans: &[&str]) -> Vec<BTreeMap<String, Date>> {
    let other = |path: BTreeMap<String, Date>| {
        path.into_iter().filter(|(loan, _)| !loans.contains(&loan.as_str())).collect()
    };
    defaults.into_iter().map(other).collect()
}

#[test]
fn a_change_of_one_loan_leaves_all_others_as_they_were() {
    let before = defaults(deal(loans(100)));
    assert!(before.iter().map(BTreeMap::len).sum::<usize>() > 2_000, "much happens");

    let mut added = loans(100);
    added.insert(50, added[3].clone().with_id("new").with_borrower("new"));
    assert_eq!(without(defaults(deal(added)), &["new"]), before, "adding a loan");

    let mut removed = loans(100);
    removed.remove(40);
    assert_eq!(defaults(deal(removed)), without(before.clone(), &["L00040"]), "removing one");

    let mut reversed = loans(100);
    reversed.reverse();
    assert_eq!(defaults(deal(reversed)), before, "another order of the tape");

    let mut worse = loans(100);
    worse[7].quality = quality("80%");
    let worse = defaults(deal(worse));
    assert_eq!(without(worse.clone(), &["L00007"]), without(before.clone(), &["L00007"]), "a quality");
    let earlier = |(after, before): (&BTreeMap<String, Date>, &BTreeMap<String, Date>)| {
        before.get("L00007").is_none_or(|date| after.get("L00007").is_some_and(|after| after <= date))
    };
    assert!(worse.iter().zip(&before).all(earlier), "who is worse defaults no later on any path");
}

/// A deal of one loan that pays once, to this borrower, whose senior note the enhancer makes up.
fn one_loan(name: &str, borrower: &str, registration: &str, pd: &str, correlation: &str) -> Deal {
    let mut deal = pools::textbook(1, pd, correlation);
    deal.name = name.into();
    let loan = &mut deal.pool.loans_mut()[0];
    (loan.borrower, loan.registration) = (borrower.into(), registration.into());
    let maturity: Date = "2025-06-20".parse().unwrap();
    let coupon = abs_waterfall::deal::Coupon::fixed("0".parse().unwrap());
    deal.notes = vec![Note::pass_through("senior", Money::from_yuan(1_000), coupon, maturity)];
    deal.waterfall = vec![Step::interest("senior"), Step::principal("senior"), Step::residual("lender")];
    deal.supports = vec![Support::undertaking("guarantor", &["senior"])];
    deal
}

/// On which paths the enhancer is called.
fn calls(deal: Deal, paths: u64) -> Vec<bool> {
    let deal = deal.resolve().unwrap();
    let simulation = Simulation::new(paths).with_seed(11);
    let called = |path| deal.replay(&simulation, path).unwrap().supports[0].recourse.was_called();
    (0..paths).map(called).collect()
}

fn share(of: impl Iterator<Item = bool>) -> f64 {
    let (hits, all) = of.fold((0_u32, 0_u32), |(hits, all), hit| (hits + u32::from(hit), all + 1));
    f64::from(hits) / f64::from(all)
}

fn both(a: &[bool], b: &[bool]) -> f64 {
    share(a.iter().zip(b).map(|(a, b)| *a && *b))
}

/// E[∏ Φ((cᵢ − √ρ m)/√(1−ρ))] over a standard normal m, by the trapezoidal rule.
fn joint(pds: &[f64], correlation: f64) -> f64 {
    let normal = Normal::standard();
    let given = |m: f64| -> f64 {
        let at = |pd: &f64| (normal.inverse_cdf(*pd) - correlation.sqrt() * m) / (1.0 - correlation).sqrt();
        pds.iter().map(|pd| normal.cdf(at(pd))).product()
    };
    let step = 0.01;
    let density = |m: f64| (-m * m / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt();
    (-800..=800).map(|i| f64::from(i) * step).map(|m| given(m) * density(m) * step).sum()
}

fn assert_near(seen: f64, p: f64, paths: u64) {
    let error = (p * (1.0 - p) / paths as f64).sqrt();
    assert!((seen - p).abs() < 4.0 * error, "{seen} against {p} ± {error}");
}

/// Two deals of one loan each share the economy: they are called together as often as two correlated normals are both
/// below their thresholds.
#[test]
fn two_deals_share_the_economy() {
    let paths = 20_000;
    let a = calls(one_loan("A", "Firm", "", "10%", "0.4"), paths);
    let b = calls(one_loan("B", "Other", "", "20%", "0.4"), paths);
    assert_near(share(a.iter().copied()), 0.1, paths);
    assert_near(share(b.iter().copied()), 0.2, paths);
    assert_near(both(&a, &b), joint(&[0.1, 0.2], 0.4), paths);
}

#[test]
fn a_registered_company_defaults_in_both_deals() {
    let of = |name, borrower| calls(one_loan(name, borrower, "91350100M000100Y43", "10%", "0.4"), 5_000);
    let (a, b) = (of("A", "Firm"), of("B", "The firm's other name"));
    assert_eq!(a, b);
}

/// The same text in two deals means two firms, unless both deals are in one namespace.
#[test]
fn a_name_means_somebody_in_its_own_namespace_only() {
    let paths = 20_000;
    let firm = |name: &str| one_loan(name, "Firm", "", "10%", "0.4");
    let (a, b) = (calls(firm("A"), paths), calls(firm("B"), paths));
    assert_near(both(&a, &b), joint(&[0.1, 0.1], 0.4), paths);
    let variant = firm("another variant of A").with_namespace("A");
    assert_eq!(calls(variant, paths), a);
}

/// Two pools of ten loans, called where any defaults: ∫ P(call | m)² φ(m) dm, as the pools are independent given m.
#[test]
fn two_pools_are_called_together_as_often_as_their_economy_says() {
    let paths = 20_000;
    let pool = |name: &str| {
        let mut deal = one_loan(name, "Firm", "", "3%", "0.3");
        let textbook = pools::textbook(10, "3%", "0.3");
        deal.pool = textbook.pool;
        deal.notes[0].amount = Money::from_yuan(10_000);
        deal
    };
    let (a, b) = (calls(pool("A"), paths), calls(pool("B"), paths));
    // P(call | m) = 1 − (1 − p(m))¹⁰, expanded by the binomial theorem into joint defaults of k.
    let choose = |n: u32, k: u32| (0..k).fold(1.0, |c, i| c * f64::from(n - i) / f64::from(i + 1));
    let none = |names: u32| -> f64 {
        let term = |k: u32| {
            let sign = if k.is_multiple_of(2) { 1.0 } else { -1.0 };
            sign * choose(names, k) * joint(&vec![0.03; k as usize], 0.3)
        };
        (0..=names).map(term).sum()
    };
    let called = 1.0 - none(10);
    assert_near(share(a.iter().copied()), called, paths);
    assert_near(both(&a, &b), 1.0 - 2.0 * none(10) + none(20), paths);
}
