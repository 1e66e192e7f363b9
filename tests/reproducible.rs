//! The same seed gives the same bits: on any number of threads, in any batches, over any split into ranges, in any build.

#[path = "support/pools.rs"]
mod pools;

use abs_waterfall::simulation::{MergeError, RiskReport};
use abs_waterfall::{Deal, Money, ResolvedDeal, Risk, Simulation};
use proptest::prelude::*;

fn fujian() -> ResolvedDeal {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/deals/fujian.toml");
    Deal::load(path).unwrap().resolve().unwrap()
}

fn on_threads(threads: usize, deal: &ResolvedDeal, simulation: &Simulation) -> Risk {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    pool.install(|| deal.simulate(simulation).unwrap())
}

/// Everything that was counted and estimated, as text.
fn everything(risk: &Risk) -> String {
    serde_json::to_string(&risk.report()).unwrap()
}

#[test]
fn threads_and_batches_change_nothing() {
    let deal = fujian();
    let simulation = Simulation::new(20_000).with_seed(7);
    let one = on_threads(1, &deal, &simulation);
    for (threads, batch) in [(1, 1), (2, 1_024), (3, 100), (7, 999), (7, 100_000)] {
        let other = on_threads(threads, &deal, &simulation.clone().with_batch(batch));
        assert_eq!(everything(&one), everything(&other), "{threads} threads, batches of {batch}");
    }
}

#[test]
fn parts_merge_to_the_whole_in_any_order() {
    let deal = fujian();
    let simulation = Simulation::new(9_000).with_seed(7);
    let whole = deal.simulate(&simulation).unwrap();
    let part = |from, to| deal.simulate(&simulation.clone().with_range(from..to)).unwrap();
    let merged = part(5_000, 9_000).merge(&part(0, 17)).unwrap().merge(&part(17, 5_000)).unwrap();
    assert_eq!(merged, whole);
    assert_eq!(everything(&merged), everything(&whole));
    let in_small_batches = deal.simulate(&simulation.clone().with_batch(7)).unwrap();
    assert_eq!(in_small_batches, whole);
    let (early, late) = (part(0, 10), part(20, 30));
    let merged = late.clone().merge(&early).unwrap();
    assert_eq!(merged, early.merge(&late).unwrap());
    assert_eq!((merged.ranges(), merged.paths()), ([0..10, 20..30].as_slice(), 20));
}

#[test]
fn what_does_not_belong_together_does_not_merge() {
    let deal = fujian();
    let part =
        |seed, from, to| deal.simulate(&Simulation::new(0).with_seed(seed).with_range(from..to)).unwrap();
    assert_eq!(part(1, 0, 10).merge(&part(1, 9, 20)), Err(MergeError::Overlap(9)));
    assert_eq!(part(1, 0, 10).merge(&part(2, 10, 20)), Err(MergeError::DifferentSeeds(1, 2)));
    let mut other = deal.definition().clone();
    other.notes[0].amount = Money::from_yuan(1);
    let other = other.resolve().unwrap().simulate(&Simulation::new(10)).unwrap();
    assert_eq!(part(0, 10, 20).merge(&other), Err(MergeError::DifferentDeals));
}

/// With so few paths that some errors are infinite, and with enough.
#[test]
fn a_report_reads_back_from_json_to_the_bit() {
    for deal in [
        fujian(),
        pools::three_notes(20).resolve().unwrap(),
        pools::textbook(3, "1%", "0").resolve().unwrap(),
    ] {
        for paths in [2, 5_000] {
            let report = deal.simulate(&Simulation::new(paths).with_seed(u64::MAX)).unwrap().report();
            let json = serde_json::to_string(&report).unwrap();
            let read: RiskReport = serde_json::from_str(&json).unwrap();
            assert_eq!(read, report);
            assert_eq!(serde_json::to_string(&read).unwrap(), json);
            assert!(paths > 2 || json.contains("\"error\":null"), "too few to tell");
        }
    }
}

/// Pinned: these bits, of all but the manifest, were computed once and may only change with a release that says so and
/// raises [`abs_waterfall::BITS`]. The test is also run in a build
/// for the native processor, whose instructions must not change them either.
#[test]
fn the_bits_are_pinned() {
    let of = |deal: &ResolvedDeal| {
        let risk = deal.simulate(&Simulation::new(20_000).with_seed(7)).unwrap();
        let manifest = format!("\"manifest\":{},", serde_json::to_string(&risk.manifest()).unwrap());
        fnv_1a(&everything(&risk).replace(&manifest, ""))
    };
    let three_notes = pools::three_notes(100).resolve().unwrap();
    assert_eq!(
        [of(&fujian()), of(&three_notes)].map(|bits| format!("{bits:016x}")),
        ["e52161ac0aec0903", "bac16592a84c50d6"]
    );
}

/// A hash that stays the same from one Rust release to the next, as the standard one may not.
fn fnv_1a(text: &str) -> u64 {
    text.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Any split of any range, run on any number of threads.
    #[test]
    fn any_split_merges_to_the_same_bits(
        seed in any::<u64>(),
        start in 0_u64..u64::MAX - 10_000,
        first in 2_u64..400,
        second in 2_u64..400,
        threads in 1_usize..5,
        batch in 1_u32..600,
    ) {
        let deal = fujian();
        let simulation = Simulation::new(0).with_seed(seed).with_batch(batch);
        let (middle, end) = (start + first, start + first + second);
        let whole = deal.simulate(&simulation.clone().with_range(start..end)).unwrap();
        let left = on_threads(threads, &deal, &simulation.clone().with_range(start..middle));
        let right = on_threads(threads, &deal, &simulation.with_range(middle..end));
        let merged = left.merge(&right).unwrap();
        prop_assert_eq!(everything(&merged), everything(&whole));
    }
}
