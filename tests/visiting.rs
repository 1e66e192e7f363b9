//! A visitor is told every path, and what it is told adds up to the simulation.

#[path = "support/pools.rs"]
mod pools;

use std::collections::BTreeMap;
use std::sync::Mutex;

use abs_waterfall::deal::Step;
use abs_waterfall::simulation::{MeasureName, MeasureValue};
use abs_waterfall::{Deal, Money, ResolvedDeal, Simulation};

type Rows = BTreeMap<u64, Vec<(MeasureName, MeasureValue)>>;

/// What the visitor is told, by path.
fn visited(deal: &ResolvedDeal, simulation: &Simulation) -> Rows {
    let rows = Mutex::new(Rows::new());
    deal.visit(simulation, |path, outcome| {
        let row = outcome.values().map(|(name, value)| (name.clone(), value)).collect();
        assert!(rows.lock().unwrap().insert(path, row).is_none(), "path {path} was told twice");
    })
    .unwrap();
    rows.into_inner().unwrap()
}

/// A value as the integer that is counted, and how many of them make one of the result.
fn counted(value: MeasureValue) -> (u64, f64) {
    match value {
        MeasureValue::Money(amount) => (amount.fen() as u64, 100.0),
        MeasureValue::Count(count) => (count, 1.0),
        MeasureValue::Happened(happened) => (u64::from(happened), 1.0),
        other => panic!("{other:?} is new here"),
    }
}

/// With an enhancer that fails, notes that lose, and a note that is short even without events; and with nobody behind them.
fn deals() -> [Deal; 3] {
    let usual = pools::three_notes(20);
    let mut short = pools::three_notes(20);
    short.notes[1].amount = Money::from_fen(short.notes[1].amount.fen() * 3);
    short.parties[1].quality = Some(abs_waterfall::credit::CreditQuality::AnnualPd("20%".parse().unwrap()));
    let mut bare = pools::three_notes(20);
    bare.supports.clear();
    bare.parties[1].quality = None;
    bare.waterfall.retain(|step| *step != Step::reimbursement());
    [usual, short, bare]
}

#[test]
fn what_is_told_adds_up_to_what_is_counted() {
    for deal in deals().map(|deal| deal.resolve().unwrap()) {
        let simulation = Simulation::new(0).with_range(300..1_500).with_seed(3).with_batch(100);
        let (rows, risk) = (visited(&deal, &simulation), deal.simulate(&simulation).unwrap());
        assert!(rows.keys().copied().eq(simulation.range()), "every path once");
        for (place, name) in deal.measures().iter().enumerate() {
            let values = rows.values().map(|row| {
                assert_eq!(row[place].0, *name);
                counted(row[place].1)
            });
            let (sum, most, per) =
                values.fold((0, 0, 1.0), |(sum, most, _), (value, per)| (sum + value, most.max(value), per));
            let of = risk.measure(name).unwrap();
            let mean = of.mean().value * per * risk.paths() as f64;
            assert_eq!((mean.round(), of.max() * per), (sum as f64, most as f64), "{name}");
        }
    }
}

#[test]
fn measures_are_found_by_name() {
    let deal = pools::three_notes(20).resolve().unwrap();
    let names: Vec<String> = deal.measures().iter().map(ToString::to_string).collect();
    for name in [
        "note A: loss",
        "note A: loss without support",
        "note sub: received",
        "note B: missed a payment",
        "senior notes: loss",
        "senior notes: loss without support",
        "support guarantor: called",
        "support guarantor: left a call open",
        "support guarantor: drawn",
        "support guarantor: unreimbursed",
        "servicer: received",
        "servicer: unpaid",
        "pool: defaults",
        "pool: defaulted",
        "pool: lost",
    ] {
        assert!(names.iter().any(|other| other == name), "{name} is not among {names:?}");
    }
    assert_eq!(names.len(), 3 * 4 + 2 + 4 + 2 + 3);
    deal.visit(&Simulation::new(50), |_, outcome| {
        assert!(outcome.values().all(|(name, value)| outcome.value(name) == Some(value)));
        assert_eq!(outcome.value("pool: gold"), None);
    })
    .unwrap();
    let risk = deal.simulate(&Simulation::new(50)).unwrap();
    assert!(risk.measure("pool: gold").is_none());
}

/// One path is enough for a visitor, and none are no error.
#[test]
fn any_number_of_paths_can_be_visited() {
    let deal = pools::three_notes(3).resolve().unwrap();
    for paths in [0, 1, 2, 3, 2_049] {
        let simulation = Simulation::new(paths).with_seed(9);
        assert_eq!(visited(&deal, &simulation).len() as u64, paths);
    }
    let (start, end) = (5, 3);
    assert!(visited(&deal, &Simulation::new(0).with_range(start..end)).is_empty());
}
