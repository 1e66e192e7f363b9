//! The loan that is pooled: the same terms for all firms.

use crate::rate::Rate;

/// The terms of the pooled loan, the same for every firm, paid monthly.
///
/// ```
/// use abs_waterfall::analysis::market::MarketLoan;
/// let loan = MarketLoan::bullet("5%".parse()?, 12);
/// assert!((loan.interest() - 0.05).abs() < 1e-15);
/// let effective = (1.0_f64 + 0.05 / 12.0).powi(12) - 1.0;
/// assert!((loan.value_at(effective) - 1.0).abs() < 1e-12, "at its own rate a loan is worth its face");
/// # Ok::<(), abs_waterfall::RateError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct MarketLoan {
    /// The rate, a year, of which a twelfth is due each month.
    pub rate: Rate,
    /// The term.
    pub months: u32,
    /// How principal is repaid.
    pub repaid: Repaid,
}

/// How principal is repaid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Repaid {
    /// In level monthly payments.
    #[doc(alias = "等额本息")]
    Level,
    /// In one sum at the end, with interest every month.
    #[doc(alias = "到期还本")]
    Bullet,
}

impl MarketLoan {
    /// A loan repaid in level monthly payments.
    pub fn level(rate: Rate, months: u32) -> MarketLoan {
        MarketLoan { rate, months, repaid: Repaid::Level }
    }

    /// A loan repaid in one sum.
    pub fn bullet(rate: Rate, months: u32) -> MarketLoan {
        MarketLoan { rate, months, repaid: Repaid::Bullet }
    }

    /// All interest due, per yuan of face.
    pub fn interest(&self) -> f64 {
        let (monthly, months) = (self.rate.to_f64() / 12.0, f64::from(self.months));
        match self.repaid {
            Repaid::Level => months / annuity(monthly, months) - 1.0,
            Repaid::Bullet => monthly * months,
        }
    }

    /// What all payments due are worth at disbursement, per yuan of face, discounted at this effective rate a year.
    pub fn value_at(&self, effective: f64) -> f64 {
        let (monthly, months) = (self.rate.to_f64() / 12.0, f64::from(self.months));
        let payments = annuity(libm::expm1(libm::log1p(effective) / 12.0), months);
        match self.repaid {
            Repaid::Level => payments / annuity(monthly, months),
            Repaid::Bullet => monthly * payments + discount(effective, self.months),
        }
    }
}

/// What a yuan after so many months is worth at disbursement, at an effective rate a year.
pub(super) fn discount(effective: f64, months: u32) -> f64 {
    libm::exp(-libm::log1p(effective) * f64::from(months) / 12.0)
}

/// What a yuan at the end of each of so many periods is worth, at a rate per period.
fn annuity(rate: f64, periods: f64) -> f64 {
    if rate == 0.0 { periods } else { -libm::expm1(-periods * libm::log1p(rate)) / rate }
}
