//! The paths of the largest losses, with what each of them weighs in an expected shortfall.

use std::cmp::Reverse;

use rust_decimal::Decimal;

use crate::rate::Probability;

/// Groups of paths that are left out in turn for standard errors: path i belongs to group i mod 32.
pub(super) const GROUPS: usize = 32;

/// The group of a path.
pub(super) fn group(path: u64) -> usize {
    (path % GROUPS as u64) as usize
}

/// The share of all paths that an expected shortfall is taken over, exactly: so many millionths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TailShare {
    millionths: u64,
}

const MILLION: u64 = 1_000_000;

impl TailShare {
    /// What a level leaves; `None` if that is nothing, or finer than a millionth.
    pub(super) fn beyond(level: Probability) -> Option<TailShare> {
        let left = (Decimal::ONE - level.to_decimal()) * Decimal::from(MILLION);
        let millionths = u64::try_from(left).ok().filter(|_| left.fract().is_zero())?;
        (millionths > 0).then_some(TailShare { millionths })
    }

    /// How many of these paths it is, in millionths of a path.
    fn of(self, paths: u64) -> u128 {
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
        let keep = 2 * share.paths(paths) as usize + 64;
        Tail { keep, full: 2 * keep, losses: Vec::new() }
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
        self.full = 2 * self.losses.len().max(self.keep);
    }

    /// Losses and paths, in order.
    pub(super) fn losses(mut self) -> Vec<(u64, u64)> {
        self.prune();
        self.losses
    }
}

/// Where the tail begins, and what counts of the losses that are just there: where many are equal, as under a cap, only as many
/// of them as the tail has room for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Edge {
    /// The quantile, in fen: larger losses count in full.
    pub(super) quantile: u64,
    /// Paths with larger losses.
    above: u128,
    /// Paths with just this one.
    at: u128,
    /// The paths of the tail, in millionths.
    tail: u128,
}

impl Edge {
    /// Of these losses in order, on so many paths.
    pub(super) fn of(losses: impl Iterator<Item = u64>, share: TailShare, paths: u64) -> Edge {
        let tail = share.of(paths);
        let (mut above, mut at, mut quantile) = (0_u128, 0_u128, u64::MAX);
        for loss in losses {
            if loss < quantile {
                if (above + at) * u128::from(MILLION) >= tail && above + at > 0 {
                    return Edge { quantile, above, at, tail };
                }
                (above, at, quantile) = (above + at, 0, loss);
            }
            at += 1;
        }
        if (above + at) * u128::from(MILLION) >= tail && above + at > 0 {
            return Edge { quantile, above, at, tail };
        }
        // The rest of the tail are paths without a loss.
        Edge { quantile: 0, above: above + at, at: 1, tail }
    }

    /// The share of it that counts of a loss that is just the quantile.
    pub(super) fn part(&self) -> f64 {
        let whole = self.above as f64 * MILLION as f64;
        (self.tail as f64 - whole) / (self.at as f64 * MILLION as f64)
    }

    /// What an amount comes to in the mean over the tail, as a fraction: given its sum over the larger losses and over those
    /// at the quantile. The denominator is the same for all amounts.
    pub(super) fn mean(&self, above: u128, at: u128) -> (u128, u128) {
        let part = self.tail - self.above * u128::from(MILLION);
        (above * u128::from(MILLION) * self.at + at * part, self.at * self.tail)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn beyond(level: &str) -> TailShare {
        TailShare::beyond(level.parse().unwrap()).unwrap()
    }

    /// The highest 30 % of ten paths: 9, and two of the three fives. (9 + 5 + 5) / 3.
    #[test]
    fn a_lump_at_the_edge_counts_in_part() {
        let edge = Edge::of([9, 5, 5, 5, 2].into_iter(), beyond("0.7"), 10);
        assert_eq!((edge.quantile, edge.above, edge.at), (5, 1, 3));
        assert!((edge.part() - 2.0 / 3.0).abs() < 1e-15);
        let (numerator, denominator) = edge.mean(9, 15);
        assert_eq!(numerator * 3, denominator * 19);
    }

    /// The highest half of ten paths of which two lose anything: (9 + 5) / 5.
    #[test]
    fn paths_without_a_loss_fill_the_tail() {
        let edge = Edge::of([9, 5].into_iter(), beyond("0.5"), 10);
        let (numerator, denominator) = edge.mean(14, 0);
        assert_eq!((edge.quantile, numerator * 5), (0, denominator * 14));
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
