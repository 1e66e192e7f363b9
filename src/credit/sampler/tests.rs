//! The sampler against drawing every latent variable, and the bounds that make it exact.

use proptest::prelude::*;
use rand::SeedableRng;
use rand::rngs::Xoshiro256PlusPlus;
use rand_distr::{Distribution, StandardNormal};

use super::super::thresholds::ThresholdsBuilder;
use super::*;
use crate::rate::AssetCorrelation;

fn loading(rho: &str) -> FactorLoading {
    FactorLoading::from(rho.parse::<AssetCorrelation>().unwrap())
}

/// The key of the n-th company of a test.
fn key(n: usize) -> Key {
    Key::named("test", &n.to_string())
}

/// A sampler over companies of one loan each, by loading and cumulative default probabilities.
fn sampler(companies: &[(FactorLoading, Vec<f64>)]) -> DefaultSampler {
    let (loadings, loans): (Vec<FactorLoading>, Vec<&[f64]>) =
        companies.iter().map(|(loading, by_date)| (*loading, by_date.as_slice())).unzip();
    let one_each: Vec<u32> = (0..companies.len() as u32).collect();
    sampler_of(&loadings, &loans, &one_each)
}

/// A sampler over companies of these loadings, with cumulative default probabilities by loan, and whose each loan is.
fn sampler_of(loadings: &[FactorLoading], loans: &[&[f64]], of_loans: &[u32]) -> DefaultSampler {
    let mut thresholds = ThresholdsBuilder::default();
    let tables = loans.iter().map(|by_date| thresholds.table(by_date)).collect();
    let keys = (0..loadings.len()).map(key).collect();
    let companies = Companies::new(keys, (0..loadings.len() as u32).collect(), of_loans.to_vec());
    DefaultSampler::new(&companies, loadings, &Arc::new(thresholds.build(tables)))
}

/// Companies with these loadings a = √ρ and default probabilities.
fn firms(firms: &[(f64, f64)]) -> Vec<(FactorLoading, Vec<f64>)> {
    firms.iter().map(|(a, pd)| (loading(&format!("{:.12}", a * a)), vec![pd / 2.0, *pd])).collect()
}

/// The loans of every bucket, with its bounds.
fn buckets(sampler: &DefaultSampler) -> Vec<(Vec<usize>, &Bucket)> {
    let loans = |company: usize| {
        let Range { start, end } = sampler.companies[company].loans;
        sampler.loans[start as usize..end as usize].iter().map(|loan| loan.index as usize)
    };
    let members = |bucket: &Bucket| {
        (bucket.companies.start as usize..bucket.companies.end as usize).flat_map(loans).collect()
    };
    sampler.buckets.iter().map(|bucket| (members(bucket), bucket)).collect()
}

/// One path's defaults, in the order of the loans.
fn drawn(sampler: &DefaultSampler, seed: u64, path: u64) -> Vec<(u32, usize)> {
    let draws = PathDraws::of(seed, path);
    let mut defaults = Vec::new();
    let market = draws.normal(Key::factor("global"));
    sampler.sample(&draws, market, &mut Vec::new(), |loan, date| defaults.push((loan, date)));
    defaults.sort_unstable();
    defaults
}

#[test]
fn companies_share_a_bucket_within_a_band_of_loadings_and_a_factor_of_two() {
    for (why, pool, expected) in [
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
        ("the tape's order where all is equal", vec![(0.3, 0.01); 3], vec![vec![0, 1, 2]]),
    ] {
        let sampler = sampler(&firms(&pool));
        let shared: Vec<Vec<usize>> = buckets(&sampler).into_iter().map(|(loans, _)| loans).collect();
        assert_eq!(shared, expected, "{why}");
        assert!(sampler.buckets.iter().all(|bucket| bucket.alike.is_none()));
    }
}

/// From so many companies on that are alike, they have a bucket apart from similar ones.
#[test]
fn a_large_group_of_companies_that_are_alike_has_a_bucket_of_its_own() {
    let alike = |count: usize| {
        let mut pool = vec![(0.3, 0.02); count];
        pool.push((0.3, 0.019));
        let sampler = sampler(&firms(&pool));
        buckets(&sampler)
            .iter()
            .map(|(loans, bucket)| (loans.len(), bucket.alike.is_some()))
            .collect::<Vec<_>>()
    };
    assert_eq!(alike(LARGE_GROUP - 1), [(LARGE_GROUP, false)]);
    assert_eq!(alike(LARGE_GROUP), [(LARGE_GROUP, true), (1, false)]);
}

proptest! {
    /// The bounds of a bucket are the lowest and highest of its members, no more and no less: the sampler is exact as long
    /// as none is beyond them, and as fast as they are narrow.
    #[test]
    fn a_bucket_is_bounded_by_its_members(pool in proptest::collection::vec((0.0_f64..0.99, 0.0001_f64..1.0), 1..40)) {
        let companies = firms(&pool);
        let sampler = sampler(&companies);
        let mut seen = Vec::new();
        for (loans, bucket) in buckets(&sampler) {
            let loadings = || loans.iter().map(|loan| companies[*loan].0.common());
            let pds = || loans.iter().map(|loan| pool[*loan].1);
            let (low, high) = (loadings().fold(1.0, f64::min), loadings().fold(0.0, f64::max));
            let (least, most) = (pds().fold(1.0, f64::min), pds().fold(0.0, f64::max));
            prop_assert_eq!((bucket.loadings.0.common(), bucket.loadings.1.common()), (low, high));
            prop_assert_eq!(bucket.ceiling, normal::quantile(most));
            prop_assert!(high - low < 0.05 && least * 2.0 >= most);
            seen.extend(loans);
        }
        seen.sort_unstable();
        prop_assert!(seen.into_iter().eq(0..pool.len()), "every company is in one bucket");
    }

    /// What is looked up is what the latent variable says, also next to every limit.
    #[test]
    fn a_lookup_agrees_with_the_latent_variable(
        a in 0.0_f64..0.99, pds in proptest::collection::vec(0.0_f64..1.0, 1..40), market in -6.0_f64..6.0,
        draws in proptest::collection::vec(any::<u64>(), 100), near in proptest::collection::vec(-1_000_000_i64..1_000_000, 20),
    ) {
        let loading = loading(&format!("{:.12}", a * a));
        let mut pds = pds;
        pds.sort_by(f64::total_cmp);
        let thresholds: Vec<f64> = pds.iter().map(|p| normal::quantile(*p)).collect();
        let mut limits = Vec::new();
        let lookup = Lookup::new(&thresholds, loading, market, &mut limits);
        let beside = |limit: &u64| near.iter().map(|n| limit.wrapping_add_signed(*n)).collect::<Vec<_>>();
        for draw in draws.into_iter().chain(lookup.limits.iter().flat_map(beside)) {
            let exact = first_reached(&thresholds, loading.latent(market, to_unit(draw)));
            prop_assert_eq!(lookup.first_default(draw), exact, "draw {}", draw);
        }
    }

    /// A path is what drawing every company by itself gives, one after the other.
    #[test]
    fn buckets_change_nothing(
        pool in proptest::collection::vec((0.0_f64..0.99, 0.0001_f64..0.9), 1..150), alike in 0_usize..150,
        others_alike in 0_usize..150, seed in any::<u64>(),
    ) {
        let mut pool = pool;
        pool.extend(vec![(0.4, 0.2); alike]);
        pool.extend(vec![(0.4, 0.3); others_alike]);
        let companies = firms(&pool);
        let sampler = sampler(&companies);
        for path in 0..20 {
            let draws = PathDraws::of(seed, path);
            let market = draws.normal(Key::factor("global"));
            let one_by_one = companies.iter().enumerate().filter_map(|(i, (loading, by_date))| {
                let thresholds: Vec<f64> = by_date.iter().map(|p| normal::quantile(*p)).collect();
                let latent = loading.latent(market, to_unit(draws.uniform(key(i))));
                Some((i as u32, first_reached(&thresholds, latent)?))
            });
            prop_assert_eq!(drawn(&sampler, seed, path), one_by_one.collect::<Vec<_>>());
        }
    }
}

/// Against the textbook: twelve latent normals a path, each compared with its thresholds, over several bands, curves and
/// loadings. Marginal counts by name and date, and the count of joint defaults of each neighbouring pair, agree within 4.5
/// standard errors.
#[test]
fn agrees_with_drawing_every_latent_variable() {
    let companies: Vec<(FactorLoading, Vec<f64>)> = (0..12)
        .map(|i| {
            let annual = 0.004 * 1.6_f64.powi(i % 6);
            let by_date = (1..=3).map(|year| 1.0 - (1.0 - annual).powi(year)).collect();
            (loading(["0", "0.1", "0.2", "0.35"][i as usize % 4]), by_date)
        })
        .collect();
    let sampler = sampler(&companies);
    let paths = 200_000;
    let (mut ours, mut textbook) = (Counts::default(), Counts::default());
    for path in 0..paths {
        let mut dates = [3; 12];
        drawn(&sampler, 1, path).into_iter().for_each(|(loan, date)| dates[loan as usize] = date);
        ours.add(&dates);

        let mut rng = Xoshiro256PlusPlus::seed_from_u64(path);
        let market: f64 = StandardNormal.sample(&mut rng);
        for (date, (loading, by_date)) in dates.iter_mut().zip(&companies) {
            let own: f64 = StandardNormal.sample(&mut rng);
            let latent = loading.latent(market, normal::cdf(own));
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
    let companies = [(loading("0.3"), vec![0.0, 0.0]), (loading("0.3"), vec![0.0, 1.0])];
    let sampler = sampler(&companies);
    for path in 0..1_000 {
        assert_eq!(drawn(&sampler, 0, path), [(1, 1)]);
    }
}

/// A firm is as likely to default as its longest loan says, wherever that stands among its loans.
#[test]
fn a_bucket_is_bounded_by_the_longest_loan_of_a_firm() {
    let (short, long) = ([0.01].as_slice(), [0.01, 0.4].as_slice());
    for loans in [[short, long], [long, short]] {
        let sampler = sampler_of(&[loading("0.3")], &loans, &[0, 0]);
        assert_eq!(sampler.buckets[0].ceiling, normal::quantile(0.4));
    }
}

/// Three loans of one firm, due quarterly, once a year, and late: they default together or not at all, and each on its first
/// date after the firm has. Their joint default is as probable as the firm's.
#[test]
fn the_loans_of_a_firm_default_together() {
    let curve = |years: &[f64]| years.iter().map(|t| 1.0 - 0.9_f64.powf(*t)).collect::<Vec<f64>>();
    let loans = [&[0.25, 0.5, 0.75, 1.0] as &[f64], &[1.0], &[1.0, 2.0], &[2.0]].map(curve);
    let sampler = sampler_of(&[loading("0.3"); 2], &loans.each_ref().map(Vec::as_slice), &[0, 0, 0, 1]);
    let paths = 100_000;
    let (mut within_a_year, mut in_the_second) = (0.0, 0.0);
    for path in 0..paths {
        let mut dates = [None; 4];
        drawn(&sampler, 4, path).into_iter().for_each(|(loan, date)| dates[loan as usize] = Some(date));
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
