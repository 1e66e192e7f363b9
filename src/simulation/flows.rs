//! Sums of the notes' cash flows by date, and what was missed.
//!
//! A path is the one without events up to the date on which its first event shows. So a path adds its cash flows from
//! that date on, and one to a count of the paths that start there; the shared beginnings are multiplied in at the end.

use crate::deal::ResolvedDeal;
use crate::scenario::{Events, Workspace};
use crate::waterfall::{CashNotConserved, Claim, Plan, Reason, Recorder, State, Transfer};

/// Groups of paths for the jackknife: path i belongs to group i mod 32, whoever runs it.
pub(super) const GROUPS: usize = 32;

/// An amount of income (interest and residual) and one of principal, in fen.
pub(super) type Flow = [i128; 2];

/// Sums of cash flows by group of paths, note and date.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Flows {
    notes: usize,
    dates: usize,
    /// The note whose holders take the residual, if any do.
    residual_note: Option<usize>,
    /// Paths by group, then by the date from which they are summed up (past the last, if they have no event).
    starts: Vec<u64>,
    /// What paths paid from their start on, by group, then note, then date.
    sums: Vec<Flow>,
    /// What the path without events pays, by note, then date.
    baseline: Vec<Flow>,
    /// What the path without events has missed before each date, and after the last, by date, then note.
    missed_before: Vec<bool>,
}

impl Flows {
    pub(super) fn new(deal: &ResolvedDeal) -> Result<Flows, CashNotConserved> {
        let (notes, dates) = (deal.plan.notes.len(), deal.plan.dates);
        let mut flows = Flows {
            notes,
            dates,
            residual_note: deal.plan.residual_note(),
            starts: vec![0; GROUPS * (dates + 1)],
            sums: vec![[0; 2]; GROUPS * notes * dates],
            baseline: vec![[0; 2]; notes * dates],
            missed_before: vec![false; notes],
        };
        let mut baseline = flows.baseline.clone();
        let mut missed = vec![false; notes];
        let mut counter = FlowCounter {
            flows: &mut baseline,
            missed: &mut missed,
            dates,
            residual_note: flows.residual_note,
        };
        let events = Events { defaults: Vec::new(), enhancer_fails: dates };
        Workspace::default().run(deal, &events, &mut counter)?;
        flows.baseline = baseline;
        missed.fill(false);
        for date in 0..dates {
            mark_missed(&deal.plan, &deal.baseline[date + 1], date, &mut missed);
            flows.missed_before.extend_from_slice(&missed);
        }
        Ok(flows)
    }

    /// [`start`](Flows::start)s a path, and gives what records the rest of it.
    #[inline]
    pub(super) fn of_path<'a>(
        &'a mut self,
        path: u64,
        from: usize,
        missed: &'a mut [bool],
    ) -> FlowCounter<'a> {
        let group = self.start(path, from);
        missed.copy_from_slice(self.missed_before(from));
        let length = self.notes * self.dates;
        let flows = &mut self.sums[group * length..(group + 1) * length];
        FlowCounter { flows, missed, dates: self.dates, residual_note: self.residual_note }
    }

    /// Counts a path that is like the one without events before the date `from`: its group.
    #[inline]
    pub(super) fn start(&mut self, path: u64, from: usize) -> usize {
        let group = (path % GROUPS as u64) as usize;
        self.starts[group * (self.dates + 1) + from] += 1;
        group
    }

    /// What the path without events has missed before a date, by note.
    pub(super) fn missed_before(&self, date: usize) -> &[bool] {
        &self.missed_before[date * self.notes..(date + 1) * self.notes]
    }

    pub(super) fn merge(&mut self, other: &Flows) {
        self.starts.iter_mut().zip(&other.starts).for_each(|(paths, others)| *paths += others);
        for (sum, others) in self.sums.iter_mut().zip(&other.sums) {
            *sum = [sum[0] + others[0], sum[1] + others[1]];
        }
    }

    /// The sums of one note over each group that has paths.
    pub(super) fn groups(&self, note: usize) -> Vec<FlowSums> {
        let groups = (0..GROUPS).map(|group| self.group(group, note));
        groups.filter(|group| group.paths > 0).collect()
    }

    fn group(&self, group: usize, note: usize) -> FlowSums {
        let starts = &self.starts[group * (self.dates + 1)..(group + 1) * (self.dates + 1)];
        let own = &self.sums[(group * self.notes + note) * self.dates..][..self.dates];
        let shared = &self.baseline[note * self.dates..][..self.dates];
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

/// Adds the notes' cash flows to their sums, and marks what was missed.
pub(super) struct FlowCounter<'a> {
    /// By note, then date.
    flows: &'a mut [Flow],
    missed: &'a mut [bool],
    dates: usize,
    residual_note: Option<usize>,
}

impl Recorder for FlowCounter<'_> {
    #[inline]
    fn transferred(&mut self, transfer: Transfer) {
        let (note, kind) = match transfer.reason {
            Reason::Paid(Claim::Interest(note)) => (note, 0),
            Reason::Paid(Claim::Principal(note)) => (note, 1),
            Reason::Paid(Claim::Residual) => match self.residual_note {
                Some(note) => (note, 0),
                None => return,
            },
            _ => return,
        };
        self.flows[note * self.dates + transfer.date][kind] += i128::from(transfer.amount.fen());
    }

    #[inline]
    fn closed(&mut self, date: usize, plan: &Plan, state: &State) {
        mark_missed(plan, state, date, self.missed);
    }
}

/// Marks the notes of which something that was due on a date, or before, is unpaid after it.
#[inline]
fn mark_missed(plan: &Plan, state: &State, date: usize, missed: &mut [bool]) {
    for ((missed, note), now) in missed.iter_mut().zip(&plan.notes).zip(&state.notes) {
        let principal_missed = note.kind.is_due(date) && !now.balance.is_zero();
        *missed |= principal_missed || !now.interest_due.is_zero();
    }
}
