//! Nothing is allocated per path, and memory does not grow with their number.

#[path = "support/pools.rs"]
mod pools;

use std::alloc::System;

use abs_waterfall::{ResolvedDeal, Simulation};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// Allocations and reallocations during a simulation of `paths` paths, and the bytes they asked for, in batches that grow
/// with it, so that both sizes take the same number of them.
fn allocations(deal: &ResolvedDeal, paths: u32) -> (usize, usize) {
    let region = Region::new(ALLOCATOR);
    let simulation = Simulation::new(paths.into()).seed(3).batch(paths / 10);
    let risk = deal.simulate(&simulation).unwrap();
    let change = region.change();
    drop(risk);
    (change.allocations + change.reallocations, change.bytes_allocated)
}

/// One test, because the counter counts every thread of the process.
#[test]
fn nothing_is_allocated_per_path() {
    let deal = pools::three_notes(200).resolve().unwrap();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let [first, few, many] = pool.install(|| [1_000, 1_000, 20_000].map(|paths| allocations(&deal, paths)));
    assert!(first.0 > 0, "the counter counts");
    assert_eq!(few, many, "20,000 paths allocate what 1,000 do");
    // The bound that DESIGN.md states, for one thread: pairs of histograms, and two integers by group, note and date.
    let (notes, dates) = (3, 36);
    let bound = (3 * notes + 9) * 700_000 + 32 * notes * dates * 32 + 200_000;
    assert!(many.1 < bound, "{} bytes, of which there may be {bound}", many.1);
}
