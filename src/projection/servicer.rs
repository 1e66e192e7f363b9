//! What came of a servicer that failed.

use std::fmt;

use super::entries::EntryKind;
use super::report::Projection;
use crate::calendar::Date;
use crate::deal::ResolvedDeal;
use crate::money::Money;
use crate::path::Events;
use crate::servicing::Commingled;
use crate::waterfall::State;

/// The failure of the servicer: when, and what of collections was lost by it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct ServicerReport {
    /// Who failed.
    pub servicer: String,
    /// On which day.
    pub failed: Date,
    /// From which day on borrowers pay the plan.
    #[doc(alias = "权利完善")]
    pub redirected: Date,
    /// What was paid to it and is lost to the plan.
    #[doc(alias = "资金混同")]
    pub lost: Commingled,
    /// What its estate paid of that within the life of the plan.
    pub returned: Money,
    /// Who services the pool from then on, if anybody is named.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub backup: Option<String>,
}

/// What came of the servicer on a path, as its projection tells it; `None` if it did not fail by the last date.
pub(super) fn report(
    deal: &ResolvedDeal,
    events: &Events,
    last: &State,
    projection: &Projection,
) -> Option<ServicerReport> {
    deal.cash.servicer_failure(events)?;
    let (_, handover) = deal.cash.handover(events, last.reaction)?;
    let (servicing, mut lost) = (&deal.definition().servicing, Commingled::default());
    for date in projection.dates.iter().map(|date| date.commingled) {
        lost.interest += date.interest;
        lost.principal += date.principal;
    }
    let estate = projection.ledger.iter().filter(|entry| entry.kind == EntryKind::Estate);
    let backup = servicing.failure.as_ref().and_then(|failure| failure.backup.as_ref());
    Some(ServicerReport {
        servicer: servicing.servicer.clone(),
        failed: handover.fails,
        redirected: handover.redirected,
        lost,
        returned: estate.map(|entry| entry.amount).sum(),
        backup: backup.map(|backup| backup.party.clone()),
    })
}

/// In a sentence without its full stop.
impl fmt::Display for ServicerReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ServicerReport { servicer, failed, redirected, lost, returned, backup } = self;
        write!(
            f,
            "{servicer}, the servicer, failed on {failed}: {} paid to it is lost, {} of it principal; its estate paid {returned}; \
             from {redirected} on borrowers pay the plan",
            lost.cash(),
            lost.principal
        )?;
        backup.iter().try_for_each(|backup| write!(f, "; {backup} services the pool"))
    }
}
