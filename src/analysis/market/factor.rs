//! What firms have in common: one factor, and means over it.

use crate::credit::normal;
use crate::rate::AssetCorrelation;
use crate::simulation::Estimate;

/// The factor runs from minus this to this; beyond lie 2·10⁻¹⁵ of it.
const END: f64 = 8.0;

/// The first step; it is halved until nothing changes any more.
const FIRST_STEP: f64 = 0.5;

/// So often at most: a point every 1/256.
const MOST_HALVINGS: u32 = 7;

/// So small a change ends it.
const SMALL: f64 = 1e-9;

/// How much firms have in common: they default where √ρ·factor + √(1−ρ)·own is below Φ⁻¹(probability).
#[derive(Clone, Copy, Debug)]
pub(super) struct Loading {
    common: f64,
    own: f64,
}

impl From<AssetCorrelation> for Loading {
    fn from(correlation: AssetCorrelation) -> Loading {
        Loading::of(correlation.to_f64())
    }
}

impl Loading {
    pub(super) fn of(correlation: f64) -> Loading {
        Loading { common: correlation.sqrt(), own: (1.0 - correlation).sqrt() }
    }

    /// The probability of a default, given the factor.
    pub(super) fn conditional(self, probability: f64, factor: f64) -> f64 {
        if self.common == 0.0 {
            return probability;
        }
        normal::cdf((normal::quantile(probability) - self.common * factor) / self.own)
    }

    /// The means over the factor of two figures that rise or fall with it throughout, each with its error.
    ///
    /// It is the trapezoid rule, whose step is halved until the means change by less than a billionth, or so many points are
    /// reached. Its error is told as the last change: for smooth figures it is far below that, and for a step, the worst that a
    /// figure between 0 and 1 can be, the change is the width of one point, and the error at most as much.
    pub(super) fn mean(self, most_points: u64, of: impl Fn(f64) -> [f64; 2]) -> [Estimate; 2] {
        if self.common == 0.0 {
            return of(0.0).map(|value| Estimate { value, error: 0.0 });
        }
        let sum = |first: f64, step: f64| {
            let points = (0..).map(|i| first + f64::from(i) * step).take_while(|factor| *factor <= END);
            points.fold([0.0; 2], |sums, factor| {
                let (figures, weight) = (of(factor), density(factor));
                [sums[0] + weight * figures[0], sums[1] + weight * figures[1]]
            })
        };
        let mut step = FIRST_STEP;
        let mut sums = sum(-END, step);
        let mut means = sums.map(|sum| Estimate { value: sum * step, error: 1.0 });
        for _ in 0..MOST_HALVINGS {
            let is_first = step == FIRST_STEP;
            if !is_first
                && (4.0 * END / step > most_points as f64 || means.iter().all(|mean| mean.error < SMALL))
            {
                break;
            }
            // The points between those that there are.
            let between = sum(-END + step / 2.0, step);
            step /= 2.0;
            for (i, mean) in means.iter_mut().enumerate() {
                sums[i] += between[i];
                let value = sums[i] * step;
                *mean = Estimate { value, error: (value - mean.value).abs() };
            }
        }
        means
    }
}

/// φ(x), the density of the factor.
fn density(x: f64) -> f64 {
    libm::exp(-x * x / 2.0) / std::f64::consts::TAU.sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The mean of the conditional probability is the probability itself.
    #[test]
    fn on_average_nothing_changes() {
        for correlation in [0.0, 0.01, 0.2, 0.6, 0.95] {
            for probability in [0.001, 0.02, 0.3, 0.9] {
                let loading = Loading::of(correlation);
                let figure = |factor| [loading.conditional(probability, factor); 2];
                let mean = loading.mean(10_000, figure)[0];
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
        let loading = Loading::of(0.3);
        for points in [0, 100, 500, 5_000] {
            for at in -30..30 {
                let at = f64::from(at) / 10.0 + 0.033;
                let mean = loading.mean(points, |factor| [f64::from(u8::from(factor > at)); 2])[0];
                let error = (mean.value - normal::cdf(-at)).abs();
                assert!(error <= mean.error + 1e-3 * FIRST_STEP, "{points} {at}: {mean:?} {error}");
            }
        }
    }
}
