//! Choices from a row of random numbers. A row that is smaller makes a simpler deal, so a failure shrinks to one that
//! can be read.

use abs_waterfall::{Money, Rate};
use rust_decimal::Decimal;

/// A row of numbers to be drawn one by one; zeros when it is used up.
pub(crate) struct Dice<'a>(std::slice::Iter<'a, u32>);

impl<'a> Dice<'a> {
    pub(crate) fn new(row: &'a [u32]) -> Dice<'a> {
        Dice(row.iter())
    }

    /// A number from 0 to below `n`.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        self.0.next().map_or(0, |number| *number as usize % n)
    }

    /// A number from `low` up to and including `high`.
    pub(crate) fn between(&mut self, low: usize, high: usize) -> usize {
        low + self.below(high - low + 1)
    }

    /// True once in `n`, and never when the row is used up.
    pub(crate) fn once_in(&mut self, n: usize) -> bool {
        self.below(n) == n - 1
    }

    /// One of these; the first is the simplest.
    pub(crate) fn pick<T: Clone>(&mut self, options: &[T]) -> T {
        options[self.below(options.len())].clone()
    }

    /// These names without some; at least one is left.
    pub(crate) fn some_of(&mut self, names: &[String]) -> Vec<String> {
        let kept: Vec<String> = names.iter().filter(|_| !self.once_in(3)).cloned().collect();
        if kept.is_empty() { names[..1].to_vec() } else { kept }
    }

    /// In another order, once in `n`.
    pub(crate) fn shuffled<T>(&mut self, mut things: Vec<T>, n: usize) -> Vec<T> {
        if self.once_in(n) {
            for i in 1..things.len() {
                let j = self.below(i + 1);
                things.swap(i, j);
            }
        }
        things
    }

    /// An amount from `low` to `high` yuan, round or odd.
    pub(crate) fn yuan(&mut self, low: usize, high: usize) -> Money {
        let round = Money::from_yuan(self.between(low, high) as i64);
        let fen = if self.once_in(2) { self.below(100) } else { 0 };
        round + Money::from_fen(fen as i64)
    }

    /// An annual rate up to 24 %: zero, a usual one (whose twelfths often end in half a fen), or any.
    pub(crate) fn rate(&mut self) -> Rate {
        let usual = [600, 1200, 450, 435, 300, 0, 2400];
        let (digits, scale) = match self.below(3) {
            0 => (self.pick(&usual), 4),
            1 => (self.between(1, 24_000) as i64, 5),
            _ => (self.between(1, 2_400_000) as i64, 7),
        };
        Rate::new(Decimal::new(digits, scale)).unwrap()
    }

    /// A share of one, in thousandths.
    pub(crate) fn share(&mut self) -> Rate {
        Rate::new(Decimal::new(self.between(0, 1_000) as i64, 3)).unwrap()
    }
}
