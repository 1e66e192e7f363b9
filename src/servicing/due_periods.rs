//! The collection periods that due dates fall into: worked out once for every grid of due dates.

use crate::money::Money;

/// The collection periods of the due dates of one grid.
#[derive(Clone, Debug)]
pub(crate) struct DuePeriods {
    /// By instalment.
    periods: Vec<DuePeriod>,
    first: usize,
    /// For each period from the first one with an instalment to the one before the last: how many instalments fall due
    /// by its end.
    due_by_end: Vec<u32>,
    /// The periods in which more or fewer instalments fall due than in the one before, and by how many.
    changes: Vec<(usize, i64)>,
    /// Does one instalment fall due in every period, from the first to the last?
    one_a_period: bool,
}

/// When one instalment is collected, or recovered if it is the first to be missed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct DuePeriod {
    pub(crate) collected: u32,
    /// `None` if it would be recovered after the last period.
    pub(crate) recovered: Option<u32>,
}

impl DuePeriods {
    /// The periods of at least one instalment; those of later instalments are never before those of earlier ones.
    pub(crate) fn new(periods: Vec<DuePeriod>) -> DuePeriods {
        let collected = |at: usize| periods[at].collected as usize;
        let (first, last) = (collected(0), collected(periods.len() - 1));
        let due_by = |end: usize| periods.partition_point(|period| period.collected as usize <= end);
        let due_in = |period: usize| due_by(period) as i64 - period.checked_sub(1).map_or(0, due_by) as i64;
        let change = |period: usize| (period, due_in(period) - period.checked_sub(1).map_or(0, due_in));
        DuePeriods {
            first,
            due_by_end: (first..last).map(|period| due_by(period) as u32).collect(),
            changes: (first..last + 2).map(change).filter(|(_, by)| *by != 0).collect(),
            one_a_period: periods.len() == last - first + 1
                && (first..=last).all(|period| due_in(period) == 1),
            periods,
        }
    }

    /// When an instalment is collected or recovered.
    #[inline]
    pub(crate) fn of(&self, instalment: usize) -> DuePeriod {
        self.periods[instalment]
    }

    /// The period of the last instalment.
    #[inline]
    pub(crate) fn last(&self) -> usize {
        self.first + self.due_by_end.len()
    }

    /// How many instalments fall due by the end of a period that has one.
    #[inline]
    pub(crate) fn due_by_end(&self, period: usize) -> usize {
        self.due_by_end.get(period - self.first).map_or(self.periods.len(), |due| *due as usize)
    }

    /// The periods in which more or fewer instalments fall due than in the one before, and by how many.
    #[inline]
    pub(crate) fn changes(&self) -> &[(usize, i64)] {
        &self.changes
    }

    /// For each period from that of an instalment to the one before the last: adds to `column` what stands in `amounts`,
    /// by instalment, at the end of the period.
    #[inline]
    pub(crate) fn add_at_ends(&self, instalment: usize, amounts: &[Money], column: &mut [i64]) {
        let period = self.periods[instalment].collected as usize;
        let column = &mut column[period..self.last()];
        if self.one_a_period {
            // As below, but contiguous.
            let at_ends = &amounts[instalment + 1..];
            column.iter_mut().zip(at_ends).for_each(|(total, amount)| *total += amount.fen());
        } else {
            let due = &self.due_by_end[period - self.first..];
            column.iter_mut().zip(due).for_each(|(total, due)| *total += amounts[*due as usize].fen());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(collected: &[u32]) -> DuePeriods {
        DuePeriods::new(collected.iter().map(|&collected| DuePeriod { collected, recovered: None }).collect())
    }

    #[test]
    fn changes_say_how_many_instalments_fall_due_in_every_period() {
        for (collected, changes) in [
            (&[2, 3, 4][..], &[(2, 1), (5, -1)][..]),
            (&[0, 0, 0, 1, 1, 1], &[(0, 3), (2, -3)]),
            (&[0, 1, 1, 1], &[(0, 1), (1, 2), (2, -3)]),
            (&[1, 4], &[(1, 1), (2, -1), (4, 1), (5, -1)]),
            (&[3], &[(3, 1), (4, -1)]),
        ] {
            assert_eq!(of(collected).changes(), changes, "{collected:?}");
        }
    }

    #[test]
    fn amounts_are_added_as_they_stand_at_the_ends_of_periods() {
        let amounts = [50, 40, 30, 20, 10].map(Money::from_fen);
        for (collected, instalment, expected) in [
            // One a period: what stands before the next instalment.
            (&[1, 2, 3, 4, 5][..], 0, [0, 40, 30, 20, 10, 0]),
            (&[1, 2, 3, 4, 5], 3, [0, 0, 0, 0, 10, 0]),
            // Two in period 1, none in period 3.
            (&[0, 1, 1, 2, 4], 0, [40, 20, 10, 10, 0, 0]),
            (&[0, 1, 1, 2, 4], 2, [0, 20, 10, 10, 0, 0]),
            (&[0, 1, 1, 2, 4], 4, [0; 6]),
        ] {
            let mut column = [0; 6];
            of(collected).add_at_ends(instalment, &amounts, &mut column);
            assert_eq!(column, expected, "{collected:?} from {instalment}");
        }
    }
}
