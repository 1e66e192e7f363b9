//! Are the draws random enough? Uniformity, pairs and runs over paths, over companies and over purposes; and that a
//! construction which is not fails the same tests.

use super::{PathDraws, mix};
use crate::credit::Key;

/// A grid of draws: so many consecutive paths by so many companies of one deal.
struct Grid<'a> {
    side: u64,
    draw: &'a dyn Fn(u64, u64) -> u64,
}

/// How many standard deviations a statistic is from its expectation, by its name.
type Score = (&'static str, f64);

/// A chi-square statistic in standard deviations (Wilson & Hilferty 1931), of counts that should be equal.
fn chi_square(counts: &[u64]) -> f64 {
    let (cells, total) = (counts.len() as f64, counts.iter().sum::<u64>() as f64);
    let expected = total / cells;
    let statistic: f64 = counts.iter().map(|count| (*count as f64 - expected).powi(2) / expected).sum();
    let (freedom, spread) = (cells - 1.0, 2.0 / (9.0 * (cells - 1.0)));
    ((statistic / freedom).cbrt() - (1.0 - spread)) / spread.sqrt()
}

impl Grid<'_> {
    fn at(&self, path: u64, company: u64) -> u64 {
        (self.draw)(path, company)
    }

    fn cells(&self) -> impl Iterator<Item = (u64, u64)> {
        let side = self.side;
        (0..side).flat_map(move |path| (0..side).map(move |company| (path, company)))
    }

    /// The highest and the lowest byte are uniform.
    fn uniform(&self) -> [Score; 2] {
        let (mut high, mut low) = ([0_u64; 256], [0_u64; 256]);
        for (path, company) in self.cells() {
            let draw = self.at(path, company);
            high[(draw >> 56) as usize] += 1;
            low[(draw & 255) as usize] += 1;
        }
        [("highest byte", chi_square(&high)), ("lowest byte", chi_square(&low))]
    }

    /// As many draws lie in the lowest 1/1,024 of the range, where the rare defaults are, as should.
    fn tail(&self) -> Score {
        let below = self.cells().filter(|(path, company)| self.at(*path, *company) >> 54 == 0).count() as f64;
        let (n, p) = ((self.side * self.side) as f64, 1.0 / 1_024.0);
        ("lowest 1/1,024", (below - n * p) / (n * p * (1.0 - p)).sqrt())
    }

    /// A draw says nothing of the next path's, the next company's, or those of the diagonals: pairs of their highest four
    /// bits are uniform, and so are pairs of a draw's highest and the other's lowest.
    fn pairs(&self) -> Vec<Score> {
        let neighbours: [(&str, u64, u64); 4] = [
            ("pairs over paths", 1, 0),
            ("pairs over companies", 0, 1),
            ("pairs over both", 1, 1),
            ("pairs two paths and three companies apart", 2, 3),
        ];
        let score = |(name, paths, companies): (&'static str, u64, u64)| {
            let mut counts = [0_u64; 256];
            for (path, company) in self.cells() {
                let (draw, other) = (self.at(path, company), self.at(path + paths, company + companies));
                counts[((draw >> 60 << 4) | (other >> 60)) as usize] += 1;
            }
            (name, chi_square(&counts))
        };
        neighbours.into_iter().map(score).collect()
    }

    /// A draw rises above the one before it every other time, along paths and along companies: of n independent draws
    /// (n − 1)/2 do, with a variance of (n + 1)/12.
    fn runs(&self) -> [Score; 2] {
        let rises = |along_paths: bool| {
            let line = |i: u64| {
                let at = move |j: u64| if along_paths { self.at(j, i) } else { self.at(i, j) };
                (1..self.side).filter(|j| at(*j) > at(*j - 1)).count() as f64
            };
            let (n, lines) = (self.side as f64, self.side as f64);
            let total: f64 = (0..self.side).map(line).sum();
            (total - lines * (n - 1.0) / 2.0) / (lines * (n + 1.0) / 12.0).sqrt()
        };
        [("rises over paths", rises(true)), ("rises over companies", rises(false))]
    }

    /// No two draws are equal: of n from 2⁶⁴, n²/2⁶⁵ are expected, and hardly one.
    fn repeated(&self, side: u64) -> Score {
        let mut draws: Vec<u64> =
            (0..side).flat_map(|path| (0..side).map(move |company| self.at(path, company))).collect();
        draws.sort_unstable();
        let repeated = draws.windows(2).filter(|pair| pair[0] == pair[1]).count();
        ("repeated draws", repeated as f64 * 10.0)
    }

    fn scores(&self) -> Vec<Score> {
        let mut scores = self.pairs();
        scores.extend(self.uniform());
        scores.push(self.tail());
        scores.extend(self.runs());
        scores.push(self.repeated(self.side.min(4_500)));
        scores
    }
}

/// Companies by their names, on the paths of a seed.
fn ours(side: u64) -> Vec<Score> {
    let keys: Vec<Key> =
        (0..side + 3).map(|company| Key::named("deal", &format!("Firm {company}"))).collect();
    let draws: Vec<PathDraws> = (0..side + 3).map(|path| PathDraws::of(7, path)).collect();
    Grid { side, draw: &|path, company| draws[path as usize].uniform(keys[company as usize]) }.scores()
}

/// A company's draw says nothing of the factor's on the same path, nor of another seed's.
fn purposes(paths: u64) -> [Score; 2] {
    let (factor, company) = (Key::factor("global"), Key::named("deal", "global"));
    let score = |other: &dyn Fn(u64) -> u64| {
        let mut counts = [0_u64; 256];
        for path in 0..paths {
            let draw = PathDraws::of(7, path).uniform(company);
            counts[((draw >> 60 << 4) | (other(path) >> 60)) as usize] += 1;
        }
        chi_square(&counts)
    };
    let of_factor = score(&|path| PathDraws::of(7, path).uniform(factor));
    let of_next_seed = score(&|path| PathDraws::of(8, path).uniform(company));
    [("company and factor", of_factor), ("one seed and the next", of_next_seed)]
}

fn assert_random(scores: &[Score]) {
    let wrong: Vec<_> = scores.iter().filter(|(_, score)| score.abs() > 4.5).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn draws_are_random_over_paths_companies_and_purposes() {
    assert_random(&ours(700));
    assert_random(&purposes(500_000));
}

#[test]
#[ignore = "10⁸ draws: run in a release build with --ignored"]
fn draws_are_random_over_paths_companies_and_purposes_with_many_draws() {
    let scores = [ours(10_000), purposes(100_000_000).to_vec()].concat();
    scores.iter().for_each(|(name, score)| println!("{name}: {score:.2} standard deviations"));
    assert_random(&scores);
}

/// Path and company in sequence under one exclusive-or and one finaliser: each draw by itself is uniform, but the companies
/// of one path are those of the next in another order.
#[test]
fn numbers_in_sequence_under_one_finaliser_fail() {
    let scores = Grid { side: 700, draw: &|path, company| mix(7 ^ path ^ company) }.scores();
    let failed = scores.iter().filter(|(_, score)| score.abs() > 4.5).count();
    assert!(
        failed > 0 && scores.iter().any(|(name, score)| *name == "repeated draws" && *score > 1e6),
        "{scores:?}"
    );
}
