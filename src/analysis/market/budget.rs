//! The chance that a budget does not suffice for payments of which each is made or not.

use crate::money::Money;

/// The most units into which a budget is cut.
const MOST_UNITS: i64 = 4_096;

/// A probability, between two bounds that are equal where it is known exactly.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Chance {
    /// It is at least this.
    pub least: f64,
    /// It is at most this.
    pub most: f64,
}

/// What each of so many firms is paid with a probability, independently of each other.
pub(super) struct Payment {
    pub(super) amount: Money,
    pub(super) firms: u32,
    pub(super) probability: f64,
}

impl Payment {
    pub(super) fn expected(&self) -> f64 {
        self.amount.to_f64() * f64::from(self.firms) * self.probability
    }

    pub(super) fn most(&self) -> Money {
        Money::from_fen(self.amount.fen().saturating_mul(i64::from(self.firms)))
    }
}

impl Chance {
    fn certain(is_so: bool) -> Chance {
        let chance = f64::from(u8::from(is_so));
        Chance { least: chance, most: chance }
    }
}

/// The chance that payments sum to more than a budget.
///
/// Amounts are counted in their greatest common divisor, and the chance is exact, if the budget is not more than some thousand of
/// these. Otherwise the units are larger, and amounts rounded down to them give the lower bound, rounded up the upper one.
pub(super) fn chance_above(budget: Money, payments: &[Payment]) -> Chance {
    let most: Money = payments.iter().map(Payment::most).sum();
    if budget < Money::ZERO || most <= budget {
        return Chance::certain(budget < Money::ZERO);
    }
    let divisor = payments.iter().fold(0, |divisor, payment| gcd(divisor, payment.amount.fen()));
    let unit = divisor.max(budget.fen() / MOST_UNITS + 1);
    let down = |fen: i64| fen / unit;
    let up = |fen: i64| fen / unit + i64::from(fen % unit > 0);
    let limit = down(budget.fen()) as usize;
    let least = above(limit, payments, down);
    // Where the unit divides all amounts, both are the same sum.
    let is_exact = payments.iter().all(|payment| payment.amount.fen() % unit == 0);
    Chance { least, most: if is_exact { least } else { above(limit, payments, up) } }
}

fn gcd(one: i64, other: i64) -> i64 {
    if other == 0 { one } else { gcd(other, one % other) }
}

/// The chance that payments sum to more than a limit, all in units: the distribution up to the limit, firm by firm. What is
/// above is summed as it gets there, so that a small chance keeps its digits.
fn above(limit: usize, payments: &[Payment], units: impl Fn(i64) -> i64) -> f64 {
    let (mut chances, mut beyond) = (vec![0.0; limit + 1], 0.0);
    chances[0] = 1.0;
    for payment in payments {
        let step = units(payment.amount.fen()) as usize;
        for _ in 0..payment.firms {
            beyond += pay(&mut chances, step, payment.probability);
        }
    }
    beyond
}

/// One more payment of so many units with a probability; the chance that it is the one which exceeds the limit.
fn pay(chances: &mut [f64], step: usize, probability: f64) -> f64 {
    if step == 0 {
        return 0.0;
    }
    let first_beyond = chances.len().saturating_sub(step);
    let beyond: f64 = chances[first_beyond..].iter().sum();
    for sum in (0..chances.len()).rev() {
        let paid = sum.checked_sub(step).map_or(0.0, |before| chances[before] * probability);
        chances[sum] = chances[sum] * (1.0 - probability) + paid;
    }
    beyond * probability
}

#[cfg(test)]
mod tests {
    use super::*;

    fn payment(yuan: i64, firms: u32, probability: f64) -> Payment {
        Payment { amount: Money::from_yuan(yuan), firms, probability }
    }

    /// Three coins: more than two heads have a chance of 1/8, more than one of 4/8.
    #[test]
    fn equal_amounts_are_binomial() {
        let coins = [payment(100, 3, 0.5)];
        let above = |yuan| chance_above(Money::from_yuan(yuan), &coins);
        assert_eq!(
            [above(200), above(299), above(300)],
            [0.125, 0.125, 0.0].map(|p| Chance { least: p, most: p })
        );
        assert_eq!(above(199), Chance { least: 0.5, most: 0.5 });
        assert_eq!(above(-1), Chance { least: 1.0, most: 1.0 }, "nothing is left for the firms");
    }

    /// Amounts without a common unit, against all 2⁶ cases.
    #[test]
    fn bounds_hold_the_truth() {
        let fen = [33_333_337, 20_000_003, 10_000_019, 7_654_321, 1_234_567, 999_983];
        let payments = fen.map(|fen| Payment { amount: Money::from_fen(fen), firms: 1, probability: 0.75 });
        for budget in [5_000_000, 21_000_000, 41_000_000, 60_000_000] {
            let paid = |case: u32| (0..6).filter(move |firm| case >> firm & 1 == 1);
            let exceeds = |case: &u32| paid(*case).map(|firm| fen[firm]).sum::<i64>() > budget;
            let chance = |case: u32| {
                let count = paid(case).count() as i32;
                0.75_f64.powi(count) * 0.25_f64.powi(6 - count)
            };
            let truth: f64 = (0..64).filter(exceeds).map(chance).sum();
            let found = chance_above(Money::from_fen(budget), &payments);
            assert!(
                found.least <= truth + 1e-12 && truth <= found.most + 1e-12,
                "{budget}: {found:?} {truth}"
            );
            assert!(found.most - found.least < 0.2, "{budget}: {found:?}");
        }
    }
}
