//! One path through a deal: the pool pays, defaults take out what is missed, the servicer hands over what is left, and the
//! waterfall pays it out with its supports behind it. Nothing else calls the waterfall's engine.
//!
//! A path is the one without events up to the first date on which one of its events shows, so it starts there. Had somebody
//! not stood behind the deal it would be another path from the first call on; the two are computed together up to a fork.

mod collect;
mod events;
mod guarantors;
mod parts;
mod repurchases;

use std::ops::Range;

use crate::credit::Failure;
use crate::money::Money;
use crate::servicing::{
    Collected, CollectionPlan, Commingled, Custody, CustodyPlan, GuaranteeDesk, Guarantees, Inflow,
    LoanDefault, MissedPayments, PoolLoss, Reaction, Receipt, RecourseEntry, Repurchases,
};
use crate::waterfall::{self, CashNotConserved, Nothing, Plan, Recorder, State, TaxSpace, Terms};

pub(crate) use events::{Events, Without};
pub(crate) use parts::InParts;

/// The cash flows of a deal, resolved: what its pool will collect, how that is paid out, and the path without events.
#[derive(Clone, Debug)]
pub(crate) struct CashFlowPlan {
    pub(crate) collections: CollectionPlan,
    /// Who pays in the borrowers' place.
    pub(crate) guarantees: Guarantees,
    /// Which loans are bought back.
    pub(crate) repurchases: Repurchases,
    pub(crate) plan: Plan,
    /// What a failure of the servicer does, if it can fail.
    pub(crate) custody: Option<CustodyPlan>,
    /// Whom every path is also looked at without: everybody; and each giver alone, if there are several.
    pub(crate) masks: Vec<Without>,
    /// By party that can fail: does its failure show on its day even where everybody pays, as it is called then, or as a condition
    /// or a fee goes by it?
    shows: Vec<bool>,
    /// Does any condition or fee go by whether a party has failed?
    asks_failures: bool,
    /// What the engine must look for.
    pub(crate) terms: Terms,
    pub(crate) eventless: Eventless,
}

/// The path on which everybody pays.
#[derive(Clone, Debug, Default)]
pub(crate) struct Eventless {
    /// The state before each date, and after the last.
    pub(crate) states: Vec<State>,
    /// By mask: the last state without those.
    pub(crate) without: Vec<State>,
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
    incoming: Incoming,
    custody: Custody,
    /// What events had done when the pool was collected last, with the guarantors that can pay; nothing where it is another path now,
    collected_after: Option<Reaction>,
    /// and was it walked?
    is_walked: bool,
    missed: MissedPayments,
    /// The defaults, and where the plan is paid nothing more of loans that are bought back; kept only where some are,
    stops: Vec<LoanDefault>,
    /// and what is paid for them.
    bought: Vec<Receipt>,
    tax_space: TaxSpace,
    guarantees: GuaranteeDesk,
    /// By date, what borrowers pay where nobody is called for it; kept only where loans are guaranteed.
    unguaranteed: Vec<Collected>,
    /// What comes in under a mask, where that is another.
    masked: Incoming,
    state: State,
    /// The fork, and the state at it; that of the path without events where it is the first date on which one shows.
    fork: usize,
    forked: State,
    /// By mask: the last state, where it differs.
    without: Vec<State>,
    /// By mask: does it differ?
    differs: Vec<bool>,
    /// Who fails when under a mask.
    fails: Vec<Failure>,
}

/// What comes in on a path.
#[derive(Clone, Debug, Default)]
struct Incoming {
    periods: Vec<Collected>,
    /// What others pay in the borrowers' place,
    others: Vec<Receipt>,
    /// and what becomes of their recourse.
    recourse: Vec<RecourseEntry>,
    /// By date, the tax of a pool that is taxed kind by kind; empty for any other.
    taxes: Vec<Money>,
}

impl Incoming {
    /// With what borrowers have paid a servicer that has failed.
    #[inline]
    fn inflow<'a>(&'a self, lost: &'a [Commingled]) -> Inflow<'a> {
        let Incoming { periods, others, recourse, taxes } = self;
        Inflow { borrowers: periods, others, recourse, lost, taxes }
    }
}

impl CashFlowPlan {
    /// The plan of these collections with these guarantees of loans and repurchases, paid out like this.
    ///
    /// # Errors
    /// [`CashNotConserved`] never, unless the library is wrong.
    pub(crate) fn new(
        collections: CollectionPlan,
        (guarantees, repurchases): (Guarantees, Repurchases),
        plan: Plan,
        custody: Option<CustodyPlan>,
    ) -> Result<CashFlowPlan, CashNotConserved> {
        let masks = Without::masks(plan.givers.len());
        let states = vec![State::at_closing(&plan, collections.opening())];
        let eventless = Eventless { without: vec![states[0].clone(); masks.len()], states };
        let mut cash = CashFlowPlan {
            collections,
            guarantees,
            custody,
            masks,
            shows: Vec::new(),
            asks_failures: false,
            terms: plan.terms(!repurchases.is_empty()),
            repurchases,
            plan,
            eventless,
        };
        cash.run_eventless()?;
        // Where somebody is looked away from others may be called who are not with everybody.
        let ends = || std::iter::once(cash.last_state()).chain(&cash.eventless.without);
        let called = |giver| ends().any(|state| state.relies_on(&cash.plan, |other| other == giver));
        let asks = |giver| cash.plan.asks_failure(giver);
        let failing = || 0..cash.plan.failing.len();
        let buys = |party| !cash.repurchases.is_empty() && cash.repurchases.fails == Some(party);
        let shows = failing().map(|party| called(party) || asks(party) || buys(party)).collect();
        let asks_failures = failing().any(asks);
        Ok(CashFlowPlan { shows, asks_failures, ..cash })
    }

    fn run_eventless(&mut self) -> Result<(), CashNotConserved> {
        let mut eventless = std::mem::take(&mut self.eventless);
        let (plan, events, mut path) = (&self.plan, Events::none(&self.plan), Path::default());
        path.collect(self, &events);
        let Eventless { states, without } = &mut eventless;
        for date in 0..plan.dates {
            let mut state = states[date].clone();
            path.run_date_by_date(self, &events, (date..date + 1, &events.fails), &mut state, &mut Nothing)?;
            states.push(state);
        }
        for (mask, state) in self.masks.iter().zip(without) {
            let mut fails = events.fails.clone();
            mask.fail(plan, &mut fails);
            path.run_date_by_date(self, &events, (0..plan.dates, &fails), state, &mut Nothing)?;
        }
        self.eventless = eventless;
        Ok(())
    }

    /// Lets a path start from a state: what is known of it beside what the pool pays.
    #[inline]
    fn start(&self, state: &mut State, events: &Events) {
        state.set_failures(self.failures(events));
        if let Some(exercises) = events.exercises_call {
            state.exercises_call = exercises;
        }
        if !events.ratings.is_empty() {
            state.ratings.clone_from(&events.ratings);
        }
    }

    /// Pays out what comes in on some dates.
    #[inline]
    fn run(
        &self,
        inflow: Inflow<'_>,
        (dates, fails): (Range<usize>, &[Failure]),
        state: &mut State,
        recorder: &mut impl Recorder,
    ) -> Result<(), CashNotConserved> {
        let plan = &self.plan;
        match self.terms {
            Terms::Plain => waterfall::run::<false, false>(plan, inflow, dates, fails, state, recorder),
            Terms::OfOthers => waterfall::run::<false, true>(plan, inflow, dates, fails, state, recorder),
            Terms::Rare => waterfall::run::<true, true>(plan, inflow, dates, fails, state, recorder),
        }
    }

    /// By party that can fail, when it does, where a condition or a fee goes by that; otherwise nothing.
    #[inline]
    fn failures<'a>(&self, events: &'a Events) -> &'a [Failure] {
        if self.asks_failures { events.failures() } else { &[] }
    }

    /// How the path without events ends.
    pub(crate) fn last_state(&self) -> &State {
        &self.eventless.states[self.plan.dates]
    }

    /// Does nothing happen that shows on any date?
    #[inline]
    pub(crate) fn is_calm(&self, events: &Events) -> bool {
        events.defaults.is_empty()
            && self.first_failure(&events.fails) == self.plan.dates
            && self.servicer_failure(events).is_none()
    }

    /// The first date on which a party's failure can show, whatever the pool pays.
    #[inline]
    fn first_failure(&self, fails: &[Failure]) -> usize {
        let shows =
            self.shows.iter().zip(fails).filter(|(shows, _)| **shows).map(|(_, failure)| failure.date);
        shows.min().unwrap_or(self.plan.dates)
    }
}

impl Path {
    /// Pays out what was collected from a date on which no event has shown before; the state at the fork is kept, for
    /// [`distribute_without`](Path::distribute_without).
    ///
    /// The fork is the first maturity, or the first call on a guarantor of loans if that is sooner. Before the first maturity only interest
    /// and costs can be called for, which hardly ever are. Before its first call a guaranteed loan is late, whoever will pay for it.
    #[inline]
    pub(crate) fn distribute(
        &mut self,
        cash: &CashFlowPlan,
        events: &Events,
        from: usize,
        recorder: &mut impl Recorder,
    ) -> Result<(), CashNotConserved> {
        let called = if cash.guarantees.is_empty() { cash.plan.dates } else { self.guarantees.books.first };
        self.fork = cash.plan.first_maturity.min(called).clamp(from, cash.plan.dates);
        self.state.copy_from(&cash.eventless.states[from]);
        cash.start(&mut self.state, events);
        // The first path makes the room for all.
        if self.fork > from || self.forked.notes.is_empty() {
            self.run(cash, events, from..self.fork, recorder)?;
            self.forked.copy_from(&self.state);
        }
        self.run(cash, events, self.fork..cash.plan.dates, recorder)
    }

    #[inline]
    fn run(
        &mut self,
        cash: &CashFlowPlan,
        events: &Events,
        dates: Range<usize>,
        recorder: &mut impl Recorder,
    ) -> Result<(), CashNotConserved> {
        if cash.plan.reacts {
            let mut state = std::mem::take(&mut self.state);
            let ran = self.run_date_by_date(cash, events, (dates, &events.fails), &mut state, recorder);
            self.state = state;
            return ran;
        }
        let inflow = self.incoming.inflow(&self.custody.lost);
        cash.run(inflow, (dates, &events.fails), &mut self.state, recorder)
    }

    /// Pays out again under every mask that takes somebody away who was called: from the fork on, or from `from` on if that
    /// was before it; where there is such a call even without events, from closing on.
    #[inline]
    pub(crate) fn distribute_without(
        &mut self,
        cash: &CashFlowPlan,
        events: &Events,
        from: usize,
    ) -> Result<(), CashNotConserved> {
        self.without.resize_with(cash.masks.len(), State::default);
        self.differs.clear();
        for (i, mask) in cash.masks.iter().enumerate() {
            let differs = self.state.relies_on(&cash.plan, |giver| mask.takes_away(giver));
            self.differs.push(differs);
            if differs {
                self.run_without(cash, *mask, i, events, from)?;
            }
        }
        Ok(())
    }

    #[inline(never)]
    fn run_without(
        &mut self,
        cash: &CashFlowPlan,
        mask: Without,
        index: usize,
        events: &Events,
        from: usize,
    ) -> Result<(), CashNotConserved> {
        self.fails.clone_from(&events.fails);
        mask.fail(&cash.plan, &mut self.fails);
        let pays_less = cash.guarantees.any_of(|giver| mask.takes_away(giver));
        if pays_less && !cash.plan.reacts {
            self.collect_without(cash, events, mask);
        }
        let (plan, dates, state) = (&cash.plan, cash.plan.dates, &mut self.without[index]);
        let relies = |state: &State| state.relies_on(plan, |giver| mask.takes_away(giver));
        let forked = if self.fork > from { &self.forked } else { &cash.eventless.states[from] };
        // Where guarantors will pay and nothing else is to come, the plan may have ended without them.
        let has_ended = pays_less && forked.owes_nothing() && forked.end.is_none();
        let start = match relies(forked) || has_ended {
            true if relies(cash.last_state()) => 0,
            true => from,
            false => self.fork,
        };
        state.copy_from(if start == self.fork { forked } else { &cash.eventless.states[start] });
        cash.start(state, events);
        if plan.reacts {
            // What was collected last was so for others who stand behind.
            self.collected_after = None;
            let (mut state, fails) = (std::mem::take(state), std::mem::take(&mut self.fails));
            let ran = self.run_date_by_date(cash, events, (start..dates, &fails), &mut state, &mut Nothing);
            (self.without[index], self.fails) = (state, fails);
            return ran;
        }
        let incoming = if pays_less { &self.masked } else { &self.incoming };
        let inflow = incoming.inflow(&self.custody.lost);
        cash.run(inflow, (start..dates, &self.fails), state, &mut Nothing)
    }

    /// The state after the last date.
    #[inline]
    pub(crate) fn state(&self) -> &State {
        &self.state
    }

    /// By mask: the state after the last date without those, once that has been [paid out](Path::distribute_without); where
    /// there is no such mask, nobody stands behind the deal in any case.
    #[inline]
    pub(crate) fn without(&self, mask: usize) -> &State {
        match self.differs.get(mask) {
            Some(true) => &self.without[mask],
            _ => &self.state,
        }
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
        Path::run_all(cash, events, recorder).map(|path| path.state)
    }

    /// One whole path, from closing to the last date.
    ///
    /// # Errors
    /// [`CashNotConserved`] never, unless the library is wrong.
    pub(crate) fn run_all(
        cash: &CashFlowPlan,
        events: &Events,
        recorder: &mut impl Recorder,
    ) -> Result<Path, CashNotConserved> {
        let mut path = Path::default();
        path.collect(cash, events);
        path.distribute(cash, events, 0, recorder)?;
        Ok(path)
    }
}
