//! What the numbers of a result are of: all that it says of a deal.

use super::amounts::Amounts;
use super::measures::Measure;
use super::outcome::Roles;
use crate::calendar::Date;
use crate::deal::{DealIdentity, Note, ResolvedDeal};
use crate::measure::years_between;
use crate::money::Money;
use crate::waterfall::Price;

/// What the numbers of a result are of.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub(super) struct Layout {
    /// Tells the results of different deals apart, and those of different versions of one. It is asked nothing else.
    #[cfg_attr(feature = "serde", serde(skip))]
    pub(super) origin: DealIdentity,
    /// The name of the deal.
    pub(super) deal: String,
    /// In the order of the deal.
    pub(super) notes: Vec<NoteLayout>,
    /// By support: what it is called.
    pub(super) supports: Vec<String>,
    /// By mask: the party without whose supports the deal is looked at; `None` where nobody stands behind it.
    pub(super) masks: Vec<Option<String>>,
    /// The giver of the first support; empty if there is none.
    giver: String,
    pub(super) servicer: String,
    /// Does the servicer charge the plan any fee?
    pub(super) servicer_charges: bool,
    /// Can it fail?
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "std::ops::Not::not"))]
    pub(super) servicer_can_fail: bool,
    /// The originator, where it has something at stake.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub(super) originator: Option<String>,
    /// How many loans the pool has.
    pub(super) loans: usize,
    /// The payment dates.
    pub(super) dates: Vec<Date>,
    /// Years from closing to every payment date.
    pub(super) years: Vec<f64>,
    pub(super) measures: Vec<Measure>,
    /// What is counted of what the deal does not have.
    #[cfg_attr(feature = "serde", serde(skip, default = "nothing"))]
    pub(super) nothing: Amounts,
}

/// One class of notes.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub(super) struct NoteLayout {
    pub(super) name: String,
    /// The amount issued.
    pub(super) amount: Money,
    /// The price that its buyers pay.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Price::is_par"))]
    pub(super) price: Price,
    pub(super) is_subordinated: bool,
    /// Has it interest that is due on every date, and not only when its principal is?
    pub(super) has_coupon: bool,
}

/// The distribution of what is never anything.
fn nothing() -> Amounts {
    Amounts::new(0, 0, 0)
}

impl Layout {
    /// That of a deal of which this is counted.
    pub(super) fn of(deal: &ResolvedDeal, roles: &Roles, measures: Vec<Measure>) -> Layout {
        let definition = deal.definition();
        let dates: Vec<Date> = deal.periods().iter().map(|period| period.payment).collect();
        let note = |(i, note): (usize, &Note)| NoteLayout {
            name: note.name.clone(),
            amount: note.amount,
            price: note.price,
            is_subordinated: !roles.seniors.contains(&i),
            has_coupon: note.coupon.is_some() && deal.plan().notes[i].interest_required_from == 0,
        };
        Layout {
            origin: deal.identity.clone(),
            deal: definition.name.clone(),
            notes: definition.notes.iter().enumerate().map(note).collect(),
            supports: roles.supports.clone(),
            masks: roles.masks.clone(),
            giver: definition.supports.first().map_or(String::new(), |support| support.by.clone()),
            servicer: definition.servicing.servicer.clone(),
            servicer_charges: !roles.servicer_fees.is_empty(),
            servicer_can_fail: roles.servicer_can_fail,
            originator: roles.originator.as_ref().map(|stake| stake.name.clone()),
            loans: definition.pool.loans().len(),
            years: dates.iter().map(|date| years_between(definition.closing, *date)).collect(),
            dates,
            measures,
            nothing: nothing(),
        }
    }

    /// The mask of a party: where it alone gives supports, that of everybody.
    pub(super) fn mask(&self, party: &str) -> Option<usize> {
        let own = self.masks.iter().position(|mask| mask.as_deref() == Some(party));
        own.or_else(|| (self.masks.len() == 1 && self.giver == party).then_some(0))
    }
}
