//! Means over what firms have in common: one factor, which is standard normal.

use std::f64::consts::{PI, SQRT_2, TAU};

use crate::credit::FactorLoading;
use crate::simulation::Estimate;

/// The factor runs from minus this to this; beyond lie 2·10⁻¹⁵ of it.
const END: f64 = 8.0;

/// The largest step.
const COARSEST: f64 = 0.25;

/// At the least so many points are looked at.
const FEWEST_POINTS: u64 = 64;

/// Over how much of the factor the chance that payments of so many firms exceed an amount rises at the least: their standard
/// deviation over how fast their mean moves, which is not below √(π/2 · (1 − ρ)/ρ / firms), whatever their amounts and
/// probabilities.
pub(super) fn narrowest_rise(loading: FactorLoading, firms: u64) -> f64 {
    let common = loading.common();
    (PI / 2.0 * (1.0 - common * common) / firms as f64).sqrt() / common
}

/// The means over the factor of two figures, each of which rises or falls with it throughout and nowhere within less than
/// `narrowest` of it, with their errors.
///
/// With a step of half of that, the trapezoid rule is exact to 10⁻³⁰ for a rise like Φ, and with twice the step to 10⁻⁸: twice
/// the difference is told as the error. Where this takes more points than are asked for, the mean is known between two sums: with
/// the lower and with the higher figure at the ends of every step, as a figure that only rises is in between.
pub(super) fn means(narrowest: f64, most_points: u64, of: impl Fn(f64) -> [f64; 2]) -> [Estimate; 2] {
    let affordable = 2.0 * END / most_points.max(FEWEST_POINTS) as f64;
    let wanted = COARSEST.min(narrowest / 2.0);
    let steps = libm::ceil(END / wanted.max(affordable)) as i32;
    let points: Vec<f64> = (-steps..=steps).map(|i| END * f64::from(i) / f64::from(steps)).collect();
    let figures: Vec<[f64; 2]> = points.iter().map(|factor| of(*factor)).collect();
    [0, 1].map(|which| {
        let figures: Vec<f64> = figures.iter().map(|both| both[which]).collect();
        if wanted >= affordable { by_trapezoids(&points, &figures) } else { between(&points, &figures) }
    })
}

/// The trapezoid rule, and twice what every other point changes.
fn by_trapezoids(points: &[f64], figures: &[f64]) -> Estimate {
    let weighted = points.iter().zip(figures).map(|(factor, figure)| density(*factor) * figure);
    let weighted: Vec<f64> = weighted.collect();
    let width = 2.0 * END / (points.len() - 1) as f64;
    let value = width * weighted.iter().sum::<f64>();
    let coarse = 2.0 * width * weighted.iter().step_by(2).sum::<f64>();
    Estimate { value, error: 2.0 * (value - coarse).abs() }
}

/// The middle between the lower and the higher figure at the ends of every step, and how far it is to either.
fn between(points: &[f64], figures: &[f64]) -> Estimate {
    let steps = points.windows(2).zip(figures.windows(2));
    let (lower, higher) = steps.fold((0.0, 0.0), |(lower, higher), (ends, figures)| {
        let mass = below(ends[1]) - below(ends[0]);
        (lower + mass * figures[0].min(figures[1]), higher + mass * figures[0].max(figures[1]))
    });
    Estimate { value: (lower + higher) / 2.0, error: (higher - lower) / 2.0 }
}

/// φ(x), the density of the factor.
fn density(x: f64) -> f64 {
    libm::exp(-x * x / 2.0) / TAU.sqrt()
}

/// Φ(x).
fn below(x: f64) -> f64 {
    0.5 * libm::erfc(-x / SQRT_2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rate::AssetCorrelation;

    /// The mean of the conditional probability is the probability itself.
    #[test]
    fn on_average_nothing_changes() {
        for correlation in ["0.01", "0.2", "0.6", "0.95"] {
            let loading = FactorLoading::from(correlation.parse::<AssetCorrelation>().unwrap());
            for probability in [0.001, 0.02, 0.3, 0.9] {
                let figure = |factor| [loading.given(probability, factor); 2];
                let mean = means(narrowest_rise(loading, 1), 10_000, figure)[0];
                let error = (mean.value - probability).abs();
                assert!(
                    error <= mean.error + 1e-13 && mean.error < 1e-6,
                    "{correlation} {probability} {mean:?}"
                );
            }
        }
    }

    /// Rises as narrow as is said, wherever they are: several of them too, whose errors could cancel out.
    #[test]
    fn narrow_rises_are_exact() {
        for narrowest in [0.02, 0.1, 0.5, 2.0] {
            for at in -20..20 {
                let places = [f64::from(at) / 10.0, 0.37 - f64::from(at) / 13.0];
                let figure =
                    |factor: f64| places.iter().map(|at| below((factor - at) / narrowest)).sum::<f64>() / 2.0;
                let mean = means(narrowest, 10_000, |factor| [figure(factor); 2])[0];
                let width = (1.0 + narrowest * narrowest).sqrt();
                let truth = places.iter().map(|at| below(-at / width)).sum::<f64>() / 2.0;
                let error = (mean.value - truth).abs();
                assert!(
                    error <= mean.error + 1e-14 && mean.error < 1e-6,
                    "{narrowest} {places:?}: {mean:?} {truth}"
                );
            }
        }
    }

    /// Where points are too few, even sudden rises are between the bounds.
    #[test]
    fn sudden_rises_are_within_the_error() {
        for points in [0, 100, 500, 5_000] {
            for at in -30..30 {
                let places = [f64::from(at) / 10.0 + 0.033, 0.5 - f64::from(at) / 17.0];
                let figure = |factor: f64| places.iter().filter(|at| factor > **at).count() as f64 / 2.0;
                let mean = means(0.0, points, |factor| [figure(factor); 2])[0];
                let truth = places.iter().map(|at| below(-at)).sum::<f64>() / 2.0;
                let most = 4.0 * END / points.max(FEWEST_POINTS) as f64;
                assert!(
                    (mean.value - truth).abs() <= mean.error + 1e-14 && mean.error < most,
                    "{points} {at}"
                );
            }
        }
    }
}
