//! Results that are saved by one process and read by another.
#![cfg(feature = "files")]

#[path = "support/pools.rs"]
mod pools;

use abs_waterfall::simulation::{MergeError, RiskReport};
use abs_waterfall::{Deal, Money, Projection, ResolvedDeal, Risk, Scenario, Simulation};
use proptest::prelude::*;

fn fujian() -> ResolvedDeal {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/deals/fujian.toml");
    Deal::load(path).unwrap().resolve().unwrap()
}

fn every_term() -> ResolvedDeal {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/deals/every-term.toml");
    Deal::load(path).unwrap().resolve().unwrap()
}

fn part(deal: &ResolvedDeal, range: std::ops::Range<u64>) -> Risk {
    deal.simulate(&Simulation::new(0).with_seed(7).with_range(range)).unwrap()
}

fn again(risk: &Risk) -> Risk {
    Risk::from_json(&risk.to_json().unwrap()).unwrap()
}

#[test]
fn a_result_reads_back_to_the_bit() {
    for deal in [fujian(), every_term(), pools::three_notes(20).resolve().unwrap()] {
        for simulation in [Simulation::new(2), Simulation::new(3_000), Simulation::new(500).with_dates()] {
            let risk = deal.simulate(&simulation).unwrap().with_command("simulate --paths 1e3");
            let read = again(&risk);
            assert_eq!(read, risk);
            assert_eq!(read.report(), risk.report());
            assert_eq!(read.to_json().unwrap(), risk.to_json().unwrap());
        }
    }
}

/// Read from files in any order, with a gap in between for a while, parts are the whole.
#[test]
fn saved_parts_merge_to_the_whole() {
    let deal = every_term();
    let ranges = [2_000..3_000, 0..1_000, 1_000..2_000];
    let parts = ranges.map(|range| again(&part(&every_term(), range)));
    let merged = parts.into_iter().reduce(|all, part| again(&all.merge(&part).unwrap())).unwrap();
    let whole = part(&deal, 0..3_000);
    assert_eq!(merged, whole);
    assert_eq!(merged.ranges(), whole.ranges());
}

/// What is of another deal, another version of the draws, or another format does not get in.
#[test]
fn what_does_not_belong_together_is_refused() {
    let risk = part(&fujian(), 0..100);
    let mut other = fujian().definition().clone();
    other.notes[0].amount = Money::from_yuan(142_000_000);
    let other = again(&part(&other.resolve().unwrap(), 100..200));
    assert_eq!(risk.clone().merge(&other), Err(MergeError::DifferentDeals));
    let overlap = again(&risk).merge(&risk).unwrap_err();
    assert_eq!(overlap.to_string(), "both results count path 0");

    let json = risk.to_json().unwrap();
    let newer = json.replacen("\"format\":1", "\"format\":2", 1);
    let error = Risk::from_json(&newer).unwrap_err().to_string();
    assert!(
        error.contains("this is a result in format 2, and this version of abs-waterfall reads format 1"),
        "{error}"
    );
    let error = Risk::from_json("{}").unwrap_err().to_string();
    assert!(error.starts_with("not a saved result: missing field `format`"), "{error}");
}

/// A result that a version with other draws saved is read and reported, and merges with its like alone.
#[test]
fn results_of_other_draws_do_not_merge() {
    let risk = part(&fujian(), 0..100);
    let older = common::with_other_bits(&risk);
    assert_eq!(older.report().notes, risk.report().notes);
    let error = older.merge(&part(&fujian(), 100..200)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the results are of different versions of the draws, 999 and 1: run one of them again"
    );
}

mod common {
    use super::Risk;
    use std::hash::Hasher;

    use siphasher::sip128::{Hasher128, SipHasher13};

    /// As a version with other draws would have saved it, checksum and all.
    pub(super) fn with_other_bits(risk: &Risk) -> Risk {
        let json = risk.to_json().unwrap().replacen("\"bits\":1", "\"bits\":999", 1);
        let between = |from: &str, to: &str| {
            let start = json.find(from).unwrap() + from.len();
            &json[start..start + json[start..].find(to).unwrap()]
        };
        let manifest = between("\"manifest\":", ",\"dates\":");
        let rest = between("\"layout\":", ",\"checksum\"");
        let (layout, tally) = rest.split_once(",\"tally\":").unwrap();
        let mut hasher = SipHasher13::new();
        hasher.write(format!("[{manifest},{layout},{tally}]").as_bytes());
        let checksum = format!("{:032x}", hasher.finish128().as_u128());
        let old = between("\"checksum\":\"", "\"");
        Risk::from_json(&json.replace(old, &checksum)).unwrap()
    }
}

#[test]
fn scenarios_projections_and_reports_come_back() {
    let deal = every_term();
    let scenario = Scenario::no_default()
        .with_default("L1", 3)
        .with_missed_principal("L3", 1)
        .with_failure("Enhancer", "2026-01-01".parse().unwrap())
        .without_supports_of("City Guarantee");
    let json = serde_json::to_string(&scenario).unwrap();
    assert_eq!(serde_json::from_str::<Scenario>(&json).unwrap(), scenario);
    for projection in [deal.project(&scenario).unwrap(), deal.replay(&Simulation::new(9), 4).unwrap()] {
        let json = serde_json::to_string(&projection).unwrap();
        assert_eq!(serde_json::from_str::<Projection>(&json).unwrap(), projection);
    }
    let report = part(&deal, 0..300).report();
    let json = serde_json::to_string(&report).unwrap();
    assert_eq!(serde_json::from_str::<RiskReport>(&json).unwrap(), report);
    assert_eq!(report.manifest.deal.as_ref().map(String::len), Some(32));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// A file that was cut, or of which a byte was changed, is refused, and never a panic.
    #[test]
    fn damage_is_found(at in 0.0_f64..1.0, byte in 32_u8..127, cut in any::<bool>()) {
        let json = SAVED.with(Clone::clone);
        let at = (at * (json.len() - 1) as f64) as usize;
        let damaged = if cut { json[..at].to_string() } else {
            let mut bytes = json.clone().into_bytes();
            bytes[at] = byte;
            String::from_utf8(bytes).unwrap()
        };
        match Risk::from_json(&damaged) {
            Ok(risk) => prop_assert_eq!(risk.to_json().unwrap(), json),
            Err(error) => prop_assert!(error.to_string().starts_with("not a saved result: ")),
        }
    }
}

thread_local! {
    static SAVED: String = part(&fujian(), 0..50).to_json().unwrap();
}
