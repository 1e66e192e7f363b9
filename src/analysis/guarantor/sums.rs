//! The expected shortfall split over names: what each got on the paths of the tail, and how sure that is.

use std::cmp::{Ordering, Reverse};
use std::collections::BTreeMap;

use super::edge::Edges;
use crate::money::Money;
use crate::simulation::{Estimate, FEW, FEWEST, GROUPS, error_of_sum, jackknife};

/// What the names of one list got: only those that got anything, by number.
#[derive(Default)]
pub(super) struct Sums {
    by_number: BTreeMap<u32, Sum>,
}

/// What one name got.
#[derive(Clone, Debug, Default)]
pub(super) struct Sum {
    above: i128,
    at: i128,
    without: [f64; GROUPS],
    hits: u64,
    largest: u64,
    squares: f64,
    total: f64,
}

/// The part of one name, by number.
pub(super) struct Part {
    pub(super) number: u32,
    pub(super) amount: Money,
    pub(super) estimate: Estimate,
}

impl Sums {
    /// Adds what names got on a path with this loss, of this group.
    pub(super) fn add(&mut self, loss: u64, group: usize, parts: &[(u32, i64)], edges: &Edges) {
        for &(number, amount) in parts.iter().filter(|(_, amount)| *amount != 0) {
            self.by_number.entry(number).or_default().add(loss, group, amount, edges);
        }
    }

    /// The expected shortfall, and the part of each name in it, the largest first; given the most that a name can get.
    pub(super) fn split(&self, most: impl Fn(u32) -> Money, edges: &Edges) -> (Money, Vec<Part>) {
        let fractions: Vec<(i128, i128)> = self.by_number.values().map(|sum| sum.mean(edges)).collect();
        let (shortfall, amounts) = split(&fractions);
        let part = |((number, sum), amount): ((&u32, &Sum), Money)| {
            let error = sum.error(most(*number), edges);
            Part { number: *number, amount, estimate: Estimate { value: amount.to_f64(), error } }
        };
        let in_tail = |((_, sum), _): &((&u32, &Sum), Money)| sum.hits > 0;
        let mut parts: Vec<Part> = self.by_number.iter().zip(amounts).filter(in_tail).map(part).collect();
        parts.sort_by_key(|part| (Reverse(part.amount), part.number));
        (shortfall, parts)
    }
}

impl Sum {
    pub(super) fn add(&mut self, loss: u64, group: usize, amount: i64, edges: &Edges) {
        for (sum, weight) in self.without.iter_mut().zip(edges.weights(loss, group)) {
            *sum += weight * amount as f64;
        }
        match loss.cmp(&edges.all.quantile) {
            Ordering::Greater => self.above += i128::from(amount),
            Ordering::Equal if edges.all.part() > 0.0 => self.at += i128::from(amount),
            Ordering::Equal | Ordering::Less => return,
        }
        self.hits += 1;
        self.largest = self.largest.max(amount.unsigned_abs());
        self.squares += amount as f64 * amount as f64;
        self.total += amount as f64;
    }

    /// Its mean over the tail, in fen, as a fraction.
    pub(super) fn mean(&self, edges: &Edges) -> (i128, i128) {
        edges.all.mean(self.above, self.at)
    }

    /// The means over the tail without each group, in yuan.
    pub(super) fn without(&self, edges: &Edges) -> Vec<f64> {
        edges.known(&self.without).into_iter().map(|fen| fen / 100.0).collect()
    }

    /// In yuan: that of the jackknife, with one more path at the largest amount; with few hits at least that of a mean, given the
    /// most that it can be.
    fn error(&self, most: Money, edges: &Edges) -> f64 {
        let left_out = tail_error(&self.without(edges), self.largest, edges.tail);
        let spread = self.squares - self.total / edges.tail * self.total;
        let rare =
            error_of_sum(self.hits, self.largest as f64, most.fen() as f64, spread) / edges.tail / 100.0;
        if self.hits < FEW { left_out.max(rare) } else { left_out }
    }
}

/// The error of a mean over a tail of so many paths, in yuan, given the mean without each group, and the largest amount, in fen. The
/// jackknife alone is too narrow for some twenty paths: so one more path counts, as in the error of any mean, in quadrature.
pub(super) fn tail_error(without: &[f64], largest: u64, tail: f64) -> f64 {
    if tail < FEWEST as f64 {
        return f64::INFINITY;
    }
    let (left_out, one_more) = (jackknife(without), largest as f64 / 100.0 / tail);
    (left_out * left_out + one_more * one_more).sqrt()
}

/// The sum of fractions with one denominator, rounded half-up to the fen, and their parts in it by largest remainder.
pub(super) fn split(fractions: &[(i128, i128)]) -> (Money, Vec<Money>) {
    let Some(&(_, denominator)) = fractions.first() else { return (Money::ZERO, Vec::new()) };
    let fen = |amount: i128| Money::from_fen(i64::try_from(amount).unwrap_or(i64::MAX));
    let sum: i128 = fractions.iter().map(|(numerator, _)| numerator).sum();
    let (whole, rest) = (sum.div_euclid(denominator), sum.rem_euclid(denominator));
    let total = whole + i128::from(rest >= denominator - rest);
    let mut parts: Vec<i128> =
        fractions.iter().map(|(numerator, _)| numerator.div_euclid(denominator)).collect();
    let left = usize::try_from(total - parts.iter().sum::<i128>()).unwrap_or(0);
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by_key(|&i| (Reverse(fractions[i].0.rem_euclid(denominator)), i));
    order.iter().take(left).for_each(|&i| parts[i] += 1);
    (fen(total), parts.into_iter().map(fen).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2.5 fen in three parts of 1 1/6, 1/2 and 5/6 are rounded up to 3: the last and then the second get one more. Of a gain
    /// of 5/6 and a loss of 10/6 a fen is left, which is the loss's.
    #[test]
    fn fractions_of_a_fen_go_to_the_largest_remainder() {
        for (fractions, total, parts) in
            [(&[(7, 6), (3, 6), (5, 6)][..], 3, &[1, 1, 1][..]), (&[(-5, 6), (10, 6)], 1, &[-1, 2])]
        {
            let (sum, split) = split(fractions);
            assert_eq!(
                (sum.fen(), split.iter().map(|part| part.fen()).collect::<Vec<_>>()),
                (total, parts.to_vec())
            );
        }
    }
}
