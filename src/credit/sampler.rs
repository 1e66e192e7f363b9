//! One default time per name per path, at a cost that grows with the defaults and not with the names. A name is a
//! borrower: all its loans default by the same latent variable, each on its own first due date thereafter.
//!
//! Given the market M, names default independently. Names of a similar loading and default probability share a bucket;
//! within it the sampler jumps from candidate to candidate by geometric steps with a probability p̂ that is at least every
//! member's conditional one, draws the candidate's own part uniformly below p̂, and the candidate's own thresholds say
//! whether and when it defaults. That is exact: a name is a candidate where its own part lies below p̂, and it defaults
//! only where it lies below its own probability, which is not higher.

use std::collections::BTreeMap;
use std::ops::Range;

use super::factor::{FactorLoading, first_reached};
use super::normal;
use super::stream::PathRng;

/// Names whose default probabilities differ by more than this factor do not share a bucket: it bounds the candidates
/// that are drawn in vain.
const WIDEST_BUCKET: f64 = 2.0;

/// Nor do names whose loadings lie in different bands of this width.
const BAND: f64 = 0.05;

/// A name as the sampler is given it.
#[derive(Clone, Debug)]
pub(crate) struct Name {
    pub(crate) loading: FactorLoading,
    /// Its loans by their index, each with the cumulative default probability by each of its due dates, never decreasing.
    pub(crate) loans: Vec<(usize, Vec<f64>)>,
}

/// Draws which names default, and by which date of each of their loans.
#[derive(Clone, Debug)]
pub(crate) struct DefaultSampler {
    buckets: Vec<Bucket>,
    members: Vec<Member>,
    loans: Vec<Loan>,
    /// The threshold tables of all loans, shared where they are equal.
    thresholds: Vec<f64>,
}

#[derive(Clone, Debug)]
struct Bucket {
    /// The lowest and the highest loading in the bucket.
    loadings: (FactorLoading, FactorLoading),
    /// Φ⁻¹ of the highest default probability in the bucket.
    ceiling: f64,
    members: Range<usize>,
}

#[derive(Clone, Debug)]
struct Member {
    loading: FactorLoading,
    loans: Range<u32>,
}

#[derive(Clone, Debug)]
struct Loan {
    index: u32,
    thresholds: Range<u32>,
}

impl DefaultSampler {
    /// A sampler over these names; a name that cannot default costs nothing.
    pub(crate) fn new(names: &[Name]) -> DefaultSampler {
        let mut order: Vec<&Name> = names.iter().filter(|name| last(name) > 0.0).collect();
        // By band, then the most likely defaulter first; the sort is stable, so the tape's order decides the rest.
        order.sort_by(|a, b| band(a).cmp(&band(b)).then(last(b).total_cmp(&last(a))));
        let (buckets, members, loans, thresholds) = Default::default();
        let mut sampler = DefaultSampler { buckets, members, loans, thresholds };
        let mut tables = BTreeMap::new();
        let mut first: Option<&Name> = None;
        for name in order {
            let fits = |first: &Name| band(first) == band(name) && last(name) * WIDEST_BUCKET >= last(first);
            if !first.is_some_and(fits) {
                first = Some(name);
                sampler.open_bucket(name);
            }
            sampler.add_member(name, &mut tables);
        }
        sampler
    }

    fn open_bucket(&mut self, name: &Name) {
        let start = self.members.len();
        let (loadings, ceiling) = ((name.loading, name.loading), normal::quantile(last(name)));
        self.buckets.push(Bucket { loadings, ceiling, members: start..start });
    }

    fn add_member(&mut self, name: &Name, tables: &mut BTreeMap<Vec<u64>, Range<u32>>) {
        let first = self.loans.len() as u32;
        for (index, by_date) in &name.loans {
            let thresholds = self.table(by_date, tables);
            self.loans.push(Loan { index: *index as u32, thresholds });
        }
        self.members.push(Member { loading: name.loading, loans: first..self.loans.len() as u32 });
        if let Some(bucket) = self.buckets.last_mut() {
            let (low, high) = &mut bucket.loadings;
            *low = if name.loading.common() < low.common() { name.loading } else { *low };
            *high = if name.loading.common() > high.common() { name.loading } else { *high };
            bucket.members.end = self.members.len();
        }
    }

    fn table(&mut self, by_date: &[f64], tables: &mut BTreeMap<Vec<u64>, Range<u32>>) -> Range<u32> {
        let key: Vec<u64> = by_date.iter().map(|p| p.to_bits()).collect();
        let range = tables.entry(key).or_insert_with(|| {
            let start = self.thresholds.len() as u32;
            self.thresholds.extend(by_date.iter().map(|p| normal::quantile(*p)));
            start..self.thresholds.len() as u32
        });
        range.clone()
    }

    /// Draws one path's defaults for a market: calls `default(loan, date)` for each loan of a defaulting name, with the
    /// first of the loan's dates by which the name has defaulted.
    #[inline]
    pub(crate) fn sample(&self, market: f64, rng: &mut PathRng, mut default: impl FnMut(usize, usize)) {
        for bucket in &self.buckets {
            let (low, high) = bucket.loadings;
            let highest = low.highest_up_to(high, bucket.ceiling, market);
            if highest <= 0.0 {
                continue;
            }
            let log_survival = libm::log1p(-highest);
            let members = &self.members[bucket.members.clone()];
            let mut position = 0.0;
            loop {
                position += libm::floor(libm::log(rng.uniform()) / log_survival);
                if position >= members.len() as f64 {
                    break;
                }
                let member = &members[position as usize];
                let latent = member.loading.latent(market, highest * rng.uniform());
                for loan in &self.loans[as_usize(&member.loans)] {
                    if let Some(date) = first_reached(&self.thresholds[as_usize(&loan.thresholds)], latent) {
                        default(loan.index as usize, date);
                    }
                }
                position += 1.0;
            }
        }
    }
}

/// The probability that the name defaults by the last date of any of its loans.
fn last(name: &Name) -> f64 {
    name.loans.iter().filter_map(|(_, by_date)| by_date.last()).copied().fold(0.0, f64::max)
}

/// The band of the name's loading.
fn band(name: &Name) -> u32 {
    libm::floor(name.loading.common() / BAND) as u32
}

#[inline]
fn as_usize(range: &Range<u32>) -> Range<usize> {
    range.start as usize..range.end as usize
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rand::SeedableRng;
    use rand::rngs::Xoshiro256PlusPlus;
    use rand_distr::{Distribution, StandardNormal};

    use super::*;
    use crate::rate::AssetCorrelation;

    fn loading(rho: &str) -> FactorLoading {
        FactorLoading::from(rho.parse::<AssetCorrelation>().unwrap())
    }

    /// A firm of one loan, with this loading a = √ρ and default probability.
    fn firm(loan: usize, a: f64, pd: f64) -> Name {
        Name { loading: loading(&format!("{:.12}", a * a)), loans: vec![(loan, vec![pd / 2.0, pd])] }
    }

    /// The loans of every bucket, with its bounds.
    fn buckets(sampler: &DefaultSampler) -> Vec<(Vec<usize>, &Bucket)> {
        let loans =
            |member: &Member| sampler.loans[as_usize(&member.loans)].iter().map(|loan| loan.index as usize);
        let members =
            |bucket: &Bucket| sampler.members[bucket.members.clone()].iter().flat_map(loans).collect();
        sampler.buckets.iter().map(|bucket| (members(bucket), bucket)).collect()
    }

    #[test]
    fn names_share_a_bucket_within_a_band_of_loadings_and_a_factor_of_two() {
        for (why, firms, expected) in [
            ("a factor of exactly two", vec![(0.3, 0.02), (0.3, 0.01)], vec![vec![0, 1]]),
            ("a factor just above two", vec![(0.3, 0.02), (0.3, 0.0099)], vec![vec![0], vec![1]]),
            (
                "the highest counts, not the next",
                vec![(0.3, 0.01), (0.3, 0.04), (0.3, 0.02)],
                vec![vec![1, 2], vec![0]],
            ),
            ("both ends of the band from 0.30", vec![(0.349, 0.01), (0.301, 0.01)], vec![vec![0, 1]]),
            (
                "either side of 0.35, and of 0.30",
                vec![(0.351, 0.01), (0.349, 0.01), (0.299, 0.01)],
                vec![vec![2], vec![1], vec![0]],
            ),
            ("the band from 0", vec![(0.0, 0.01), (0.049, 0.01), (0.051, 0.01)], vec![vec![0, 1], vec![2]]),
            ("one that cannot default is in none", vec![(0.3, 0.0), (0.3, 0.01)], vec![vec![1]]),
            (
                "the tape's order where all is equal",
                vec![(0.3, 0.01), (0.3, 0.01), (0.3, 0.01)],
                vec![vec![0, 1, 2]],
            ),
        ] {
            let names: Vec<Name> = firms.iter().enumerate().map(|(i, (a, pd))| firm(i, *a, *pd)).collect();
            let sampler = DefaultSampler::new(&names);
            let shared: Vec<Vec<usize>> = buckets(&sampler).into_iter().map(|(loans, _)| loans).collect();
            assert_eq!(shared, expected, "{why}");
        }
    }

    proptest! {
        /// The bounds of a bucket are the lowest and highest of its members, no more and no less: the sampler is exact as
        /// long as none is beyond them, and as fast as they are narrow.
        #[test]
        fn a_bucket_is_bounded_by_its_members(
            firms in proptest::collection::vec((0.0_f64..0.99, 0.0001_f64..1.0), 1..40),
        ) {
            let names: Vec<Name> = firms.iter().enumerate().map(|(i, (a, pd))| firm(i, *a, *pd)).collect();
            let sampler = DefaultSampler::new(&names);
            let mut seen = Vec::new();
            for (loans, bucket) in buckets(&sampler) {
                let loadings = || loans.iter().map(|loan| names[*loan].loading.common());
                let pds = || loans.iter().map(|loan| firms[*loan].1);
                let (low, high) = (loadings().fold(1.0, f64::min), loadings().fold(0.0, f64::max));
                let (least, most) = (pds().fold(1.0, f64::min), pds().fold(0.0, f64::max));
                prop_assert_eq!((bucket.loadings.0.common(), bucket.loadings.1.common()), (low, high));
                prop_assert_eq!(bucket.ceiling, normal::quantile(most));
                prop_assert!(high - low < 0.05 && least * 2.0 >= most);
                seen.extend(loans);
            }
            seen.sort_unstable();
            prop_assert!(seen.into_iter().eq(0..firms.len()), "every firm is in one bucket");
        }
    }

    /// Against the textbook: three hundred latent normals a path, each compared with its thresholds. Marginal counts by
    /// name and date, and the count of joint defaults of each neighbouring pair, agree within 4.5 standard errors.
    #[test]
    fn agrees_with_drawing_every_latent_variable() {
        let curves: Vec<Vec<f64>> =
            (1..=12).map(|i| vec![0.01 * f64::from(i), 0.015 * f64::from(i), 0.03 * f64::from(i)]).collect();
        let name = |(i, by_date): (usize, &Vec<f64>)| Name {
            // Loadings of 0 and 0.7, and some that are nearly the same and share a bucket.
            loading: loading(["0", "0.2", "0.21", "0.19", "0.49", "0.5"][i % 6]),
            loans: vec![(i, by_date.clone())],
        };
        let names: Vec<Name> = curves.iter().enumerate().map(name).collect();
        let sampler = DefaultSampler::new(&names);
        let paths = 200_000;
        let (mut ours, mut textbook) = (Counts::default(), Counts::default());
        for path in 0..paths {
            let mut rng = PathRng::for_path(1, path);
            let market = normal::quantile(rng.uniform());
            let mut dates = [3; 12];
            sampler.sample(market, &mut rng, |name, date| dates[name] = date);
            ours.add(&dates);

            let mut rng = Xoshiro256PlusPlus::seed_from_u64(path);
            let market: f64 = StandardNormal.sample(&mut rng);
            for ((date, name), by_date) in dates.iter_mut().zip(&names).zip(&curves) {
                let own: f64 = StandardNormal.sample(&mut rng);
                let latent = name.loading.latent(market, normal::cdf(own));
                *date = by_date.iter().position(|p| latent <= normal::quantile(*p)).unwrap_or(3);
            }
            textbook.add(&dates);
        }
        ours.agrees_with(&textbook, paths as f64);
    }

    #[derive(Default)]
    struct Counts {
        by_name_and_date: [[f64; 3]; 12],
        joint_with_next: [f64; 11],
    }

    impl Counts {
        fn add(&mut self, dates: &[usize; 12]) {
            for (counts, date) in self.by_name_and_date.iter_mut().zip(dates) {
                if *date < 3 {
                    counts[*date] += 1.0;
                }
            }
            for (joint, pair) in self.joint_with_next.iter_mut().zip(dates.windows(2)) {
                *joint += f64::from(u8::from(pair[0] < 3 && pair[1] < 3));
            }
        }

        fn agrees_with(&self, other: &Counts, paths: f64) {
            let ours = self.by_name_and_date.iter().flatten().chain(&self.joint_with_next);
            let theirs = other.by_name_and_date.iter().flatten().chain(&other.joint_with_next);
            for (i, (a, b)) in ours.zip(theirs).enumerate() {
                let p = (a + b) / (2.0 * paths);
                let error = (2.0 * paths * p * (1.0 - p)).sqrt();
                assert!((a - b).abs() < 4.5 * error, "count {i}: {a} against {b}");
            }
        }
    }

    #[test]
    fn certain_and_impossible_defaults() {
        let (certain, never) = (vec![0.0, 1.0], vec![0.0, 0.0]);
        let names = [
            Name { loading: loading("0.3"), loans: vec![(0, never)] },
            Name { loading: loading("0.3"), loans: vec![(1, certain)] },
        ];
        let sampler = DefaultSampler::new(&names);
        for path in 0..1_000 {
            let mut rng = PathRng::for_path(0, path);
            let mut drawn = Vec::new();
            sampler.sample(normal::quantile(rng.uniform()), &mut rng, |name, date| drawn.push((name, date)));
            assert_eq!(drawn, [(1, 1)]);
        }
    }

    /// Three loans of one firm, due quarterly, once a year, and late: they default together or not at all, and each on
    /// its first date after the firm has. Their joint default is as probable as the firm's.
    #[test]
    fn the_loans_of_a_firm_default_together() {
        let curve = |years: &[f64]| years.iter().map(|t| 1.0 - 0.9_f64.powf(*t)).collect::<Vec<f64>>();
        let loans = vec![(0, curve(&[0.25, 0.5, 0.75, 1.0])), (1, curve(&[1.0])), (2, curve(&[1.0, 2.0]))];
        let other = Name { loading: loading("0.3"), loans: vec![(3, curve(&[2.0]))] };
        let sampler = DefaultSampler::new(&[Name { loading: loading("0.3"), loans }, other]);
        let paths = 100_000;
        let (mut within_a_year, mut in_the_second) = (0.0, 0.0);
        for path in 0..paths {
            let mut rng = PathRng::for_path(4, path);
            let market = normal::quantile(rng.uniform());
            let mut dates = [None; 4];
            sampler.sample(market, &mut rng, |loan, date| dates[loan] = Some(date));
            match dates {
                [Some(quarter), Some(0), Some(0), _] if quarter < 4 => within_a_year += 1.0,
                [None, None, Some(1), _] => in_the_second += 1.0,
                [None, None, None, _] => {}
                apart => panic!("{apart:?}"),
            }
        }
        for (count, p) in [(within_a_year, 0.1), (in_the_second, 0.09)] {
            let error: f64 = (paths as f64 * p * (1.0 - p)).sqrt();
            assert!((count - p * paths as f64).abs() < 4.0 * error, "{count} of {paths}, not {p}");
        }
    }
}
