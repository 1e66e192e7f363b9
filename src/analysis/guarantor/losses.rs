//! What is lost over paths, of a deal or of several: its distribution, and the paths of its tail.

use super::most::Most;
use super::tail::{Tail, TailShare};
use crate::simulation::Signed;

/// Present values of net payments, as promised, in fen.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Losses {
    pub(super) net: Signed,
    pub(super) tail: Tail,
}

/// What is lost without something.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Without {
    pub(super) losses: Losses,
    /// How much more is lost with it.
    pub(super) difference: Signed,
}

impl Losses {
    /// No paths yet, of so many in all; this much is lost on the path without events.
    pub(super) fn new(usual: i64, most: &Most, share: TailShare, paths: u64) -> Losses {
        Losses { net: Signed::new(usual, most.returned, most.drawn), tail: Tail::new(share, paths) }
    }

    #[inline]
    pub(super) fn add(&mut self, net: i64, path: u64) {
        self.net.add(net);
        self.tail.add(net.max(0) as u64, path);
    }

    pub(super) fn merge(&mut self, other: Losses) {
        self.net.merge(&other.net);
        self.tail.merge(other.tail);
    }
}

impl Without {
    /// Nothing counted yet, given what is lost without it, and how much more with it, which lies between these.
    pub(super) fn new(losses: Losses, more: i64, [lowest, most]: [u64; 2]) -> Without {
        Without { losses, difference: Signed::coarse(more, lowest, most) }
    }

    /// What is lost with it and without it.
    #[inline]
    pub(super) fn add(&mut self, net: i64, without: i64, path: u64) {
        self.losses.add(without, path);
        self.difference.add(net - without);
    }

    pub(super) fn merge(&mut self, other: Without) {
        self.losses.merge(other.losses);
        self.difference.merge(&other.difference);
    }
}
