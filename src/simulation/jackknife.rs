//! Average lives and yields of the expected cash flows, with jackknife errors.
//!
//! Both are smooth functions of mean cash flows and not means over paths, so their errors come from leaving out one
//! group of paths at a time: with g groups, √((g−1)/g · Σ(θ₍ᵢ₎ − mean)²) (Shao & Tu, The Jackknife and Bootstrap, 1995).
//! Groups go by the path's number, so the result is the same however the paths were run.

use super::estimate::Estimate;
use super::flows::{FlowSums, Flows};
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
        let g = values.len() as f64;
        let mean = values.iter().sum::<f64>() / g;
        let squares: f64 = values.iter().map(|v| (v - mean) * (v - mean)).sum();
        Some(Estimate { value, error: ((g - 1.0) / g * squares).sqrt() })
    }

    /// The weighted average life of the expected principal, given the years of every date.
    pub(super) fn average_life(&self, note: usize, years: &[f64]) -> Option<Estimate> {
        self.jackknife(note, |mean| {
            weighted_average_life(years.iter().copied().zip(mean.principal.iter().copied()))
        })
    }

    /// The effective annual yield of the expected cash flows to a buyer at this price.
    pub(super) fn annual_yield(&self, note: usize, years: &[f64], price: f64) -> Option<Estimate> {
        self.jackknife(note, |mean| {
            let paid = CashFlow { years: 0.0, amount: -price };
            let received = mean.income.iter().zip(&mean.principal).zip(years);
            let received = received.map(|((a, b), years)| CashFlow { years: *years, amount: a + b });
            irr(&std::iter::once(paid).chain(received).collect::<Vec<_>>()).rate()
        })
    }
}

fn total(groups: &[FlowSums]) -> FlowSums {
    let none =
        FlowSums { paths: 0, by_date: vec![[0; 2]; groups.first().map_or(0, |group| group.by_date.len())] };
    groups.iter().fold(none, |sum, group| sum.with(group))
}
