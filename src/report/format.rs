//! Numbers as people read them.

use crate::money::Money;
use crate::simulation::{Estimate, Proportion};

/// Yuan with separators, rounded to the yuan.
pub(super) fn yuan(amount: f64) -> String {
    let whole = Money::from_yuan(libm::round(amount) as i64).to_string();
    whole.strip_suffix(".00").map_or(whole.clone(), str::to_string)
}

/// An estimate of yuan with its standard error.
pub(super) fn yuan_estimate(estimate: Estimate) -> String {
    format!("{} ± {}", yuan(estimate.value), yuan(estimate.error))
}

/// An estimate of yuan in thousands, with its standard error.
pub(super) fn thousand_estimate(estimate: Estimate) -> String {
    yuan_estimate(estimate.scaled(1e-3))
}

/// A share of one in percent.
pub(super) fn percent(share: f64, decimals: usize) -> String {
    format!("{:.decimals$} %", share * 100.0)
}

/// An estimate of a share in percent, with as many decimals as its error is worth: two digits of it.
pub(super) fn percent_estimate(estimate: Estimate) -> String {
    let decimals = decimals_for(estimate.error * 100.0);
    format!("{:.decimals$} ± {:.decimals$} %", estimate.value * 100.0, estimate.error * 100.0)
}

/// A probability in percent; if nothing was seen, the most that it can well be.
pub(super) fn probability(of: Proportion) -> String {
    if of.hits == 0 {
        return format!("none seen (95 %: below {:.1e})", of.interval_95().1);
    }
    percent_estimate(of.estimate())
}

/// Years with as many decimals as the error is worth.
pub(super) fn years_estimate(estimate: Estimate) -> String {
    let decimals = decimals_for(estimate.error).max(2);
    format!("{:.decimals$} ± {:.decimals$}", estimate.value, estimate.error)
}

fn decimals_for(error: f64) -> usize {
    if error > 0.0 { (1.0 - libm::floor(libm::log10(error))).clamp(1.0, 6.0) as usize } else { 4 }
}

/// A whole number with separators.
pub(super) fn count(number: u64) -> String {
    yuan(number as f64)
}

/// A figure that may not exist.
pub(super) fn or_dash(text: Option<String>) -> String {
    text.unwrap_or_else(|| "–".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_have_the_digits_they_are_worth() {
        let estimate = Estimate { value: 0.133_547_5, error: 0.000_170_1 };
        assert_eq!(percent_estimate(estimate), "13.355 ± 0.017 %");
        assert_eq!(yuan_estimate(estimate.scaled(1e7)), "1,335,475 ± 1,701");
        assert_eq!(probability(Proportion { hits: 0, paths: 1_000_000 }), "none seen (95 %: below 3.8e-6)");
        assert_eq!(years_estimate(Estimate { value: 1.104_36, error: 0.000_02 }), "1.104360 ± 0.000020");
        assert_eq!(count(4_711), "4,711");
        assert_eq!(yuan(-1_234.5), "-1,235");
    }
}
