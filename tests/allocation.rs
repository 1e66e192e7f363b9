//! Nothing is allocated per path; memory grows neither with the number of paths nor with that of idle threads.

#[path = "support/pools.rs"]
mod pools;

use std::alloc::System;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicUsize, Ordering};

use abs_waterfall::analysis::Grid;
use abs_waterfall::credit::CreditQuality;
use abs_waterfall::deal::Role;
use abs_waterfall::enhancement::Support;
use abs_waterfall::servicing::{Estate, GuaranteePays, ServicerFailure};
use abs_waterfall::waterfall::{Condition, Event, EventEffect, Gauge};
use abs_waterfall::{Money, Rate, ResolvedDeal, Simulation};
use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// Allocations and reallocations during a simulation of `paths` paths, and the bytes they asked for, in batches that grow
/// with it, so that both sizes take the same number of them.
fn allocations(deal: &ResolvedDeal, paths: u32, dates: bool) -> (usize, usize) {
    let region = Region::new(ALLOCATOR);
    let simulation = Simulation::new(paths.into()).with_seed(3).with_batch(paths / 10);
    let simulation = if dates { simulation.with_dates() } else { simulation };
    let risk = deal.simulate(&simulation).unwrap();
    let change = region.change();
    drop(risk);
    (change.allocations + change.reallocations, change.bytes_allocated)
}

/// One test, because the counter counts every thread of the process.
#[test]
fn memory_is_what_the_work_needs() {
    let deal = pools::three_notes(200).resolve().unwrap();
    nothing_is_allocated_per_path(&deal);
    nor_where_the_servicer_fails();
    nothing_is_allocated_per_call_on_a_guarantor();
    threads_without_work_take_nothing(&deal);
    cells_that_are_done_keep_their_answers_alone(&deal);
}

fn nothing_is_allocated_per_path(deal: &ResolvedDeal) {
    let taken =
        |dates| pool(1).install(|| [1_000, 1_000, 20_000].map(|paths| allocations(deal, paths, dates)));
    let [first, few, many] = taken(false);
    assert!(first.0 > 0, "the counter counts");
    assert_eq!(few, many, "20,000 paths allocate what 1,000 do");
    // The bound that DESIGN.md states, for one thread: pairs of histograms, and two integers by group, note and date.
    let (notes, dates) = (3, 36);
    let bound = (3 * notes + 9) * 700_000 + 32 * notes * dates * 32 + 200_000;
    assert!(many.1 < bound, "{} bytes, of which there may be {bound}", many.1);
    // And what `with_dates` says that it adds.
    let [_, few, many] = taken(true);
    let bound = bound + dates * (notes + 3) * 50_000;
    assert!(few == many && many.1 < bound, "by date: {} bytes, of which there may be {bound}", many.1);
}

/// A third of the paths are walked day by day, and an event collects most of them anew.
fn nor_where_the_servicer_fails() {
    let mut deal = pools::three_notes(20);
    let failure = ServicerFailure::new(30).with_interruption(1).with_estate(Estate::new(Rate::ONE, 6));
    deal.servicing = deal.servicing.clone().with_failure(failure);
    let servicer = deal.servicing.servicer.clone();
    for party in deal.parties.iter_mut().filter(|party| party.name == servicer) {
        party.quality = Some(CreditQuality::AnnualPd("15%".parse().unwrap()));
    }
    let losses =
        Condition::Ratio { of: Gauge::Defaulted, to: Gauge::OpeningPool, at_least: "1%".parse().unwrap() };
    let deal = deal.with_events([Event::new("losses", losses, EventEffect::Perfection)]).resolve().unwrap();
    let [_, few, many] =
        pool(1).install(|| [1_000, 1_000, 5_000].map(|paths| allocations(&deal, paths, false)));
    assert_eq!(few, many, "5,000 paths allocate what 1,000 do");
}

/// Of loans whose arrears a guarantor pays up to a cap, on every path on which one is missed.
fn nothing_is_allocated_per_call_on_a_guarantor() {
    let mut deal = pools::three_notes(200);
    deal.parties[1].roles.push(Role::LoanGuarantor);
    deal.pool = deal.pool.loans().iter().map(|loan| loan.clone().with_guarantor("guarantor")).collect();
    let guarantee = Support::loan_guarantee("guarantor", GuaranteePays::Arrears).with_after_days(5);
    deal.supports.push(guarantee.with_name("loans").with_cap(Money::from_yuan(20_000_000)));
    let deal = deal.resolve().unwrap();
    let taken = pool(1).install(|| [1_000, 1_000, 10_000].map(|paths| allocations(&deal, paths, false)));
    assert_eq!(taken[1], taken[2], "10,000 paths allocate what 1,000 do");
}

/// A simulation takes memory for the batches it has, however many threads its pool has; so does each of many simulations
/// that share a pool.
fn threads_without_work_take_nothing(deal: &ResolvedDeal) {
    let bytes = |threads: usize, simulations: u64, paths: u64| {
        let pool = pool(threads);
        let region = Region::new(ALLOCATOR);
        let simulate =
            |seed| drop(deal.simulate(&Simulation::new(paths).with_seed(seed).with_batch(2)).unwrap());
        pool.install(|| (0..simulations).into_par_iter().for_each(simulate));
        region.change().bytes_allocated
    };
    let one_tally = bytes(1, 1, 2);
    for (threads, simulations, paths, tallies) in [(64, 1, 2, 1), (64, 1, 6, 3), (8, 64, 2, 64)] {
        let (taken, most) = (bytes(threads, simulations, paths), tallies * one_tally * 21 / 20);
        assert!(
            taken < most,
            "{simulations} × {paths} paths on {threads} threads: {taken} bytes, not {most}"
        );
    }
}

/// The most that is held at a time while a grid runs hardly grows with its cells: by their answers.
fn cells_that_are_done_keep_their_answers_alone(deal: &ResolvedDeal) {
    let most_held = |cells: u32| {
        let (region, most) = (Region::new(ALLOCATOR), AtomicUsize::new(0));
        let held = |_| {
            let change = region.change();
            let bytes = change.bytes_allocated.saturating_sub(change.bytes_deallocated);
            most.fetch_max(bytes, Ordering::Relaxed);
            ControlFlow::Continue(())
        };
        let grid = Grid::of(deal)
            .vary("thousandths", 0..cells, |deal, n| {
                deal.credit.asset_correlation = (f64::from(*n) / 1e3).try_into().unwrap();
            })
            .ask("mean of pool: lost".parse().unwrap())
            .unwrap();
        pool(1).install(|| grid.run_watched(&Simulation::new(20), held)).unwrap();
        most.into_inner()
    };
    // What is held is looked at when a batch is done, and may miss the most.
    let few = (0..5).map(|_| most_held(64)).max().unwrap();
    let many = most_held(320);
    assert!(few > 100_000 && many < few + 256 * 1_000, "{few} bytes, and {many}");
}

fn pool(threads: usize) -> ThreadPool {
    ThreadPoolBuilder::new().num_threads(threads).build().unwrap()
}
