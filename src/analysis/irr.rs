//! The internal rate of return: which root it is, and what happens when there is none.

/// An amount received (positive) or paid (negative) at a time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CashFlow {
    /// Years from the first flow.
    pub years: f64,
    /// The amount, in any unit.
    pub amount: f64,
}

/// The rates at which a stream of cash flows is worth nothing, effective a year.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Irr {
    /// There is none between −99 % and 1,000 %: the flows do not change sign, or lose nearly everything.
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

/// The range that is searched, in logarithms of 1 + rate, and how finely for changes of sign.
const RANGE: (f64, f64) = (-4.605_170_185_988_091, 2.397_895_272_798_370_7);
const CELLS: u32 = 512;

/// The internal rate of return of `flows`, effective a year: every change of sign of the present value on a grid of 512
/// cells between −99 % and 1,000 %, refined by bisection to the last bit.
///
/// ```
/// use abs_waterfall::analysis::{CashFlow, Irr, irr};
/// let flow = |years, amount| CashFlow { years, amount };
/// let Irr::Unique(rate) = irr(&[flow(0.0, 100_000.0), flow(2.0, -110_000.0)]) else { panic!() };
/// assert!((rate - 0.048_809).abs() < 5e-7, "PBoC announcement 2021 no. 3, annex, example 1");
/// ```
pub fn irr(flows: &[CashFlow]) -> Irr {
    let at = |cell: u32| RANGE.0 + (RANGE.1 - RANGE.0) * f64::from(cell) / f64::from(CELLS);
    let mut roots = Vec::new();
    let mut low = present_value(flows, at(0));
    for cell in 1..=CELLS {
        let high = present_value(flows, at(cell));
        if low * high < 0.0 {
            roots.push(libm::expm1(bisect(flows, at(cell - 1), at(cell), low)));
        } else if high == 0.0 && low != 0.0 {
            roots.push(libm::expm1(at(cell)));
        }
        low = high;
    }
    let nearest = roots.iter().copied().min_by(|a, b| a.abs().total_cmp(&b.abs()));
    match (nearest, roots.len()) {
        (None, _) => Irr::None,
        (Some(rate), 1) => Irr::Unique(rate),
        (Some(rate), _) => Irr::NearestToZero(rate),
    }
}

/// Present value at a continuously compounded rate.
fn present_value(flows: &[CashFlow], log_rate: f64) -> f64 {
    flows.iter().map(|flow| flow.amount * libm::exp(-log_rate * flow.years)).sum()
}

fn bisect(flows: &[CashFlow], mut low: f64, mut high: f64, value_at_low: f64) -> f64 {
    loop {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            return middle;
        }
        if present_value(flows, middle) * value_at_low > 0.0 { low = middle } else { high = middle }
    }
}

/// The simple annual rate with this effective rate: `periods` a year times the rate of one period (单利年化), as the
/// People's Bank has lenders show it with twelve months (announcement 2021 no. 3).
#[doc(alias = "单利年化")]
pub fn simple_annual_rate(effective: f64, periods: u32) -> f64 {
    let n = f64::from(periods);
    n * libm::expm1(libm::log1p(effective) / n)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flow(years: f64, amount: f64) -> CashFlow {
        CashFlow { years, amount }
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
    fn one_root_two_roots_none() {
        assert_eq!(irr(&[flow(0.0, 1.0), flow(1.0, 1.0)]), Irr::None);
        assert_eq!(irr(&[]), Irr::None);
        assert_eq!(irr(&[flow(0.0, -100.0), flow(1.0, 0.1)]), Irr::None, "99.9 % lost");
        // −1 + 2.3/(1+r) − 1.32/(1+r)²: roots 10 % and 20 %.
        let Irr::NearestToZero(rate) = irr(&[flow(0.0, -1.0), flow(1.0, 2.3), flow(2.0, -1.32)]) else {
            panic!()
        };
        assert!((rate - 0.1).abs() < 1e-12);
        let Irr::Unique(zero) = irr(&[flow(0.0, -1.0), flow(1.0, 1.0)]) else { panic!() };
        assert!(zero.abs() < 1e-15);
    }
}
