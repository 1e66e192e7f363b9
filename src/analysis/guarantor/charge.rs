//! What a guarantor is paid for what it promises.

use super::date_flows::{DateFlows, rounded};
use crate::calendar::{DayCount, PaymentPeriod, date_after_date, factors};
use crate::money::{Factor, FactorError, Money, Rounding};
use crate::rate::Rate;

/// The fee that a guarantor charges, paid by somebody outside the plan.
///
/// ```
/// use abs_waterfall::analysis::guarantor::{ChargedFee, GuaranteeTerms};
/// let terms = GuaranteeTerms::new("Fujian Credit Enhancement").with_fee(ChargedFee::Running("1%".parse()?));
/// assert_eq!(terms.fee, Some(ChargedFee::Running("1%".parse()?)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
#[non_exhaustive]
#[doc(alias = "担保费率")]
pub enum ChargedFee {
    /// This rate a year on the base, in arrears on the distribution dates, rounded half-up on each.
    Running(Rate),
    /// This fraction of the base at closing, once, at closing, rounded half-up.
    UpFront(Rate),
}

/// A fee, resolved.
#[derive(Clone, Debug)]
pub(super) enum Charge {
    /// By date.
    Running(Vec<Factor>),
    UpFront(Money),
}

impl Charge {
    pub(super) fn of(
        fee: ChargedFee,
        opening: Money,
        day_count: DayCount,
        periods: &[PaymentPeriod],
    ) -> Result<Charge, FactorError> {
        match fee {
            ChargedFee::Running(rate) => {
                let factors = factors(rate, day_count, Rounding::HalfUp, periods)?;
                Ok(Charge::Running(date_after_date(&factors, periods.len()).to_vec()))
            }
            ChargedFee::UpFront(rate) => {
                Ok(Charge::UpFront(opening.times(rate.over(1, 1, Rounding::HalfUp)?)))
            }
        }
    }

    /// The present value of what it is paid and gets back less what it pays, in fen: its profit on a path. It is paid on the
    /// dates before it `fails`, on these balances.
    pub(super) fn profit(&self, flows: &DateFlows, base: &[Money], fails: usize, discounts: &[f64]) -> i64 {
        let fees = self.paid(base, fails);
        let by_date = flows.by_date().zip(fees.1).zip(discounts);
        let later: f64 = by_date
            .map(|(((drawn, repaid), fee), discount)| (fee + repaid - drawn).fen() as f64 * discount)
            .sum();
        fees.0.fen() + rounded(later)
    }

    /// What it is paid at closing, and by date.
    fn paid<'a>(&'a self, base: &'a [Money], fails: usize) -> (Money, impl Iterator<Item = Money> + 'a) {
        let (up_front, factors) = match self {
            Charge::Running(factors) => (Money::ZERO, factors.as_slice()),
            Charge::UpFront(amount) => (*amount, [].as_slice()),
        };
        let fee = move |(date, base): (usize, &Money)| match factors.get(date) {
            Some(factor) if date < fails => base.times(*factor),
            _ => Money::ZERO,
        };
        (up_front, base.iter().enumerate().map(fee))
    }

    /// The most that it is paid.
    pub(super) fn most(&self, opening: Money) -> Money {
        match self {
            Charge::Running(factors) => factors.iter().map(|factor| opening.times(*factor)).sum(),
            Charge::UpFront(amount) => *amount,
        }
    }
}
