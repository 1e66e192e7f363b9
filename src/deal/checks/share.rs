//! A part of a whole, compared exactly.

use std::fmt;

use crate::money::Money;
use crate::rate::Rate;

/// A part of an amount.
#[derive(Clone, Copy, Debug)]
pub(super) struct Share {
    pub(super) part: Money,
    pub(super) whole: Money,
}

impl Share {
    /// Is it more than so many hundredths of a percent of the whole?
    pub(super) fn is_above(self, basis_points: i128) -> bool {
        i128::from(self.part.fen()) * 10_000 > i128::from(self.whole.fen()) * basis_points
    }

    /// Measured against something: `20.00, 13.33 % of net assets of 150.00`.
    pub(super) fn against(self, what: &str) -> String {
        match self.percent() {
            Some(percent) => format!("{}, {percent:.2} % of {what} of {}", self.part, self.whole),
            None => format!("{}, with {what} of {}", self.part, self.whole),
        }
    }

    /// `None` of nothing.
    fn percent(self) -> Option<f64> {
        (self.whole > Money::ZERO).then(|| 100.0 * self.part.to_f64() / self.whole.to_f64())
    }

    /// Is it less than so many hundredths of a percent of the whole?
    pub(super) fn is_below(self, basis_points: i128) -> bool {
        i128::from(self.part.fen()) * 10_000 < i128::from(self.whole.fen()) * basis_points
    }
}

/// With its figures: `20.00 of 150.00, 13.33 %`.
impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {}", self.part, self.whole)?;
        self.percent().map_or(Ok(()), |percent| write!(f, ", {percent:.2} %"))
    }
}

/// A rate as the sentences have it: `70.00 %`.
pub(super) fn percent(rate: Rate) -> String {
    rate.to_string().replace('%', " %")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_of_exactly_the_bound_is_neither_above_nor_below() {
        let whole = Money::from_yuan(100);
        let sides = |fen| {
            let share = Share { part: Money::from_fen(fen), whole };
            (share.is_below(500), share.is_above(500))
        };
        assert_eq!([499, 500, 501].map(sides), [(true, false), (false, false), (false, true)]);
    }

    #[test]
    fn nothing_is_within_a_share_of_nothing() {
        let share = |whole| Share { part: Money::from_yuan(1), whole: Money::from_yuan(whole) };
        assert!(share(0).is_above(1_000) && share(-5).is_above(1_000));
        assert_eq!(
            (share(0).to_string(), share(8).to_string()),
            ("1.00 of 0.00".into(), "1.00 of 8.00, 12.50 %".into())
        );
    }
}
