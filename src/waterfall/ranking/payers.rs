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
            None => {
                let earlier = self.full;
                self.full = earlier.or(Some(step));
                earlier
            }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Date;

    #[test]
    fn what_is_paid_always_and_what_is_paid_twice() {
        let day = Condition::From(Date::constant(2026, 6, 20));
        let event = Condition::Happened("event".into());
        let not_yet = Condition::not(day.clone());
        type Written<'a> = &'a [Option<&'a Condition>];
        let cases: [(&str, Written<'_>, Option<usize>, bool); 8] = [
            ("a step", &[None], None, true),
            ("two steps", &[None, None], Some(1), true),
            ("one with a condition", &[Some(&day)], None, false),
            ("and one below it without", &[Some(&day), None], None, true),
            ("or above it", &[None, Some(&day)], Some(1), true),
            ("and one for when it does not hold", &[Some(&day), Some(&not_yet)], None, true),
            ("and two more", &[Some(&day), Some(&not_yet), Some(&event)], None, false),
            ("and the same again", &[Some(&day), Some(&day)], Some(1), false),
        ];
        for (what, steps, earlier, always) in cases {
            let mut payers = Payers::default();
            let last = (1..).zip(steps).map(|(number, when)| payers.add(number, *when)).last();
            assert_eq!((last.flatten(), payers.pay_always()), (earlier, always), "{what}");
            assert_eq!(payers.first(), Some(1), "{what}");
        }
    }
}
