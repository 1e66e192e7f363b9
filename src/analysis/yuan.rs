//! Amounts as a person reads them.

use std::fmt;

use crate::money::Money;
use crate::simulation::Estimate;

/// An estimate in whole yuan: `1,031,482 ± 18,903 yuan`.
pub(super) struct Yuan(pub(super) Estimate);

/// Whole yuan: `1,031,482`.
pub(super) fn whole(value: f64) -> String {
    let text = Money::from_fen((libm::round(value) as i64).saturating_mul(100)).to_string();
    text.trim_end_matches(".00").to_string()
}

impl fmt::Display for Yuan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Estimate { value, error } = self.0;
        let error = if error.is_finite() { whole(error) } else { "∞".into() };
        write!(f, "{} ± {error} yuan", whole(value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_whole_yuan_with_commas() {
        for (value, error, text) in [
            (1_031_482.4, 18_902.6, "1,031,482 ± 18,903 yuan"),
            (-0.6, f64::INFINITY, "-1 ± ∞ yuan"),
            (0.0, 0.0, "0 ± 0 yuan"),
        ] {
            assert_eq!(Yuan(Estimate { value, error }).to_string(), text);
        }
    }
}
