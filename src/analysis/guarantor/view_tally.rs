//! What is paid and comes back over paths: by date, in all, and at most at a time.

use super::date_flows::DateFlows;
use super::most::Most;
use crate::money::Money;
use crate::simulation::{Amounts, Signed, fen};

/// What is paid and comes back in one view of the paths.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ViewTally {
    /// By date, what was paid and what came back.
    pub(super) dates: Vec<[Amounts; 2]>,
    pub(super) net: Signed,
    /// The most that was out of pocket.
    pub(super) peak: Amounts,
}

impl ViewTally {
    /// No paths yet; these are the flows without events.
    pub(super) fn new(eventless: &DateFlows, most: &Most) -> ViewTally {
        let amounts = |usual: Money, most: u64| Amounts::coarse(fen(usual), most);
        let dates = eventless
            .by_date()
            .map(|(drawn, repaid)| [amounts(drawn, most.drawn), amounts(repaid, most.drawn + most.returned)]);
        ViewTally {
            dates: dates.collect(),
            net: Signed::coarse(eventless.net().fen(), most.returned, most.drawn),
            peak: Amounts::new(fen(eventless.peak()), most.drawn, most.any.max(most.drawn)),
        }
    }

    #[inline]
    pub(super) fn add(&mut self, flows: &DateFlows) {
        for ([drawn, repaid], (paid, back)) in self.dates.iter_mut().zip(flows.by_date()) {
            drawn.add(fen(paid), 1);
            repaid.add(fen(back), 1);
        }
        self.net.add(flows.net().fen());
        self.peak.add(fen(flows.peak()), 1);
    }

    pub(super) fn merge(&mut self, other: &ViewTally) {
        for (own, others) in self.dates.iter_mut().zip(&other.dates) {
            own.iter_mut().zip(others).for_each(|(amounts, others)| amounts.merge(others));
        }
        self.net.merge(&other.net);
        self.peak.merge(&other.peak);
    }
}
