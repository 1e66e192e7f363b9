//! Sums of the notes' cash flows by date, and what was missed.
//!
//! A path is the one without events up to the date on which its first event shows. So a path adds its cash flows from
//! that date on, and one to a count of the paths that start there; the shared beginnings are multiplied in at the end.

use super::groups::{GROUPS, group};
use super::weights::{DateWeights, Shifts, Weighted, Weights};
use crate::deal::ResolvedDeal;
use crate::measure::years_between;
use crate::path::{Events, Path};
use crate::waterfall::{CashNotConserved, NoteMoney, Plan, Recorder, State, Transfer};

/// An amount of income (interest and residual) and one of principal, in fen.
pub(super) type Flow = [i128; 2];

/// Sums of cash flows by group of paths, note and date.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub(super) struct Flows {
    notes: usize,
    dates: usize,
    /// The note whose holders take the residual, if any do.
    residual_note: Option<usize>,
    /// Paths by group, then by the date from which they are summed up (past the last, if they have no event).
    starts: Vec<u64>,
    /// What paths paid from their start on, by group, then note, then date.
    #[cfg_attr(feature = "serde", serde(with = "super::wide::pairs"))]
    sums: Vec<Flow>,
    /// What the path without events pays, by note, then date.
    #[cfg_attr(feature = "serde", serde(with = "super::wide::pairs"))]
    eventless: Vec<Flow>,
    /// What the path without events has missed before each date, and after the last, by date, then note.
    missed_before: Vec<bool>,
    /// By note.
    weights: Vec<Weights>,
    /// By note, then date.
    date_weights: Vec<DateWeights>,
    shifts: Vec<Shifts>,
}

/// What one path has come to, by note: made once, used for any number of paths.
#[derive(Clone, Debug)]
pub(super) struct PathFlows {
    /// Was something not paid on the date it was due?
    pub(super) missed: Vec<bool>,
    weighted: Vec<Weighted>,
}

impl PathFlows {
    pub(super) fn of_notes(notes: usize) -> PathFlows {
        PathFlows { missed: vec![false; notes], weighted: vec![Weighted::default(); notes] }
    }
}

impl Flows {
    pub(super) fn new(deal: &ResolvedDeal) -> Result<Flows, CashNotConserved> {
        let plan = deal.plan();
        let (notes, dates) = (plan.notes.len(), plan.dates);
        let mut flows = Flows {
            notes,
            dates,
            residual_note: plan.residual_note(),
            starts: vec![0; GROUPS * (dates + 1)],
            sums: vec![[0; 2]; GROUPS * notes * dates],
            eventless: vec![[0; 2]; notes * dates],
            missed_before: missed_before(deal),
            weights: Vec::new(),
            date_weights: Vec::new(),
            shifts: vec![Shifts::default(); notes],
        };
        let mut eventless =
            EventlessFlows { flows: &mut flows.eventless, dates, residual_note: flows.residual_note };
        Path::run_whole(&deal.cash, &Events::none(plan), &mut eventless)?;
        let closing = deal.definition().closing;
        let years: Vec<f64> =
            deal.periods().iter().map(|period| years_between(closing, period.payment)).collect();
        let by_note = deal.definition().notes.iter().zip(flows.eventless.chunks(dates.max(1)));
        for (note, own) in by_note {
            let [amount, proceeds] = [note.amount, note.proceeds()].map(|paid| paid.fen() as f64);
            let (weights, by_date) = Weights::new(amount, proceeds, own, &years);
            flows.weights.push(weights);
            flows.date_weights.extend(by_date);
        }
        Ok(flows)
    }

    /// [`start`](Flows::start)s a path, and gives what records the rest of it.
    #[inline]
    pub(super) fn of_path<'a>(
        &'a mut self,
        path: u64,
        from: usize,
        own: &'a mut PathFlows,
    ) -> FlowCounter<'a> {
        let group = self.start(path, from);
        own.missed.copy_from_slice(self.missed_before(from));
        for (weighted, weights) in own.weighted.iter_mut().zip(&self.weights) {
            *weighted = weights.before(from);
        }
        let length = self.notes * self.dates;
        FlowCounter {
            flows: &mut self.sums[group * length..(group + 1) * length],
            weights: &self.weights,
            date_weights: &self.date_weights,
            shifts: &mut self.shifts,
            path: own,
            dates: self.dates,
            residual_note: self.residual_note,
        }
    }

    /// Counts a path that is like the one without events before the date `from`: its group.
    #[inline]
    pub(super) fn start(&mut self, path: u64, from: usize) -> usize {
        let group = group(path);
        self.starts[group * (self.dates + 1) + from] += 1;
        group
    }

    /// Does everything have the size that belongs to so many notes, dates and groups?
    #[cfg(feature = "serde")]
    pub(super) fn fits(&self, notes: usize, dates: usize, groups: usize) -> bool {
        (self.notes, self.dates) == (notes, dates)
            && self.residual_note.is_none_or(|note| note < notes)
            && self.starts.len() == groups * (dates + 1)
            && self.sums.len() == groups * notes * dates
            && self.eventless.len() == notes * dates
            && self.date_weights.len() == notes * dates
            && self.weights.len() == notes
            && self.weights.iter().all(|weights| weights.dates() == dates)
            && self.shifts.len() == notes
    }

    /// What the path without events has missed before a date, by note.
    fn missed_before(&self, date: usize) -> &[bool] {
        &self.missed_before[date * self.notes..(date + 1) * self.notes]
    }

    pub(super) fn merge(&mut self, other: &Flows) {
        self.starts.iter_mut().zip(&other.starts).for_each(|(paths, others)| *paths += others);
        for (sum, others) in self.sums.iter_mut().zip(&other.sums) {
            *sum = [sum[0] + others[0], sum[1] + others[1]];
        }
        self.shifts.iter_mut().zip(&other.shifts).for_each(|(shifts, others)| shifts.merge(others));
    }

    /// By date: how many paths share it with the one without events.
    pub(super) fn shared(&self) -> Vec<u64> {
        let groups = || self.starts.chunks(self.dates + 1);
        let later = |date: usize| groups().map(|starts| starts[date + 1..].iter().sum::<u64>()).sum();
        (0..self.dates).map(later).collect()
    }

    /// What weighs the flows of a note, and how far weighted flows lie from those without events.
    pub(super) fn weighted(&self, note: usize) -> (&Weights, &Shifts) {
        (&self.weights[note], &self.shifts[note])
    }

    /// The flows of one note on the path without events.
    pub(super) fn without_events(&self, note: usize) -> FlowSums {
        FlowSums { paths: 1, by_date: self.eventless[note * self.dates..][..self.dates].to_vec() }
    }

    /// The sums of one note over each group that has paths.
    pub(super) fn groups(&self, note: usize) -> Vec<FlowSums> {
        let groups = (0..GROUPS).map(|group| self.group(group, note));
        groups.filter(|group| group.paths > 0).collect()
    }

    fn group(&self, group: usize, note: usize) -> FlowSums {
        let starts = &self.starts[group * (self.dates + 1)..(group + 1) * (self.dates + 1)];
        let own = &self.sums[(group * self.notes + note) * self.dates..][..self.dates];
        let shared = &self.eventless[note * self.dates..][..self.dates];
        let paths: u64 = starts.iter().sum();
        let mut not_started = i128::from(paths);
        let by_date = own.iter().zip(shared).zip(starts).map(|((own, shared), started)| {
            not_started -= i128::from(*started);
            [own[0] + not_started * shared[0], own[1] + not_started * shared[1]]
        });
        FlowSums { by_date: by_date.collect(), paths }
    }
}

/// Sums of one note's cash flows over some paths.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct FlowSums {
    pub(super) paths: u64,
    pub(super) by_date: Vec<Flow>,
}

impl FlowSums {
    /// The sums over these paths and others.
    pub(super) fn with(&self, other: &FlowSums) -> FlowSums {
        self.combined(other, self.paths + other.paths, |a, b| a + b)
    }

    /// The sums over these paths but not the others, which are among them.
    pub(super) fn without(&self, other: &FlowSums) -> FlowSums {
        self.combined(other, self.paths - other.paths, |a, b| a - b)
    }

    fn combined(&self, other: &FlowSums, paths: u64, combine: fn(i128, i128) -> i128) -> FlowSums {
        let pairs = self.by_date.iter().zip(&other.by_date);
        let by_date = pairs.map(|(a, b)| [combine(a[0], b[0]), combine(a[1], b[1])]).collect();
        FlowSums { paths, by_date }
    }
}

/// Records the notes' cash flows on the path without events.
struct EventlessFlows<'a> {
    /// By note, then date.
    flows: &'a mut [Flow],
    dates: usize,
    residual_note: Option<usize>,
}

impl Recorder for EventlessFlows<'_> {
    fn transferred(&mut self, transfer: Transfer) {
        if let Some((note, money)) = transfer.received_by_note(self.residual_note) {
            self.flows[note * self.dates + transfer.date][part(money)] += i128::from(transfer.amount.fen());
        }
    }
}

/// Adds the notes' cash flows on a path to their sums, weighs them, and marks what was missed.
pub(super) struct FlowCounter<'a> {
    /// By note, then date.
    flows: &'a mut [Flow],
    weights: &'a [Weights],
    /// By note, then date.
    date_weights: &'a [DateWeights],
    shifts: &'a mut [Shifts],
    path: &'a mut PathFlows,
    dates: usize,
    residual_note: Option<usize>,
}

impl FlowCounter<'_> {
    /// Counts how far the weighted flows of the path, now over, lie from those without events.
    #[inline]
    pub(super) fn finish(self) {
        let notes = self.weights.iter().zip(&self.path.weighted).zip(self.shifts);
        notes.for_each(|((weights, weighted), shifts)| weights.count(*weighted, shifts));
    }
}

impl Recorder for FlowCounter<'_> {
    #[inline(always)]
    fn transferred(&mut self, transfer: Transfer) {
        if let Some((note, money)) = transfer.received_by_note(self.residual_note) {
            let (kind, amount, at) = (part(money), transfer.amount.fen(), note * self.dates + transfer.date);
            self.flows[at][kind] += i128::from(amount);
            self.path.weighted[note].add(&self.date_weights[at], amount as f64, kind);
        }
    }

    #[inline]
    fn closed(&mut self, date: usize, plan: &Plan, state: &State) {
        mark_missed(plan, state, date, &mut self.path.missed);
    }
}

/// Which part of a [`Flow`] it is: income or principal.
#[inline(always)]
fn part(money: NoteMoney) -> usize {
    match money {
        NoteMoney::Interest | NoteMoney::Residual => 0,
        NoteMoney::Principal => 1,
    }
}

/// What the path without events has missed before each date, and after the last, by date, then note.
pub(super) fn missed_before(deal: &ResolvedDeal) -> Vec<bool> {
    let plan = deal.plan();
    let mut missed = vec![false; plan.notes.len()];
    let mut before = missed.clone();
    for date in 0..plan.dates {
        mark_missed(plan, &deal.cash.eventless.states[date + 1], date, &mut missed);
        before.extend_from_slice(&missed);
    }
    before
}

/// Marks the notes of which something that was due on a date, or before, is unpaid after it.
#[inline(always)]
fn mark_missed(plan: &Plan, state: &State, date: usize, missed: &mut [bool]) {
    for (note, missed) in missed.iter_mut().enumerate() {
        *missed |= state.is_missed(plan, note, date);
    }
}
