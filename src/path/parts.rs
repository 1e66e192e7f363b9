//! Paths on which parts of loans default: those of a deal in whose pool each part is a loan of its own.

use super::{CashFlowPlan, Eventless, Events};
use crate::servicing::{Cut, CutOff, PathDays, Reaction, StandIns};
use crate::waterfall::Plan;

/// A deal whose pool is in parts, for one path.
#[derive(Clone, Debug)]
pub(crate) struct InParts {
    pub(crate) cash: CashFlowPlan,
    /// What happens on the path: the whole defaults, and behind them those of the parts.
    pub(crate) events: Events,
    /// By cut. Which parts are its own is counted from the first of them.
    pub(crate) cuts: Vec<CutOff>,
}

impl CashFlowPlan {
    /// This deal with its pool in parts, where the loans of these events default whole, and the pool in part. The cuts are in order of
    /// their days. Nothing that events of the deal do changes which part is whose: instalments wait only for the servicer's failure.
    pub(crate) fn in_parts(&self, cuts: &[Cut], events: &Events) -> InParts {
        let moved = self.handover(events, Reaction::default());
        let days = PathDays { plan: &self.collections, moved };
        let (guarantees, repurchases) = (&self.guarantees, &self.repurchases);
        let stand_ins = StandIns { guarantees, repurchases, failures: events.failures() };
        let parts = days.in_parts(cuts, &events.defaults, stand_ins);
        let mut events = events.clone();
        events.defaults.extend_from_slice(&parts.defaults);
        let cash = CashFlowPlan {
            guarantees: guarantees.in_parts(&parts.of),
            custody: self.custody.as_ref().map(|custody| custody.in_parts(&parts.of)),
            plan: Plan { vat: self.plan.vat.in_parts(&parts), ..self.plan.clone() },
            masks: self.masks.clone(),
            shows: self.shows.clone(),
            asks_failures: self.asks_failures,
            terms: self.terms,
            // Only `run_all` may be asked of it, from closing on: there is no other path of it to start from.
            eventless: Eventless { states: vec![self.eventless.states[0].clone()], without: Vec::new() },
            repurchases: parts.repurchases,
            collections: parts.collections,
        };
        InParts { cash, events, cuts: parts.cuts }
    }
}
