//! What comes back after a default, and when.

use crate::money::{Factor, Money, Rounding};
use crate::rate::Rate;

/// What the plan recovers on a defaulted loan, in one amount, some months after the first missed due date (the nominal
/// one, though never in a period before the one that missed it). Never more than the principal outstanding, rounded
/// half-up; booked as principal, so no VAT falls on it. What would come after the last calculation date is lost.
///
/// Evidence for patents is thin and low: an IP appraised at 3 m realised 0.2 m, one fifteenth (经济日报, 2021-01-19).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(
    feature = "files",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "kebab-case", deny_unknown_fields)
)]
pub enum Recovery {
    /// Nothing comes back.
    #[default]
    None,
    /// A share of the principal outstanding at default.
    OfOutstanding {
        /// The share.
        rate: Rate,
        /// Months from the first missed due date.
        lag_months: u32,
    },
    /// A share of the appraised value of the pledged patents.
    OfAppraisedValue {
        /// The share.
        rate: Rate,
        /// Months from the first missed due date.
        lag_months: u32,
    },
}

/// A recovery assumption made ready for many defaults: the exact share, and of what.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RecoveryShare {
    share: Factor,
    of_appraised_value: bool,
}

impl RecoveryShare {
    /// The amount recovered on a loan with this much outstanding and this collateral.
    #[inline]
    pub(crate) fn amount(self, outstanding: Money, appraised_value: Money) -> Money {
        let base = if self.of_appraised_value { appraised_value } else { outstanding };
        base.times(self.share).min(outstanding)
    }
}

/// Nothing comes back.
impl Default for RecoveryShare {
    fn default() -> RecoveryShare {
        RecoveryShare { share: Factor::ZERO, of_appraised_value: false }
    }
}

impl Recovery {
    /// The amount recovered on a loan with this much outstanding and this collateral.
    pub fn amount(self, outstanding: Money, appraised_value: Option<Money>) -> Money {
        self.share().amount(outstanding, appraised_value.unwrap_or_default())
    }

    /// The assumption made ready for many defaults.
    pub(crate) fn share(self) -> RecoveryShare {
        let of = |rate: Rate, of_appraised_value| RecoveryShare {
            share: rate.share(Rounding::HalfUp),
            of_appraised_value,
        };
        match self {
            Recovery::None => RecoveryShare::default(),
            Recovery::OfOutstanding { rate, .. } => of(rate, false),
            Recovery::OfAppraisedValue { rate, .. } => of(rate, true),
        }
    }

    /// Months from the first missed due date to the recovery.
    pub fn lag_months(self) -> u32 {
        match self {
            Recovery::None => 0,
            Recovery::OfOutstanding { lag_months, .. } | Recovery::OfAppraisedValue { lag_months, .. } => {
                lag_months
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Loan C01 of benchmark C after six instalments: a fifteenth of 53.3 m.
    #[test]
    fn a_share_of_the_appraised_value_up_to_the_claim() {
        let money = |text: &str| text.parse::<Money>().unwrap();
        let fifteenth =
            Recovery::OfAppraisedValue { rate: "0.066666666667".parse().unwrap(), lag_months: 12 };
        let appraised = Some(money("53333333.33"));
        assert_eq!(fifteenth.amount(money("15185525.77"), appraised), money("3555555.56"));
        assert_eq!(fifteenth.amount(money("1000000"), appraised), money("1000000"));
        let third = Recovery::OfOutstanding { rate: "0.3".parse().unwrap(), lag_months: 12 };
        assert_eq!(third.amount(money("100.05"), None), money("30.02"));
        assert_eq!(Recovery::None.amount(money("1"), appraised), Money::ZERO);
    }
}
