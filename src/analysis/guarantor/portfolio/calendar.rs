//! The distribution dates of several deals on one calendar.

use std::collections::BTreeMap;

use super::super::stake::Stake;
use crate::calendar::Date;

/// All nominal distribution dates in order, and which of them each date of each deal is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Calendar {
    pub(super) dates: Vec<Date>,
    pub(super) at: Vec<Vec<usize>>,
}

impl Calendar {
    pub(super) fn of(stakes: &[Stake<'_>]) -> Calendar {
        let all = stakes.iter().flat_map(|stake| &stake.dates.dates);
        let mut numbers: BTreeMap<Date, usize> = all.map(|date| (*date, 0)).collect();
        numbers.values_mut().enumerate().for_each(|(i, number)| *number = i);
        let number = |date: &Date| numbers.get(date).copied().unwrap_or_default();
        let at = stakes.iter().map(|stake| stake.dates.dates.iter().map(number).collect());
        Calendar { at: at.collect(), dates: numbers.keys().copied().collect() }
    }
}
