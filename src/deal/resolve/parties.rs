//! Who does what: the parties that service the pool and stand behind the deal.

use super::errors::Errors;
use super::names::DealNames;
use crate::deal::error::Problem;
use crate::deal::{Deal, Role};
use crate::enhancement::SupportKind;
use crate::place::Place;

/// Who does what, by the number of the party.
pub(super) struct Roles {
    pub(super) servicer: usize,
    /// Who gives each support.
    pub(super) givers_of: Vec<usize>,
}

/// The role of those who give supports of a kind.
fn role_of(kind: SupportKind) -> Role {
    match kind {
        SupportKind::ShortfallUndertaking => Role::ShortfallPayer,
        SupportKind::PlanGuarantee | SupportKind::GuaranteeLetter => Role::Guarantor,
        SupportKind::LiquidityFacility => Role::LiquidityProvider,
        SupportKind::LoanGuarantee => Role::LoanGuarantor,
        SupportKind::ServicerAdvance => Role::Servicer,
    }
}

impl Roles {
    /// Finds the servicer and the givers of supports, and checks that they have those roles. Where there is no such party, which
    /// is reported, the first stands in.
    pub(super) fn of(deal: &Deal, names: &DealNames, errors: &mut Errors) -> Roles {
        let mut party = |place: Place, name: &str, role: Role| {
            let Some(party) = errors.take(place.clone(), names.parties.find(name)) else { return 0 };
            if !deal.parties[party].roles.contains(&role) {
                errors.add(place, Problem::MissingRole { party: name.into(), role });
            }
            party
        };
        let servicer = party("servicing".into(), &deal.servicing.servicer, Role::Servicer);
        let supports = deal.supports.iter();
        let givers_of =
            supports.map(|support| party(support.into(), &support.by, role_of(support.kind))).collect();
        for party in deal.parties.iter().filter(|party| party.after_failure.is_some()) {
            if deal.supports.iter().all(|support| support.by != party.name) {
                errors.add(party, Problem::NothingPaidLate);
            }
        }
        Roles { servicer, givers_of }
    }

    /// The parties that can fail, each once: those that give supports, in the order in which they are first called; then the servicer,
    /// if the deal says what its failure does; then those that buy.
    pub(super) fn failing(&self, deal: &Deal) -> Vec<usize> {
        let mut failing = self.givers();
        let has_terms = |party: &usize| *party != self.servicer || deal.servicing.failure.is_some();
        for party in std::iter::once(self.servicer).chain(deal.buyers()).filter(has_terms) {
            if !failing.contains(&party) {
                failing.push(party);
            }
        }
        failing
    }

    /// The parties that give supports, each once, in the order in which they are first called.
    pub(super) fn givers(&self) -> Vec<usize> {
        let mut givers = Vec::new();
        for party in &self.givers_of {
            if !givers.contains(party) {
                givers.push(*party);
            }
        }
        givers
    }
}
