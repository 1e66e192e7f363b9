//! The deal with everything in it, as it is benchmarked: all of it is used, and no batch or thread changes a bit.

#[path = "support/everything.rs"]
mod everything;
#[path = "support/pools.rs"]
mod pools;

use abs_waterfall::Simulation;
use abs_waterfall::waterfall::PaymentOrder;

#[test]
fn everything_is_used_on_some_path_and_not_on_all() {
    let deal = everything::everything(30).resolve().unwrap();
    let simulation = Simulation::new(300).with_seed(1).with_batch(64);
    let risk = deal.simulate(&simulation).unwrap();
    for name in [
        "event losses: happened",
        "event late: happened",
        "support guarantor: called",
        "support second: called",
    ] {
        let mean = risk.measure(name).unwrap().mean().value;
        assert!(mean > 0.0 && mean < 1.0, "{name}: {mean}");
    }
    assert_eq!(risk, deal.simulate(&simulation.clone().with_batch(7)).unwrap());
    let accelerated =
        (0..20).map(|path| deal.replay(&simulation, path).unwrap()).find(|told| !told.events.is_empty());
    let last = accelerated.and_then(|told| told.dates.last().map(|date| date.order));
    assert_eq!(last, Some(PaymentOrder::Accelerated));
}
