//! Columns of amounts that take as little memory as their amounts allow: what a default costs in a large pool is the memory
//! that it reads.

use crate::money::Money;

/// Amounts of many loans, one loan's behind each other: those of small loans in 4 bytes each, those of large ones in 8.
#[derive(Clone, Debug, Default)]
pub(super) struct Columns {
    narrow: Vec<u32>,
    wide: Vec<i64>,
}

/// Amounts in fen, one behind the other.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Column<'a> {
    Narrow(&'a [u32]),
    Wide(&'a [i64]),
}

impl Columns {
    /// Adds amounts of which none is negative or above `most`: where they start, and whether they are wide.
    pub(super) fn add(&mut self, most: Money, amounts: impl Iterator<Item = Money>) -> (usize, bool) {
        let is_wide = u32::try_from(most.fen()).is_err();
        let start = if is_wide { self.wide.len() } else { self.narrow.len() };
        match is_wide {
            true => self.wide.extend(amounts.map(Money::fen)),
            false => self.narrow.extend(amounts.map(|amount| amount.fen() as u32)),
        }
        (start, is_wide)
    }

    /// So many amounts from a place on.
    #[inline]
    pub(super) fn of(&self, start: usize, count: usize, is_wide: bool) -> Column<'_> {
        match is_wide {
            true => Column::Wide(&self.wide[start..start + count]),
            false => Column::Narrow(&self.narrow[start..start + count]),
        }
    }

    /// The amount at a place.
    #[inline]
    pub(super) fn at(&self, place: usize, is_wide: bool) -> Money {
        Money::from_fen(if is_wide { self.wide[place] } else { i64::from(self.narrow[place]) })
    }

    pub(super) fn shrink_to_fit(&mut self) {
        self.narrow.shrink_to_fit();
        self.wide.shrink_to_fit();
    }

    /// The memory of all amounts.
    #[cfg(test)]
    pub(super) fn bytes(&self) -> usize {
        size_of_val(self.narrow.as_slice()) + size_of_val(self.wide.as_slice())
    }
}

impl Column<'_> {
    /// How many amounts there are.
    #[inline]
    pub(crate) fn len(self) -> usize {
        match self {
            Column::Narrow(amounts) => amounts.len(),
            Column::Wide(amounts) => amounts.len(),
        }
    }

    /// One of the amounts.
    #[inline]
    pub(crate) fn at(self, index: usize) -> Money {
        match self {
            Column::Narrow(amounts) => Money::from_fen(amounts[index].into()),
            Column::Wide(amounts) => Money::from_fen(amounts[index]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_narrow_where_the_highest_fits_in_four_bytes() {
        let mut columns = Columns::default();
        let highest = Money::from_fen(i64::from(u32::MAX));
        let above = highest + Money::from_fen(1);
        let mut add = |most: Money| columns.add(most, [most, Money::ZERO].into_iter());
        assert_eq!(
            [highest, above, above, highest].map(&mut add),
            [(0, false), (0, true), (2, true), (2, false)]
        );
        for (start, is_wide, amount) in
            [(0, false, highest), (2, false, highest), (0, true, above), (2, true, above)]
        {
            let column = columns.of(start, 2, is_wide);
            assert_eq!((column.len(), column.at(0), column.at(1)), (2, amount, Money::ZERO));
            assert_eq!(columns.at(start, is_wide), amount);
        }
    }
}
