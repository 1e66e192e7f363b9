//! The random numbers of a path: one for every key, in no order.
//!
//! There is no stream: what a company draws on a path depends on the seed, the path and its own key, and on nothing else in
//! the deal. So a change to one loan, another loan, or another order of the tape leaves all other fates as they were: the
//! difference between two variants of a deal is the variants' and not that of other luck.

use super::key::Key;
use super::normal;

/// The draws of one path.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PathDraws {
    lanes: [u64; 2],
}

impl PathDraws {
    /// The draws of this path of a seed.
    #[inline]
    pub(crate) fn of(seed: u64, path: u64) -> PathDraws {
        let lane = |constant: u64| mix(mix(seed ^ constant) ^ path);
        // The fractional digits of √2 and √3.
        PathDraws { lanes: [lane(0x6a09_e667_f3bc_c908), lane(0xbb67_ae85_84ca_a73b)] }
    }

    /// A uniform draw from all 64-bit integers.
    ///
    /// Both halves of the key meet both of the path, all four mixed beforehand, in a product of 128 bits whose halves are
    /// added without carry. (Numbers in sequence under one exclusive-or and finaliser are not enough: the keys of one path
    /// are then those of another in a different order.)
    #[inline]
    pub(crate) fn uniform(&self, key: Key) -> u64 {
        let [a, b] = key.lanes();
        let product = u128::from(a ^ self.lanes[0]) * u128::from(b ^ self.lanes[1]);
        (product >> 64) as u64 ^ product as u64
    }

    /// A standard normal draw.
    pub(crate) fn normal(&self, key: Key) -> f64 {
        normal::quantile(to_unit(self.uniform(key)))
    }
}

/// A draw as a number between 0 and 1, both excluded.
#[inline]
pub(crate) fn to_unit(draw: u64) -> f64 {
    const SCALE: f64 = 1.0 / 18_446_744_073_709_551_616.0;
    ((draw as f64 + 0.5) * SCALE).min(1.0 - f64::EPSILON / 2.0)
}

/// The finaliser of SplitMix64 (Steele, Lea & Flood 2014): a bijection that moves every bit.
#[inline]
fn mix(x: u64) -> u64 {
    let x = x.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

#[cfg(test)]
mod quality;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draw_belongs_to_its_seed_path_and_key() {
        let (a, b) = (Key::named("deal", "A"), Key::named("deal", "B"));
        let draw = |seed, path, key| PathDraws::of(seed, path).uniform(key);
        assert_eq!(draw(7, 3, a), draw(7, 3, a));
        let all = [draw(7, 3, a), draw(7, 3, b), draw(7, 4, a), draw(8, 3, a), draw(3, 7, a)];
        assert!((0..all.len()).all(|i| !all[..i].contains(&all[i])), "{all:?}");
    }

    #[test]
    fn a_draw_is_inside_of_the_unit_interval() {
        for draw in [0, 1, u64::MAX / 2, u64::MAX - 1, u64::MAX] {
            let unit = to_unit(draw);
            assert!(0.0 < unit && unit < 1.0 && normal::quantile(unit).is_finite(), "{draw}");
        }
        assert!((to_unit(1 << 63) - 0.5).abs() < 1e-15);
    }

    /// Pinned: these numbers may only change with a release that says so, because every stored result changes too.
    #[test]
    fn draws_are_pinned() {
        let drawn = [0, 1, 4_711].map(|path| PathDraws::of(7, path).uniform(Key::factor("global")));
        assert_eq!(drawn, PINNED);
    }
    const PINNED: [u64; 3] =
        [6_511_189_046_004_755_263, 5_989_514_518_682_582_276, 13_969_515_176_939_259_876];
}
