//! What is counted of every path for a guarantor in one deal, in integers.

use super::calls::CallTally;
use super::fee_dates::Group;
use super::later_plan::LaterTally;
use super::losses::{Losses, Without};
use super::path_flows::PathFlows;
use super::runner::Runner;
use super::stake::Stake;
use super::tail::TailShare;
use super::view_tally::ViewTally;
use crate::simulation::{Amounts, GROUPS, Signed, fen, group};

/// Everything counted.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Tally {
    pub(super) paths: u64,
    pub(super) promised: ViewTally,
    pub(super) performed: ViewTally,
    pub(super) losses: Losses,
    pub(super) groups: Vec<Group>,
    /// By sharer of the risk, the guarantor first, as promised.
    pub(super) sharers: Vec<Shared>,
    pub(super) calls: CallTally,
    pub(super) later: LaterTally,
    /// Present values, as promised and as performed, if the fee is told.
    pub(super) profit: Option<[Signed; 2]>,
    /// By excluded firm.
    pub(super) without: Vec<Without>,
}

/// One that bears a part of the risk.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Shared {
    pub(super) paid: Amounts,
    pub(super) repaid: Amounts,
    /// What comes back after the last date.
    pub(super) later: Amounts,
}

impl Tally {
    /// No paths yet, of so many in all.
    pub(super) fn new(stake: &Stake<'_>, share: TailShare, paths: u64) -> Tally {
        let (eventless, most) = (&stake.eventless, &stake.most);
        let usual = eventless.own.present_value(&stake.dates.discounts);
        let losses = || Losses::new(usual, most, share, paths);
        let view = || ViewTally::new(&eventless.own, most);
        let dates = stake.dates.discounts.len();
        let profit =
            stake.usual_profit().map(|usual| Signed::new(usual, most.drawn, most.returned + most.fees));
        // A firm's default moves no more than what it pays, at most from one date to another.
        let without = stake.excluded.iter().map(|firm| Without::new(losses(), 0, [firm.pays; 2]));
        Tally {
            paths: 0,
            promised: view(),
            performed: view(),
            losses: losses(),
            groups: vec![Group::new(dates); GROUPS],
            sharers: Shared::all(eventless, stake),
            calls: CallTally::default(),
            later: LaterTally::new(&stake.later, usual, most),
            profit: profit.map(|profit| [profit.clone(), profit]),
            without: without.collect(),
        }
    }

    /// Counts the path that was run last.
    pub(super) fn add(&mut self, runner: &Runner<'_>, path: u64) {
        let (promised, seen) = (runner.promised(), runner.seen());
        self.paths += 1;
        self.promised.add(&promised.own);
        self.performed.add(&runner.performed().own);
        self.losses.add(seen.net, path);
        self.groups[group(path)].add(seen.net, promised.base.iter());
        self.calls.add(seen.calls);
        self.later.add(seen.net, &seen.later);
        let sharing = promised.sharing.by_sharer().zip(&seen.later.sharers);
        for (sharer, ((paid, back), later)) in self.sharers.iter_mut().zip(sharing) {
            sharer.paid.add(fen(paid), 1);
            sharer.repaid.add(fen(back), 1);
            sharer.later.add(fen(*later), 1);
        }
        if let Some((tallies, profits)) = self.profit.as_mut().zip(seen.profit) {
            tallies.iter_mut().zip(profits).for_each(|(tally, profit)| tally.add(profit));
        }
        for (tally, without) in self.without.iter_mut().zip(&seen.without) {
            tally.add(seen.net, *without, path);
        }
    }

    /// Everything both have counted.
    pub(super) fn merge(mut self, other: Tally) -> Tally {
        self.paths += other.paths;
        self.promised.merge(&other.promised);
        self.performed.merge(&other.performed);
        self.losses.merge(other.losses);
        self.groups.iter_mut().zip(&other.groups).for_each(|(group, others)| group.merge(others));
        self.sharers.iter_mut().zip(&other.sharers).for_each(|(sharer, others)| sharer.merge(others));
        self.calls.merge(&other.calls);
        self.later.merge(&other.later);
        merge_pair(&mut self.profit, &other.profit);
        self.without.iter_mut().zip(other.without).for_each(|(without, others)| without.merge(others));
        self
    }

    /// By group, how many paths were run.
    pub(super) fn group_paths(&self) -> Vec<u64> {
        self.groups.iter().map(|group| group.paths).collect()
    }
}

/// Merges profits as promised and as performed, if they are told.
pub(super) fn merge_pair(own: &mut Option<[Signed; 2]>, other: &Option<[Signed; 2]>) {
    if let Some((own, other)) = own.as_mut().zip(other.as_ref()) {
        own.iter_mut().zip(other).for_each(|(profit, others)| profit.merge(others));
    }
}

impl Shared {
    /// Nothing counted of them yet.
    fn all(eventless: &PathFlows, stake: &Stake<'_>) -> Vec<Shared> {
        let most = &stake.most;
        let shared = |(paid, back)| Shared {
            paid: Amounts::coarse(fen(paid), most.drawn),
            repaid: Amounts::coarse(fen(back), most.drawn + most.returned),
            later: Amounts::coarse(0, most.drawn),
        };
        eventless.sharing.by_sharer().map(shared).collect()
    }

    fn merge(&mut self, other: &Shared) {
        self.paid.merge(&other.paid);
        self.repaid.merge(&other.repaid);
        self.later.merge(&other.later);
    }
}
