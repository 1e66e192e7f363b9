//! What the originator has at stake, beside its loans: what it keeps of the notes, stands behind, and buys back.

use super::estimate::Estimate;
use super::measures::Kind;
use super::{Distribution, Risk};
use crate::deal::ResolvedDeal;
use crate::ledger::AccountId;
use crate::money::Money;

/// The one originator of a deal, where it keeps notes, gives supports, pays into reserves, buys loans back or may buy what is left of the
/// pool.
#[derive(Clone, Debug)]
pub(super) struct Stake {
    pub(super) name: String,
    pub(super) account: AccountId,
    /// The notes that it keeps, and the supports that it gives.
    pub(super) notes: Vec<usize>,
    pub(super) supports: Vec<usize>,
    pub(super) buys_pool: bool,
    /// What it pays into reserves at closing.
    pub(super) paid_in: Money,
    /// Does it service the pool too?
    pub(super) services: bool,
}

impl Stake {
    /// `None` where the originator has nothing at stake, or there is not one.
    pub(super) fn of(deal: &ResolvedDeal) -> Option<Stake> {
        let (definition, plan) = (deal.definition(), deal.plan());
        let number = definition.originator().ok()?;
        let (account, name) = (plan.chart.party(number), definition.parties[number].name.clone());
        let is_its = |by: Option<&String>| by == Some(&name);
        let notes = definition.notes.iter().enumerate().filter(|(_, note)| is_its(note.held_by.as_ref()));
        let supports =
            definition.supports.iter().enumerate().filter(|(_, support)| is_its(Some(&support.by)));
        let stake = Stake {
            account,
            notes: notes.map(|(i, _)| i).collect(),
            supports: supports.map(|(i, _)| i).collect(),
            paid_in: plan.paid_in_by(account),
            buys_pool: is_its(definition.clean_up.as_ref().map(|call| &call.by)),
            services: definition.servicing.servicer == name,
            name,
        };
        let has_any = !stake.notes.is_empty() || !stake.supports.is_empty() || stake.buys_pool;
        (has_any || !stake.paid_in.is_zero() || !deal.cash.repurchases.is_empty()).then_some(stake)
    }
}

/// What the originator gets from the plan and pays to it, where it has something at stake beside the loans that it made: notes that it
/// keeps, supports that it gives, reserves that it pays into, loans that it buys back, or what is left of the pool.
#[derive(Clone, Copy, Debug)]
pub struct OriginatorRisk<'a> {
    pub(super) risk: &'a Risk,
    pub(super) name: &'a str,
}

impl<'a> OriginatorRisk<'a> {
    /// Its name.
    pub fn name(&self) -> &'a str {
        self.name
    }

    /// Everything it received, in yuan: on the notes that it keeps, fees, the residual, and what it was repaid under its supports. What it
    /// still held of borrowers' payments when it failed as the servicer is none of it.
    pub fn received(&self) -> Distribution<'a> {
        self.risk.distribution(Kind::OriginatorReceived)
    }

    /// Everything it paid, in yuan: into reserves, for loans that it bought back, for what was left of the pool, and under its supports.
    pub fn paid(&self) -> Distribution<'a> {
        self.risk.distribution(Kind::OriginatorPaid)
    }

    /// The mean of what it received less what it paid, in yuan. The errors of the two are added.
    pub fn net(&self) -> Estimate {
        let (received, paid) = (self.received().mean(), self.paid().mean());
        Estimate { value: received.value - paid.value, error: received.error + paid.error }
    }
}
