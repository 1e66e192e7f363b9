//! Fees as written.

use crate::calendar::DayCount;
use crate::money::{Money, Rounding};
use crate::place::Place;
use crate::rate::Rate;

/// A fee of the plan. What is not paid stays due.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "files", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct Fee {
    /// Its name, unique in the deal.
    pub name: String,
    /// The party that receives it.
    pub payee: String,
    /// How much.
    pub amount: FeeAmount,
    /// The most that accrues for one distribution date; what is beyond is not owed at all, and arrears come on top. (To
    /// pay at most so much in its rank and the rest further down, cap the step:
    /// [`Step::CappedFees`](crate::deal::Step::CappedFees).)
    #[cfg_attr(feature = "files", serde(default))]
    pub cap: Option<Money>,
}

/// How much a fee is.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "files",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "kebab-case", deny_unknown_fields)
)]
pub enum FeeAmount {
    /// A rate on a balance, from one distribution date (the first: from closing) to the next.
    Rate {
        /// The rate, a year.
        rate: Rate,
        /// Of what: always the balance at the opening of the period.
        base: FeeRateBase,
        /// Its day count.
        day_count: DayCount,
        /// Its rounding.
        #[cfg_attr(feature = "files", serde(default))]
        rounding: Rounding,
    },
    /// An amount on some dates.
    Fixed {
        /// How much each time.
        amount: Money,
        /// When.
        on: FixedOn,
    },
}

/// What a fee rate applies to.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "files",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "kebab-case", deny_unknown_fields)
)]
pub enum FeeRateBase {
    /// The sum of these notes' balances.
    Notes(Vec<String>),
    /// The performing principal of the pool: at the cut-off for the first date, and then at the end of the collection
    /// period before.
    Pool,
}

/// The dates of a fixed fee.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "files",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "kebab-case", deny_unknown_fields)
)]
pub enum FixedOn {
    /// Every distribution date.
    EveryDate,
    /// These distribution dates, by their number from 1.
    Numbers(Vec<u32>),
}

impl Fee {
    /// A running fee: a rate on the balance of these notes, on ACT/365F, rounded half-up.
    pub fn on_notes(name: &str, payee: &str, rate: Rate, notes: &[&str]) -> Fee {
        let base = FeeRateBase::Notes(notes.iter().map(ToString::to_string).collect());
        let amount =
            FeeAmount::Rate { rate, base, day_count: DayCount::Act365Fixed, rounding: Rounding::HalfUp };
        Fee { name: name.into(), payee: payee.into(), amount, cap: None }
    }

    /// A running fee on the performing pool, such as a servicing fee, on ACT/365F, rounded half-up.
    pub fn on_pool(name: &str, payee: &str, rate: Rate) -> Fee {
        let (base, day_count) = (FeeRateBase::Pool, DayCount::Act365Fixed);
        let amount = FeeAmount::Rate { rate, base, day_count, rounding: Rounding::HalfUp };
        Fee { name: name.into(), payee: payee.into(), amount, cap: None }
    }

    /// A fixed fee on the distribution dates with these numbers.
    pub fn fixed(name: &str, payee: &str, amount: Money, numbers: &[u32]) -> Fee {
        let amount = FeeAmount::Fixed { amount, on: FixedOn::Numbers(numbers.to_vec()) };
        Fee { name: name.into(), payee: payee.into(), amount, cap: None }
    }
}

impl From<&Fee> for Place {
    fn from(fee: &Fee) -> Place {
        Place::Fee(fee.name.clone())
    }
}
