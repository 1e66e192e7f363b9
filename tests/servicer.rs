//! A servicer that can fail, in the example deal: on paper from its tape, in simulations, and on its page.

#![cfg(feature = "files")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on must stop where it stands")]

use abs_waterfall::credit::CreditQuality;
use abs_waterfall::projection::ServicerReport;
use abs_waterfall::{Deal, Money, ResolvedDeal, Scenario, Simulation};

const SERVICER: &str = "Minjiang Micro-loan";

fn deal() -> Deal {
    Deal::load("examples/deals/fujian-servicer.toml").unwrap()
}

/// The deal with a servicer that fails with this probability a year.
fn failing(annual_pd: &str) -> ResolvedDeal {
    let mut deal = deal();
    for party in deal.parties.iter_mut().filter(|party| party.name == SERVICER) {
        party.quality = Some(CreditQuality::AnnualPd(annual_pd.parse().unwrap()));
    }
    deal.resolve().unwrap()
}

fn money(text: &str) -> Money {
    text.parse().unwrap()
}

/// Every month on the 20th borrowers pay together 6,580,708.49, which goes to the plan on the next Monday and is there two business days
/// later. On Tuesday 21 January 2025 that of the day before is on its way.
#[test]
fn a_month_of_collections_is_lost_where_it_fails_a_day_after_a_due_date() {
    let fails = |day: &str| Scenario::no_default().with_failure(SERVICER, day.parse().unwrap());
    for (day, lost, returned) in [
        // It arrives on the 22nd: from the 23rd on it is safe; and February's payment waits for March, past the 30 days.
        ("2025-01-20", "0", "0"),
        ("2025-01-21", "6580708.49", "1974212.55"),
        ("2025-01-22", "6580708.49", "1974212.55"),
        ("2025-01-23", "0", "0"),
        // Too late for the estate to pay within the life of the plan.
        ("2025-07-22", "6580708.49", "0"),
    ] {
        let told = deal().resolve().unwrap().project(&fails(day)).unwrap().servicer.unwrap();
        assert_eq!((told.lost.cash(), told.returned), (money(lost), money(returned)), "{day}");
    }
}

/// It fails by the last distribution date, 736 days after closing, with the probability of its curve: 1 − 0.8^(736/365) = 36.2 %. Of 4,000
/// paths that is 1,450, give or take 30.
#[test]
fn it_fails_as_often_as_its_quality_says() {
    let (deal, simulation) = (failing("20%"), Simulation::new(4_000).with_seed(5));
    let failed = |path| deal.replay(&simulation, path).unwrap().servicer;
    let failures: Vec<ServicerReport> = (0..4_000).filter_map(failed).collect();
    assert!((1_330..1_570).contains(&failures.len()), "{}", failures.len());
    // A simulation counts the same, and what was lost with it on each of them.
    let risk = deal.simulate(&simulation).unwrap();
    let servicer = risk.servicer();
    assert_eq!(servicer.probability_of_failure().hits, failures.len() as u64);
    let mean = |of: fn(&ServicerReport) -> Money| failures.iter().map(of).sum::<Money>().to_f64() / 4_000.0;
    for (counted, replayed) in [
        (servicer.commingled(), mean(|told| told.lost.cash())),
        (servicer.returned(), mean(|told| told.returned)),
    ] {
        assert!(replayed > 0.0 && (counted.mean().value - replayed).abs() < 0.01, "{replayed}");
    }
    let told = risk.report().servicer.failure.unwrap();
    assert_eq!(told.commingled.mean.value, servicer.commingled().mean().value);
}

/// Of one that cannot fail nothing is told of its failure.
#[test]
fn who_cannot_fail_is_not_said_to() {
    let deal = failing("20%").varied(|deal| deal.servicing.failure = None).unwrap();
    let risk = deal.simulate(&Simulation::new(100)).unwrap();
    assert!(!risk.servicer().can_fail() && risk.servicer().commingled().mean().value == 0.0);
    assert!(risk.report().servicer.failure.is_none());
    assert!(!deal.measures().iter().any(|name| name.as_ref() == "servicer: failed"));
}

/// Nobody else's fate changes: the same loans default, whether the servicer can fail or not.
#[test]
fn loans_default_as_they_did_before() {
    let (able, simulation) = (failing("20%"), Simulation::new(300).with_seed(5));
    let unable = able.varied(|deal| deal.servicing.failure = None).unwrap();
    let who = |deal: &ResolvedDeal, path: u64| -> Vec<String> {
        deal.replay(&simulation, path).unwrap().defaults.into_iter().map(|default| default.loan).collect()
    };
    let mut defaults = 0;
    for path in 0..300 {
        let before = who(&unable, path);
        assert_eq!(who(&able, path), before, "path {path}");
        defaults += before.len();
    }
    assert!(defaults > 100, "{defaults} defaults say little");
}

#[test]
fn the_page_says_what_happens_should_it_fail() {
    let page = abs_waterfall::report::deal(&deal().resolve().unwrap());
    let words = page.split_whitespace().collect::<Vec<_>>().join(" ");
    let sentence = "Should Minjiang Micro-loan fail, what it holds is lost, and what borrowers pay it for 30 day(s) more; 1 \
                    instalment(s) of every loan wait as many periods; its estate pays 30.00 % of that after 12 month(s); Strait Bank \
                    services the pool from then on, for backup servicing in place of servicing.";
    assert!(words.contains(sentence), "{words}");
}
