//! What the originator has at stake, beside its loans: what it keeps of the notes, stands behind, and buys back.

use super::dealings::Dealings;
use super::estimate::Estimate;
use super::measures::Kind;
use super::{Distribution, Risk};
use crate::deal::{Note, ResolvedDeal};

/// The one originator of a deal, where it keeps notes, gives supports, pays into reserves, buys loans back or may buy what is left of the
/// pool.
#[derive(Clone, Debug)]
pub(super) struct Stake {
    pub(super) name: String,
    /// The notes that it keeps.
    pub(super) notes: Vec<usize>,
    pub(super) dealings: Dealings,
    /// Does it service the pool too?
    pub(super) services: bool,
}

impl Stake {
    /// `None` where the originator has nothing at stake, or there is not one.
    pub(super) fn of(deal: &ResolvedDeal) -> Option<Stake> {
        let definition = deal.definition();
        let number = definition.originator().ok()?;
        let (name, dealings) = (definition.parties[number].name.clone(), Dealings::of(deal, number));
        let is_kept = |(_, note): &(usize, &Note)| note.held_by.as_ref() == Some(&name);
        let notes: Vec<usize> = definition.notes.iter().enumerate().filter(is_kept).map(|(i, _)| i).collect();
        let has_any = !notes.is_empty() || dealings.are_there();
        has_any.then_some(Stake { name, notes, dealings, services: number == deal.servicer })
    }
}

/// What the originator gets from the plan and pays to it, where it has something at stake beside the loans that it made: notes that it
/// keeps, supports that it gives, reserves that it pays into, loans that it buys back, or what is left of the pool. Costs of the issue and
/// subsidies to it, outside of the plan, are the same on every path and not in it: a projection has them, and all the rest kind by kind.
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
