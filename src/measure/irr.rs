//! The internal rate of return: which root it is, and what happens when there is none.

use super::roots::ExponentialSum;

/// An amount received (positive) or paid (negative) at a time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CashFlow {
    /// Years from the first flow.
    pub years: f64,
    /// The amount, in any unit.
    pub amount: f64,
}

/// The rates at which a stream of cash flows is worth nothing, effective a year, from −99.9994 % to 16,275,379 %.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Irr {
    /// There is none: the flows are worth more than nothing at any rate, or less.
    None,
    /// There is one.
    Unique(f64),
    /// There are several, as when a subsidy follows the last repayment: this is the one nearest to zero.
    NearestToZero(f64),
}

impl Irr {
    /// The rate, if there is one, be it unique or nearest to zero.
    pub fn rate(self) -> Option<f64> {
        match self {
            Irr::None => None,
            Irr::Unique(rate) | Irr::NearestToZero(rate) => Some(rate),
        }
    }
}

/// The range that is searched, in logarithms of 1 + rate.
const RANGE: (f64, f64) = (-12.0, 12.0);

/// The rate at its upper end.
pub(crate) const HIGHEST_RATE: f64 = 162_753.791_419_003_92;

/// The internal rate of return of `flows`, effective a year. Rates are searched over ln(1 + rate) from −12 to 12; all in
/// that range are found, however close together. Flows that are not finite have none.
///
/// Two rates may fall into one, at which the present value touches zero and does not change its sign. It counts where the
/// present value is zero up to its rounding: a few units in the last place of the sum of the flows' present sizes. Two
/// rates nearer to each other than about 1e-7 look like one.
///
/// It takes one bisection where flows change their sign once, as those of a bond do, and at most m·(m + 1)/2 for m changes
/// of sign.
///
/// ```
/// use abs_waterfall::measure::{CashFlow, Irr, irr};
/// let flow = |years, amount| CashFlow { years, amount };
/// let Irr::Unique(rate) = irr(&[flow(0.0, 100_000.0), flow(2.0, -110_000.0)]) else { panic!() };
/// assert!((rate - 0.048_809).abs() < 5e-7, "PBoC announcement 2021 no. 3, annex, example 1");
/// ```
#[must_use]
pub fn irr(flows: &[CashFlow]) -> Irr {
    if flows.iter().any(|flow| !flow.years.is_finite() || !flow.amount.is_finite()) {
        return Irr::None;
    }
    let present_value = ExponentialSum::new(flows.iter().map(|flow| (flow.years, flow.amount)));
    let rates: Vec<f64> = present_value.roots(RANGE).into_iter().map(libm::expm1).collect();
    let nearest = rates.iter().copied().min_by(|a, b| a.abs().total_cmp(&b.abs()));
    match (nearest, rates.len()) {
        (None, _) => Irr::None,
        (Some(rate), 1) => Irr::Unique(rate),
        (Some(rate), _) => Irr::NearestToZero(rate),
    }
}

/// The simple annual rate with this effective rate: `periods` a year times the rate of one period (单利年化), as the
/// People's Bank has lenders show it with twelve months (announcement 2021 no. 3).
#[doc(alias = "单利年化")]
#[must_use]
pub fn simple_annual_rate(effective: f64, periods: u32) -> f64 {
    let n = f64::from(periods);
    n * libm::expm1(libm::log1p(effective) / n)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn flow(years: f64, amount: f64) -> CashFlow {
        CashFlow { years, amount }
    }

    fn yearly(amounts: &[f64]) -> Vec<CashFlow> {
        amounts.iter().enumerate().map(|(year, amount)| flow(year as f64, *amount)).collect()
    }

    fn monthly_loan(received: f64, payment: f64, months: u32) -> Vec<CashFlow> {
        let payments = (1..=months).map(|month| flow(f64::from(month) / 12.0, -payment));
        std::iter::once(flow(0.0, received)).chain(payments).collect()
    }

    /// PBoC announcement 2021 no. 3, annex, examples 2 and 3: simple and compound annual rates.
    #[test]
    fn published_annual_rates() {
        for (received, payment, months, simple, compound) in
            [(1_000_000.0, 6_599.60, 240, "5.00", "5.1163"), (99_000.0, 8_833.30, 12, "12.8038", "13.5826")]
        {
            let Irr::Unique(rate) = irr(&monthly_loan(received, payment, months)) else { panic!() };
            // To as many decimals as the annex and its recomputation print.
            let percent = |rate: f64, like: &str| {
                format!("{:.*}", like.len() - like.find('.').unwrap() - 1, rate * 100.0)
            };
            assert_eq!(percent(rate, compound), compound);
            assert_eq!(percent(simple_annual_rate(rate, 12), simple), simple);
        }
    }

    #[test]
    fn one_rate_however_far_from_zero() {
        for (flows, expected) in [
            (yearly(&[-1.0, 1.0]), 0.0),
            (yearly(&[-100.0, 0.1]), -0.999),
            (yearly(&[-1.0, 21.0]), 20.0),
            (yearly(&[-1.0, 0.0, 1e8]), 9_999.0),
            (yearly(&[1.0, 1.1, 0.0, -2.662]), 0.1),
            // 1.1¹⁰⁰, and a hundred years at −99 %.
            (vec![flow(0.0, -1.0), flow(100.0, 13_780.612_339_822_27)], 0.1),
            (vec![flow(0.0, -1.0), flow(100.0, 1e-200)], -0.99),
            // Two flows of one day are one.
            (vec![flow(1.0, 1.05), flow(0.0, -2.0), flow(0.0, 1.0)], 0.05),
        ] {
            let Irr::Unique(rate) = irr(&flows) else { panic!("{flows:?}: {:?}", irr(&flows)) };
            assert!((rate - expected).abs() < 4e-15 * (1.0 + expected), "{flows:?}: {rate}");
        }
    }

    #[test]
    fn no_rate() {
        let end = libm::exp(12.0);
        assert_eq!(HIGHEST_RATE, libm::expm1(RANGE.1));
        for flows in [
            yearly(&[]),
            yearly(&[-1.0]),
            yearly(&[0.0, 0.0]),
            yearly(&[1.0, 1.0]),
            yearly(&[-1.0, 1.0 / end / 1.01]),
            yearly(&[-1.0, end * 1.01]),
            // Two changes of sign, and worth less than nothing at any rate: −(1 − v)² − 0.001·v.
            yearly(&[-1.0, 1.999, -1.0]),
            yearly(&[-1.0, f64::NAN, 3.0]),
            yearly(&[-1.0, f64::INFINITY]),
            vec![flow(0.0, -1.0), flow(f64::NEG_INFINITY, 1.0)],
        ] {
            assert_eq!(irr(&flows), Irr::None, "{flows:?}");
        }
    }

    /// Π (v·(1 + rate) − 1) in v = 1/(1 + r), written out as flows a year apart.
    #[test]
    fn of_several_rates_the_nearest_to_zero() {
        for (amounts, expected) in [
            (&[-1.0, 2.05, -1.0506][..], 0.02),                // and 3 %
            (&[-1.0, 2.3, -1.32], 0.1),                        // and 20 %
            (&[-1.0, 2.040_001, -1.040_401_02], 0.02),         // and 2.0001 %
            (&[-1.0, 3.6, -4.31, 1.716], 0.1),                 // 20 %, 30 %
            (&[-1.0, 22.1, -43.08, 21.6], -0.1),               // 20 %, 1,900 %
            (&[-1.0, 15.0, -38.87, 35.322, -10.584], -0.1),    // −30 %, 40 %, 1,100 %
            (&[-1.0, 3.08, -3.162, 1.082_016], 0.02),          // twice, and 4 %
            (&[-1.0, 3.08, -3.1621, 1.082_118], 0.02),         // and 3 % twice
            (&[-1.0, 4.3, -6.9325, 4.9665, -1.334_025], 0.05), // twice, and 10 % twice
        ] {
            let Irr::NearestToZero(rate) = irr(&yearly(amounts)) else {
                panic!("{:?}", irr(&yearly(amounts)))
            };
            assert!((rate - expected).abs() < 1e-9, "{amounts:?}: {rate}");
        }
    }

    #[test]
    fn rates_that_fall_together_are_one() {
        for (amounts, expected) in [
            (&[-1.0, 2.04, -1.0404][..], 0.02),
            (&[1.0, -2.04, 1.0404], 0.02),
            (&[-1.0, 3.06, -3.1212, 1.061_208], 0.02),
            (&[-1.0, 4.2, -6.615, 4.6305, -1.215_506_25], 0.05),
            (&[-1.0, 2.0, -1.0], 0.0),
            (&[-1.0, 40.0, -400.0], 19.0),
        ] {
            let Irr::Unique(rate) = irr(&yearly(amounts)) else { panic!("{:?}", irr(&yearly(amounts))) };
            assert!((rate - expected).abs() < 1e-13 * (1.0 + expected), "{amounts:?}: {rate}");
        }
    }

    #[test]
    fn a_rate_out_of_range_does_not_count() {
        let beyond = libm::exp(12.1);
        let Irr::Unique(rate) = irr(&yearly(&[-1.0, 1.1 + beyond, -1.1 * beyond])) else { panic!() };
        assert!((rate - 0.1).abs() < 1e-12);
    }

    /// Flows with these logarithmic rates, `step` years apart; each `pair` of conjugate complex roots adds none.
    fn planted(roots: &[f64], pairs: &[f64], step: f64) -> Vec<CashFlow> {
        let times = |flows: &[f64], factor: &[f64]| {
            let mut product = vec![0.0; flows.len() + factor.len() - 1];
            for (i, a) in flows.iter().enumerate() {
                for (j, b) in factor.iter().enumerate() {
                    product[i + j] += a * b;
                }
            }
            product
        };
        let simple = roots.iter().map(|root| vec![-1.0, libm::exp(root * step)]);
        let complex = pairs.iter().map(|tilt| vec![1.0, *tilt, 1.0]);
        let amounts = simple.chain(complex).fold(vec![1.0], |flows, factor| times(&flows, &factor));
        amounts.iter().enumerate().map(|(i, amount)| flow(step * i as f64, *amount)).collect()
    }

    proptest! {
        /// One to four rates whose logarithms are a tenth of a period's or more apart, among flows that change their sign
        /// more often than there are rates.
        #[test]
        fn planted_rates_are_found(
            first in -2.0..0.5_f64,
            gaps in prop::collection::vec(0.1..0.8_f64, 0..4),
            pairs in prop::collection::vec(-1.5..1.5_f64, 0..3),
            step in prop::sample::select(&[1.0 / 12.0, 0.25, 1.0, 5.0][..]),
        ) {
            let logs: Vec<f64> = std::iter::once(first)
                .chain(gaps.iter().scan(first, |log, gap| { *log += gap; Some(*log) }))
                .map(|log| log / step)
                .filter(|log| log.abs() < 12.0)
                .collect();
            let found = irr(&planted(&logs, &pairs, step));
            let nearest = logs.iter().map(|log| libm::expm1(*log)).min_by(|a, b| a.abs().total_cmp(&b.abs()));
            match logs.len() {
                0 => prop_assert_eq!(found, Irr::None),
                1 => prop_assert!(matches!(found, Irr::Unique(_)), "{found:?}"),
                _ => prop_assert!(matches!(found, Irr::NearestToZero(_)), "{found:?}"),
            }
            if let (Some(rate), Some(nearest)) = (found.rate(), nearest) {
                prop_assert!((rate.abs() - nearest.abs()).abs() < 1e-8 * (1.0 + nearest), "{rate} {nearest}");
            }
        }

        /// A change of sign on a fine grid is a rate: none that is nearer to zero than the one that was found.
        #[test]
        fn no_grid_finds_a_nearer_rate(
            flows in prop::collection::vec((0.0..10.0_f64, -100.0..100.0_f64), 2..12),
        ) {
            let flows: Vec<CashFlow> = flows.into_iter().map(|(years, amount)| flow(years, amount)).collect();
            let value = |x: f64| flows.iter().map(|f| f.amount * libm::exp(-x * f.years)).sum::<f64>();
            let at = |i: i32| f64::from(i) * 0.01;
            let nearest = irr(&flows).rate();
            for i in -1_199..1_199 {
                if value(at(i)) * value(at(i + 1)) < 0.0 {
                    let bound = libm::expm1(at(i)).abs().max(libm::expm1(at(i + 1)).abs());
                    prop_assert!(nearest.is_some_and(|rate| rate.abs() <= bound), "{nearest:?} {i}");
                }
            }
        }
    }
}
