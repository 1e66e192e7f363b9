//! Average lives and yields of the expected cash flows, with their errors.
//!
//! Both are smooth functions of mean cash flows and not means over paths, so an error comes from leaving out one group of
//! paths at a time: with g groups, √((g−1)/g · Σ(θ₍ᵢ₎ − mean)²) (Shao & Tu, The Jackknife and Bootstrap, 1995). Groups go by
//! the path's number, so the result is the same however the paths were run.
//!
//! But what was never seen is in no group, and what was seen on a few paths is in too few. So there is a second error, that
//! of the mean deviation of [weighted](super::weights) flows from those without events, over how fast the statistic moves
//! with them; the larger of the two counts.

use super::estimate::Estimate;
use super::flows::{FlowSums, Flows};
use super::groups::jackknife;
use crate::measure::{CashFlow, irr, weighted_average_life};

/// Mean cash flows of one note, by date, in yuan.
pub(super) struct MeanFlows {
    /// Interest and residual.
    pub(super) income: Vec<f64>,
    pub(super) principal: Vec<f64>,
}

impl MeanFlows {
    fn of(sums: &FlowSums) -> MeanFlows {
        let mean = |sum: i128| sum as f64 / sums.paths as f64 / 100.0;
        let by_date = |kind: usize| sums.by_date.iter().map(|flow| mean(flow[kind])).collect();
        MeanFlows { income: by_date(0), principal: by_date(1) }
    }

    /// All that is received, by date.
    fn received(&self, years: &[f64]) -> Vec<CashFlow> {
        let received = self.income.iter().zip(&self.principal).zip(years);
        received.map(|((a, b), years)| CashFlow { years: *years, amount: a + b }).collect()
    }

    /// The yield to a buyer at this price.
    fn yield_at(&self, price: f64, years: &[f64]) -> Option<f64> {
        let paid = CashFlow { years: 0.0, amount: -price };
        irr(&std::iter::once(paid).chain(self.received(years)).collect::<Vec<_>>()).rate()
    }
}

impl Flows {
    /// The mean over all paths.
    pub(super) fn mean(&self, note: usize) -> MeanFlows {
        MeanFlows::of(&total(&self.groups(note)))
    }

    /// A statistic of a note's mean cash flows with its jackknife error; `None` if it does not exist for all paths. The error
    /// is infinite if it does not exist without some group.
    fn jackknife(&self, note: usize, statistic: impl Fn(&MeanFlows) -> Option<f64>) -> Option<Estimate> {
        let groups = self.groups(note);
        let total = total(&groups);
        let value = statistic(&MeanFlows::of(&total))?;
        let without = groups.iter().map(|group| statistic(&MeanFlows::of(&total.without(group))));
        let Some(values) = without.collect::<Option<Vec<f64>>>() else {
            return Some(Estimate { value, error: f64::INFINITY });
        };
        Some(Estimate { value, error: jackknife(&values) })
    }

    /// The weighted average life of the expected principal, given the years of every date.
    pub(super) fn average_life(&self, note: usize, years: &[f64]) -> Option<Estimate> {
        let life = self.jackknife(note, |mean| {
            weighted_average_life(years.iter().copied().zip(mean.principal.iter().copied()))
        })?;
        let total = total(&self.groups(note));
        let repaid: f64 = MeanFlows::of(&total).principal.iter().sum();
        let (weights, shifts) = self.weighted(note);
        let rare = weights.error_of_delay(shifts, total.paths) / 100.0 / repaid;
        Some(Estimate { error: life.error.max(rare), ..life })
    }

    /// The effective annual yield of the expected cash flows to a buyer at this price, given the years of every date and the
    /// most that the note can receive more than without events, in fen.
    pub(super) fn annual_yield(
        &self,
        note: usize,
        years: &[f64],
        price: f64,
        most_excess: u64,
    ) -> Option<Estimate> {
        let yields = self.jackknife(note, |mean| mean.yield_at(price, years))?;
        let total = total(&self.groups(note));
        let (weights, shifts) = self.weighted(note);
        let value = weights.error_of_value(shifts, total.paths, most_excess);
        let rare = value / 100.0 / slope(&MeanFlows::of(&total).received(years), yields.value);
        Some(Estimate { error: yields.error.max(rare), ..yields })
    }

    /// The effective annual yield to a buyer at this price on the path without events.
    pub(super) fn base_yield(&self, note: usize, years: &[f64], price: f64) -> Option<f64> {
        MeanFlows::of(&self.without_events(note)).yield_at(price, years)
    }
}

/// How fast the present value falls where the yield rises: Σ t F (1 + y)⁻ᵗ⁻¹.
fn slope(flows: &[CashFlow], rate: f64) -> f64 {
    let terms = flows.iter().map(|flow| flow.years * flow.amount * libm::pow(1.0 + rate, -flow.years - 1.0));
    terms.sum::<f64>()
}

fn total(groups: &[FlowSums]) -> FlowSums {
    let none =
        FlowSums { paths: 0, by_date: vec![[0; 2]; groups.first().map_or(0, |group| group.by_date.len())] };
    groups.iter().fold(none, |sum, group| sum.with(group))
}
