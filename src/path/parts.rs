//! Paths on which parts of loans default, and are walked loan by loan.

use super::{CashFlowPlan, Events, Path};
use crate::money::Money;
use crate::servicing::{Cut, Inflow, PathDays, Reaction, Receipt, Walked};
use crate::waterfall::{CashNotConserved, Recorder, State};

/// What comes in on such a path.
struct InParts {
    walked: Walked,
    taxes: Vec<Money>,
    estate: Option<Receipt>,
}

impl CashFlowPlan {
    /// What the pool pays where the loans of these events default whole, and the pool in part. The cuts are in order of their days.
    pub(crate) fn walk(&self, cuts: &[Cut], events: &Events) -> Walked {
        self.walk_after(cuts, events, Reaction::default()).walked
    }

    /// What comes in where loans default whole and in part, given what events of the deal have done by now.
    fn walk_after(&self, cuts: &[Cut], events: &Events, reaction: Reaction) -> InParts {
        let moved = self.handover(events, reaction);
        let days = PathDays { plan: &self.collections, moved };
        let walked = days.walk(&events.defaults, cuts, self.plan.kind_of());
        let estate = moved.and_then(|(custody, handover)| custody.estate(handover, &walked.lost));
        InParts { taxes: self.plan.taxes_of(&walked.by_kind), estate, walked }
    }
}

impl Path {
    /// One whole path, from closing to the last date: its last state, and what the pool came to. Once an event changes collections, those
    /// of the dates to come are worked out again.
    ///
    /// # Errors
    /// [`CashNotConserved`] never, unless the library is wrong.
    pub(crate) fn run_in_parts(
        cash: &CashFlowPlan,
        cuts: &[Cut],
        events: &Events,
        recorder: &mut impl Recorder,
    ) -> Result<(State, Walked), CashNotConserved> {
        let mut state = cash.eventless.states[0].clone();
        cash.start(&mut state, events);
        let (mut reaction, mut brought) = (state.reaction, cash.walk_after(cuts, events, state.reaction));
        for date in 0..cash.plan.dates {
            if state.reaction != reaction {
                reaction = state.reaction;
                brought = cash.walk_after(cuts, events, reaction);
            }
            let InParts { walked, taxes, estate } = &brought;
            let (borrowers, lost, others) = (&walked.periods, &walked.lost, estate.as_slice());
            let inflow = Inflow { borrowers, others, recourse: &[], lost, taxes };
            cash.run(inflow, (date..date + 1, &events.fails), &mut state, recorder)?;
        }
        Ok((state, brought.walked))
    }
}
