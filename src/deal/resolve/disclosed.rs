//! What the checks will read: names that must be those of parties, and waivers that must say why.

use super::Errors;
use super::names::DealNames;
use crate::deal::Deal;
use crate::deal::error::Problem;
use crate::names::listed_twice;
use crate::place::Place;

/// Checks the holders of notes, and the waivers.
pub(super) fn check(deal: &Deal, names: &DealNames, errors: &mut Errors) {
    for note in &deal.notes {
        let holder = note.held_by.as_ref();
        holder.and_then(|party| errors.take(note, names.parties.find(party)));
    }
    let rules: Vec<_> = deal.waivers.iter().map(|waiver| waiver.rule).collect();
    errors.add_all("waivers", listed_twice(&rules));
    for (i, waiver) in deal.waivers.iter().enumerate() {
        if waiver.because.trim().is_empty() {
            errors.add(Place::Nth { kind: "waiver", number: i + 1 }, Problem::NoReason(waiver.rule));
        }
    }
}
