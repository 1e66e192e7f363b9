//! One path of a simulation: drawn from its own stream, run through the deal, counted.

use super::SimulationError;
use super::tally::{Severity, Tally};
use crate::credit::{PathRng, market};
use crate::deal::ResolvedDeal;
use crate::ledger::AccountId;
use crate::money::Money;
use crate::scenario::{Events, Workspace};
use crate::servicing::LoanDefault;
use crate::waterfall::{self, CashNotConserved, Nothing, State};

/// Runs paths one after the other, in the same space.
pub(super) struct Simulator<'a> {
    deal: &'a ResolvedDeal,
    seed: u64,
    roles: Roles,
    events: Events,
    workspace: Workspace,
    /// The path's state had nobody stood behind the deal.
    alone: State,
    /// The first date on which principal falls due.
    first_maturity: usize,
    missed: Vec<bool>,
    tally: Tally,
}

/// Whose account is whose.
#[derive(Clone, Debug)]
struct Roles {
    /// The holders of the first note; the others follow.
    first_holders: usize,
    servicer: AccountId,
    /// The fees that the servicer receives.
    servicer_fees: Vec<usize>,
}

impl ResolvedDeal {
    /// Draws a path: first the market, then the enhancer, then the loans.
    #[inline]
    pub(crate) fn draw(&self, seed: u64, path: u64, events: &mut Events) {
        let mut rng = PathRng::for_path(seed, path);
        let market = market(rng.uniform());
        let own = rng.uniform();
        let fails = self.enhancer.as_ref().and_then(|name| name.first_default(market, own));
        events.enhancer_fails = fails.unwrap_or(self.plan.dates);
        events.defaults.clear();
        self.sampler.sample(market, &mut rng, |loan, instalment| {
            let (loan, instalment) = (loan as u32, instalment as u32);
            events.defaults.push(LoanDefault { loan, instalment, pays_interest: false });
        });
    }
}

impl<'a> Simulator<'a> {
    pub(super) fn new(deal: &'a ResolvedDeal, seed: u64) -> Result<Simulator<'a>, SimulationError> {
        Ok(Simulator {
            deal,
            seed,
            roles: Roles::of(deal),
            // Room for every loan to default, so that no path has to ask for more.
            events: Events { defaults: Vec::with_capacity(deal.loans.len()), enhancer_fails: 0 },
            workspace: Workspace::default(),
            alone: State::default(),
            first_maturity: deal.plan.first_maturity(),
            missed: vec![false; deal.plan.notes.len()],
            tally: Tally::new(deal)?,
        })
    }

    pub(super) fn into_tally(self) -> Tally {
        self.tally
    }

    /// Runs and counts one path.
    #[inline]
    pub(super) fn run(&mut self, path: u64) -> Result<(), CashNotConserved> {
        self.deal.draw(self.seed, path, &mut self.events);
        self.workspace.collect(self.deal, &self.events);
        let from = self.deal.first_change(&self.events);
        self.distribute(path, from)?;
        let (defaulted, lost) = self.pool_loss();
        let called = self.workspace.state.recourse.called > Money::ZERO;
        self.tally.add(&Outcome {
            deal: self.deal,
            roles: &self.roles,
            path,
            state: &self.workspace.state,
            alone: if called { &self.alone } else { &self.workspace.state },
            missed: &self.missed,
            defaults: self.events.defaults.len(),
            defaulted,
            lost,
        });
        Ok(())
    }

    /// Pays out from the first date on that the events can change; and again without the enhancer, if it was called.
    ///
    /// Before the first maturity only interest can be called for, which hardly ever is. So the two worlds part there:
    /// the state is kept, and the second one starts from it.
    #[inline]
    fn distribute(&mut self, path: u64, from: usize) -> Result<(), CashNotConserved> {
        let (deal, events, dates) = (self.deal, &self.events, self.deal.plan.dates);
        let parting = self.first_maturity.clamp(from, dates);
        let mut counter = self.tally.flows.of_path(path, from, &mut self.missed);
        self.workspace.state.copy_from(&deal.baseline[from]);
        self.workspace.distribute(deal, from..parting, events, &mut counter)?;
        self.alone.copy_from(&self.workspace.state);
        self.workspace.distribute(deal, parting..dates, events, &mut counter)?;
        if self.workspace.state.recourse.called.is_zero() {
            return Ok(());
        }
        let mut start = parting;
        if !self.alone.recourse.called.is_zero() {
            start = deal.first_change(&Events { enhancer_fails: 0, ..Events::default() }).min(from);
            self.alone.copy_from(&deal.baseline[start]);
        }
        waterfall::run(&deal.plan, &self.workspace.periods, start..dates, 0, &mut self.alone, &mut Nothing)
    }

    fn pool_loss(&self) -> (Money, Money) {
        self.events.defaults.iter().fold((Money::ZERO, Money::ZERO), |(defaulted, lost), default| {
            let (outstanding, recovery) = self.deal.collections.loss(*default);
            (defaulted + outstanding, lost + (outstanding - recovery))
        })
    }
}

impl Roles {
    fn of(deal: &ResolvedDeal) -> Roles {
        let definition = deal.definition();
        let servicer = &definition.servicing.servicer;
        let party = definition.parties.iter().position(|party| party.name == *servicer).unwrap_or(0);
        let fees = definition.fees.iter().enumerate();
        Roles {
            first_holders: deal.plan.first_holders(),
            servicer: AccountId::after_fixed(party),
            servicer_fees: fees.filter(|(_, fee)| fee.payee == *servicer).map(|(i, _)| i).collect(),
        }
    }
}

/// What a path came to.
pub(super) struct Outcome<'a> {
    deal: &'a ResolvedDeal,
    roles: &'a Roles,
    path: u64,
    pub(super) state: &'a State,
    /// The final state had nobody stood behind the deal.
    alone: &'a State,
    pub(super) missed: &'a [bool],
    pub(super) defaults: usize,
    /// Principal outstanding on loans at their default.
    pub(super) defaulted: Money,
    /// What of that was not recovered.
    pub(super) lost: Money,
}

impl Outcome<'_> {
    pub(super) fn loss(&self, note: usize) -> Money {
        unpaid(self.state, note)
    }

    pub(super) fn loss_alone(&self, note: usize) -> Money {
        unpaid(self.alone, note)
    }

    pub(super) fn received(&self, note: usize) -> Money {
        self.state.ledger.balance(AccountId::at(self.roles.first_holders + note))
    }

    pub(super) fn servicer_received(&self) -> Money {
        self.state.ledger.balance(self.roles.servicer)
    }

    pub(super) fn servicer_unpaid(&self) -> Money {
        self.roles.servicer_fees.iter().map(|&fee| self.state.fees_due[fee]).sum()
    }

    pub(super) fn severity(&self) -> Severity {
        let notes = self.deal.plan.notes.iter().enumerate();
        let senior = notes.filter(|(_, note)| !note.kind.is_subordinated());
        Severity {
            senior_loss_alone: senior.map(|(note, _)| self.loss_alone(note)).sum(),
            pool_loss: self.lost,
            path: std::cmp::Reverse(self.path),
        }
    }
}

fn unpaid(state: &State, note: usize) -> Money {
    state.notes[note].balance + state.notes[note].interest_due
}
