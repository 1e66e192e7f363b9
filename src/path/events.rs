//! What happens on a path, and without whom it is looked at.

use crate::credit::{Failure, Rated};
use crate::servicing::LoanDefault;
use crate::waterfall::Plan;

/// What happens on one path: who defaults when, and from when the parties that can fail have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Events {
    pub(crate) defaults: Vec<LoanDefault>,
    /// By party that can fail: from when on it does not pay.
    pub(crate) fails: Vec<Failure>,
    /// By party that can fail: when it fails, where supports are looked away from, which is no failure; otherwise empty.
    pub(crate) failures: Vec<Failure>,
    /// How parties are rated, in the order of the days; only a scenario says so.
    pub(crate) ratings: Vec<Rated>,
    /// Is a clean-up call exercised? As in a simulation of the deal, if it is not said.
    pub(crate) exercises_call: Option<bool>,
}

/// Whose supports a deal is looked at without: they count as failed before closing, and those behind them are called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Without {
    Everybody,
    /// The supports of one giver.
    Giver(usize),
}

impl Events {
    /// Everybody pays.
    pub(crate) fn none(plan: &Plan) -> Events {
        Events::failing(vec![Failure::never(plan.dates); plan.failing.len()])
    }

    /// Nobody defaults, and the parties that can fail do like this.
    pub(crate) fn failing(fails: Vec<Failure>) -> Events {
        Events { fails, ..Events::default() }
    }

    /// These events without some supports: their givers do not pay, but have not failed.
    pub(crate) fn looking_away(mut self, masks: &[Without], plan: &Plan) -> Events {
        if !masks.is_empty() {
            self.failures.clone_from(&self.fails);
        }
        masks.iter().for_each(|mask| mask.fail(plan, &mut self.fails));
        self
    }

    /// By party that can fail: when it does.
    pub(crate) fn failures(&self) -> &[Failure] {
        if self.failures.is_empty() { &self.fails } else { &self.failures }
    }
}

impl Without {
    /// Whom to look at a deal without, given how many parties give supports.
    pub(super) fn masks(givers: usize) -> Vec<Without> {
        match givers {
            0 => Vec::new(),
            1 => vec![Without::Everybody],
            _ => std::iter::once(Without::Everybody).chain((0..givers).map(Without::Giver)).collect(),
        }
    }

    #[inline]
    pub(crate) fn takes_away(self, giver: usize) -> bool {
        self == Without::Everybody || self == Without::Giver(giver)
    }

    /// Lets the givers that are taken away fail before the first date; not those that give nothing.
    pub(crate) fn fail(self, plan: &Plan, fails: &mut [Failure]) {
        let givers = fails.iter_mut().take(plan.givers.len()).enumerate();
        for (_, fails) in givers.filter(|(giver, _)| self.takes_away(*giver)) {
            *fails = Failure::BEFORE_CLOSING;
        }
    }
}
