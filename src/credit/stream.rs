//! The random numbers of a path: a stream of its own, so that neither threads nor batches can change them.

use rand::SeedableRng;
use rand::distr::{Distribution, Open01};
use rand::rngs::Xoshiro256PlusPlus;

use super::normal;

/// The random numbers of one path, and of that path alone.
pub(crate) struct PathRng(Xoshiro256PlusPlus);

impl PathRng {
    /// The stream keyed by a seed and a path. For one seed no two paths share a stream: each step is a bijection of
    /// the path's number.
    #[inline]
    pub(crate) fn for_path(seed: u64, path: u64) -> PathRng {
        PathRng(Xoshiro256PlusPlus::seed_from_u64(mix(mix(seed) ^ path)))
    }

    /// A uniform draw from (0, 1), both ends excluded.
    #[inline]
    pub(crate) fn uniform(&mut self) -> f64 {
        Open01.sample(&mut self.0)
    }
}

/// The finaliser of SplitMix64 (Steele, Lea & Flood 2014): a bijection that moves every bit.
#[inline]
fn mix(x: u64) -> u64 {
    let x = x.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// The common factor of a path, standard normal, from a uniform draw: good years are positive.
#[inline]
pub(crate) fn market(uniform: f64) -> f64 {
    normal::quantile(uniform)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_belongs_to_its_seed_and_path() {
        let draw = |seed, path| PathRng::for_path(seed, path).uniform().to_bits();
        assert_eq!(draw(7, 3), draw(7, 3));
        assert_ne!(draw(7, 3), draw(7, 4));
        assert_ne!(draw(7, 3), draw(8, 3));
        assert_ne!(draw(0, 1), draw(1, 0));
    }

    /// Pinned: these numbers may only change with a release that says so, because every stored result changes too.
    #[test]
    fn the_stream_is_pinned() {
        let mut rng = PathRng::for_path(7, 0);
        let drawn = [rng.uniform(), rng.uniform(), rng.uniform()].map(f64::to_bits);
        assert_eq!(drawn, PINNED);
    }
    const PINNED: [u64; 3] =
        [4_599_458_032_064_333_270, 4_599_397_360_483_092_554, 4_572_091_279_689_486_976];
}
