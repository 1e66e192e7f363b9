//! Default probabilities and recoveries times a multiple: what that comes to, and what it leaves as it is.
#![cfg(feature = "files")]

use abs_waterfall::credit::{CreditQuality, CreditStress, GradeDefaults, Multiple, Recovery};
use abs_waterfall::{Deal, Probability, ResolvedDeal, Scenario, Simulation};

fn fujian() -> Deal {
    Deal::load(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/deals/fujian.toml")).unwrap()
}

fn multiple(text: &str) -> Multiple {
    text.parse().unwrap()
}

fn probability(text: &str) -> Probability {
    text.parse().unwrap()
}

/// All that a simulation told.
fn told(deal: Deal) -> String {
    simulated(&deal.resolve().unwrap())
}

fn simulated(deal: &ResolvedDeal) -> String {
    let risk = deal.simulate(&Simulation::new(2_000).with_seed(3)).unwrap();
    serde_json::to_string(&risk.report()).unwrap()
}

fn without_identity(report: &str) -> serde_json::Value {
    let mut report: serde_json::Value = serde_json::from_str(report).unwrap();
    report.as_object_mut().unwrap().remove("manifest");
    report
}

#[test]
fn no_stress_is_the_deal_as_it_was() {
    let mut once = fujian();
    once.credit.stress = CreditStress::default().with_recovery(Multiple::ONCE);
    assert_eq!(told(once.clone()), told(fujian()), "with its fingerprint");
    assert!(!once.to_json().unwrap().contains("stress"), "what says nothing is not written");
}

/// Twice 3 % a year is 6 % a year, on every path; the enhancer keeps its own.
#[test]
fn the_default_probability_that_is_stated_is_multiplied() {
    let mut stressed = fujian();
    stressed.credit.stress.default_probability = multiple("2");
    let mut written = fujian();
    for loan in written.pool.loans_mut() {
        assert_eq!(loan.quality, CreditQuality::AnnualPd(probability("3%")));
        loan.quality = CreditQuality::AnnualPd(probability("6%"));
    }
    assert_eq!(without_identity(&told(stressed)), without_identity(&told(written)));
}

/// Every cumulative figure of a grade, up to certainty.
#[test]
fn a_grade_is_multiplied_figure_by_figure() {
    let rated = |figures: &[&str]| {
        let mut deal = fujian();
        let figures = figures.iter().map(|figure| probability(figure)).collect();
        deal.credit.ratings.grades.insert("own".into(), GradeDefaults::Cumulative(figures));
        deal.pool.loans_mut().iter_mut().for_each(|loan| loan.quality = CreditQuality::rating("own"));
        deal
    };
    let mut stressed = rated(&["4%", "30%"]);
    stressed.credit.stress.default_probability = multiple("5");
    assert_eq!(without_identity(&told(stressed)), without_identity(&told(rated(&["20%", "100%"]))));
}

/// A company defaults once, in all its roles: the giver of a support that owes a loan too is under the stress of the loans.
#[test]
fn a_giver_that_borrows_is_stressed_as_a_borrower() {
    let joined = |default_probability: &str| {
        let mut deal = fujian();
        let (giver, quality) =
            ("Fujian Credit Enhancement", CreditQuality::AnnualPd(probability(default_probability)));
        deal.parties.iter_mut().filter(|party| party.name == giver).for_each(|party| {
            (party.quality, party.asset_correlation) = (Some(quality.clone()), None);
        });
        for (number, loan) in deal.pool.loans_mut().iter_mut().enumerate() {
            loan.quality = quality.clone();
            if number == 3 {
                loan.borrower = giver.into();
            }
        }
        deal
    };
    let mut stressed = joined("4%");
    stressed.credit.stress.default_probability = multiple("2");
    assert_eq!(without_identity(&told(stressed)), without_identity(&told(joined("8%"))));
}

#[test]
fn a_recovery_is_smaller_and_later_and_never_more_than_is_owed() {
    let deal = fujian().resolve().unwrap();
    let recovered = |stress: CreditStress| {
        let stressed = deal.varied(|deal| deal.credit.stress = stress).unwrap();
        let projection = stressed.project(&Scenario::no_default().with_default("C01", 6)).unwrap();
        let dates = projection.dates.iter().enumerate();
        dates
            .filter_map(|(i, date)| {
                let recovery = date.collected.recovery;
                (!recovery.is_zero()).then(|| (i + 1, recovery.to_string()))
            })
            .collect::<Vec<_>>()
    };
    let none = CreditStress::default;
    assert_eq!(recovered(none()), [(7, "3,555,555.56".to_string())]);
    assert_eq!(recovered(none().with_recovery(multiple("0.5"))), [(7, "1,777,777.78".to_string())]);
    assert_eq!(
        recovered(none().with_recovery(multiple("100"))),
        [(7, "15,185,525.77".to_string())],
        "all that is owed"
    );
    assert_eq!(recovered(none().with_lag_months(3)), [(8, "3,555,555.56".to_string())]);
    assert_eq!(recovered(none().with_lag_months(12)), [], "after the last calculation date");
}

#[test]
fn a_lag_that_no_deal_lasts_is_an_error_and_no_recovery_has_none() {
    let deal = fujian().resolve().unwrap();
    let error = deal.varied(|deal| deal.credit.stress.lag_months = 1_189).unwrap_err().to_string();
    assert!(error.contains("credit.recovery.lag_months: the lag in months is 1201"), "{error}");
    let unrecovered = |deal: &mut Deal| {
        deal.credit.recovery = Recovery::None;
        deal.credit.stress.lag_months = u32::MAX;
    };
    assert!(deal.varied(unrecovered).is_ok());
}

#[test]
fn a_stress_in_a_file() {
    let toml =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/deals/every-term.toml"))
            .unwrap();
    let with = |stress: &str| {
        let text = toml.lines().map(|line| if line.starts_with("stress = ") { stress } else { line });
        Deal::from_toml(&text.collect::<Vec<_>>().join("\n"))
    };
    let deal = with("stress = { default_probability = '2', recovery = '0.5', lag_months = 6 }").unwrap();
    let expected = CreditStress::default()
        .with_default_probability(multiple("2"))
        .with_recovery(multiple("0.5"))
        .with_lag_months(6);
    assert_eq!(deal.credit.stress, expected);
    assert_eq!(Deal::from_toml(&deal.to_toml().unwrap()).unwrap(), deal);
    for (stress, message) in [
        ("stress = { recovery = 0.5 }", "write it as text, like \"0.5\""),
        ("stress = { recovery = '-1' }", "-1 is out of range: a multiple runs from 0 to 1000"),
        ("stress = { recoveries = '1' }", "unknown field `recoveries`"),
    ] {
        let error = with(stress).unwrap_err().to_string();
        assert!(error.contains(message), "{error}");
    }
}
