//! One path through a deal: the pool pays, defaults take out what is missed, the servicer hands over what is left, and the
//! waterfall pays it out with the enhancer behind it. Nothing else calls the waterfall's engine.
//!
//! A path is the one without events up to the first date on which one of its events shows, so it starts there. Had nobody
//! stood behind the deal it would be another path from the first call on; the two are computed together up to a fork.

use std::ops::Range;

use crate::servicing::{Collected, CollectionPlan, LoanDefault, MissedPayments, PoolLoss};
use crate::waterfall::{self, CashNotConserved, Nothing, Plan, Recorder, State};

/// What happens on one path: who defaults when, and from when the enhancer cannot pay.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Events {
    pub(crate) defaults: Vec<LoanDefault>,
    /// The index of the first distribution date on which the enhancer does not pay.
    pub(crate) enhancer_fails: usize,
}

/// The cash flows of a deal, resolved: what its pool will collect, how that is paid out, and the path without events.
#[derive(Clone, Debug)]
pub(crate) struct CashFlowPlan {
    pub(crate) collections: CollectionPlan,
    pub(crate) plan: Plan,
    pub(crate) eventless: Eventless,
}

/// The path on which everybody pays.
#[derive(Clone, Debug)]
pub(crate) struct Eventless {
    /// The state before each date, and after the last.
    pub(crate) states: Vec<State>,
    /// The last state had nobody stood behind the deal.
    pub(crate) alone: State,
}

/// What the pool's events come to on a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Change {
    pub(crate) loss: PoolLoss,
    /// The first date on which the path can differ from the one without events; past the last if it cannot.
    pub(crate) from: usize,
}

/// Where a path is computed: made once, used for any number of paths, never growing.
#[derive(Clone, Debug, Default)]
pub(crate) struct Path {
    periods: Vec<Collected>,
    missed: MissedPayments,
    state: State,
    alone: State,
}

impl Events {
    /// Everybody pays, on so many dates.
    pub(crate) fn none(dates: usize) -> Events {
        Events { defaults: Vec::new(), enhancer_fails: dates }
    }
}

impl CashFlowPlan {
    /// The plan of these collections, paid out like this.
    ///
    /// # Errors
    /// [`CashNotConserved`] never, unless the library is wrong.
    pub(crate) fn new(collections: CollectionPlan, plan: Plan) -> Result<CashFlowPlan, CashNotConserved> {
        let states = vec![State::at_closing(&plan, collections.opening())];
        let eventless = Eventless { alone: states[0].clone(), states };
        let mut cash = CashFlowPlan { collections, plan, eventless };
        cash.run_eventless()?;
        Ok(cash)
    }

    fn run_eventless(&mut self) -> Result<(), CashNotConserved> {
        let (plan, performing) = (&self.plan, self.collections.performing());
        let Eventless { states, alone } = &mut self.eventless;
        for date in 0..plan.dates {
            let mut state = states[date].clone();
            waterfall::run(plan, performing, date..date + 1, plan.dates, &mut state, &mut Nothing)?;
            states.push(state);
        }
        waterfall::run(plan, performing, 0..plan.dates, 0, alone, &mut Nothing)
    }

    /// How the path without events ends.
    pub(crate) fn last_state(&self) -> &State {
        &self.eventless.states[self.plan.dates]
    }

    /// The first date on which the enhancer's failure can show: it is called on the path without events, or on no date of it.
    #[inline]
    fn first_failure(&self, enhancer_fails: usize) -> usize {
        if self.last_state().recourse.was_called() { enhancer_fails } else { self.plan.dates }
    }
}

impl Path {
    /// Collects what the pool pays with these events.
    #[inline]
    pub(crate) fn collect(&mut self, cash: &CashFlowPlan, events: &Events) -> Change {
        let (loss, from) = cash.collections.collect(&events.defaults, &mut self.missed, &mut self.periods);
        Change { loss, from: from.min(cash.first_failure(events.enhancer_fails)) }
    }

    /// Pays out what was collected from a date on which no event has shown before; the state at the fork is kept, for
    /// [`distribute_alone`](Path::distribute_alone).
    ///
    /// The fork is the first maturity. Before it only interest and costs can be called for, which hardly ever are.
    #[inline]
    pub(crate) fn distribute(
        &mut self,
        cash: &CashFlowPlan,
        events: &Events,
        from: usize,
        recorder: &mut impl Recorder,
    ) -> Result<(), CashNotConserved> {
        let fork = cash.plan.first_maturity.clamp(from, cash.plan.dates);
        self.state.copy_from(&cash.eventless.states[from]);
        self.run(&cash.plan, from..fork, events.enhancer_fails, recorder)?;
        self.alone.copy_from(&self.state);
        self.run(&cash.plan, fork..cash.plan.dates, events.enhancer_fails, recorder)
    }

    #[inline]
    fn run(
        &mut self,
        plan: &Plan,
        dates: Range<usize>,
        enhancer_fails: usize,
        recorder: &mut impl Recorder,
    ) -> Result<(), CashNotConserved> {
        waterfall::run(plan, &self.periods, dates, enhancer_fails, &mut self.state, recorder)
    }

    /// Pays out again as if nobody stood behind the deal, if anybody was called: from the fork on, or from `from` on if
    /// somebody was called before it; on a path that starts with a call even without events, from closing on.
    #[inline]
    pub(crate) fn distribute_alone(
        &mut self,
        cash: &CashFlowPlan,
        from: usize,
    ) -> Result<(), CashNotConserved> {
        if !self.state.recourse.was_called() {
            return Ok(());
        }
        let dates = cash.plan.dates;
        let mut start = cash.plan.first_maturity.clamp(from, dates);
        if self.alone.recourse.was_called() {
            start = cash.first_failure(0).min(from);
            self.alone.copy_from(&cash.eventless.states[start]);
        }
        waterfall::run(&cash.plan, &self.periods, start..dates, 0, &mut self.alone, &mut Nothing)
    }

    /// The state after the last date.
    #[inline]
    pub(crate) fn state(&self) -> &State {
        &self.state
    }

    /// The state after the last date had nobody stood behind the deal, once that has been
    /// [paid out](Path::distribute_alone).
    #[inline]
    pub(crate) fn alone(&self) -> &State {
        if self.state.recourse.was_called() { &self.alone } else { &self.state }
    }

    /// One whole path, from closing to the last date: its last state.
    ///
    /// # Errors
    /// [`CashNotConserved`] never, unless the library is wrong.
    pub(crate) fn run_whole(
        cash: &CashFlowPlan,
        events: &Events,
        recorder: &mut impl Recorder,
    ) -> Result<State, CashNotConserved> {
        let mut path = Path::default();
        path.collect(cash, events);
        path.distribute(cash, events, 0, recorder)?;
        Ok(path.state)
    }
}
