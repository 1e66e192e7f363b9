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
use std::sync::Arc;

use super::companies::Companies;
use super::draws::{PathDraws, to_unit};
use super::factor::{FactorLoading, first_reached};
use super::key::Key;
use super::normal;
use super::thresholds::{TableId, Thresholds};

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
    thresholds: Arc<Thresholds>,
}

#[derive(Clone, Debug)]
struct Bucket {
    /// The lowest and the highest loading in the bucket.
    loadings: (FactorLoading, FactorLoading),
    /// Φ⁻¹ of the highest default probability in the bucket.
    ceiling: f64,
    companies: Range<u32>,
    /// The table of all its loans and the first of them, where every company has one loan, and all have one loading: then its
    /// loans stand in the order of its companies.
    alike: Option<(TableId, u32)>,
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

/// A company on its way into a bucket.
#[derive(Clone, Copy)]
struct Candidate {
    company: usize,
    /// The probability that it defaults by the last date of any of its loans.
    probability: f64,
}

/// Companies on their way into buckets.
#[derive(Default)]
struct Groups {
    /// Companies of one loan each, by their table of thresholds and the bits of their loading.
    alike: BTreeMap<(TableId, u64), Vec<Candidate>>,
    /// By band of loadings.
    similar: BTreeMap<u32, Vec<Candidate>>,
}

impl DefaultSampler {
    /// A sampler over all companies, given the loading of each distinct credit; one that cannot default costs nothing.
    pub(crate) fn new(
        companies: &Companies,
        loadings: &[FactorLoading],
        thresholds: &Arc<Thresholds>,
    ) -> DefaultSampler {
        let mut sampler = DefaultSampler {
            buckets: Vec::new(),
            keys: Vec::with_capacity(companies.len()),
            companies: Vec::with_capacity(companies.len()),
            loans: Vec::new(),
            thresholds: Arc::clone(thresholds),
        };
        let Groups { alike, similar } = Groups::of(companies, loadings, thresholds);
        for ((table, _), members) in alike {
            sampler.add_bucket(companies, loadings, &members, Some(table));
        }
        for mut members in similar.into_values() {
            // The most likely defaulter first; the tape's order decides the rest.
            members.sort_unstable_by(|a, b| {
                b.probability.total_cmp(&a.probability).then(a.company.cmp(&b.company))
            });
            let mut rest = members.as_slice();
            while let Some(first) = rest.first() {
                let fits = |other: &Candidate| other.probability * WIDEST_BUCKET >= first.probability;
                let (bucket, others) = rest.split_at(rest.partition_point(fits));
                sampler.add_bucket(companies, loadings, bucket, None);
                rest = others;
            }
        }
        sampler
    }
}

impl Groups {
    /// The companies that can default, with those they share a bucket with.
    fn of(companies: &Companies, loadings: &[FactorLoading], thresholds: &Thresholds) -> Groups {
        let mut groups = Groups::default();
        let loading = |company: usize| loadings[companies.credit(company)];
        for company in 0..companies.len() {
            let table = |loan: &u32| thresholds.table_of(*loan);
            let loans = companies.loans(company);
            let by_loan = loans.iter().map(|loan| thresholds.probability(table(loan)));
            let candidate = Candidate { company, probability: by_loan.fold(0.0, f64::max) };
            let loading = loading(company);
            match loans {
                _ if candidate.probability <= 0.0 => {}
                [loan] => groups.alike(table(loan), loading).push(candidate),
                _ => groups.similar.entry(band(loading)).or_default().push(candidate),
            }
        }
        let Groups { alike, similar } = &mut groups;
        alike.retain(|_, members| {
            let is_large = members.len() >= LARGE_GROUP;
            if !is_large {
                similar.entry(band(loading(members[0].company))).or_default().append(members);
            }
            is_large
        });
        groups
    }

    fn alike(&mut self, table: TableId, loading: FactorLoading) -> &mut Vec<Candidate> {
        self.alike.entry((table, loading.common().to_bits())).or_default()
    }
}

/// The band of a loading.
fn band(loading: FactorLoading) -> u32 {
    libm::floor(loading.common() / BAND) as u32
}

impl DefaultSampler {
    /// The default thresholds of all loans.
    pub(crate) fn thresholds(&self) -> &Arc<Thresholds> {
        &self.thresholds
    }

    /// Adds a bucket of these companies, of which the first is the most likely to default; given their table if they are alike.
    fn add_bucket(
        &mut self,
        companies: &Companies,
        loadings: &[FactorLoading],
        members: &[Candidate],
        table: Option<TableId>,
    ) {
        let loading = |member: &Candidate| loadings[companies.credit(member.company)];
        let (Some(first), start) = (members.first(), self.companies.len() as u32) else { return };
        let first_loan = self.loans.len() as u32;
        let (mut low, mut high) = (loading(first), loading(first));
        for member in members {
            let loading = loading(member);
            low = if loading.common() < low.common() { loading } else { low };
            high = if loading.common() > high.common() { loading } else { high };
            self.add(companies, member.company, loading);
        }
        self.buckets.push(Bucket {
            loadings: (low, high),
            ceiling: normal::quantile(first.probability),
            companies: start..self.companies.len() as u32,
            alike: table.map(|table| (table, first_loan)),
        });
    }

    /// Adds a company to the bucket that is being added.
    fn add(&mut self, companies: &Companies, company: usize, loading: FactorLoading) {
        let first = self.loans.len() as u32;
        let table = |loan: &u32| Loan { index: *loan, table: self.thresholds.table_of(*loan) };
        self.loans.extend(companies.loans(company).iter().map(table));
        self.keys.push(companies.keys[company]);
        self.companies.push(Company { loading, loans: first..self.loans.len() as u32 });
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
            match bucket.alike.map(|(table, first_loan)| (self.thresholds.of(table), first_loan)) {
                Some((thresholds, first_loan))
                    if bound * bucket.companies.len() as f64 > thresholds.len() as f64 =>
                {
                    let lookup = Lookup::new(thresholds, low, market, limits);
                    let loans = &self.loans[first_loan as usize..];
                    self.candidates(bucket, draws, bound, |nth, draw| {
                        if let Some(date) = lookup.first_default(draw) {
                            default(loans[nth].index, date);
                        }
                    });
                }
                _ => self.candidates(bucket, draws, bound, |nth, draw| {
                    self.look_at(bucket.companies.start as usize + nth, draw, market, &mut default);
                }),
            }
        }
    }

    /// Finds the companies of a bucket, from its first, whose draw is not above its bound. Every company of a pool passes through here on every
    /// path: the loop is plain so that it stays a few instructions for each.
    #[inline(always)]
    fn candidates(&self, bucket: &Bucket, draws: &PathDraws, bound: f64, mut found: impl FnMut(usize, u64)) {
        let highest = to_draw(bound * (1.0 + SLACK)).saturating_add(1);
        let Range { start, end } = bucket.companies;
        let draws = *draws;
        for (nth, key) in self.keys[start as usize..end as usize].iter().enumerate() {
            let draw = draws.uniform(*key);
            if draw <= highest {
                found(nth, draw);
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
