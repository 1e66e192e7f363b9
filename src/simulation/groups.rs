//! Groups of paths that are left out in turn, for the error of what is no mean over paths.

/// Path i belongs to group i mod 32, whoever runs it.
pub(crate) const GROUPS: usize = 32;

/// The group of a path.
#[inline]
pub(crate) fn group(path: u64) -> usize {
    (path % GROUPS as u64) as usize
}

/// The jackknife error of a statistic, given its value without each of g groups: √((g−1)/g · Σ(θ₍ᵢ₎ − mean)²); none of no
/// groups.
pub(crate) fn jackknife(without: &[f64]) -> f64 {
    let g = without.len().max(1) as f64;
    let mean = without.iter().sum::<f64>() / g;
    let squares: f64 = without.iter().map(|value| (value - mean) * (value - mean)).sum();
    ((g - 1.0) / g * squares).sqrt()
}
