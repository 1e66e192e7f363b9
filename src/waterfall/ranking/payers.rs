//! Which steps of an order pay one thing: in full, or under conditions.

use crate::waterfall::condition::Condition;

/// The steps that pay one thing, by their numbers from 1.
#[derive(Clone, Debug, Default)]
pub(super) struct Payers {
    /// That which pays it on every date.
    full: Option<usize>,
    /// Those that pay it under a condition.
    conditional: Vec<(usize, Condition)>,
}

impl Payers {
    /// Adds a step: gives the earlier one that leaves nothing for it, if there is one.
    pub(super) fn add(&mut self, step: usize, when: Option<&Condition>) -> Option<usize> {
        match when {
            None => self.full.replace(step),
            Some(condition) => {
                let earlier = self.conditional.iter().find(|(_, other)| other == condition);
                let earlier = self.full.or(earlier.map(|(earlier, _)| *earlier));
                self.conditional.push((step, condition.clone()));
                earlier
            }
        }
    }

    /// The step that pays it on every date.
    pub(super) fn full(&self) -> Option<usize> {
        self.full
    }

    /// The first that pays it on any.
    pub(super) fn first(&self) -> Option<usize> {
        self.full.into_iter().chain(self.conditional.iter().map(|(step, _)| *step)).min()
    }

    /// Is it paid on every date, by one step and no other that is called for what it is short? By a step without a condition, or
    /// by one of two, of which the one is taken if the other is not.
    pub(super) fn pay_always(&self) -> bool {
        match (self.full, self.conditional.as_slice()) {
            (Some(_), _) => true,
            (None, [(_, one), (_, other)]) => one.is_opposite(other),
            _ => false,
        }
    }
}
