//! The paths of the largest losses, with what each of them weighs in an expected shortfall.

use std::cmp::Reverse;

use rust_decimal::Decimal;

use crate::rate::Probability;

/// The share of all paths that an expected shortfall is taken over, exactly: so many millionths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TailShare {
    millionths: u64,
}

pub(super) const MILLION: u64 = 1_000_000;

impl TailShare {
    /// What a level leaves; `None` if that is nothing, or finer than a millionth.
    pub(super) fn beyond(level: Probability) -> Option<TailShare> {
        let left = (Decimal::ONE - level.to_decimal()) * Decimal::from(MILLION);
        let millionths = u64::try_from(left).ok().filter(|_| left.fract().is_zero())?;
        (millionths > 0).then_some(TailShare { millionths })
    }

    /// How many of these paths it is, in millionths of a path.
    pub(super) fn of(self, paths: u64) -> u128 {
        u128::from(paths) * u128::from(self.millionths)
    }

    /// How many of these paths it is.
    pub(super) fn paths(self, paths: u64) -> f64 {
        self.of(paths) as f64 / MILLION as f64
    }
}

/// The largest losses of all that were told, those that are equal to the least of them too. It takes memory for some two
/// paths for each in the tail.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Tail {
    /// How many to keep at least.
    keep: usize,
    /// With so many, those that are not among the largest are dropped.
    full: usize,
    /// Loss, in fen, and path; largest first once it is [sorted](Tail::sort).
    losses: Vec<(u64, u64)>,
}

impl Tail {
    /// Nothing told yet: room for twice this share of so many paths, so that leaving out a group leaves enough.
    pub(super) fn new(share: TailShare, paths: u64) -> Tail {
        let twice = 2 * share.of(paths) / u128::from(MILLION) + 64;
        let keep = usize::try_from(twice).unwrap_or(usize::MAX);
        Tail { keep, full: keep.saturating_mul(2), losses: Vec::new() }
    }

    /// Tells a path's loss, in fen.
    #[inline]
    pub(super) fn add(&mut self, loss: u64, path: u64) {
        if loss > 0 {
            self.losses.push((loss, path));
            if self.losses.len() >= self.full {
                self.prune();
            }
        }
    }

    pub(super) fn merge(&mut self, other: Tail) {
        self.losses.extend(other.losses);
        self.prune();
    }

    /// In order: larger losses first, then earlier paths.
    pub(super) fn sort(&mut self) {
        self.losses.sort_unstable_by_key(|(loss, path)| (Reverse(*loss), *path));
    }

    fn prune(&mut self) {
        self.sort();
        if let Some(&(least, _)) = self.losses.get(self.keep - 1) {
            self.losses.truncate(self.losses.partition_point(|(loss, _)| *loss >= least));
        }
        self.full = self.losses.len().max(self.keep).saturating_mul(2);
    }

    /// Losses and paths, in order.
    pub(super) fn losses(mut self) -> Vec<(u64, u64)> {
        self.prune();
        self.losses
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn beyond(level: &str) -> TailShare {
        TailShare::beyond(level.parse().unwrap()).unwrap()
    }

    #[test]
    fn the_largest_are_kept_in_whatever_order_they_come() {
        let share = beyond("0.9");
        let told = |paths: &[u64]| {
            let mut tail = Tail::new(share, 100);
            paths.iter().for_each(|&path| tail.add(1 + path / 3, path));
            tail
        };
        let all: Vec<u64> = (0..3_000).collect();
        let backwards: Vec<u64> = all.iter().rev().copied().collect();
        let (mut first, second) = (told(&all[..1_300]), told(&all[1_300..]));
        first.merge(second);
        let (kept, others) = (first.losses(), told(&backwards).losses());
        assert!(kept == others && kept[0] == (1_000, 2_997) && kept.len() == 84, "{}", kept.len());
    }

    #[test]
    fn a_tail_is_a_countable_share() {
        for none in ["1", "0.9999999"] {
            assert_eq!(TailShare::beyond(none.parse().unwrap()), None, "{none}");
        }
        assert!((beyond("0.999").paths(20_500) - 20.5).abs() < 1e-12);
    }
}
