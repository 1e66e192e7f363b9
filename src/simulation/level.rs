//! The probability of a quantile as the decimal that was meant.

/// A probability as an exact decimal, the shortest one that reads as the float: 0.999 of 20,000 paths are 19,980 paths, and
/// not a trifle more or less.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Level {
    digits: u128,
    decimals: u32,
}

/// No number of paths can tell what is behind this decimal.
const MOST_DECIMALS: u32 = 19;

impl Level {
    /// `None` if it is no probability.
    pub(super) fn of(probability: f64) -> Option<Level> {
        if !(0.0..=1.0).contains(&probability) {
            return None;
        }
        // One digit, perhaps a point and more digits, and an exponent that is not positive: 9.99e-1.
        let text = format!("{:e}", probability.abs());
        let (digits, exponent) = text.split_once("e")?;
        let behind_point = digits.len().saturating_sub(2) as u32;
        let decimals = behind_point + exponent.trim_start_matches('-').parse::<u32>().ok()?;
        let digits: u128 = digits.replace('.', "").parse().ok()?;
        let too_many = 10_u128.checked_pow(decimals.saturating_sub(MOST_DECIMALS));
        let digits = too_many.map_or(0, |too_many| digits / too_many);
        Some(Level { digits, decimals: decimals.min(MOST_DECIMALS) })
    }

    /// What it lacks to 1.
    pub(super) fn complement(self) -> Level {
        Level { digits: 10_u128.pow(self.decimals) - self.digits, ..self }
    }

    /// How many of these paths it is, rounded up.
    pub(super) fn rank(self, paths: u64) -> u64 {
        (u128::from(paths) * self.digits).div_ceil(10_u128.pow(self.decimals)) as u64
    }

    /// How many of these paths it is, with the part of a path.
    pub(super) fn share(self, paths: u64) -> f64 {
        (u128::from(paths) * self.digits) as f64 / 10_u128.pow(self.decimals) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_are_those_of_the_decimal() {
        for (probability, paths, rank, share) in [
            (0.999, 20_000, 19_980, 19_980.0),
            (0.999, 1_001, 1_000, 999.999),
            (0.001, 20_000, 20, 20.0),
            (0.07, 100, 7, 7.0),
            (0.29, 100, 29, 29.0),
            (0.58, 100, 58, 58.0),
            (0.1 + 0.2, 10, 4, 3.000_000_000_000_000_4),
            (0.0, 100, 0, 0.0),
            (1.0, u64::MAX, u64::MAX, u64::MAX as f64),
            (1e-300, u64::MAX, 0, 0.0),
            (0.5, u64::MAX, u64::MAX / 2 + 1, u64::MAX as f64 / 2.0),
        ] {
            let level = Level::of(probability).unwrap();
            assert_eq!((level.rank(paths), level.share(paths)), (rank, share), "{probability} of {paths}");
            let rest = level.complement().share(paths);
            assert!((rest + share - paths as f64).abs() <= 1e-12 * paths as f64, "{probability} of {paths}");
        }
    }

    #[test]
    fn what_is_no_probability() {
        for none in [f64::NAN, -0.001, 1.001, f64::INFINITY, f64::NEG_INFINITY] {
            assert_eq!(Level::of(none), None, "{none}");
        }
        assert_eq!(Level::of(-0.0), Level::of(0.0));
    }
}
