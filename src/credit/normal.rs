//! The standard normal distribution, portable to the last bit.
//!
//! `f64::exp` and `f64::ln` of the standard library are the platform's, and differ in the last bit between platforms;
//! one such bit could move a default across a due date. Everything here is `libm`'s software implementation or plain
//! arithmetic, so a path is the same on every machine.

use std::f64::consts::FRAC_1_SQRT_2;

/// Φ(x), the probability of at most `x`, accurate in both tails.
#[inline]
pub(crate) fn cdf(x: f64) -> f64 {
    0.5 * libm::erfc(-x * FRAC_1_SQRT_2)
}

/// Φ⁻¹(p): algorithm AS 241 (PPND16) of Wichura, Applied Statistics 37 (1988), about 1 part in 10¹⁶.
///
/// −∞ and ∞ at 0 and 1; NaN outside.
#[inline]
pub(crate) fn quantile(p: f64) -> f64 {
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        let r = 0.180625 - q * q;
        return q * ratio(r, &CENTRE);
    }
    tail(p, q)
}

fn tail(p: f64, q: f64) -> f64 {
    let nearer = if q < 0.0 { p } else { 1.0 - p };
    if nearer <= 0.0 {
        return if nearer == 0.0 { f64::INFINITY.copysign(q) } else { f64::NAN };
    }
    let r = (-libm::log(nearer)).sqrt();
    let x = if r <= 5.0 { ratio(r - 1.6, &MIDDLE) } else { ratio(r - 5.0, &FAR) };
    x.copysign(q)
}

/// Coefficients of a ratio of two polynomials of degree seven, lowest power first.
struct Rational {
    numerator: [f64; 8],
    denominator: [f64; 8],
}

#[inline]
fn ratio(r: f64, coefficients: &Rational) -> f64 {
    horner(r, &coefficients.numerator) / horner(r, &coefficients.denominator)
}

#[inline]
fn horner(r: f64, coefficients: &[f64; 8]) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, c| sum * r + c)
}

const CENTRE: Rational = Rational {
    numerator: [
        3.387_132_872_796_366_5,
        133.141_667_891_784_38,
        1_971.590_950_306_551_3,
        13_731.693_765_509_46,
        45_921.953_931_549_87,
        67_265.770_927_008_7,
        33_430.575_583_588_13,
        2_509.080_928_730_122_7,
    ],
    denominator: [
        1.0,
        42.313_330_701_600_91,
        687.187_007_492_057_9,
        5_394.196_021_424_751,
        21_213.794_301_586_597,
        39_307.895_800_092_71,
        28_729.085_735_721_943,
        5_226.495_278_852_854,
    ],
};

const MIDDLE: Rational = Rational {
    numerator: [
        1.423_437_110_749_683_5,
        4.630_337_846_156_546,
        5.769_497_221_460_691,
        3.647_848_324_763_204_5,
        1.270_458_252_452_368_4,
        0.241_780_725_177_450_6,
        0.022_723_844_989_269_184,
        7.745_450_142_783_414e-4,
    ],
    denominator: [
        1.0,
        2.053_191_626_637_759,
        1.676_384_830_183_803_8,
        0.689_767_334_985_1,
        0.148_103_976_427_480_08,
        0.015_198_666_563_616_457,
        5.475_938_084_995_345e-4,
        1.050_750_071_644_416_9e-9,
    ],
};

const FAR: Rational = Rational {
    numerator: [
        6.657_904_643_501_103,
        5.463_784_911_164_114,
        1.784_826_539_917_291_3,
        0.296_560_571_828_504_87,
        0.026_532_189_526_576_124,
        0.001_242_660_947_388_078_4,
        2.711_555_568_743_487_6e-5,
        2.010_334_399_292_288_1e-7,
    ],
    denominator: [
        1.0,
        0.599_832_206_555_888,
        0.136_929_880_922_735_8,
        0.014_875_361_290_850_615,
        7.868_691_311_456_133e-4,
        1.846_318_317_510_054_7e-5,
        1.421_511_758_316_446e-7,
        2.044_263_103_389_939_8e-15,
    ],
};

#[cfg(test)]
mod tests {
    use super::*;
    use statrs::distribution::{ContinuousCDF, Normal};

    /// Against another implementation over the whole range. That one is good to about ten digits (of Φ(−0.74), which is
    /// 0.2296499971647906, it gives ...1878); the test below holds ours to all sixteen.
    #[test]
    fn agrees_with_an_independent_implementation() {
        let oracle = Normal::standard();
        for i in -800..=800 {
            let x = f64::from(i) / 100.0;
            let (ours, theirs) = (cdf(x), oracle.cdf(x));
            assert!((ours - theirs).abs() <= 2e-10 * theirs, "Φ({x}): {ours} against {theirs}");
        }
    }

    /// Φ in fifty digits, from an arbitrary-precision library.
    #[test]
    fn both_tails_keep_their_digits() {
        for (x, exact) in [
            (-37.0, 5.725_571_222_524_577e-300),
            (-20.0, 2.753_624_118_606_233_7e-89),
            (-8.0, 6.220_960_574_271_784e-16),
            (-3.0, 0.001_349_898_031_630_094_5),
            (-0.74, 0.229_649_997_164_790_56),
            (-0.5, 0.308_537_538_725_986_9),
            (2.0, 0.977_249_868_051_820_8),
        ] {
            // The last bit of x alone moves Φ(x) by x² last bits.
            let bound = f64::EPSILON * (2.0 + x * x);
            assert!((cdf(x) / exact - 1.0).abs() < bound, "Φ({x}) = {:e}", cdf(x));
        }
    }

    /// The values that Wichura prints to check an implementation with.
    #[test]
    fn published_quantiles() {
        for (p, x) in [
            (0.25, -0.674_489_750_196_081_7),
            (0.001, -3.090_232_306_167_813_5),
            (1e-20, -9.262_340_089_798_408),
        ] {
            assert!((quantile(p) - x).abs() < 1e-14, "{p}: {}", quantile(p));
        }
    }

    #[test]
    fn quantile_inverts_the_cdf() {
        for i in 1..2_000 {
            let p = f64::from(i) / 2_000.0;
            assert!((cdf(quantile(p)) - p).abs() < 4e-16, "{p}");
            let tiny = p * 1e-12;
            assert!((cdf(quantile(tiny)) / tiny - 1.0).abs() < 1e-13, "{tiny}");
        }
        assert_eq!(quantile(0.0), f64::NEG_INFINITY);
        assert_eq!(quantile(1.0), f64::INFINITY);
        assert!(quantile(-0.1).is_nan() && quantile(1.1).is_nan());
    }
}
