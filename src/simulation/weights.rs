//! What the cash flows of one path do to a note's yield and average life, to first order.
//!
//! Both are statistics of the expected cash flows and not means over paths; but near the path without events they are linear
//! in the flows. The yield moves with the present value of what is missing, the average life with how far from itself
//! principal comes. So every date has a weight for either, and of every path the deviation of its weighted flows from those
//! without events is summed, by the rule of [`moments`](super::moments). A path's own flows are weighted in floats, in their
//! order; what is summed over paths is rounded to the fen.

use super::flows::Flow;
use super::moments::Deviations;
use crate::measure::{CashFlow, irr, weighted_average_life};

/// What weighing the flows of one note comes to. The weights of its dates stand apart, beside the sums of its flows.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub(super) struct Weights {
    /// The highest discount factor.
    discount: f64,
    /// The lowest and the highest delay.
    delays: (f64, f64),
    /// The weighted flows without events before each date, and after the last.
    before: Vec<Weighted>,
    /// The amount issued, in fen.
    amount: f64,
}

/// The weights of one date.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub(super) struct DateWeights {
    /// Of everything paid: the discount factor at the yield without events.
    discount: f64,
    /// Of principal: how many years after the average life without events it comes.
    delay: f64,
}

/// Weighted sums of flows.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub(super) struct Weighted {
    value: f64,
    delay: f64,
}

/// How far the weighted flows of paths lie from those without events.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub(super) struct Shifts {
    value: Deviations,
    delay: Deviations,
}

impl Weights {
    /// Of a note of which this amount was issued for so much, both in fen, and which pays these flows without events; and the
    /// weights of its dates.
    pub(super) fn new(
        amount: f64,
        proceeds: f64,
        flows: &[Flow],
        years: &[f64],
    ) -> (Weights, Vec<DateWeights>) {
        let dated = || years.iter().copied().zip(flows);
        let issued = CashFlow { years: 0.0, amount: -proceeds };
        let received = dated().map(|(years, flow)| CashFlow { years, amount: (flow[0] + flow[1]) as f64 });
        // Of what never comes back, nothing is discounted.
        let rate = irr(&std::iter::once(issued).chain(received).collect::<Vec<_>>()).rate().unwrap_or(0.0);
        let life = weighted_average_life(dated().map(|(years, flow)| (years, flow[1] as f64)));
        let life = life.or(years.last().copied()).unwrap_or(0.0);
        let of_date =
            |years: &f64| DateWeights { discount: libm::pow(1.0 + rate, -years), delay: years - life };
        let by_date: Vec<DateWeights> = years.iter().map(of_date).collect();
        let mut sum = Weighted::default();
        let mut before = vec![sum];
        for (weights, [income, principal]) in by_date.iter().zip(flows) {
            sum.add(weights, *income as f64, 0);
            sum.add(weights, *principal as f64, 1);
            before.push(sum);
        }
        let discount = by_date.iter().map(|weights| weights.discount).fold(0.0, f64::max);
        let delays = || by_date.iter().map(|weights| weights.delay);
        let delays = (delays().fold(0.0, f64::min), delays().fold(0.0, f64::max));
        (Weights { discount, delays, before, amount }, by_date)
    }

    /// How many dates there are.
    #[cfg(feature = "serde")]
    pub(super) fn dates(&self) -> usize {
        self.before.len().saturating_sub(1)
    }

    /// The weighted flows without events before a date.
    #[inline]
    pub(super) fn before(&self, date: usize) -> Weighted {
        self.before[date]
    }

    /// Counts how far a path's weighted flows lie from those without events.
    #[inline]
    pub(super) fn count(&self, path: Weighted, shifts: &mut Shifts) {
        let usual = self.whole();
        shifts.value.add_signed((path.value - usual.value) as i64);
        shifts.delay.add_signed((path.delay - usual.delay) as i64);
    }

    /// The standard error of the mean present value over `n` paths, in fen, given the most that can be received more than
    /// without events. The most that can be missing is all of it.
    pub(super) fn error_of_value(&self, shifts: &Shifts, n: u64, most_excess: u64) -> f64 {
        let most_excess = (most_excess as f64 * self.discount) as u64;
        shifts.value.error_of_sum(n, self.whole().value as u64, most_excess) / n as f64
    }

    /// The standard error of the mean of principal times its delay over `n` paths, in fen times years. The most is to have all
    /// principal on the first date, or on the last.
    pub(super) fn error_of_delay(&self, shifts: &Shifts, n: u64) -> f64 {
        let (early, late) = self.delays;
        let most = |delay: f64| (self.amount * delay) as u64;
        shifts.delay.error_of_sum(n, most(-early), most(late)) / n as f64
    }

    /// The weighted flows without events.
    fn whole(&self) -> Weighted {
        self.before(self.before.len() - 1)
    }
}

impl Weighted {
    /// Adds a flow of this kind: income (0) or principal (1).
    #[inline(always)]
    pub(super) fn add(&mut self, weights: &DateWeights, amount: f64, kind: usize) {
        self.value += amount * weights.discount;
        self.delay += if kind == 1 { amount * weights.delay } else { 0.0 };
    }
}

impl Shifts {
    pub(super) fn merge(&mut self, other: &Shifts) {
        self.value.merge(&other.value);
        self.delay.merge(&other.delay);
    }
}
