//! One path as a guarantor sees it: as promised, as performed, had it failed independently, had a firm not defaulted.

use super::charge::Charge;
use super::later_plan::Later;
use super::path_flows::PathFlows;
use super::stake::Stake;
use crate::credit::{Failure, PathDraws};
use crate::money::Money;
use crate::path::{Events, Path};
use crate::simulation::SimulationError;
use crate::waterfall::CashNotConserved;

/// Runs paths one after the other, in the same space.
pub(super) struct Runner<'a> {
    stake: &'a Stake<'a>,
    seed: u64,
    events: Events,
    limits: Vec<u64>,
    path: Path,
    /// By [`View`].
    flows: [PathFlows; 4],
    seen: Seen,
}

/// How a path is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum View {
    Promised,
    Performed,
    Independent,
    Without,
}

/// What a path came to, beside its flows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Seen {
    /// The present value of what is paid less what comes back, as promised, in fen.
    pub(super) net: i64,
    /// That without each of the excluded firms.
    pub(super) without: Vec<i64>,
    /// What comes back after the last date, as promised.
    pub(super) later: Later,
    pub(super) calls: Calls,
    /// Does it pay less as performed than as promised?
    differs: bool,
    /// The present value of its profit as promised and as performed, in fen, if its fee is told.
    pub(super) profit: Option<[i64; 2]>,
}

/// What a path that was paid out came to.
struct Paid {
    /// Would it be another path without the guarantor?
    matters: bool,
    /// Was it called?
    called: bool,
    /// What it left open, in fen, under all its supports together.
    open: i64,
}

/// What became of calls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Calls {
    /// Was it called?
    pub(super) called: bool,
    /// Did its failure leave a call open?
    pub(super) unanswered: bool,
    /// Would it have, had it failed independently?
    pub(super) unanswered_independent: bool,
}

impl<'a> Runner<'a> {
    pub(super) fn new(stake: &'a Stake<'a>, seed: u64) -> Runner<'a> {
        let defaults = Vec::with_capacity(stake.deal.collections().schedule().len());
        Runner {
            stake,
            seed,
            events: Events { defaults, ..Events::default() },
            limits: Vec::new(),
            path: Path::default(),
            flows: std::array::from_fn(|_| stake.eventless.clone()),
            seen: Seen::default(),
        }
    }

    /// What the path that was run last came to.
    pub(super) fn seen(&self) -> &Seen {
        &self.seen
    }

    /// What it pays and gets back on that path if it never fails.
    pub(super) fn promised(&self) -> &PathFlows {
        &self.flows[View::Promised as usize]
    }

    /// What it pays and gets back on that path with its failure.
    pub(super) fn performed(&self) -> &PathFlows {
        &self.flows[if self.seen.differs { View::Performed } else { View::Promised } as usize]
    }

    /// The defaults of that path.
    pub(super) fn events(&self) -> &Events {
        &self.events
    }

    /// Draws a path, on which the guarantor never fails; gives when it does.
    fn draw(&mut self, path: u64) -> Failure {
        let deal = self.stake.deal;
        deal.draw(self.seed, path, &mut self.limits, &mut self.events);
        std::mem::replace(&mut self.events.fails[self.stake.giver], Failure::never(deal.plan().dates))
    }

    /// Runs a path as promised only: the present value of what is paid less what comes back, in fen.
    ///
    /// # Errors
    /// [`SimulationError::CashNotConserved`] never, unless the library is wrong.
    pub(super) fn run_promised(&mut self, path: u64) -> Result<i64, SimulationError> {
        let wrong = |error| SimulationError::CashNotConserved { path: Some(path), error };
        self.draw(path);
        self.pay(View::Promised, Failure::never(self.stake.deal.plan().dates)).map_err(wrong)?;
        Ok(self.net(View::Promised))
    }

    /// Runs a path in every view in which it is another.
    ///
    /// # Errors
    /// [`SimulationError::CashNotConserved`] never, unless the library is wrong.
    pub(super) fn run(&mut self, path: u64) -> Result<(), SimulationError> {
        let wrong = |error| SimulationError::CashNotConserved { path: Some(path), error };
        let (fails, never) = (self.draw(path), Failure::never(self.stake.deal.plan().dates));
        let Paid { matters, called, open } = self.pay(View::Promised, never).map_err(wrong)?;
        self.seen.net = self.net(View::Promised);
        self.look_later();
        self.seen.differs = matters && fails.date < never.date;
        self.seen.calls = Calls { called, ..Calls::default() };
        if self.seen.differs {
            self.seen.calls.unanswered = self.pay(View::Performed, fails).map_err(wrong)?.open > open;
        }
        if called && let Some(fails) = self.independent_failure(path) {
            self.seen.calls.unanswered_independent =
                self.pay(View::Independent, fails).map_err(wrong)?.open > open;
        }
        self.events.fails[self.stake.giver] = never;
        self.seen.profit = self.stake.charge.as_ref().map(|charge| self.profit(charge, fails.date));
        self.run_without().map_err(wrong)
    }

    /// When it would fail by its own draw alone.
    fn independent_failure(&self, path: u64) -> Option<Failure> {
        let draws = PathDraws::of(self.seed, path);
        let market = draws.normal(self.stake.deal.market);
        self.stake.independent.as_ref()?.failure(&draws, market)
    }

    /// As promised and as performed.
    fn profit(&self, charge: &Charge, fails: usize) -> [i64; 2] {
        let discounts = &self.stake.dates.discounts;
        let of = |flows: &PathFlows, fails| charge.profit(&flows.own, &flows.base, fails, discounts);
        [of(self.promised(), discounts.len()), of(self.performed(), fails)]
    }

    /// Runs the path again without each excluded firm that defaults on it.
    fn run_without(&mut self) -> Result<(), CashNotConserved> {
        let (stake, dates) = (self.stake, self.stake.deal.plan().dates);
        self.seen.without.clear();
        for excluded in &stake.excluded {
            let mut net = self.seen.net;
            if excluded.defaults_in(&self.events) {
                let without = excluded.without(&self.events, dates);
                let all = std::mem::replace(&mut self.events, without);
                self.pay(View::Without, Failure::never(dates))?;
                self.events = all;
                net = self.net(View::Without);
            }
            self.seen.without.push(net);
        }
        Ok(())
    }

    fn net(&self, view: View) -> i64 {
        self.flows[view as usize].own.present_value(&self.stake.dates.discounts)
    }

    /// What comes back after the last date of the path run last, as promised.
    fn look_later(&mut self) {
        let (stake, path) = (self.stake, (self.path.state(), &self.events));
        let sharing = &self.flows[View::Promised as usize].sharing;
        stake.later.look(stake.deal, stake.giver, path, sharing, &mut self.seen.later);
    }

    /// Pays out what was drawn, with the guarantor failing from this date on.
    fn pay(&mut self, view: View, fails: Failure) -> Result<Paid, CashNotConserved> {
        let stake = self.stake;
        let (cash, plan) = (&stake.deal.cash, stake.deal.plan());
        self.events.fails[stake.giver] = fails;
        let change = self.path.collect(cash, &self.events);
        // Before its first event a path is that without events: where it is called or paid on that, all of it is run.
        let from = if stake.matters_without_events { 0 } else { change.from };
        let flows = &mut self.flows[view as usize];
        flows.start(&stake.eventless.base);
        self.path.distribute(cash, &self.events, from, flows)?;
        let state = self.path.state();
        let open = stake.supports.iter().map(|&support| state.supports[support].recourse.unanswered);
        let is_own = |other| other == stake.giver;
        let (matters, called) = (state.relies_on(plan, is_own), state.has_called(plan, is_own));
        Ok(Paid { matters, called, open: open.map(Money::fen).sum() })
    }
}
