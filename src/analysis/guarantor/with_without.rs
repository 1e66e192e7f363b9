//! With and without: how much more a guarantor bears because of one deal or one firm, on the same draws.

use super::edge::Edges;
use super::losses::{Losses, Without};
use super::sums::{Sum, split, tail_error};
use super::tail::TailShare;
use crate::money::Money;
use crate::simulation::{Estimate, FEW, group};

/// What one deal or one firm adds, as promised: present values, in yuan. A firm that is taken away never defaults, while the pool
/// and the notes stay as they are; a deal that is taken away is not in the sum.
///
/// Unlike the [contributions](super::TailContributions) to the tail, these need not sum to anything: the tail without a name is
/// made of other paths.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
#[doc(alias = "边际贡献")]
pub struct WithWithout {
    /// The deal or the firm.
    pub name: String,
    /// What it adds to the expected net payment.
    pub net: Estimate,
    /// What it adds to the expected shortfall at the level asked for.
    pub shortfall: Estimate,
    /// The expected shortfall without it.
    pub shortfall_without: Money,
}

/// An expected shortfall: as it is, and without each group of paths.
pub(super) struct Shortfall {
    fen: Money,
    without: Vec<f64>,
    tail: f64,
}

impl Shortfall {
    pub(super) fn of(losses: &Losses, share: TailShare, group_paths: &[u64]) -> Shortfall {
        let losses = losses.tail.clone().losses();
        let edges = Edges::of(&losses, share, group_paths);
        let mut sum = Sum::default();
        for &(loss, path) in &losses {
            sum.add(loss, group(path), loss as i64, &edges);
        }
        Shortfall { fen: split(&[sum.mean(&edges)]).0, without: sum.without(&edges), tail: edges.tail }
    }
}

impl WithWithout {
    /// Given the shortfall with it, and what was counted without it over so many paths.
    pub(super) fn of(
        name: &str,
        with: &Shortfall,
        without: &Without,
        share: TailShare,
        group_paths: &[u64],
    ) -> WithWithout {
        let paths = group_paths.iter().sum();
        let less = Shortfall::of(&without.losses, share, group_paths);
        let differences: Vec<f64> =
            with.without.iter().zip(&less.without).map(|(with, less)| with - less).collect();
        let net = without.difference.mean(paths);
        // What few paths have seen is not known better in the tail than if all of it were there.
        let few = without.difference.hits() < FEW;
        let rare = if few { net.error * paths as f64 / with.tail } else { 0.0 };
        let error = tail_error(&differences, without.difference.largest(), with.tail).max(rare);
        let value = (with.fen - less.fen).to_f64();
        WithWithout {
            name: name.into(),
            net,
            shortfall: Estimate { value, error },
            shortfall_without: less.fen,
        }
    }
}
