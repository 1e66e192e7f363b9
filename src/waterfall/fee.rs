//! Fees: as written, as the engine sees them, and the way from one to the other.

use thiserror::Error;

use crate::calendar::{DayCount, PaymentPeriod, accruals, factors};
use crate::found::Found;
use crate::limits::{AmountProblem, check_limit, check_positive};
use crate::money::{Factor, FactorError, Money, Rounding};
use crate::names::{NameProblem, Names, wrong_in_list};
use crate::place::Place;
use crate::rate::Rate;

/// A fee of the plan. What is not paid stays due.
///
/// ```
/// use abs_waterfall::Money;
/// use abs_waterfall::waterfall::{Fee, FeeAmount, FixedOn};
/// let amount = FeeAmount::Fixed { amount: Money::from_yuan(5_000), on: FixedOn::EveryDate };
/// let fee = Fee::new("custody", "Bank", amount).with_cap(Money::from_yuan(4_000));
/// assert_eq!(fee.cap, Some(Money::from_yuan(4_000)));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct Fee {
    /// Its name, unique in the deal.
    pub name: String,
    /// The party that receives it.
    pub payee: String,
    /// How much it is.
    pub amount: FeeAmount,
    /// The most that accrues for one distribution date; what is beyond is not owed at all, and arrears come on top. (To pay at
    /// most so much in its rank and the rest further down, give the step that pays it a [`cap`](crate::waterfall::Step::cap).)
    #[cfg_attr(feature = "serde", serde(default))]
    pub cap: Option<Money>,
}

/// How much a fee is.
///
/// ```
/// use abs_waterfall::calendar::DayCount;
/// use abs_waterfall::waterfall::{Fee, FeeAmount, FeeRateBase};
/// let amount = FeeAmount::rate("0.4%".parse()?, FeeRateBase::Pool, DayCount::Act365Fixed);
/// assert_eq!(Fee::new("servicing", "Lender", amount), Fee::on_pool("servicing", "Lender", "0.4%".parse()?));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "kebab-case", deny_unknown_fields)
)]
#[non_exhaustive]
pub enum FeeAmount {
    /// A rate on a balance, from one distribution date (the first: from closing) to the next.
    Rate {
        /// The rate, a year.
        #[cfg_attr(feature = "schema", schemars(extend("x-unit" = "percent or fraction, a year")))]
        rate: Rate,
        /// What it is a rate on: always the balance at the opening of the period.
        base: FeeRateBase,
        /// Its day count.
        day_count: DayCount,
        /// Its rounding.
        #[cfg_attr(feature = "serde", serde(default))]
        rounding: Rounding,
    },
    /// An amount on some dates.
    Fixed {
        /// How much each time.
        amount: Money,
        /// On which distribution dates.
        on: FixedOn,
    },
}

/// What a fee rate applies to.
///
/// ```
/// use abs_waterfall::waterfall::FeeRateBase;
/// let FeeRateBase::Notes(notes) = FeeRateBase::notes(&["A1", "A2"]) else { unreachable!() };
/// assert_eq!(notes, ["A1", "A2"]);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "kebab-case", deny_unknown_fields)
)]
#[non_exhaustive]
pub enum FeeRateBase {
    /// The sum of these notes' balances.
    Notes(Vec<String>),
    /// The performing principal of the pool: at the cut-off for the first date, and then at the end of the collection
    /// period before.
    Pool,
}

/// The dates of a fixed fee.
///
/// ```
/// use abs_waterfall::Money;
/// use abs_waterfall::waterfall::{Fee, FeeAmount, FixedOn};
/// let rating = Fee::fixed("rating", "Agency", Money::from_yuan(80_000), &[4, 8]);
/// let FeeAmount::Fixed { on: FixedOn::Numbers(numbers), .. } = rating.amount else { unreachable!() };
/// assert_eq!(numbers, [4, 8]);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "kebab-case", deny_unknown_fields)
)]
#[non_exhaustive]
pub enum FixedOn {
    /// Every distribution date.
    EveryDate,
    /// These distribution dates, by their number from 1.
    Numbers(#[cfg_attr(feature = "schema", schemars(extend("x-unit" = "list of numbers")))] Vec<u32>),
}

impl Fee {
    /// A running fee: a rate on the balance of these notes, on ACT/365F, rounded half-up.
    pub fn on_notes(name: &str, payee: &str, rate: Rate, notes: &[&str]) -> Fee {
        Fee::new(name, payee, FeeAmount::rate(rate, FeeRateBase::notes(notes), DayCount::Act365Fixed))
    }

    /// A running fee on the performing pool, such as a servicing fee, on ACT/365F, rounded half-up.
    pub fn on_pool(name: &str, payee: &str, rate: Rate) -> Fee {
        Fee::new(name, payee, FeeAmount::rate(rate, FeeRateBase::Pool, DayCount::Act365Fixed))
    }

    /// A fixed fee on the distribution dates with these numbers.
    pub fn fixed(name: &str, payee: &str, amount: Money, numbers: &[u32]) -> Fee {
        Fee::new(name, payee, FeeAmount::Fixed { amount, on: FixedOn::Numbers(numbers.to_vec()) })
    }

    /// A fee of this amount.
    #[must_use]
    pub fn new(name: &str, payee: &str, amount: FeeAmount) -> Fee {
        Fee { name: name.into(), payee: payee.into(), amount, cap: None }
    }

    /// The same fee, of which at most so much accrues for one distribution date.
    #[must_use]
    pub fn with_cap(self, cap: Money) -> Fee {
        Fee { cap: Some(cap), ..self }
    }
}

impl FeeAmount {
    /// A rate on a balance, rounded half-up.
    #[must_use]
    pub fn rate(rate: Rate, base: FeeRateBase, day_count: DayCount) -> FeeAmount {
        FeeAmount::Rate { rate, base, day_count, rounding: Rounding::HalfUp }
    }
}

impl FeeRateBase {
    /// The sum of these notes' balances.
    #[must_use]
    pub fn notes(names: &[&str]) -> FeeRateBase {
        FeeRateBase::Notes(names.iter().map(ToString::to_string).collect())
    }
}

impl From<&Fee> for Place {
    fn from(fee: &Fee) -> Place {
        Place::Fee(fee.name.clone())
    }
}

/// What is wrong with a fee.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum FeeProblem {
    /// It names what there is not, or not well.
    #[error(transparent)]
    Name(#[from] NameProblem),
    /// It is of nothing, or too large.
    #[error(transparent)]
    Amount(#[from] AmountProblem),
    /// Its rate over a period does not fit exact arithmetic.
    #[error(transparent)]
    Rate(#[from] FactorError),
    /// A distribution date's number that does not exist.
    #[error("there is no distribution date number {number}: they run from 1 to {last}")]
    NoSuchDate {
        /// The number.
        number: u32,
        /// The last number.
        last: usize,
    },
}

/// A fee, resolved.
#[derive(Clone, Debug)]
pub(crate) struct FeePlan {
    /// The party that receives it, by its number in the deal.
    pub(crate) payee: usize,
    pub(crate) accrual: FeeAccrual,
    /// The most that falls due on one date; what is beyond is not owed.
    pub(crate) cap: Money,
}

#[derive(Clone, Debug)]
pub(crate) enum FeeAccrual {
    /// A rate on a base, by distribution date.
    Rate { base: FeeBase, factors: Vec<Factor> },
    /// An amount, by distribution date.
    Fixed(Vec<Money>),
}

/// What a fee rate applies to: always the balance at the opening of the period.
#[derive(Clone, Debug)]
pub(crate) enum FeeBase {
    /// The sum of these notes' balances.
    Notes(Vec<usize>),
    /// The performing principal of the pool.
    Pool,
}

impl Fee {
    /// Binds its names and its dates, and checks its rules.
    pub(crate) fn resolve(
        &self,
        parties: &Names,
        notes: &Names,
        periods: &[PaymentPeriod],
        found: &mut Found<FeeProblem>,
    ) -> FeePlan {
        let payee = found.take(self, parties.find(&self.payee)).unwrap_or_default();
        if let Some(cap) = self.cap {
            found.take(self, check_positive("cap", cap));
        }
        let accrual = match &self.amount {
            FeeAmount::Rate { rate, base, day_count, rounding } => {
                let base = self.base(base, notes, found);
                let factors = found.take(self, factors(*rate, *day_count, *rounding, periods));
                FeeAccrual::Rate { base, factors: factors.unwrap_or_default() }
            }
            FeeAmount::Fixed { amount, on } => {
                FeeAccrual::Fixed(self.fixed_amounts(*amount, on, periods, found))
            }
        };
        FeePlan { payee, accrual, cap: self.cap.unwrap_or(Money::MAX) }
    }

    fn base(&self, base: &FeeRateBase, notes: &Names, found: &mut Found<FeeProblem>) -> FeeBase {
        match base {
            FeeRateBase::Pool => FeeBase::Pool,
            FeeRateBase::Notes(names) => FeeBase::Notes(notes.find_list(names, self, found)),
        }
    }

    fn fixed_amounts(
        &self,
        amount: Money,
        on: &FixedOn,
        periods: &[PaymentPeriod],
        found: &mut Found<FeeProblem>,
    ) -> Vec<Money> {
        found.take(self, check_positive("amount", amount));
        found.take(self, check_limit("amount", amount));
        // A date that an event adds does not count.
        let last = periods.iter().filter(|period| !period.event_only).count();
        if let FixedOn::Numbers(numbers) = on {
            found.add_all(self, wrong_in_list("distribution date", numbers));
            // Without dates there is an error already, and every number would be wrong.
            let is_wrong = |number: &&u32| last > 0 && !(1..=last).contains(&(**number as usize));
            for &number in numbers.iter().filter(is_wrong) {
                found.add(self, FeeProblem::NoSuchDate { number, last });
            }
        }
        let mut count = 0;
        let mut amount_on = |period: &PaymentPeriod| {
            count += u32::from(!period.event_only);
            let is_due = match on {
                FixedOn::EveryDate => true,
                FixedOn::Numbers(numbers) => numbers.contains(&count),
            };
            if is_due && !period.event_only { amount } else { Money::ZERO }
        };
        let by_date: Vec<Money> = periods.iter().map(&mut amount_on).collect();
        by_date.repeat(accruals(periods).len() / periods.len().max(1))
    }
}
