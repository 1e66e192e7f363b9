//! What comes back after a default, and when.

use rust_decimal::Decimal;

use super::multiple::Multiple;
use crate::money::{Factor, Money, Rounding};
use crate::rate::Rate;

/// What the plan recovers on a defaulted loan, in one amount, some months after the first missed due date (the nominal
/// one, though never in a period before the loan has defaulted). Never more than the principal outstanding, rounded
/// half-up; booked as principal, so no VAT falls on it. What would come after the last calculation date is lost.
///
/// Evidence for patents is thin and low: an IP appraised at 3 m realised 0.2 m, one fifteenth (经济日报, 2021-01-19).
///
/// ```
/// use abs_waterfall::Money;
/// use abs_waterfall::credit::Recovery;
/// let pledge = Recovery::of_appraised_value("6.67%".parse()?, 12);
/// let (owed, appraised) = (Money::from_yuan(50_000), Money::from_yuan(1_000_000));
/// assert_eq!(pledge.amount(owed, Some(appraised)), owed, "no more than is owed, of 66,700");
/// # Ok::<(), abs_waterfall::RateError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "kebab-case", deny_unknown_fields)
)]
#[non_exhaustive]
pub enum Recovery {
    /// Nothing comes back.
    #[default]
    None,
    /// A share of the principal outstanding at default.
    OfOutstanding {
        /// The share.
        rate: Rate,
        /// Months from the first missed due date.
        #[cfg_attr(feature = "schema", schemars(extend("x-unit" = "months")))]
        lag_months: u32,
    },
    /// A share of the appraised value of the pledged patents.
    OfAppraisedValue {
        /// The share.
        rate: Rate,
        /// Months from the first missed due date.
        #[cfg_attr(feature = "schema", schemars(example = 12, extend("x-unit" = "months")))]
        lag_months: u32,
    },
}

/// A recovery assumption made ready for many defaults. What collateral brings does not depend on when a loan defaults, and is
/// worked out once a loan: a share of twelve decimals costs a division of 128 bits.
#[derive(Clone, Debug, Default)]
pub(crate) struct Recoveries {
    later: Later,
    /// By loan, the deposit that is set off at once; empty where no loan has one.
    deposits: Vec<Money>,
}

/// What comes back of what deposits leave.
#[derive(Clone, Debug)]
enum Later {
    /// This share of the principal outstanding.
    Share(Factor),
    /// By loan, what its collateral brings at the most.
    Collateral(Vec<Money>),
    /// This share; or, by loan, so much where it is known already.
    Parts { share: Factor, known: Vec<Option<Money>> },
}

/// What may come back of a part of a loan: of the loan's deposit, and of what its collateral brings at the most.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct PartRecovery {
    deposit: Money,
    collateral: Money,
}

impl Recoveries {
    /// These, and deposits, by loan.
    pub(crate) fn with_deposits(self, deposits: impl Iterator<Item = Money>) -> Recoveries {
        let deposits: Vec<Money> = deposits.collect();
        let has_any = deposits.iter().any(|deposit| !deposit.is_zero());
        Recoveries { deposits: if has_any { deposits } else { Vec::new() }, ..self }
    }

    /// What is set off of the deposit of the loan of this index, with this much outstanding, in the period of its default.
    #[inline]
    pub(crate) fn deposit(&self, loan: usize, outstanding: Money) -> Money {
        self.deposits.get(loan).map_or(Money::ZERO, |deposit| (*deposit).min(outstanding))
    }

    /// The amount recovered later on the loan of this index with this much outstanding, beyond its deposit.
    #[inline]
    pub(crate) fn amount(&self, loan: usize, outstanding: Money) -> Money {
        match &self.later {
            Later::Share(share) => outstanding.times(*share),
            Later::Collateral(amounts) => amounts[loan].min(outstanding),
            Later::Parts { share, known } => known[loan].unwrap_or_else(|| outstanding.times(*share)),
        }
    }

    /// The same for so many loans of which parts are cut off.
    pub(crate) fn in_parts(&self, loans: usize) -> Recoveries {
        let later = match &self.later {
            Later::Share(share) => Later::Parts { share: *share, known: vec![None; loans] },
            other => other.clone(),
        };
        Recoveries { later, deposits: self.deposits.clone() }
    }

    /// A part of a loan takes as large a part of the loan's deposit and collateral as of its balance, half-up.
    pub(crate) fn cut_off(&mut self, loan: usize, part: Money, balance: Money) -> PartRecovery {
        let take = |amount: &mut Money| {
            let taken = amount.in_proportion(part, balance, Rounding::HalfUp);
            *amount -= taken;
            taken
        };
        let deposit = self.deposits.get_mut(loan).map_or(Money::ZERO, take);
        let collateral = match &mut self.later {
            Later::Collateral(amounts) => take(&mut amounts[loan]),
            Later::Share(_) | Later::Parts { .. } => Money::ZERO,
        };
        PartRecovery { deposit, collateral }
    }

    /// A part of a loan becomes the last of the loans.
    pub(crate) fn push(&mut self, PartRecovery { deposit, collateral }: PartRecovery) {
        if !self.deposits.is_empty() {
            self.deposits.push(deposit);
        }
        match &mut self.later {
            Later::Collateral(amounts) => amounts.push(collateral),
            Later::Parts { known, .. } => known.push(None),
            Later::Share(_) => {}
        }
    }

    /// What comes back of so much of a part whose deposit is still there, or not: of that, and later.
    pub(crate) fn brings(&self, part: PartRecovery, amount: Money, is_held: bool) -> (Money, Money) {
        let deposit = if is_held { part.deposit.min(amount) } else { Money::ZERO };
        let left = amount - deposit;
        let later = match &self.later {
            Later::Collateral(_) => part.collateral.min(left),
            Later::Share(share) | Later::Parts { share, .. } => left.times(*share),
        };
        (deposit, later)
    }

    /// Of a loan so much more comes back, as is known already: of its deposit, and later.
    pub(crate) fn add(&mut self, loan: usize, (deposit, later): (Money, Money)) {
        self.deposits.get_mut(loan).into_iter().for_each(|known| *known += deposit);
        match &mut self.later {
            Later::Collateral(amounts) => amounts[loan] += later,
            Later::Parts { known, .. } => known[loan] = Some(known[loan].unwrap_or_default() + later),
            Later::Share(_) => {}
        }
    }
}

/// Nothing comes back.
impl Default for Later {
    fn default() -> Later {
        Later::Share(Factor::ZERO)
    }
}

impl Recovery {
    /// This share of the principal outstanding at default, so many months after the first missed due date.
    #[must_use]
    pub fn of_outstanding(rate: Rate, lag_months: u32) -> Recovery {
        Recovery::OfOutstanding { rate, lag_months }
    }

    /// This share of the appraised value of the pledged patents, so many months after the first missed due date.
    #[must_use]
    pub fn of_appraised_value(rate: Rate, lag_months: u32) -> Recovery {
        Recovery::OfAppraisedValue { rate, lag_months }
    }

    /// The amount recovered on a loan with this much outstanding and this collateral.
    pub fn amount(self, outstanding: Money, appraised_value: Option<Money>) -> Money {
        let appraised = [appraised_value.unwrap_or_default()].into_iter();
        self.of_loans(appraised, Multiple::ONCE).amount(0, outstanding)
    }

    /// This many times the assumption, made ready for loans with collateral of these values; nothing where none was
    /// appraised.
    pub(crate) fn of_loans(
        self,
        appraised_values: impl Iterator<Item = Money>,
        multiple: Multiple,
    ) -> Recoveries {
        let later = match self {
            Recovery::None => Later::default(),
            Recovery::OfOutstanding { rate, .. } => {
                Later::Share(share(times(rate, multiple).min(Decimal::ONE)))
            }
            Recovery::OfAppraisedValue { rate, .. } => {
                // What is recovered is never more than is owed; it may be more than the appraisal.
                let share = share(times(rate, multiple));
                Later::Collateral(appraised_values.map(|value| value.times(share)).collect())
            }
        };
        Recoveries { later, deposits: Vec::new() }
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

/// A share times a multiple, to twelve decimals (ties to even).
fn times(rate: Rate, multiple: Multiple) -> Decimal {
    (rate.to_decimal() * multiple.to_decimal()).round_dp(12).normalize()
}

/// A share of up to a thousand as a factor, rounded half-up: twelve decimals of it always fit.
fn share(of: Decimal) -> Factor {
    let (numerator, denominator) = (of.mantissa().unsigned_abs(), 10_u128.pow(of.scale()));
    Factor::new(numerator, denominator, Rounding::HalfUp).unwrap_or(Factor::ZERO)
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

    #[test]
    fn a_multiple_of_the_recovery_up_to_the_claim() {
        let yuan = Money::from_yuan;
        let stressed = |recovery: Recovery, multiple: &str| {
            let recoveries = recovery.of_loans([yuan(1_000)].into_iter(), multiple.parse().unwrap());
            recoveries.amount(0, yuan(600))
        };
        let half = Recovery::of_outstanding("50%".parse().unwrap(), 12);
        assert_eq!(["0", "0.5", "2", "3"].map(|k| stressed(half, k)), [0, 150, 600, 600].map(yuan));
        let tenth = Recovery::of_appraised_value("10%".parse().unwrap(), 12);
        assert_eq!(["0", "0.5", "5", "20"].map(|k| stressed(tenth, k)), [0, 50, 500, 600].map(yuan));
    }
}
