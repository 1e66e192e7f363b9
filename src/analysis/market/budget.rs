//! The chance that a budget does not suffice for payments of which each is made or not.

use super::factor::{means, narrowest_rise};
use crate::credit::FactorLoading;
use crate::money::Money;

/// The most units into which a budget is cut.
const MOST_UNITS: i64 = 4_096;

/// So often firms are paid in all, over the points of the factor, before it is cut no finer.
const MOST_WORK: u64 = 400_000;

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

/// What each of so many firms is paid, unless it defaults first.
pub(super) struct Payment {
    pub(super) amount: Money,
    pub(super) firms: u32,
    /// The probability of that; nothing for what is paid in any case.
    pub(super) default: f64,
}

impl Payment {
    pub(super) fn expected(&self) -> f64 {
        self.amount.to_f64() * f64::from(self.firms) * (1.0 - self.default)
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

/// The chance that payments sum to more than a budget, where firms default with a common factor.
///
/// Amounts are counted in their greatest common divisor, and the chance is exact, if the budget is not more than some thousand of
/// these. Otherwise the units are larger, and amounts rounded down to them give the lower bound, rounded up the upper one. With
/// a factor both bounds are widened by the error of integrating over it.
pub(super) fn chance_above(budget: Money, payments: &[Payment], loading: FactorLoading) -> Chance {
    let most: Money = payments.iter().map(Payment::most).sum();
    if budget < Money::ZERO || most <= budget {
        return Chance::certain(budget < Money::ZERO);
    }
    let sum = Units::of(budget, payments);
    let firms: u64 = payments.iter().map(|payment| u64::from(payment.firms)).sum();
    if loading.common() == 0.0 {
        let [least, most] = sum.bounds(payments, loading, 0.0);
        return Chance { least, most };
    }
    let points = MOST_WORK / firms.max(1);
    let narrowest = narrowest_rise(loading, firms);
    let [least, most] = means(narrowest, points, |factor| sum.bounds(payments, loading, factor));
    let within = |chance: f64| chance.clamp(0.0, 1.0);
    Chance { least: within(least.value - least.error), most: within(most.value + most.error) }
}

/// The units in which amounts and a budget are counted.
struct Units {
    unit: i64,
    limit: usize,
    /// Does the unit divide all amounts? Then both bounds are the same sum.
    is_exact: bool,
}

impl Units {
    fn of(budget: Money, payments: &[Payment]) -> Units {
        let divisor = payments.iter().fold(0, |divisor, payment| gcd(divisor, payment.amount.fen()));
        let unit = divisor.max(budget.fen() / MOST_UNITS + 1);
        let is_exact = payments.iter().all(|payment| payment.amount.fen() % unit == 0);
        Units { unit, limit: (budget.fen() / unit) as usize, is_exact }
    }

    /// The lower and the upper bound, given the factor.
    fn bounds(&self, payments: &[Payment], loading: FactorLoading, factor: f64) -> [f64; 2] {
        let paid: Vec<f64> =
            payments.iter().map(|payment| 1.0 - loading.given(payment.default, factor)).collect();
        let down = |fen: i64| fen / self.unit;
        let up = |fen: i64| fen / self.unit + i64::from(fen % self.unit > 0);
        let least = above(self.limit, payments, &paid, down);
        [least, if self.is_exact { least } else { above(self.limit, payments, &paid, up) }]
    }
}

fn gcd(one: i64, other: i64) -> i64 {
    if other == 0 { one } else { gcd(other, one % other) }
}

/// The chance that payments sum to more than a limit, all in units: the distribution up to the limit, firm by firm. What is
/// above is summed as it gets there, so that a small chance keeps its digits.
fn above(limit: usize, payments: &[Payment], paid: &[f64], units: impl Fn(i64) -> i64) -> f64 {
    let (mut chances, mut beyond) = (vec![0.0; limit + 1], 0.0);
    chances[0] = 1.0;
    for (payment, probability) in payments.iter().zip(paid) {
        let step = units(payment.amount.fen()) as usize;
        for _ in 0..payment.firms {
            beyond += pay(&mut chances, step, *probability);
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
    use crate::rate::AssetCorrelation;

    fn payment(yuan: i64, firms: u32, default: f64) -> Payment {
        Payment { amount: Money::from_yuan(yuan), firms, default }
    }

    fn chance(budget: Money, payments: &[Payment], correlation: f64) -> Chance {
        chance_above(budget, payments, loading(correlation))
    }

    fn loading(correlation: f64) -> FactorLoading {
        FactorLoading::from(AssetCorrelation::try_from(correlation).unwrap())
    }

    /// Three coins: more than two heads have a chance of 1/8, more than one of 4/8.
    #[test]
    fn equal_amounts_are_binomial() {
        let coins = [payment(100, 3, 0.5)];
        let above = |yuan| chance(Money::from_yuan(yuan), &coins, 0.0);
        assert_eq!(
            [above(200), above(299), above(300)],
            [0.125, 0.125, 0.0].map(|p| Chance { least: p, most: p })
        );
        assert_eq!(above(199), Chance { least: 0.5, most: 0.5 });
        assert_eq!(above(-1), Chance { least: 1.0, most: 1.0 }, "nothing is left for the firms");
    }

    /// Two coins of a correlation ρ are both heads with a chance of 1/4 + asin(ρ)/2π (Sheppard 1899); one of them is with 1/2.
    #[test]
    fn two_correlated_coins() {
        for correlation in [0.0, 0.05, 0.2, 0.5, 0.9] {
            let both = 0.25 + libm::asin(correlation) / std::f64::consts::TAU;
            for (firms, budget, truth) in [(2, 150, both), (2, 50, 1.0 - both), (1, 50, 0.5)] {
                let found = chance(Money::from_yuan(budget), &[payment(100, firms, 0.5)], correlation);
                let holds = found.least <= truth + 1e-12 && truth <= found.most + 1e-12;
                assert!(holds && found.most - found.least < 1e-6, "{correlation}: {found:?} {truth}");
            }
        }
    }

    /// What is paid in any case does not depend on the factor.
    #[test]
    fn what_is_certain_stays_certain() {
        let both = [payment(100, 1, 0.0), payment(100, 1, 0.5)];
        let found = chance(Money::from_yuan(150), &both, 0.5);
        assert!((found.least - 0.5).abs() < 1e-6 && found.least <= 0.5 && 0.5 <= found.most, "{found:?}");
    }

    const FEN: [i64; 6] = [33_333_337, 20_000_003, 10_000_019, 7_654_321, 1_234_567, 999_983];

    /// The chance that amounts without a common unit sum to more than a budget, from all 2⁶ cases.
    fn of_all_cases(budget: i64, paid: f64) -> f64 {
        let firms = |case: u32| (0..6).filter(move |firm| case >> firm & 1 == 1);
        let exceeds = |case: &u32| firms(*case).map(|firm| FEN[firm]).sum::<i64>() > budget;
        let chance = |case: u32| {
            let count = firms(case).count() as i32;
            paid.powi(count) * (1.0 - paid).powi(6 - count)
        };
        (0..64).filter(exceeds).map(chance).sum()
    }

    #[test]
    fn bounds_hold_the_truth() {
        let payments = FEN.map(|fen| Payment { amount: Money::from_fen(fen), firms: 1, default: 0.25 });
        for budget in [5_000_000, 21_000_000, 41_000_000, 60_000_000] {
            let truth = of_all_cases(budget, 0.75);
            let found = chance(Money::from_fen(budget), &payments, 0.0);
            assert!(
                found.least <= truth + 1e-12 && truth <= found.most + 1e-12,
                "{budget}: {found:?} {truth}"
            );
            assert!(found.most - found.least < 0.2, "{budget}: {found:?}");
        }
    }

    /// Against all cases at each of eight thousand points of the factor.
    #[test]
    fn bounds_hold_the_truth_with_a_factor() {
        let payments = FEN.map(|fen| Payment { amount: Money::from_fen(fen), firms: 1, default: 0.25 });
        // A fine grid of the factor, each point with its density.
        let points: Vec<(f64, f64)> = (-4_000..=4_000)
            .map(|point| f64::from(point) / 500.0)
            .map(|factor| {
                (factor, libm::exp(-factor * factor / 2.0) / (500.0 * std::f64::consts::TAU.sqrt()))
            })
            .collect();
        for correlation in [0.1_f64, 0.3, 0.7] {
            for budget in [5_000_000, 21_000_000, 41_000_000, 60_000_000] {
                let paid = |factor| 1.0 - loading(correlation).given(0.25, factor);
                let at = |&(factor, weight): &(f64, f64)| weight * of_all_cases(budget, paid(factor));
                let truth: f64 = points.iter().map(at).sum();
                let found = chance(Money::from_fen(budget), &payments, correlation);
                let holds = found.least <= truth + 1e-10 && truth <= found.most + 1e-10;
                assert!(holds && found.most - found.least < 0.2, "{correlation} {budget}: {found:?} {truth}");
            }
        }
    }
}
