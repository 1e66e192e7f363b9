//! Average lives and yields of the expected cash flows, with jackknife errors.
//!
//! Both are smooth functions of mean cash flows and not means over paths, so their errors come from leaving out one
//! group of paths at a time: with g groups, √((g−1)/g · Σ(θ₍ᵢ₎ − mean)²) (Shao & Tu, The Jackknife and Bootstrap, 1995).
//! Groups go by the path's number, so the result is the same however the paths were run.

use super::estimate::Estimate;
use super::flows::{Flows, GROUPS};
use crate::analysis::{CashFlow, irr, weighted_average_life};

/// Mean cash flows of one note, by date, in yuan.
pub(super) struct MeanFlows {
    /// Interest and residual.
    pub(super) income: Vec<f64>,
    pub(super) principal: Vec<f64>,
}

impl Flows {
    /// The mean over all paths but those of one group, or over all.
    pub(super) fn mean(&self, note: usize, without: Option<usize>) -> MeanFlows {
        let kept = || (0..GROUPS).filter(|group| Some(*group) != without);
        let paths: u64 = kept().map(|group| self.paths(group)).sum();
        let mean = |kind: usize, date: usize| {
            let sum: i128 = kept().map(|group| self.sum(group, note, date)[kind]).sum();
            sum as f64 / paths as f64 / 100.0
        };
        let by_date = |kind: usize| (0..self.dates()).map(|date| mean(kind, date)).collect();
        MeanFlows { income: by_date(0), principal: by_date(1) }
    }

    /// A statistic of a note's mean cash flows with its jackknife error; `None` if it does not exist for all paths, or
    /// without some group.
    fn jackknife(&self, note: usize, statistic: impl Fn(&MeanFlows) -> Option<f64>) -> Option<Estimate> {
        let value = statistic(&self.mean(note, None))?;
        let groups: Vec<usize> = (0..GROUPS).filter(|group| self.paths(*group) > 0).collect();
        let g = groups.len() as f64;
        let without = groups.iter().map(|group| statistic(&self.mean(note, Some(*group))));
        let values: Vec<f64> = without.collect::<Option<_>>()?;
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
