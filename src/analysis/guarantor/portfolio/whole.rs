//! What is counted of every path of a portfolio as a whole, in integers.

use super::super::date_flows::{DateFlows, moved};
use super::super::fee_dates::Group;
use super::super::losses::{Losses, Without};
use super::super::most::Most;
use super::super::runner::Runner;
use super::super::stake::Stake;
use super::super::tally::merge_pair;
use super::super::view_tally::ViewTally;
use super::book::Book;
use super::calendar::Calendar;
use crate::simulation::{GROUPS, Signed, group};

/// Everything counted of the whole; present values are of the portfolio's day.
#[derive(Clone, Debug)]
pub(super) struct Whole<'a> {
    calendar: &'a Calendar,
    /// By deal, what an amount at its closing is worth on that day.
    moved: &'a [f64],
    /// Space for what is paid and comes back on a path.
    flows: DateFlows,
    /// As promised and as performed.
    pub(super) views: [ViewTally; 2],
    pub(super) losses: Losses,
    pub(super) groups: Vec<Group>,
    /// As promised and as performed; `None` unless the fee of every deal is told.
    pub(super) profit: Option<[Signed; 2]>,
    /// By deal.
    pub(super) without_deals: Vec<Without>,
    /// By firm that is taken away.
    pub(super) without_firms: Vec<Without>,
}

impl<'a> Whole<'a> {
    /// No paths yet.
    pub(super) fn new(book: &'a Book<'_>) -> Whole<'a> {
        let Book { stakes, calendar, moved, .. } = book;
        let most = Most::sum(stakes.iter().map(|stake| stake.most));
        let mut flows = DateFlows::new(calendar.dates.len());
        stakes.iter().zip(&calendar.at).for_each(|(stake, at)| flows.add(&stake.eventless.own, at));
        let usual: Vec<i64> = stakes.iter().zip(moved).map(|(stake, factor)| usual(stake, *factor)).collect();
        let all: i64 = usual.iter().sum();
        let losses = |usual| Losses::new(usual, &most, book.share, book.simulation.paths());
        let bounds = |stake: &Stake<'_>| [stake.most.returned, stake.most.drawn];
        let deals = stakes.iter().zip(&usual);
        let deals = deals.map(|(stake, own)| Without::new(losses(all - own), *own, bounds(stake)));
        let firms = 0..stakes.first().map_or(0, |stake| stake.excluded.len());
        let pays = |firm: usize| stakes.iter().map(|stake| stake.excluded[firm].pays).sum();
        let firms = firms.map(|firm| Without::new(losses(all), 0, [pays(firm); 2]));
        let view = ViewTally::new(&flows, &most);
        let dates = stakes.iter().map(|stake| stake.dates.dates.len()).sum();
        Whole {
            views: [view.clone(), view],
            losses: losses(all),
            groups: vec![Group::new(dates); GROUPS],
            profit: profit(stakes, moved, &most),
            without_deals: deals.collect(),
            without_firms: firms.collect(),
            calendar,
            moved,
            flows,
        }
    }

    /// Counts the path that was run last, in every deal.
    pub(super) fn add(&mut self, runners: &[Runner<'_>], path: u64) {
        self.add_flows(runners);
        let net = self.sum(runners, |runner| runner.seen().net);
        self.losses.add(net, path);
        for ((without, runner), factor) in self.without_deals.iter_mut().zip(runners).zip(self.moved) {
            without.add(net, net - moved(runner.seen().net, *factor), path);
        }
        for firm in 0..self.without_firms.len() {
            let without = self.sum(runners, |runner| runner.seen().without[firm]);
            self.without_firms[firm].add(net, without, path);
        }
        let base = runners.iter().flat_map(|runner| &runner.promised().base);
        self.groups[group(path)].add(net, base);
        let profits =
            [0, 1].map(|view| self.sum(runners, |runner| runner.seen().profit.map_or(0, |own| own[view])));
        if let Some(tallies) = &mut self.profit {
            tallies.iter_mut().zip(profits).for_each(|(tally, profit)| tally.add(profit));
        }
    }

    /// What deals come to together on the portfolio's day, each moved from its own.
    fn sum(&self, runners: &[Runner<'_>], of: impl Fn(&Runner<'_>) -> i64) -> i64 {
        runners.iter().zip(self.moved).map(|(runner, factor)| moved(of(runner), *factor)).sum()
    }

    /// By group, how many paths were run.
    pub(super) fn group_paths(&self) -> Vec<u64> {
        self.groups.iter().map(|group| group.paths).collect()
    }

    /// How many paths were run.
    pub(super) fn paths(&self) -> u64 {
        self.groups.iter().map(|group| group.paths).sum()
    }

    fn add_flows(&mut self, runners: &[Runner<'_>]) {
        for (view, own) in [Runner::promised, Runner::performed].into_iter().enumerate() {
            self.flows.clear();
            for (runner, at) in runners.iter().zip(&self.calendar.at) {
                self.flows.add(&own(runner).own, at);
            }
            self.views[view].add(&self.flows);
        }
    }

    /// Everything both have counted.
    pub(super) fn merge(mut self, other: Whole<'a>) -> Whole<'a> {
        self.views.iter_mut().zip(&other.views).for_each(|(view, others)| view.merge(others));
        self.losses.merge(other.losses);
        self.groups.iter_mut().zip(&other.groups).for_each(|(group, others)| group.merge(others));
        merge_pair(&mut self.profit, &other.profit);
        let own = self.without_deals.iter_mut().chain(&mut self.without_firms);
        let others = other.without_deals.into_iter().chain(other.without_firms);
        own.zip(others).for_each(|(without, others)| without.merge(others));
        self
    }
}

/// What is lost in a deal on the path without events, on the portfolio's day.
fn usual(stake: &Stake<'_>, factor: f64) -> i64 {
    moved(stake.eventless.own.present_value(&stake.dates.discounts), factor)
}

/// The profit of all deals, if the fee of each is told.
fn profit(stakes: &[Stake<'_>], factors: &[f64], most: &Most) -> Option<[Signed; 2]> {
    let usual = stakes.iter().zip(factors).map(|(stake, factor)| Some(moved(stake.usual_profit()?, *factor)));
    let usual: i64 = usual.sum::<Option<i64>>()?;
    let signed = Signed::new(usual, most.drawn, most.returned + most.fees);
    Some([signed.clone(), signed])
}
