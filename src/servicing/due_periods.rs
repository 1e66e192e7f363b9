//! The collection periods that due dates fall into: worked out once for every grid of due dates.

use super::column::Column;

/// The collection periods of the due dates of one grid.
#[derive(Clone, Debug)]
pub(crate) struct DuePeriods {
    /// By instalment.
    periods: Vec<DuePeriod>,
    /// By instalment, how the number of instalments changes in its period and the next if none fell due before it.
    own_changes: Vec<OwnChanges>,
    first: usize,
    /// For each period from the first one with an instalment to the one before the last: how many instalments fall due
    /// by its end.
    due_by_end: Vec<u32>,
    /// The periods in which more or fewer instalments fall due than in the one before, and by how many.
    changes: Vec<(usize, i64)>,
    /// Does one instalment fall due in every period, from the first to the last?
    one_a_period: bool,
}

/// When one instalment is collected; or, if it is the first to be missed, when its loan has defaulted and is recovered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct DuePeriod {
    pub(crate) collected: u32,
    /// `None` if the loan would only be late by the last period.
    pub(crate) defaulted: Option<u32>,
    /// `None` if it would be recovered after the last period.
    pub(crate) recovered: Option<u32>,
}

/// How many instalments fall due in the period of one of them, from it on; how many more or fewer in the next period; and
/// where in `changes` those after that start.
#[derive(Clone, Copy, Debug)]
struct OwnChanges {
    in_own: i32,
    in_next: i32,
    later: u32,
}

impl DuePeriods {
    /// The periods of at least one instalment; those of later instalments are never before those of earlier ones.
    pub(crate) fn new(periods: Vec<DuePeriod>) -> DuePeriods {
        let collected = |at: usize| periods[at].collected as usize;
        let (first, last) = (collected(0), collected(periods.len() - 1));
        let due_by = |end: usize| periods.partition_point(|period| period.collected as usize <= end);
        let due_in = |period: usize| due_by(period) - period.checked_sub(1).map_or(0, due_by);
        let change = |period: usize| {
            let before = period.checked_sub(1).map_or(0, due_in);
            (period, due_in(period) as i64 - before as i64)
        };
        let changes: Vec<_> = (first..last + 2).map(change).filter(|(_, by)| *by != 0).collect();
        let own_changes = |instalment: usize| {
            let own = collected(instalment);
            let in_own = (due_by(own) - instalment) as i32;
            let later = changes.partition_point(|(period, _)| *period <= own + 1) as u32;
            OwnChanges { in_own, in_next: due_in(own + 1) as i32 - in_own, later }
        };
        DuePeriods {
            own_changes: (0..periods.len()).map(own_changes).collect(),
            first,
            due_by_end: (first..last).map(|period| due_by(period) as u32).collect(),
            changes,
            one_a_period: (first..=last).all(|period| due_in(period) == 1),
            periods,
        }
    }

    /// When an instalment is collected or recovered.
    #[inline]
    pub(crate) fn of(&self, instalment: usize) -> DuePeriod {
        self.periods[instalment]
    }

    /// Is a loan of these due dates ever late for a while before it has defaulted?
    pub(crate) fn is_late_first(&self) -> bool {
        self.periods.iter().any(|due| due.defaulted != Some(due.collected))
    }

    /// The period of the last instalment.
    #[inline]
    pub(crate) fn last(&self) -> usize {
        self.first + self.due_by_end.len()
    }

    /// The periods in which more or fewer instalments fall due than in the one before, and by how many, if none did before
    /// this one.
    #[inline]
    pub(crate) fn changes_from(&self, instalment: usize, mut change: impl FnMut(usize, i64)) {
        let period = self.periods[instalment].collected as usize;
        let OwnChanges { in_own, in_next, later } = self.own_changes[instalment];
        change(period, in_own.into());
        change(period + 1, in_next.into());
        self.changes[later as usize..].iter().for_each(|(period, by)| change(*period, *by));
    }

    /// For each period from that of an instalment to the one before the last: adds to `column` what stands in `amounts`,
    /// by instalment, at the end of the period.
    #[inline]
    pub(crate) fn add_at_ends(&self, instalment: usize, amounts: Column<'_>, column: &mut [i64]) {
        match amounts {
            Column::Narrow(amounts) => self.add(instalment, amounts, column),
            Column::Wide(amounts) => self.add(instalment, amounts, column),
        }
    }

    #[inline(always)]
    fn add(&self, instalment: usize, amounts: &[impl Copy + Into<i64>], column: &mut [i64]) {
        let period = self.periods[instalment].collected as usize;
        let column = &mut column[period..self.last()];
        if self.one_a_period {
            // One contiguous run, which is twice as fast.
            let at_ends = &amounts[instalment + 1..];
            column.iter_mut().zip(at_ends).for_each(|(total, amount)| *total += (*amount).into());
        } else {
            let due = &self.due_by_end[period - self.first..];
            column.iter_mut().zip(due).for_each(|(total, due)| *total += amounts[*due as usize].into());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(collected: &[u32]) -> DuePeriods {
        let due = |&collected: &u32| DuePeriod { collected, defaulted: Some(collected), recovered: None };
        DuePeriods::new(collected.iter().map(due).collect())
    }

    #[test]
    fn changes_say_how_many_instalments_fall_due_in_every_period() {
        for (collected, instalment, due) in [
            (&[2, 3, 4][..], 0, [0, 0, 1, 1, 1, 0]),
            (&[2, 3, 4], 1, [0, 0, 0, 1, 1, 0]),
            (&[2, 3, 4], 2, [0, 0, 0, 0, 1, 0]),
            // Three a period, and from the middle of one on.
            (&[0, 0, 0, 1, 1, 1], 0, [3, 3, 0, 0, 0, 0]),
            (&[0, 0, 0, 1, 1, 1], 2, [1, 3, 0, 0, 0, 0]),
            (&[0, 0, 0, 1, 1, 1], 4, [0, 2, 0, 0, 0, 0]),
            // None in some periods.
            (&[1, 3, 4, 4], 0, [0, 1, 0, 1, 2, 0]),
            (&[1, 3, 4, 4], 1, [0, 0, 0, 1, 2, 0]),
        ] {
            let mut by_period = [0; 6];
            of(collected).changes_from(instalment, |period, by| {
                by_period[period..].iter_mut().for_each(|due| *due += by);
            });
            assert_eq!(by_period, due, "{collected:?} from {instalment}");
        }
    }

    #[test]
    fn amounts_are_added_as_they_stand_at_the_ends_of_periods() {
        let (narrow, wide) = ([50, 40, 30, 20, 10], [50, 40, 30, 20, 10]);
        for (collected, instalment, expected) in [
            // One a period: what stands before the next instalment.
            (&[1, 2, 3, 4, 5][..], 0, [0, 40, 30, 20, 10, 0]),
            (&[1, 2, 3, 4, 5], 3, [0, 0, 0, 0, 10, 0]),
            // Two in period 1, none in period 3.
            (&[0, 1, 1, 2, 4], 0, [40, 20, 10, 10, 0, 0]),
            (&[0, 1, 1, 2, 4], 2, [0, 20, 10, 10, 0, 0]),
            (&[0, 1, 1, 2, 4], 4, [0; 6]),
        ] {
            for amounts in [Column::Narrow(&narrow), Column::Wide(&wide)] {
                let mut column = [0; 6];
                of(collected).add_at_ends(instalment, amounts, &mut column);
                assert_eq!(column, expected, "{collected:?} from {instalment}");
            }
        }
    }
}
