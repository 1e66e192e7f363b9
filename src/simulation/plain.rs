//! Deals without rare terms run through an engine that does not ask for any: to the same end.

use crate::deal::{Deal, ResolvedDeal};
use crate::path::{CashFlowPlan, Events, Path};
use crate::waterfall::{Recorder, Transfer};

fn deal(name: &str) -> ResolvedDeal {
    Deal::load(format!("examples/deals/{name}.toml")).unwrap().resolve().unwrap()
}

/// Every transfer of a path.
struct Transfers(Vec<Transfer>);

impl Recorder for Transfers {
    fn transferred(&mut self, transfer: Transfer) {
        self.0.push(transfer);
    }
}

/// Every transfer and the last state, with everybody and without.
fn run(cash: &CashFlowPlan, events: &Events) -> String {
    let (mut path, mut transfers) = (Path::default(), Transfers(Vec::new()));
    let from = path.collect(cash, events).from;
    path.distribute(cash, events, from, &mut transfers).unwrap();
    path.distribute_without(cash, events, from).unwrap();
    format!("{:?} {:?} {:?}", transfers.0, path.state(), path.without(0))
}

#[test]
fn a_plain_deal_comes_out_the_same_if_rare_terms_are_asked_for() {
    for name in ["fujian", "guanggu", "nanshan", "qiyi", "wenke", "zhongguancun"] {
        let deal = deal(name);
        assert!(!deal.cash.has_rare_terms, "{name} is plain");
        let mut asked = deal.cash.clone();
        asked.has_rare_terms = true;
        let (mut events, mut limits) = (Events::default(), Vec::new());
        for path in 0..500 {
            deal.draw(7, path, &mut limits, &mut events);
            assert_eq!(run(&deal.cash, &events), run(&asked, &events), "path {path} of {name}");
        }
    }
}

#[test]
fn a_deal_with_any_rare_term_is_not_plain() {
    for name in [
        "changing-order",
        "enhancement-stack",
        "every-term",
        "fujian-guaranteed",
        "fujian-servicer",
        "split-ledgers",
    ] {
        assert!(deal(name).cash.has_rare_terms, "{name}");
    }
}
