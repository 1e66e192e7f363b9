//! Where a tail begins, and what each of its paths counts.

use std::cmp::Ordering;

use super::tail::{MILLION, TailShare};
use crate::simulation::group;

/// Where the tail begins, and what counts of the losses that are just there: where many are equal, as under a cap, only as many
/// of them as the tail has room for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Edge {
    /// The quantile, in fen, which is the ⌈np⌉-th smallest loss of n paths: larger ones count in full.
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
                if (above + at) * u128::from(MILLION) > tail {
                    return Edge { quantile, above, at, tail };
                }
                (above, at, quantile) = (above + at, 0, loss);
            }
            at += 1;
        }
        if (above + at) * u128::from(MILLION) > tail {
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

    /// What counts of a loss.
    fn weight(&self, loss: u64) -> f64 {
        match loss.cmp(&self.quantile) {
            Ordering::Greater => 1.0,
            Ordering::Equal => self.part(),
            Ordering::Less => 0.0,
        }
    }

    /// What an amount comes to in the mean over the tail, as a fraction: given its sum over the larger losses and over those
    /// at the quantile. The denominator is the same for all amounts. Beyond a trillion yuan on a billion paths it saturates.
    pub(super) fn mean(&self, above: i128, at: i128) -> (i128, i128) {
        let signed = |count: u128| i128::try_from(count).unwrap_or(i128::MAX);
        let part = signed(self.tail.saturating_sub(self.above * u128::from(MILLION)));
        let whole = above.saturating_mul(i128::from(MILLION)).saturating_mul(signed(self.at));
        (whole.saturating_add(at.saturating_mul(part)), signed(self.at.saturating_mul(self.tail)).max(1))
    }
}

/// Where the tail begins, of all paths and without each group; and over how many paths it goes there.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Edges {
    pub(super) all: Edge,
    pub(super) tail: f64,
    /// By group that is left out; `None` where it has no paths, or all.
    without: Vec<Option<(Edge, f64)>>,
}

impl Edges {
    /// Of these losses with their paths, in order; given how many paths each group has.
    pub(super) fn of(losses: &[(u64, u64)], share: TailShare, group_paths: &[u64]) -> Edges {
        let paths: u64 = group_paths.iter().sum();
        let edge = |left_out: Option<usize>, paths: u64| {
            let kept = losses.iter().filter(|(_, path)| Some(group(*path)) != left_out);
            Edge::of(kept.map(|(loss, _)| *loss), share, paths)
        };
        let without = group_paths.iter().enumerate().map(|(left_out, own)| {
            let others = paths - own;
            (*own > 0 && others > 0).then(|| (edge(Some(left_out), others), share.paths(others)))
        });
        Edges { without: without.collect(), all: edge(None, paths), tail: share.paths(paths) }
    }

    /// What a path with this loss weighs in the mean over the tail without each group, its own left out.
    pub(super) fn weights(&self, loss: u64, own: usize) -> impl Iterator<Item = f64> + '_ {
        self.without.iter().enumerate().map(move |(left_out, edge)| match edge {
            Some((edge, tail)) if left_out != own => edge.weight(loss) / tail,
            _ => 0.0,
        })
    }

    /// The least loss that counts in the tail, of all paths or without some group.
    pub(super) fn lowest(&self) -> u64 {
        let without = self.without.iter().flatten().map(|(edge, _)| edge.quantile);
        without.fold(self.all.quantile, u64::min)
    }

    /// Of a figure without each group those that are known.
    pub(super) fn known(&self, without: &[f64]) -> Vec<f64> {
        without
            .iter()
            .zip(&self.without)
            .filter(|(_, edge)| edge.is_some())
            .map(|(figure, _)| *figure)
            .collect()
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

    /// The highest 30 % of ten paths are 9, 8 and 7; the seventh smallest loss is just below them, and counts for nothing.
    #[test]
    fn a_quantile_is_the_smallest_loss_that_enough_paths_do_not_exceed() {
        let edge = Edge::of([9, 8, 7, 6, 5].into_iter(), beyond("0.7"), 10);
        assert_eq!((edge.quantile, edge.above, edge.part()), (6, 3, 0.0));
        let (numerator, denominator) = edge.mean(24, 6);
        assert_eq!(numerator, denominator * 8);
    }

    /// The highest half of ten paths of which two lose anything: (9 + 5) / 5.
    #[test]
    fn paths_without_a_loss_fill_the_tail() {
        let edge = Edge::of([9, 5].into_iter(), beyond("0.5"), 10);
        let (numerator, denominator) = edge.mean(14, 0);
        assert_eq!((edge.quantile, numerator * 5), (0, denominator * 14));
    }
}
