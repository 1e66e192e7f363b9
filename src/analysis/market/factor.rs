//! Means over what firms have in common: one factor, which is standard normal.

use crate::simulation::Estimate;

/// The factor runs from minus this to this; beyond lie 2·10⁻¹⁵ of it.
const END: f64 = 8.0;

/// The first step, which is halved until nothing changes any more.
const FIRST_STEP: f64 = 0.5;

/// The smallest step.
const LAST_STEP: f64 = 1.0 / 256.0;

/// So small an error ends it.
const SMALL: f64 = 1e-8;

/// The means over the factor of two figures, each of which rises or falls with it throughout, with their errors.
///
/// It is the trapezoid rule, whose step is halved until the errors are small, or so many points are reached. An error is told as
/// twice the larger of the last two changes: for smooth figures it is far below that, and for a sudden rise, the worst that there
/// can be, the change is half of a step, and the error at most as much.
pub(super) fn means(most_points: u64, of: impl Fn(f64) -> [f64; 2]) -> [Estimate; 2] {
    let mut step = FIRST_STEP;
    let mut sums = weighted(&of, -END, step);
    let (mut means, mut changes) = (sums.map(|sum| sum * step), [0.0_f64; 2]);
    loop {
        let between = weighted(&of, -END + step / 2.0, step);
        step /= 2.0;
        sums = [sums[0] + between[0], sums[1] + between[1]];
        let finer = sums.map(|sum| sum * step);
        let change = [0, 1].map(|i: usize| (finer[i] - means[i]).abs());
        let estimates = [0, 1].map(|i| Estimate { value: finer[i], error: 2.0 * changes[i].max(change[i]) });
        let is_sure = step < FIRST_STEP / 2.0 && estimates.iter().all(|estimate| estimate.error < SMALL);
        // A further halving would double the points.
        if is_sure || step <= LAST_STEP || 4.0 * END / step > most_points as f64 {
            return estimates;
        }
        (means, changes) = (finer, change);
    }
}

/// The sums of both figures over points of the factor, by its density.
fn weighted(of: &impl Fn(f64) -> [f64; 2], first: f64, step: f64) -> [f64; 2] {
    let points = (0_u32..).map(|i| first + f64::from(i) * step).take_while(|factor| *factor <= END);
    points.fold([0.0; 2], |sums, factor| {
        let (figures, weight) = (of(factor), density(factor));
        [sums[0] + weight * figures[0], sums[1] + weight * figures[1]]
    })
}

/// φ(x), the density of the factor.
fn density(x: f64) -> f64 {
    libm::exp(-x * x / 2.0) / std::f64::consts::TAU.sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::credit::FactorLoading;
    use crate::rate::AssetCorrelation;

    /// The mean of the conditional probability is the probability itself.
    #[test]
    fn on_average_nothing_changes() {
        for correlation in ["0.01", "0.2", "0.6", "0.95"] {
            let loading = FactorLoading::from(correlation.parse::<AssetCorrelation>().unwrap());
            for probability in [0.001, 0.02, 0.3, 0.9] {
                let mean = means(10_000, |factor| [loading.given(probability, factor); 2])[0];
                let error = (mean.value - probability).abs();
                assert!(
                    error <= mean.error + 1e-13 && mean.error < 1e-6,
                    "{correlation} {probability} {mean:?}"
                );
            }
        }
    }

    /// The worst figure: a step, whose mean is Φ. However few points there are, its error is told.
    #[test]
    fn the_error_of_a_step_is_told() {
        for points in [0, 100, 500, 5_000] {
            for at in -30..30 {
                let at = f64::from(at) / 10.0 + 0.033;
                let mean = means(points, |factor| [f64::from(u8::from(factor > at)); 2])[0];
                let truth = 0.5 * libm::erfc(at / std::f64::consts::SQRT_2);
                assert!((mean.value - truth).abs() <= mean.error, "{points} {at}: {mean:?} {truth}");
            }
        }
    }
}
