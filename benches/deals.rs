//! Real units of work: loan-months resolved, distribution dates projected, paths simulated a second.
//!
//! `cargo bench --all-features`. Machines are noisy: compare figures of one run with each other.

#[path = "../tests/support/everything.rs"]
mod everything;
#[path = "../tests/support/pools.rs"]
mod pools;

use std::hint::black_box;

use abs_waterfall::analysis::Grid;
use abs_waterfall::credit::{CreditQuality, Recovery};
use abs_waterfall::servicing::ServicerFailure;
use abs_waterfall::{Deal, Money, ResolvedDeal, Scenario, Simulation};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

fn fujian() -> ResolvedDeal {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/deals/fujian.toml");
    Deal::load(path).unwrap().resolve().unwrap()
}

/// Every loan guaranteed by the enhancer, and a servicer rated A that can fail.
fn fujian_with_others() -> ResolvedDeal {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/deals/fujian-guaranteed.toml");
    let mut deal = Deal::load(path).unwrap();
    let failure = ServicerFailure::new(30).with_interruption(1);
    deal.servicing = deal.servicing.clone().with_failure(failure);
    let name = deal.servicing.servicer.clone();
    let servicer = deal.parties.iter_mut().find(|party| party.name == name).unwrap();
    servicer.quality = Some(CreditQuality::Rating("A".into()));
    deal.resolve().unwrap()
}

/// Loan-months from terms to exact collections, thresholds and factors.
fn resolve(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("resolve, loan-months");
    for loans in [100, 1_000] {
        let deal = pools::three_notes(loans);
        group.throughput(Throughput::Elements(loans as u64 * 36));
        group.bench_function(BenchmarkId::from_parameter(loans), |bencher| {
            bencher.iter(|| black_box(deal.clone()).resolve().unwrap());
        });
    }
}

type Change = fn(&mut Deal);

/// Variations of a deal of 100,000 loans, which leave the loans as they are.
fn vary(criterion: &mut Criterion) {
    let deal = pools::three_notes_on_micro_loans(100_000).resolve().unwrap();
    let mut group = criterion.benchmark_group("vary 100,000 loans");
    group.sample_size(20);
    let changes: [(&str, Change); 4] = [
        ("a note's amount", |deal| deal.notes[0].amount += Money::from_yuan(1)),
        ("a fee", |deal| deal.fees.iter_mut().for_each(|fee| fee.cap = Some(Money::from_yuan(50_000)))),
        ("the recovery", |deal| {
            deal.credit.recovery = Recovery::OfOutstanding { rate: "25%".parse().unwrap(), lag_months: 3 };
        }),
        ("the correlation", |deal| deal.credit.asset_correlation = "0.27".parse().unwrap()),
    ];
    for (name, change) in changes {
        group.bench_function(name, |bencher| bencher.iter(|| deal.varied(black_box(change)).unwrap()));
    }
}

/// Distribution dates with the full ledger.
fn project(criterion: &mut Criterion) {
    let deal = fujian();
    let stress = Scenario::no_default().with_default("C01", 6);
    let mut group = criterion.benchmark_group("project, distribution dates");
    group.throughput(Throughput::Elements(deal.periods().len() as u64));
    group.bench_function("fujian", |bencher| bencher.iter(|| deal.project(black_box(&stress)).unwrap()));
}

/// Paths on one and two threads.
fn simulate(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("simulate, paths");
    group.sample_size(10);
    let mut deals = vec![
        ("fujian".to_string(), fujian(), 200_000),
        ("fujian, guaranteed, servicer can fail".to_string(), fujian_with_others(), 100_000),
    ];
    for (loans, paths) in [(100, 50_000), (1_000, 10_000), (10_000, 2_000)] {
        deals.push((
            format!("{loans} loans, 36 months, 3 notes"),
            pools::three_notes(loans).resolve().unwrap(),
            paths,
        ));
    }
    // Beside a hundred loans with three plain notes: what events, orders, reserves and supports cost.
    deals.push(("100 loans, everything".into(), everything::everything(100).resolve().unwrap(), 20_000));
    for (name, deal, paths) in &deals {
        let simulation = Simulation::new(*paths).with_seed(1).with_batch(256);
        group.throughput(Throughput::Elements(*paths));
        for threads in [1, 2] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            group.bench_function(BenchmarkId::new(name, format!("{threads} thread(s)")), |bencher| {
                bencher.iter(|| pool.install(|| deal.simulate(black_box(&simulation)).unwrap()));
            });
        }
    }
}

/// Paths a second of a grid of twenty cells, which should be those of a simulation.
fn sweep(criterion: &mut Criterion) {
    let deal = fujian();
    let paths = 20_000;
    let mut group = criterion.benchmark_group("sweep, paths");
    group.throughput(Throughput::Elements(20 * paths)).sample_size(10);
    group.bench_function("correlation × default probability, 20 cells", |bencher| {
        let grid = Grid::of(&deal)
            .vary("correlation", 0..5, |deal, n| {
                deal.credit.asset_correlation = (f64::from(*n) / 10.0).try_into().unwrap();
            })
            .vary("default probability", 1..5, |deal, n| {
                let pd = (f64::from(*n) / 100.0).try_into().unwrap();
                let loans = deal.pool.loans_mut().iter_mut();
                loans.for_each(|loan| loan.quality = CreditQuality::AnnualPd(pd));
            })
            .ask("probability of note senior: loss without support".parse().unwrap())
            .unwrap();
        bencher.iter(|| grid.run(&Simulation::new(paths)).unwrap());
    });
    group.finish();
}

criterion_group!(benches, resolve, vary, project, simulate, sweep);
criterion_main!(benches);
