//! One default time per company per path. A company is a borrower: all its loans default by the same latent variable, each
//! on its own first due date thereafter.
//!
//! Given the factors, companies default independently. Companies of a similar loading and default probability share a
//! bucket; a path computes one bound for it, which no member's conditional probability exceeds, and compares every
//! member's draw with that: an integer comparison. Only a candidate, whose draw is below the bound, is looked at: its own
//! thresholds say whether and when it defaults. That is exact, for a company whose draw is above the bound cannot default.
//! It needs only conditional independence: further factors or a t copula enter in the bound and in the latent variable.

use std::collections::BTreeMap;
use std::ops::Range;

use super::draws::{PathDraws, to_unit};
use super::factor::{FactorLoading, first_reached};
use super::key::Key;
use super::normal;
use super::thresholds::{TableId, Thresholds, ThresholdsBuilder};

/// Companies whose default probabilities differ by more than this factor do not share a bucket: it bounds the candidates
/// that are looked at in vain.
const WIDEST_BUCKET: f64 = 2.0;

/// Nor do companies whose loadings lie in different bands of this width.
const BAND: f64 = 0.05;

/// So many companies with one loan, one loading and one table of thresholds have a bucket of their own, where the dates of
/// candidates can be looked up.
const LARGE_GROUP: usize = 64;

/// How much wider than computed a bound is, relatively: far more than its rounding errors, and far less than matters.
const SLACK: f64 = 1e-9;

/// Draws which companies default, and by which date of each of their loans.
#[derive(Clone, Debug)]
pub(crate) struct DefaultSampler {
    buckets: Vec<Bucket>,
    /// By company, bucket by bucket.
    keys: Vec<Key>,
    companies: Vec<Company>,
    loans: Vec<Loan>,
    thresholds: Thresholds,
}

#[derive(Clone, Debug)]
struct Bucket {
    /// The lowest and the highest loading in the bucket.
    loadings: (FactorLoading, FactorLoading),
    /// Φ⁻¹ of the highest default probability in the bucket.
    ceiling: f64,
    companies: Range<u32>,
    /// The table of all its loans, where every company has one loan, and all have one loading.
    table: Option<TableId>,
}

#[derive(Clone, Debug)]
struct Company {
    loading: FactorLoading,
    loans: Range<u32>,
}

#[derive(Clone, Copy, Debug)]
struct Loan {
    index: u32,
    table: TableId,
}

/// Companies being collected for a sampler.
#[derive(Debug, Default)]
pub(crate) struct SamplerBuilder {
    companies: Vec<Collected>,
    thresholds: ThresholdsBuilder,
}

#[derive(Debug)]
struct Collected {
    key: Key,
    loading: FactorLoading,
    /// The probability that it defaults by the last date of any of its loans.
    probability: f64,
    loans: Vec<Loan>,
}

/// What companies share that are in one bucket.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Group {
    /// A table of thresholds and a loading.
    Alike(TableId, u64),
    /// A band of loadings, and a range of probabilities.
    Similar(u32),
}

impl SamplerBuilder {
    /// A company without loans yet, and its place among the companies.
    pub(crate) fn add_company(&mut self, key: Key, loading: FactorLoading) -> usize {
        self.companies.push(Collected { key, loading, probability: 0.0, loans: Vec::new() });
        self.companies.len() - 1
    }

    /// A loan of a company, with its cumulative default probability by each due date, never decreasing.
    pub(crate) fn add_loan(&mut self, company: usize, index: usize, by_date: &[f64]) {
        let loan = Loan { index: index as u32, table: self.thresholds.table(by_date) };
        let company = &mut self.companies[company];
        company.probability = company.probability.max(by_date.last().copied().unwrap_or_default());
        company.loans.push(loan);
    }

    /// A sampler over all companies; one that cannot default costs nothing.
    pub(crate) fn build(self) -> DefaultSampler {
        let mut companies: Vec<(Group, Collected)> = group(self.companies);
        // The most likely defaulter first; the sort is stable, so the tape's order decides the rest.
        companies
            .sort_by(|(group, a), (other, b)| group.cmp(other).then(b.probability.total_cmp(&a.probability)));
        let (buckets, keys, loans) = Default::default();
        let thresholds = self.thresholds.build();
        let mut sampler = DefaultSampler {
            buckets,
            keys,
            companies: Vec::with_capacity(companies.len()),
            loans,
            thresholds,
        };
        let mut first: Option<(Group, f64)> = None;
        for (group, company) in companies {
            let fits =
                |(first, most): (Group, f64)| first == group && company.probability * WIDEST_BUCKET >= most;
            if !first.is_some_and(fits) {
                first = Some((group, company.probability));
                sampler.open_bucket(group, &company);
            }
            sampler.add(company);
        }
        sampler
    }
}

/// The companies that can default, each with what it shares with others.
fn group(companies: Vec<Collected>) -> Vec<(Group, Collected)> {
    let alike = |company: &Collected| match company.loans.as_slice() {
        [loan] => Some((loan.table, company.loading.common().to_bits())),
        _ => None,
    };
    let mut counts: BTreeMap<(TableId, u64), usize> = BTreeMap::new();
    for kind in companies.iter().filter_map(alike) {
        *counts.entry(kind).or_default() += 1;
    }
    let is_large = |kind: &(TableId, u64)| counts[kind] >= LARGE_GROUP;
    let grouped = |company: Collected| {
        let similar = Group::Similar(band(company.loading));
        let kind = alike(&company).filter(is_large);
        (kind.map_or(similar, |(table, loading)| Group::Alike(table, loading)), company)
    };
    companies.into_iter().filter(|company| company.probability > 0.0).map(grouped).collect()
}

/// The band of a loading.
fn band(loading: FactorLoading) -> u32 {
    libm::floor(loading.common() / BAND) as u32
}

impl DefaultSampler {
    fn open_bucket(&mut self, group: Group, company: &Collected) {
        let start = self.companies.len() as u32;
        self.buckets.push(Bucket {
            loadings: (company.loading, company.loading),
            ceiling: normal::quantile(company.probability),
            companies: start..start,
            table: match group {
                Group::Alike(table, _) => Some(table),
                Group::Similar(_) => None,
            },
        });
    }

    fn add(&mut self, company: Collected) {
        let first = self.loans.len() as u32;
        self.loans.extend(company.loans);
        self.keys.push(company.key);
        self.companies.push(Company { loading: company.loading, loans: first..self.loans.len() as u32 });
        if let Some(bucket) = self.buckets.last_mut() {
            let (low, high) = &mut bucket.loadings;
            *low = if company.loading.common() < low.common() { company.loading } else { *low };
            *high = if company.loading.common() > high.common() { company.loading } else { *high };
            bucket.companies.end = self.companies.len() as u32;
        }
    }

    /// Draws one path's defaults, given the market: calls `default(loan, date)` for each loan of a defaulting company, with
    /// the first of the loan's dates by which it has defaulted. `limits` is space that is used.
    #[inline]
    pub(crate) fn sample(
        &self,
        draws: &PathDraws,
        market: f64,
        limits: &mut Vec<u64>,
        mut default: impl FnMut(u32, usize),
    ) {
        for bucket in &self.buckets {
            let (low, high) = bucket.loadings;
            let bound = low.highest_up_to(high, bucket.ceiling, market);
            match bucket.table.map(|table| self.thresholds.of(table)) {
                Some(thresholds) if bound * bucket.companies.len() as f64 > thresholds.len() as f64 => {
                    let lookup = Lookup::new(thresholds, low, market, limits);
                    self.candidates(bucket, draws, bound, |company, draw| {
                        let loan = self.loans[self.companies[company].loans.start as usize];
                        if let Some(date) = lookup.first_default(draw) {
                            default(loan.index, date);
                        }
                    });
                }
                _ => self.candidates(bucket, draws, bound, |company, draw| {
                    self.look_at(company, draw, market, &mut default);
                }),
            }
        }
    }

    /// Finds the companies of a bucket whose draw is not above its bound. Every company of a pool passes through here on every
    /// path: the loop is plain so that it stays a few instructions for each.
    #[inline(always)]
    fn candidates(&self, bucket: &Bucket, draws: &PathDraws, bound: f64, mut found: impl FnMut(usize, u64)) {
        let highest = to_draw(bound * (1.0 + SLACK)).saturating_add(1);
        let Range { start, end } = bucket.companies;
        let draws = *draws;
        for (i, key) in self.keys[start as usize..end as usize].iter().enumerate() {
            let draw = draws.uniform(*key);
            if draw <= highest {
                found(start as usize + i, draw);
            }
        }
    }

    /// Lets the loans of a candidate default that do.
    #[inline]
    fn look_at(&self, company: usize, draw: u64, market: f64, default: &mut impl FnMut(u32, usize)) {
        let Company { loading, loans } = &self.companies[company];
        let latent = loading.latent(market, to_unit(draw));
        for loan in &self.loans[loans.start as usize..loans.end as usize] {
            if let Some(date) = first_reached(self.thresholds.of(loan.table), latent) {
                default(loan.index, date);
            }
        }
    }
}

/// The highest draw of a probability: 2⁶⁴ times it.
#[inline]
fn to_draw(probability: f64) -> u64 {
    (probability * 18_446_744_073_709_551_616.0) as u64
}

/// The dates of default of companies that are alike, by their draws: 2⁶⁴ times the conditional probability of each date.
/// A draw so near one of those that rounding could decide is looked at by its latent variable, as every other candidate
/// is; so the answers are the same to the last bit.
struct Lookup<'a> {
    limits: &'a [u64],
    thresholds: &'a [f64],
    loading: FactorLoading,
    market: f64,
}

impl<'a> Lookup<'a> {
    fn new(
        thresholds: &'a [f64],
        loading: FactorLoading,
        market: f64,
        limits: &'a mut Vec<u64>,
    ) -> Lookup<'a> {
        limits.clear();
        let limit = |threshold: &f64| to_draw(loading.highest_up_to(loading, *threshold, market));
        limits.extend(thresholds.iter().map(limit));
        Lookup { limits, thresholds, loading, market }
    }

    #[inline]
    fn first_default(&self, draw: u64) -> Option<usize> {
        let date = self.limits.partition_point(|limit| *limit < draw);
        let margin = (draw >> 30) + 1;
        let near = |at: usize| self.limits.get(at).is_some_and(|limit| limit.abs_diff(draw) <= margin);
        if near(date) || near(date.wrapping_sub(1)) {
            return first_reached(self.thresholds, self.loading.latent(self.market, to_unit(draw)));
        }
        (date < self.limits.len()).then_some(date)
    }
}

#[cfg(test)]
mod tests;
