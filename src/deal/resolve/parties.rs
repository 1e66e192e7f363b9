//! Whether parties may do what the deal has them do.

use super::errors::Errors;
use super::names::DealNames;
use crate::deal::error::Problem;
use crate::deal::{Deal, Role};

/// Checks that the servicer and the enhancer are parties with those roles.
pub(super) fn check(deal: &Deal, names: &DealNames, errors: &mut Errors) {
    let mut has_role = |place: &'static str, name: &str, role: Role| {
        let Some(party) = errors.take(place, names.parties.find(name)) else { return };
        if !deal.parties[party].roles.contains(&role) {
            errors.add(place, Problem::MissingRole { party: name.into(), role });
        }
    };
    has_role("servicing", &deal.servicing.servicer, Role::Servicer);
    if let Some(undertaking) = &deal.undertaking {
        has_role("undertaking", &undertaking.by, Role::ShortfallPayer);
    }
}
