//! A histogram with exact means, of a size that does not depend on what it counts.

/// Amounts that share a bucket agree in this many leading bits: they differ by less than one part in a thousand.
pub(super) const FINE: u32 = 11;
/// In coarse buckets they differ by less than 2 %.
pub(super) const COARSE: u32 = 7;
/// The highest bit of a bucket's count of paths: do its amounts differ?
const VARIED: u64 = 1 << 63;

/// How many paths had which positive amount, in buckets of nearly equal amounts, with the exact mean of each.
///
/// Two amounts that are apt to be met exactly on many paths have a bucket of their own, which splits the one around it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Histogram {
    /// By place: the number of paths; and what their amounts are above the lowest of the bucket, in sum. (It saturates where
    /// 10⁸ paths share a bucket around a trillion yuan.)
    buckets: Vec<[u64; 2]>,
    /// How many leading bits the amounts of a bucket share. Amounts of so many bits have a bucket of their own each.
    bits: u32,
    /// Amounts above count as this.
    largest: u64,
    atoms: [u64; 2],
}

/// Amounts that are nearly the same.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Bucket {
    pub(super) mean: f64,
    pub(super) paths: u64,
    /// The standard deviation of an amount that can lie anywhere in the bucket; 0 if all its amounts are equal.
    pub(super) resolution: f64,
}

impl Histogram {
    pub(super) fn new(bits: u32, largest: u64, atoms: [u64; 2]) -> Histogram {
        let mut histogram = Histogram { buckets: Vec::new(), bits, largest, atoms };
        histogram.buckets = vec![[0; 2]; histogram.place(largest) + 1];
        histogram
    }

    /// What its buckets take.
    #[cfg(test)]
    pub(super) fn bytes(&self) -> usize {
        size_of_val(self.buckets.as_slice())
    }

    /// Counts an amount on so many paths, at least one.
    #[inline(always)]
    pub(super) fn add(&mut self, amount: u64, paths: u64) {
        let amount = amount.min(self.largest);
        let shift = shift(amount, self.bits);
        let leading = amount >> shift;
        let place = place(shift, leading, self.bits) + splits(amount, self.atoms);
        let above = amount - (leading << shift);
        let [count, excess] = &mut self.buckets[place];
        *count += paths;
        *excess = excess.saturating_add(above.saturating_mul(paths));
        // As long as all amounts are equal, the sum of what they are above is a multiple of this one.
        if u128::from(above) * u128::from(*count & !VARIED) != u128::from(*excess) {
            *count |= VARIED;
        }
    }

    /// Adds the counts of a histogram made alike.
    pub(super) fn merge(&mut self, other: &Histogram) {
        // What is empty is not written to: most of a histogram is memory that was never touched.
        let recorded = self.buckets.iter_mut().zip(&other.buckets).filter(|(_, [others, _])| *others > 0);
        for ([count, excess], [others, more]) in recorded {
            let (one, two) = (*count & !VARIED, others & !VARIED);
            let equal = u128::from(*excess) * u128::from(two) == u128::from(*more) * u128::from(one);
            let (sum, saturated) = excess.overflowing_add(*more);
            let varied = ((*count | others) & VARIED != 0) || !equal || saturated;
            *excess = if saturated { u64::MAX } else { sum };
            *count = (one + two) | if varied { VARIED } else { 0 };
        }
    }

    /// The amounts in increasing order.
    pub(super) fn buckets(&self) -> impl Iterator<Item = Bucket> + '_ {
        let atoms = self.atoms.map(|atom| self.place(atom));
        let recorded = self.buckets.iter().enumerate().filter(|(_, [count, _])| *count > 0);
        recorded.map(move |(place, [count, excess])| {
            let plain = place - splits(place, atoms);
            let paths = count & !VARIED;
            let mean = lowest(plain, self.bits) as f64 + *excess as f64 / paths as f64;
            let width = if count & VARIED == 0 {
                0
            } else {
                lowest(plain + 1, self.bits) - lowest(plain, self.bits) - 1
            };
            Bucket { mean, paths, resolution: width as f64 / 12.0_f64.sqrt() }
        })
    }

    /// The bucket of an amount: the plain one, and two more for each of the atoms that lie below it, one for each that it is.
    #[inline]
    fn place(&self, amount: u64) -> usize {
        plain_place(amount, self.bits) + splits(amount, self.atoms)
    }
}

/// How many splits are passed on the way to an amount, or to a place.
#[inline]
fn splits<T: PartialOrd + Copy>(at: T, atoms: [T; 2]) -> usize {
    atoms.iter().map(|atom| usize::from(at >= *atom) + usize::from(at > *atom)).sum()
}

/// The place of an amount among the buckets without splits: its leading bits, behind those of smaller amounts.
#[inline]
fn plain_place(amount: u64, bits: u32) -> usize {
    let shift = shift(amount, bits);
    place(shift, amount >> shift, bits)
}

/// The place of the amounts with these leading bits and so many behind them.
#[inline]
fn place(shift: u32, leading: u64, bits: u32) -> usize {
    (shift << (bits - 1)) as usize + leading as usize
}

/// How many of an amount's last bits do not matter to its bucket.
#[inline]
fn shift(amount: u64, bits: u32) -> u32 {
    (u64::BITS - amount.leading_zeros()).saturating_sub(bits)
}

/// The lowest amount of such a bucket.
fn lowest(plain: usize, bits: u32) -> u64 {
    let half = 1 << (bits - 1);
    let shift = (plain / half).saturating_sub(1);
    ((plain - shift * half) as u64) << shift
}

/// In a file a histogram is what it was made with and the buckets that hold something: place, paths, what they are above the
/// lowest, and whether they vary.
#[cfg(feature = "serde")]
mod in_files {
    use super::{Histogram, VARIED};
    use serde::de::{Deserialize, Deserializer, Error};
    use serde::ser::{Serialize, Serializer};

    #[derive(serde::Serialize, serde::Deserialize)]
    struct Written {
        bits: u32,
        largest: u64,
        atoms: [u64; 2],
        buckets: Vec<(usize, u64, u64, bool)>,
    }

    impl Serialize for Histogram {
        fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
            let recorded = self.buckets.iter().enumerate().filter(|(_, [count, _])| *count > 0);
            let bucket = |(place, [count, excess]): (usize, &[u64; 2])| {
                (place, count & !VARIED, *excess, count & VARIED != 0)
            };
            let Histogram { bits, largest, atoms, .. } = *self;
            Written { bits, largest, atoms, buckets: recorded.map(bucket).collect() }.serialize(to)
        }
    }

    impl<'de> Deserialize<'de> for Histogram {
        fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Histogram, D::Error> {
            let Written { bits, largest, atoms, buckets } = Written::deserialize(from)?;
            if ![super::FINE, super::COARSE].contains(&bits) {
                return Err(D::Error::custom(format!("no histogram has {bits} leading bits")));
            }
            let mut histogram = Histogram::new(bits, largest, atoms);
            for (place, count, excess, varied) in buckets {
                let bucket = histogram.buckets.get_mut(place);
                let bucket = bucket.ok_or_else(|| D::Error::custom(format!("there is no bucket {place}")))?;
                *bucket = [count | if varied { VARIED } else { 0 }, excess];
            }
            Ok(histogram)
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(bits: u32, amounts: &[u64]) -> Histogram {
        let mut histogram = Histogram::new(bits, 1 << 50, [3_000_000, 5_000_000]);
        amounts.iter().for_each(|amount| histogram.add(*amount, 1));
        histogram
    }

    /// Some near the atoms, some equal, some anywhere.
    fn amounts() -> impl Strategy<Value = Vec<u64>> {
        let amount = prop_oneof![
            2_999_990_u64..3_000_010,
            4_999_990_u64..5_000_010,
            Just(777_777_u64),
            (0_u32..50, any::<u64>()).prop_map(|(bits, any)| (any >> (63 - bits)).max(1)),
        ];
        prop::collection::vec(amount, 0..60)
    }

    proptest! {
        /// Buckets are in order, hold what was counted, and differ by less than a thousandth within, or by 2 %.
        #[test]
        fn buckets_hold_what_was_counted(
            mut amounts in amounts(),
            (bits, parts) in prop_oneof![Just((FINE, 1_000)), Just((COARSE, 50))],
        ) {
            let histogram = of(bits, &amounts);
            amounts.sort_unstable();
            let mut left = amounts.as_slice();
            for bucket in histogram.buckets() {
                let (own, rest) = left.split_at(bucket.paths as usize);
                let (first, last) = (own[0], own[own.len() - 1]);
                let mean = own.iter().sum::<u64>() as f64 / own.len() as f64;
                prop_assert!((bucket.mean - mean).abs() <= 1e-12 * mean);
                prop_assert!((last - first) * parts <= first);
                prop_assert_eq!(bucket.resolution == 0.0, first == last);
                let is_atom = |amount: u64| amount == 3_000_000 || amount == 5_000_000;
                prop_assert!(first == last || !own.iter().any(|amount| is_atom(*amount)));
                left = rest;
            }
            prop_assert!(left.is_empty());
        }

        /// Any split merges to the same bits.
        #[test]
        fn parts_merge_to_the_whole(
            amounts in amounts(),
            at in 0.0_f64..1.0,
            bits in prop_oneof![Just(FINE), Just(COARSE)],
        ) {
            let (left, right) = amounts.split_at((at * amounts.len() as f64) as usize);
            let mut merged = of(bits, left);
            merged.merge(&of(bits, right));
            prop_assert_eq!(merged, of(bits, &amounts));
        }
    }

    #[test]
    fn every_place_has_its_lowest_amount() {
        for (bits, places) in [(FINE, 54 * 1_024), (COARSE, 58 * 64)] {
            for plain in 0..places {
                assert_eq!(plain_place(lowest(plain, bits), bits), plain);
                assert!(plain == 0 || plain_place(lowest(plain, bits) - 1, bits) == plain - 1);
            }
        }
    }

    #[test]
    fn what_is_too_large_counts_as_the_largest() {
        let mut histogram = Histogram::new(FINE, 1_000, [0, 1_000]);
        histogram.add(u64::MAX, 3);
        let buckets: Vec<Bucket> = histogram.buckets().collect();
        assert_eq!(buckets, [Bucket { mean: 1_000.0, paths: 3, resolution: 0.0 }]);
    }
}
