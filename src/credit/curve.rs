//! The term structure of default: how probable a default is by when.

use crate::rate::Probability;

/// The cumulative probability of default over time, with a constant hazard rate between the points it is given.
///
/// S(t) = ∏ (1 − conditional probability of each year)ᵗ: within a year the survivor's log is linear in time, and after
/// the last point the last year's hazard goes on.
///
/// ```
/// use abs_waterfall::credit::DefaultCurve;
/// let flat = DefaultCurve::flat("3%".parse()?);
/// assert!((flat.cumulative(2.0) - (1.0 - 0.97 * 0.97)).abs() < 1e-15);
/// # Ok::<(), abs_waterfall::RateError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct DefaultCurve {
    /// −ln S at the end of year 1, 2, …: finite or infinite, never decreasing, at least one.
    hazard_by_year: Vec<f64>,
}

impl DefaultCurve {
    /// The curve with the same probability of default in every year survived.
    #[must_use]
    pub fn flat(annual: Probability) -> DefaultCurve {
        DefaultCurve { hazard_by_year: vec![cumulative_hazard(annual)] }
    }

    /// The curve through cumulative probabilities at the end of year 1, 2, …; `None` if there are none or they fall.
    #[must_use]
    pub fn through(by_year: &[Probability]) -> Option<DefaultCurve> {
        let valid = !by_year.is_empty() && by_year.is_sorted();
        valid
            .then(|| DefaultCurve { hazard_by_year: by_year.iter().map(|p| cumulative_hazard(*p)).collect() })
    }

    /// The probability of default by `years` from now; 0 at and before now.
    pub fn cumulative(&self, years: f64) -> f64 {
        if years > 0.0 { -libm::expm1(-self.hazard(years)) } else { 0.0 }
    }

    fn hazard(&self, years: f64) -> f64 {
        let known = &self.hazard_by_year;
        let at = |year: usize| if year == 0 { 0.0 } else { known[year - 1] };
        // The year whose hazard rate applies at this time: the last one goes on for ever.
        let year = (libm::floor(years) as usize).min(known.len() - 1);
        let rate = at(year + 1) - at(year);
        let within = years - year as f64;
        // Certain default is an infinite hazard; 0 × ∞ at the very start of that year must be 0.
        if within > 0.0 && rate > 0.0 { at(year) + rate * within } else { at(year) }
    }
}

fn cumulative_hazard(probability: Probability) -> f64 {
    -libm::log1p(-probability.to_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn probabilities(texts: &[&str]) -> Vec<Probability> {
        texts.iter().map(|text| text.parse().unwrap()).collect()
    }

    #[test]
    fn goes_through_its_points_and_on_at_the_last_hazard() {
        let curve = DefaultCurve::through(&probabilities(&["1%", "4%"])).unwrap();
        let survival = |years| 1.0 - curve.cumulative(years);
        for (years, expected) in [(0.0, 1.0), (1.0, 0.99), (2.0, 0.96), (3.0, 0.96 * 0.96 / 0.99)] {
            assert!((survival(years) - expected).abs() < 1e-14, "{years}: {}", survival(years));
        }
        assert!((survival(1.5) - (0.99_f64 * 0.96).sqrt()).abs() < 1e-14);
        assert!(curve.cumulative(-1.0) == 0.0);
    }

    #[test]
    fn certain_and_impossible_default() {
        assert!(DefaultCurve::flat(Probability::default()).cumulative(100.0) == 0.0);
        let certain = DefaultCurve::flat("1".parse().unwrap());
        assert!(certain.cumulative(0.5) == 1.0 && certain.cumulative(7.0) == 1.0);
        let later = DefaultCurve::through(&probabilities(&["0", "1"])).unwrap();
        assert!(later.cumulative(1.0) == 0.0 && later.cumulative(1.1) == 1.0 && later.cumulative(5.0) == 1.0);
    }

    #[test]
    fn a_falling_curve_is_none() {
        assert_eq!(DefaultCurve::through(&probabilities(&["2%", "1%"])), None);
        assert_eq!(DefaultCurve::through(&[]), None);
    }
}
