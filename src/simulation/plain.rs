//! Deals without rare terms, or without any payment by others than borrowers, run through an engine that does not ask for them: to the
//! same end.

use crate::deal::{Deal, ResolvedDeal};
use crate::path::{CashFlowPlan, Events, Path};
use crate::waterfall::{Recorder, Terms, Transfer};

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

const PLAIN: [&str; 6] = ["fujian", "guanggu", "nanshan", "qiyi", "wenke", "zhongguancun"];
const OF_OTHERS: [&str; 2] = ["fujian-guaranteed", "fujian-servicer"];

#[test]
fn a_deal_comes_out_the_same_if_rare_terms_are_asked_for_that_it_does_not_have() {
    let plain = PLAIN.map(|name| (name, Terms::Plain));
    for (name, terms) in plain.into_iter().chain(OF_OTHERS.map(|name| (name, Terms::OfOthers))) {
        let deal = deal(name);
        assert_eq!(deal.cash.terms, terms, "{name}");
        let mut asked = deal.cash.clone();
        asked.terms = Terms::Rare;
        let (mut events, mut limits) = (Events::default(), Vec::new());
        for path in 0..500 {
            deal.draw(7, path, &mut limits, &mut events);
            assert_eq!(run(&deal.cash, &events), run(&asked, &events), "path {path} of {name}");
        }
    }
}

#[test]
fn a_deal_with_any_rare_term_is_asked_for_all() {
    for name in ["changing-order", "enhancement-stack", "every-term", "split-ledgers"] {
        assert_eq!(deal(name).cash.terms, Terms::Rare, "{name}");
    }
}
