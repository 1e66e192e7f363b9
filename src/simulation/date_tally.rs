//! What is counted of every path on every distribution date, where that is asked for.
//!
//! A path counts the dates from the one on which its first event shows. Those before it are those of the path without events,
//! and are multiplied in at the end.

use super::amounts::{Amounts, fen};
use super::flows::{FlowCounter, Flows};
use super::limits::Limits;
use super::measures::Unit;
use crate::deal::ResolvedDeal;
use crate::servicing::Collected;
use crate::waterfall::{Plan, Recorder, State, Transfer};

/// What is counted on a date. Notes and supports go by their index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub(super) enum Series {
    /// The balance of a note after the date.
    Balance(usize),
    /// Principal of the loans that have defaulted by then, when they did.
    Defaulted,
    /// What a support has paid by then.
    Drawn(usize),
    /// Performing principal and the plan's cash, over the balance of the notes that are not subordinated. Of no path
    /// once they are repaid.
    AssetCover,
}

/// Asset cover is counted in millionths.
const COVER: u64 = 1_000_000;

/// A hundred times the notes and more count as a hundred: the last fen of a note would be covered a billion times.
const MOST_COVER: u64 = 100 * COVER;

/// Everything counted by date.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub(super) struct DateTally {
    series: Vec<Series>,
    /// By date, then series.
    counted: Vec<Dated>,
}

/// One series on one date.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub(super) struct Dated {
    /// Paths that have it.
    pub(super) paths: u64,
    pub(super) amounts: Amounts,
    /// What it is on the path without events.
    usual: Option<u64>,
}

impl Series {
    /// All of a deal with so many notes and supports.
    fn all(notes: usize, supports: usize) -> Vec<Series> {
        let (balances, draws) = ((0..notes).map(Series::Balance), (0..supports).map(Series::Drawn));
        balances.chain([Series::Defaulted]).chain(draws).chain([Series::AssetCover]).collect()
    }

    /// What it is on a path, given the state after the date; `None` if it is nothing there.
    #[inline]
    fn of(self, plan: &Plan, state: &State) -> Option<u64> {
        match self {
            Series::Balance(note) => Some(fen(state.notes[note].balance)),
            Series::Defaulted => Some(fen(state.defaulted)),
            Series::Drawn(support) => Some(fen(state.supports[support].recourse.drawn)),
            Series::AssetCover => cover(plan, state),
        }
    }

    /// The most that it can be.
    fn most(self, plan: &Plan, limits: &Limits<'_>) -> u64 {
        match self {
            Series::Balance(note) => fen(plan.notes[note].amount),
            Series::Defaulted => fen(limits.pool),
            Series::Drawn(support) => fen(limits.drawn(support)),
            Series::AssetCover => MOST_COVER,
        }
    }

    /// How many of the integers make one of what is reported.
    pub(super) fn per(self) -> f64 {
        match self {
            Series::AssetCover => COVER as f64,
            Series::Balance(_) | Series::Defaulted | Series::Drawn(_) => Unit::Money.per(),
        }
    }
}

/// Asset cover; `None` where no senior note is outstanding.
#[inline]
fn cover(plan: &Plan, state: &State) -> Option<u64> {
    let cash = state.ledger.closing(plan.chart).owned;
    let (assets, senior) = (fen(state.pool + cash), fen(state.senior));
    let cover = (u128::from(assets) * u128::from(COVER)).checked_div(u128::from(senior))?;
    Some(cover.min(u128::from(MOST_COVER)) as u64)
}

impl DateTally {
    /// No paths yet.
    pub(super) fn new(deal: &ResolvedDeal) -> DateTally {
        let (plan, limits) = (deal.plan(), Limits::of(deal));
        let series = Series::all(plan.notes.len(), plan.supports.len());
        let states = deal.cash.eventless.states[1..].iter();
        let counted = states.flat_map(|state| {
            series.iter().map(|series| {
                let usual = series.of(plan, state);
                let amounts = Amounts::coarse(usual.unwrap_or(0), series.most(plan, &limits));
                Dated { paths: 0, amounts, usual }
            })
        });
        let counted = counted.collect();
        DateTally { series, counted }
    }

    /// What counts the dates of a path, beside its cash flows.
    pub(super) fn of_path<'a>(&'a mut self, flows: FlowCounter<'a>) -> DateCounter<'a> {
        DateCounter { flows, tally: self }
    }

    /// Counts the dates that paths share with the one without events, once all paths have been run.
    pub(super) fn finish(&mut self, flows: &Flows) {
        for (paths, counted) in flows.shared().into_iter().zip(self.counted.chunks_mut(self.series.len())) {
            for dated in counted {
                dated.add(dated.usual, paths);
            }
        }
    }

    /// A series on a date; `None` if the deal does not have it.
    pub(super) fn of(&self, date: usize, series: Series) -> Option<&Dated> {
        let place = self.series.iter().position(|other| *other == series)?;
        self.counted.get(date * self.series.len() + place)
    }

    /// Does it have so many dates?
    #[cfg(feature = "serde")]
    pub(super) fn fits(&self, dates: usize) -> bool {
        self.counted.len() == dates * self.series.len()
    }

    pub(super) fn merge(&mut self, other: &DateTally) {
        for (dated, others) in self.counted.iter_mut().zip(&other.counted) {
            dated.paths += others.paths;
            dated.amounts.merge(&others.amounts);
        }
    }
}

impl Dated {
    #[inline]
    fn add(&mut self, amount: Option<u64>, paths: u64) {
        if let Some(amount) = amount {
            self.paths += paths;
            self.amounts.add(amount, paths);
        }
    }
}

/// Counts a path's cash flows, and what stands after each of its dates.
pub(super) struct DateCounter<'a> {
    pub(super) flows: FlowCounter<'a>,
    tally: &'a mut DateTally,
}

impl Recorder for DateCounter<'_> {
    #[inline(always)]
    fn transferred(&mut self, transfer: Transfer) {
        self.flows.transferred(transfer);
    }

    #[inline]
    fn closed(&mut self, date: usize, plan: &Plan, state: &State) {
        self.flows.closed(date, plan, state);
        self.count(date, plan, state);
    }

    fn passed(&mut self, date: usize, plan: &Plan, state: &State, _collected: &Collected) {
        self.count(date, plan, state);
    }
}

impl DateCounter<'_> {
    #[inline]
    fn count(&mut self, date: usize, plan: &Plan, state: &State) {
        let DateTally { series, counted } = &mut *self.tally;
        let of_date = &mut counted[date * series.len()..][..series.len()];
        for (series, dated) in series.iter().zip(of_date) {
            dated.add(series.of(plan, state), 1);
        }
    }
}
