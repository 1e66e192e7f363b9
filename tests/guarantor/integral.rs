//! Two deals that are alike: they share the economy and no firm, so they are a one-dimensional integral.

use abs_waterfall::Simulation;
use abs_waterfall::analysis::guarantor::{Portfolio, PortfolioView};
use abs_waterfall::simulation::Estimate;
use statrs::distribution::{ContinuousCDF, Normal};

use super::deals::{named, of_guarantor, paper, portfolio, portfolio_view, yuan};

/// The probability of every amount that a deal costs, and two deals together, in units of 20,000 yuan.
struct Exact {
    one: Vec<f64>,
    both: Vec<f64>,
}

/// In a deal of ten firms in which k default, 840,000 are due and (10 − k) · 100,000 are there.
fn cost(defaults: usize) -> usize {
    (7 + 5 * defaults).saturating_sub(15)
}

/// By the trapezoidal rule over the economy, given which firms default independently.
fn integral(pd: f64, correlation: f64) -> Exact {
    let (normal, steps, width) = (Normal::standard(), 4_000, 16.0);
    let mut exact = Exact { one: vec![0.0; cost(10) + 1], both: vec![0.0; 2 * cost(10) + 1] };
    for step in 0..=steps {
        let m = width * (f64::from(step) / f64::from(steps) - 0.5);
        let p = normal.cdf((normal.inverse_cdf(pd) - correlation.sqrt() * m) / (1.0 - correlation).sqrt());
        let density = (-0.5 * m * m).exp() / (2.0 * std::f64::consts::PI).sqrt();
        let weight = density * width / f64::from(steps);
        let of_ten = binomial(p);
        for (i, first) in of_ten.iter().enumerate() {
            exact.one[cost(i)] += weight * first;
            for (j, second) in of_ten.iter().enumerate() {
                exact.both[cost(i) + cost(j)] += weight * first * second;
            }
        }
    }
    exact
}

/// The probabilities of 0 to 10 defaults of ten.
fn binomial(p: f64) -> Vec<f64> {
    let mut ways = 1.0;
    let term = |k: i32| {
        let probability = ways * p.powi(k) * (1.0 - p).powi(10 - k);
        ways *= f64::from(10 - k) / f64::from(k + 1);
        probability
    };
    (0..=10).map(term).collect()
}

fn mean(probabilities: &[f64]) -> f64 {
    20_000.0 * probabilities.iter().enumerate().map(|(amount, p)| amount as f64 * p).sum::<f64>()
}

/// The quantile and the mean beyond it.
fn tail(probabilities: &[f64], level: f64) -> (f64, f64) {
    let (mut beyond, mut sum) = (0.0, 0.0);
    for (amount, probability) in probabilities.iter().enumerate().rev() {
        let taken = probability.min(1.0 - level - beyond);
        (beyond, sum) = (beyond + taken, sum + taken * amount as f64);
        if beyond + 1e-12 >= 1.0 - level {
            return (20_000.0 * amount as f64, 20_000.0 * sum / (1.0 - level));
        }
    }
    (0.0, 20_000.0 * sum / (1.0 - level))
}

fn alike(level: &str) -> Portfolio {
    let deals = ["A", "B"].map(|name| named(name, paper(&[100_000; 10], "10%", "5%", "0")));
    portfolio(of_guarantor().with_level(level.parse().unwrap()), deals)
}

/// What a deal contributes to the tail.
fn part(view: &PortfolioView, name: &str) -> Estimate {
    let found = view.tail.deals.iter().find(|part| part.name.as_deref() == Some(name));
    found.map_or(Estimate { value: 0.0, error: f64::INFINITY }, |part| part.estimate)
}

#[test]
fn two_deals_that_are_alike_are_an_integral() {
    let view = portfolio_view(alike("0.99"), 40_000);
    let exact = integral(0.1, 0.2);
    assert!((exact.both.iter().sum::<f64>() - 1.0).abs() < 1e-9);
    let (net, mean) = (view.fees.net, mean(&exact.both));
    assert!((net.value - mean).abs() < 3.0 * net.error && net.error < 0.03 * mean, "{net} {mean}");
    let (quantile, shortfall) = tail(&exact.both, 0.99);
    assert_eq!(view.tail.quantile, yuan(quantile as i64));
    let (found, error) = (view.tail.shortfall.to_f64(), view.fees.capital.error);
    assert!(
        (found - shortfall).abs() < 3.0 * error && error < 0.05 * found,
        "{found} ± {error}, {shortfall}"
    );
    let half = part(&view, "A");
    assert!(
        (half.value - shortfall / 2.0).abs() < 3.0 * half.error && half.error < 0.1 * half.value,
        "{half}"
    );
    assert_eq!(view.deals[0].reserve + view.deals[1].reserve, view.tail.quantile);
}

/// On a hundred runs of a thousand paths, of which twenty are in the tail.
#[test]
fn errors_cover_the_integral() {
    let exact = integral(0.1, 0.2);
    let (both, one) = (tail(&exact.both, 0.98).1, tail(&exact.one, 0.98).1);
    let portfolio = alike("0.98").resolve().unwrap();
    let mut covered = [0; 6];
    for seed in 0..100 {
        let view = portfolio.guarantor(&Simulation::new(1_000).with_seed(seed)).unwrap();
        let figures = [
            (view.fees.net, mean(&exact.both)),
            (part(&view, "A"), both / 2.0),
            (part(&view, "B"), both / 2.0),
            (view.without_deals[0].net, mean(&exact.one)),
            (view.without_deals[0].shortfall, both - one),
            (view.deals[0].view.fee.with_capital.shortfall, one),
        ];
        for (covered, (found, exact)) in covered.iter_mut().zip(figures) {
            *covered += u32::from((found.value - exact).abs() <= 2.0 * found.error);
        }
    }
    assert!(covered.iter().all(|runs| *runs >= 93), "{covered:?} of 100");
}
