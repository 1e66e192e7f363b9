//! How long money is out.

use crate::calendar::{Date, DayCount};

/// Years from `from` to `to` on ACT/365F: the clock of average lives and yields.
///
/// ```
/// use abs_waterfall::measure::years_between;
/// assert_eq!(years_between("2023-06-20".parse()?, "2024-06-19".parse()?), 1.0, "365 days");
/// # Ok::<(), jiff::Error>(())
/// ```
#[must_use]
pub fn years_between(from: Date, to: Date) -> f64 {
    DayCount::Act365Fixed.fraction(from, to).to_f64()
}

/// The weighted average life: each principal payment's years, weighted by its amount; `None` if nothing is repaid.
///
/// ```
/// use abs_waterfall::measure::weighted_average_life;
/// assert_eq!(weighted_average_life([(1.0, 30.0), (2.0, 10.0)]), Some(1.25));
/// ```
#[must_use]
pub fn weighted_average_life(principal: impl IntoIterator<Item = (f64, f64)>) -> Option<f64> {
    let (weighted, repaid) = principal
        .into_iter()
        .fold((0.0, 0.0), |(weighted, repaid), (years, amount)| (weighted + years * amount, repaid + amount));
    (repaid > 0.0).then(|| weighted / repaid)
}
