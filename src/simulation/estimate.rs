//! Estimates, never without their standard errors.

use std::fmt;

#[cfg(feature = "serde")]
use super::finite;

/// An estimate and its standard error, in the same unit.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Estimate {
    /// The estimate. NaN, which is `null` in JSON, of what is no question.
    #[cfg_attr(
        feature = "serde",
        serde(
            serialize_with = "finite::write",
            deserialize_with = "finite::read_or_nan",
            default = "finite::nan"
        )
    )]
    pub value: f64,
    /// Its standard error: about two in three times the truth lies within one, nineteen in twenty within two. Infinite,
    /// which is `null` in JSON, where the paths are too few to tell.
    #[cfg_attr(
        feature = "serde",
        serde(
            serialize_with = "finite::write",
            deserialize_with = "finite::read_or_infinite",
            default = "finite::infinite"
        )
    )]
    pub error: f64,
}

impl Estimate {
    /// The same estimate in another unit.
    pub fn scaled(self, factor: f64) -> Estimate {
        Estimate { value: self.value * factor, error: self.error * factor.abs() }
    }
}

/// `0.0123 ± 0.0004`; a precision applies to both.
impl fmt::Display for Estimate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match f.precision() {
            Some(decimals) if self.error.is_infinite() => write!(f, "{:.decimals$} ± ∞", self.value),
            Some(decimals) => write!(f, "{:.decimals$} ± {:.decimals$}", self.value, self.error),
            None => write!(f, "{} ± {}", self.value, self.error),
        }
    }
}

/// How often something happened: an estimate of its probability.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proportion {
    /// Paths on which it happened.
    pub hits: u64,
    /// Paths.
    pub paths: u64,
}

/// The normal quantile of a two-sided 95 % interval.
const Z95: f64 = 1.959_963_984_540_054;

impl Proportion {
    /// The share of paths.
    pub fn value(self) -> f64 {
        self.hits as f64 / self.paths as f64
    }

    /// The standard error: half the distance to the farther end of Wilson's interval at two standard errors. With many hits
    /// and misses it is √(p(1−p)/n); something that never happened on n paths is not known to be impossible, and has an error
    /// of about 2/n.
    pub fn error(self) -> f64 {
        let (centre, half) = self.wilson(2.0);
        0.5 * ((centre - self.value()).abs() + half)
    }

    /// The 95 % interval of Wilson (1927), which is honest for rare events too.
    pub fn interval_95(self) -> (f64, f64) {
        let (centre, half) = self.wilson(Z95);
        let low = if self.hits == 0 { 0.0 } else { (centre - half).max(0.0) };
        let high = if self.hits == self.paths { 1.0 } else { (centre + half).min(1.0) };
        (low, high)
    }

    /// The centre of Wilson's interval and half its width, at so many standard errors.
    fn wilson(self, z: f64) -> (f64, f64) {
        let (n, p, z2) = (self.paths as f64, self.value(), z * z);
        let centre = (p + z2 / (2.0 * n)) / (1.0 + z2 / n);
        let half = z * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt() / (1.0 + z2 / n);
        (centre, half)
    }

    /// As an estimate.
    pub fn estimate(self) -> Estimate {
        Estimate { value: self.value(), error: self.error() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_never_happened_has_an_error_too() {
        let never = Proportion { hits: 0, paths: 1_000_000 };
        assert!(never.value() == 0.0 && (never.error() - 2e-6).abs() < 1e-8);
        let (low, high) = never.interval_95();
        assert!(low == 0.0 && (high - 3.84e-6).abs() < 1e-8);
        let always = Proportion { hits: 100, paths: 100 };
        assert!(always.value() == 1.0 && always.interval_95().1 == 1.0);
        assert!((always.error() - 2.0 / 104.0).abs() < 1e-12, "half of 4/104, as for what never happened");
    }

    /// Brown, Cai & DasGupta (2001) give Wilson's interval for 5 of 20 as about (0.112, 0.469).
    #[test]
    fn wilson() {
        let (low, high) = Proportion { hits: 5, paths: 20 }.interval_95();
        assert!((low - 0.1119).abs() < 1e-4 && (high - 0.4687).abs() < 1e-4, "{low} {high}");
    }

    /// With many hits it is the usual error.
    #[test]
    fn a_common_event_has_the_usual_error() {
        let often = Proportion { hits: 300_000, paths: 1_000_000 };
        let usual = (0.3_f64 * 0.7 / 1e6).sqrt();
        assert!((often.error() / usual - 1.0).abs() < 1e-2, "{}", often.error());
    }

    #[test]
    fn display_takes_a_precision() {
        let estimate = Estimate { value: 0.012_34, error: 0.000_56 };
        assert_eq!(format!("{estimate:.3}"), "0.012 ± 0.001");
        assert_eq!(format!("{:.1}", estimate.scaled(-1e4)), "-123.4 ± 5.6");
        assert_eq!(format!("{:.1}", Estimate { error: f64::INFINITY, ..estimate }), "0.0 ± ∞");
    }
}
