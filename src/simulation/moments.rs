//! Sums of what is seen on some paths, and the standard error of its mean over all of them.
//!
//! The usual error √(Σx² − (Σx)²/n) / n knows only what the paths have seen: it is 0 where nothing was seen, and until some
//! thirty paths have seen an amount, the truth lies outside of two errors far too often (at five expected lumps in one run
//! of seven). So one more path is counted in, at the largest amount b: b/2 for how far it would move the sum, and b² among
//! the squares:
//!
//! (b/2 + √(Σx² − (Σx)²/n + b²)) / n.
//!
//! b is the largest amount seen or, where fewer than fifteen paths have seen any, the most that the amount can be.

/// With fewer paths than this that saw an amount, the largest of them says nothing about the largest there is. (With a limit
/// of five, two errors cover the mean of amounts that spread evenly over the orders of magnitude on 90 runs of 100 where ten
/// paths are expected to see any; with fifteen on 99, and every other figure on 93 at least. It costs a quarter of the width
/// there, and nothing from thirty paths on.)
pub(crate) const FEW: u64 = 15;

/// Sums of a non-negative amount over the paths on which it is not zero.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub(super) struct Moments {
    /// Paths on which it was not zero.
    pub(super) hits: u64,
    #[cfg_attr(feature = "serde", serde(with = "super::wide"))]
    pub(super) sum: u128,
    /// Saturating, which takes some 10¹⁰ paths that each lose a trillion yuan.
    #[cfg_attr(feature = "serde", serde(with = "super::wide"))]
    squares: u128,
    max: u64,
}

impl Moments {
    /// Counts a positive amount on so many paths.
    #[inline(always)]
    fn add(&mut self, amount: u64, paths: u64) {
        self.hits += paths;
        self.sum += u128::from(amount) * u128::from(paths);
        let square = u128::from(amount) * u128::from(amount);
        let squares = if paths == 1 { square } else { square.saturating_mul(u128::from(paths)) };
        self.squares = self.squares.saturating_add(squares);
        self.max = self.max.max(amount);
    }

    fn merge(&mut self, other: &Moments) {
        self.hits += other.hits;
        self.sum += other.sum;
        self.squares = self.squares.saturating_add(other.squares);
        self.max = self.max.max(other.max);
    }

    /// The standard error of the sum over `n` paths, given the most that the amount can be on one.
    fn error_of_sum(&self, n: u64, most: u64) -> f64 {
        let exact = u128::from(n).checked_mul(self.squares).zip(self.sum.checked_mul(self.sum));
        let spread = match exact {
            Some((total, square)) => total.saturating_sub(square) as f64 / n as f64,
            None => self.squares as f64 - self.sum as f64 / n as f64 * self.sum as f64,
        };
        error_of_sum(self.hits, self.max as f64, most as f64, spread)
    }
}

/// The standard error of the sum of an amount, given on how many paths it was not zero, the largest amount of them, the
/// most that it can be, and Σx² − (Σx)²/n.
pub(crate) fn error_of_sum(hits: u64, largest: f64, most: f64, spread: f64) -> f64 {
    let largest = if hits < FEW { largest.max(most) } else { largest };
    0.5 * largest + (spread.max(0.0) + largest * largest).sqrt()
}

/// How far an amount lies from what it is on the path without events: what is missing, and what is in excess.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub(super) struct Deviations {
    pub(super) missing: Moments,
    pub(super) excess: Moments,
}

impl Deviations {
    /// Counts an amount on so many paths, given what it is without events.
    #[inline(always)]
    pub(super) fn add(&mut self, amount: u64, usual: u64, paths: u64) {
        if amount < usual {
            self.missing.add(usual - amount, paths);
        } else if amount > usual {
            self.excess.add(amount - usual, paths);
        }
    }

    /// Counts a deviation on one path.
    #[inline]
    pub(super) fn add_signed(&mut self, deviation: i64) {
        match deviation {
            ..0 => self.missing.add(deviation.unsigned_abs(), 1),
            0 => {}
            1.. => self.excess.add(deviation.unsigned_abs(), 1),
        }
    }

    pub(super) fn merge(&mut self, other: &Deviations) {
        self.missing.merge(&other.missing);
        self.excess.merge(&other.excess);
    }

    /// What is in excess over all paths, less what is missing.
    pub(super) fn sum(&self) -> i128 {
        let signed = |sum: u128| i128::try_from(sum).unwrap_or(i128::MAX);
        signed(self.excess.sum).saturating_sub(signed(self.missing.sum))
    }

    /// These without so many paths on which all of this amount was missing. The largest amount missing stays what it was.
    pub(super) fn without_all_missing(&self, amount: u64, paths: u64) -> Deviations {
        let sum = u128::from(amount) * u128::from(paths);
        let missing = Moments {
            hits: self.missing.hits.saturating_sub(paths),
            sum: self.missing.sum.saturating_sub(sum),
            squares: self.missing.squares.saturating_sub(sum.saturating_mul(u128::from(amount))),
            ..self.missing
        };
        Deviations { missing, ..*self }
    }

    /// The standard error of the sum over `n` paths, given the most that can be missing and in excess on one. The errors of
    /// both signs add up: they are never seen on the same path.
    pub(super) fn error_of_sum(&self, n: u64, most_missing: u64, most_excess: u64) -> f64 {
        self.missing.error_of_sum(n, most_missing) + self.excess.error_of_sum(n, most_excess)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Over 1,000 paths: never seen, seen at 10 fourteen times and fifteen times, and the same of what is missing.
    #[test]
    fn by_hand() {
        let seen = |hits: u64, usual: u64| {
            let mut deviations = Deviations::default();
            deviations.add(usual.abs_diff(10), usual, hits);
            deviations
        };
        for (hits, most, error) in [
            (0, 100, 150.0),
            (14, 100, 50.0 + (1_400.0_f64 - 19.6 + 10_000.0).sqrt()),
            (15, 100, 5.0 + (1_500.0_f64 - 22.5 + 100.0).sqrt()),
        ] {
            let near = |value: f64| (value - error).abs() < 1e-9;
            assert!(near(seen(hits, 0).error_of_sum(1_000, 0, most)), "{hits} in excess");
            assert!(near(seen(hits, 20).error_of_sum(1_000, most, 0)), "{hits} missing");
        }
    }

    #[test]
    fn what_can_never_deviate_has_no_error() {
        assert!(Deviations::default().error_of_sum(1_000, 0, 0) == 0.0);
    }

    /// Sums beyond exact squares fall back on floats.
    #[test]
    fn the_largest_amounts() {
        let (amount, hits, n) = (1_u64 << 50, 1_u64 << 20, 1_u64 << 21);
        let mut deviations = Deviations::default();
        deviations.add(amount, 0, hits);
        let error = deviations.error_of_sum(n, 0, amount) / amount as f64;
        let exact = 0.5 + (hits as f64 * 0.5 + 1.0).sqrt();
        assert!((error / exact - 1.0).abs() < 1e-12, "{error} {exact}");
    }
}
