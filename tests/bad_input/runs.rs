//! Scenarios and simulations that do not fit their deal, and numbers that are none.

use std::fmt::Display;
use std::ops::ControlFlow;

use abs_waterfall::{AssetCorrelation, Deal, Money, Probability, Rate, ResolvedDeal, Scenario, Simulation};

use crate::support::{UNDERTAKING, edited, good_deal};

fn deal(toml: &str) -> ResolvedDeal {
    Deal::from_toml(toml).unwrap().resolve().unwrap()
}

#[test]
fn scenarios_that_do_not_fit() {
    // Of its twelve instalments the first loan has paid two at the cut-off.
    let good = deal(&edited(&good_deal(), &[("closing = '2024-01-01'", "closing = '2024-03-01'")]));
    let none = Scenario::no_default;
    let cases = [
        (
            none().with_default("L3", 3),
            "the scenario names what the deal does not have: there is no loan `L3`; there is L1, L2",
        ),
        (
            none().with_default("L1", 1),
            "loan `L1` cannot default after 1 instalments: it has 12, of which 2 before the cut-off",
        ),
        (
            none().with_missed_principal("L1", 12),
            "loan `L1` cannot default after 12 instalments: it has 12, of which 2 before the cut-off",
        ),
        (
            none().with_default("L2", u32::MAX),
            "loan `L2` cannot default after 4294967295 instalments: it has 2, of which 0 before the cut-off",
        ),
        (
            none().with_default("L1", 3).with_missed_principal("L1", 5),
            "the scenario lets loan `L1` default twice",
        ),
    ];
    for (scenario, message) in cases {
        assert_eq!(good.project(&scenario).unwrap_err().to_string(), message);
    }
    let edges = none().with_default("L1", 2).with_missed_principal("L2", 1);
    assert!(good.project(&edges).is_ok());
}

#[test]
fn an_enhancer_that_is_not_there_cannot_fail() {
    let plain = [("  'reimbursement',\n", ""), (UNDERTAKING, ""), ("quality = { rating = 'AAA' }\n", "")];
    let plain = deal(&edited(&good_deal(), &plain));
    let failing = |party: &str| Scenario::no_default().with_failure(party, "2024-06-26".parse().unwrap());
    let error = plain.project(&failing("Enhancer")).unwrap_err();
    let sentence = "the scenario lets `Enhancer` fail, but it gives no support, buys nothing of the pool and does not service it; \
                    nobody does";
    assert_eq!(error.to_string(), sentence);
    let absent = Scenario::no_default().without_supports_of("Manager");
    for (scenario, sentence) in [
        (
            failing("Manager"),
            "the scenario lets `Manager` fail, but it gives no support, buys nothing of the pool and does not service it; those \
             who do any of that are Enhancer",
        ),
        (
            absent,
            "the scenario is about what `Manager` has promised, but it gives no support; those who do are Enhancer",
        ),
    ] {
        assert_eq!(deal(&good_deal()).project(&scenario).unwrap_err().to_string(), sentence);
    }
    assert!(plain.project(&Scenario::no_default().without_supports()).is_ok());
}

#[test]
fn simulations_without_a_result() {
    let good = deal(&good_deal());
    // A range that runs backwards has no paths.
    let (end, start) = (3, 5);
    for few in [Simulation::new(0), Simulation::new(1), Simulation::new(9).with_range(start..end)] {
        let error = good.simulate(&few).unwrap_err().to_string();
        assert_eq!(error, "a simulation needs at least two paths: with fewer there is no standard error");
    }
    assert!(good.simulate(&Simulation::new(2)).is_ok());
    let stopped = good.simulate_watched(&Simulation::new(10).with_batch(0), |_| ControlFlow::Break(()));
    assert!(stopped.unwrap().paths() >= 2, "what a stopped one counted is a result");
}

fn refused<T: std::str::FromStr<Err: Display>>(text: &str) -> String {
    text.parse::<T>().err().map_or_else(String::new, |error| error.to_string())
}

#[test]
fn texts_that_are_no_number() {
    for text in ["", "-", "1e6", "1_000", "0x1f", "NaN", "inf", ".5", "5.", "1.2.3", "+5", " 5", "5-", "--5"]
    {
        let money =
            "is not an amount of money: write yuan and fen as plain digits, like 1500000 or 877427.79";
        assert_eq!(refused::<Money>(text), format!("`{text}` {money}"));
        let rate = format!("`{text}` is not a rate: write it like 0.05 or 5%");
        assert_eq!(refused::<Rate>(text), rate);
        assert_eq!(refused::<Probability>(text), rate);
        assert_eq!(refused::<AssetCorrelation>(text), rate);
    }
    let wide = "in half-width characters, like 10";
    let money = format!("`１０` is not an amount of money: write yuan and fen as plain digits, {wide}");
    assert_eq!(refused::<Money>("１０"), money);
    assert_eq!(refused::<Probability>("１０"), format!("`１０` is not a rate: write it {wide}"));
    for text in ["%", "5%%", "%5", "5 %%"] {
        assert_eq!(refused::<Rate>(text), format!("`{text}` is not a rate: write it like 0.05 or 5%"));
    }
}

#[test]
fn numbers_out_of_range() {
    let rule = "a rate runs from 0 to 1, where 0.05 is 5 %";
    assert_eq!(refused::<Rate>("250%"), format!("2.5 is out of range: {rule}"));
    assert_eq!(refused::<Rate>("-0.000000000001"), format!("-0.000000000001 is out of range: {rule}"));
    let rule = "a probability runs from 0 to 1, where 0.03 is 3 %";
    assert_eq!(refused::<Probability>("3"), format!("3 is out of range: {rule}"));
    let rule = "an asset correlation runs from 0 to below 1, where 0.2 is 20 %";
    assert_eq!(refused::<AssetCorrelation>("100%"), format!("1 is out of range: {rule}"));
    for text in ["0.0000000000001", "0.00000000001%"] {
        let error = "`0.0000000000001` has more than 12 decimals: round it to what the contract states";
        assert_eq!(refused::<Rate>(text), error);
    }
    let fine = "is finer than a fen: round it to two decimals first, by the rule the contract states";
    assert_eq!(refused::<Money>("-0.001"), format!("`-0.001` {fine}"));
    let large = "is too large: amounts reach to 92 quadrillion yuan";
    for text in ["92233720368547758.08", "-92233720368547758.09", "9999999999999999999999999999"] {
        assert_eq!(refused::<Money>(text), format!("`{text}` {large}"));
    }
}
