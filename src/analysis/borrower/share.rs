//! Which share of its base a subsidy pays.

use rust_decimal::Decimal;

use super::lpr::LprOn;
use crate::money::Money;
use crate::rate::Rate;

/// Which share of its base a subsidy pays.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "kebab-case", deny_unknown_fields)
)]
#[non_exhaustive]
pub enum Share {
    /// The same of all of it; a year where the base is principal by time.
    Rate(Rate),
    /// So much of each part of an amount (超额累退).
    Tiers {
        /// The amount whose parts are told apart.
        of: TiersOf,
        /// The parts, from the smallest amount up.
        tiers: Vec<Tier>,
    },
    /// A share of the one-year loan prime rate: for a base that is principal, a year where it is by time.
    OfLpr {
        /// How much of it.
        share: Rate,
        /// Of which day it is.
        on: LprOn,
        /// Is it of the loan's own rate instead, where that is lower?
        #[cfg_attr(feature = "serde", serde(default))]
        or_lower_loan_rate: bool,
    },
}

/// The amount whose parts have shares of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "kebab-case", deny_unknown_fields)
)]
#[non_exhaustive]
pub enum TiersOf {
    /// The loan's principal: the average share of its parts applies to the base.
    Principal,
    /// The base itself.
    Base,
}

/// The part of an amount above the tier before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct Tier {
    /// Where it ends; left out for the last, which has no end. Beyond the last that has one, nothing is paid.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub up_to: Option<Money>,
    /// The share of it that is paid.
    pub share: Rate,
}

impl Tier {
    /// A part of an amount up to here, or without end.
    #[must_use]
    pub fn new(up_to: Option<Money>, share: Rate) -> Tier {
        Tier { up_to, share }
    }
}

/// What is wrong with a share, in words.
pub(super) fn check(share: &Share) -> Result<(), &'static str> {
    let Share::Tiers { tiers, .. } = share else { return Ok(()) };
    let Some((last, before)) = tiers.split_last() else {
        return Err("it has no tiers: give at least one, or write a rate");
    };
    let ends: Option<Vec<Money>> = before.iter().map(|tier| tier.up_to).collect();
    let mut ends = ends.ok_or("a tier that is not the last has no up_to: say where it ends")?;
    ends.extend(last.up_to);
    let is_rising = ends.first().is_none_or(|end| *end > Money::ZERO) && ends.is_sorted_by(|a, b| a < b);
    if is_rising {
        Ok(())
    } else {
        Err("its tiers do not rise: order them by up_to, each above the one before")
    }
}

/// The sum of what is paid of each part of an amount.
pub(super) fn of_parts(tiers: &[Tier], amount: Decimal) -> Decimal {
    let mut from = Decimal::ZERO;
    let mut paid = Decimal::ZERO;
    for tier in tiers {
        let to = tier.up_to.map_or(amount, |end| amount.min(end.to_decimal()));
        paid = paid.saturating_add((to - from).max(Decimal::ZERO).saturating_mul(tier.share.to_decimal()));
        from = from.max(to);
    }
    paid
}

/// A share as it applies to one loan.
pub(super) enum LoanShare<'a> {
    /// `part / whole`, kept apart so that nothing is rounded before the payment.
    Ratio { part: Decimal, whole: Decimal },
    /// By parts of the base.
    Parts(&'a [Tier]),
}

impl LoanShare<'_> {
    /// What is paid of `more` of the base, after `before` of it.
    pub(super) fn of(&self, before: Decimal, more: Decimal) -> Decimal {
        match self {
            LoanShare::Ratio { whole, .. } if whole.is_zero() => Decimal::ZERO,
            LoanShare::Ratio { part, whole } => more.saturating_mul(*part) / whole,
            LoanShare::Parts(tiers) => of_parts(tiers, before.saturating_add(more)) - of_parts(tiers, before),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nanshan() -> Vec<Tier> {
        let tier = |up_to: Option<i64>, share: &str| {
            Tier::new(up_to.map(|m| Money::from_yuan(m * 1_000_000)), share.parse().unwrap())
        };
        vec![tier(Some(10), "70%"), tier(Some(50), "50%"), tier(None, "30%")]
    }

    /// Nanshan 2025: 10 m at 70 %, 20 m at 60 %, 60 m at 50 % on average.
    #[test]
    fn the_average_share_of_tiers() {
        for (millions, average) in [(5, "0.7"), (10, "0.7"), (20, "0.6"), (60, "0.5")] {
            let amount = Decimal::from(millions * 1_000_000);
            assert_eq!(of_parts(&nanshan(), amount) / amount, average.parse().unwrap(), "{millions} m");
        }
    }

    #[test]
    fn what_is_beyond_the_last_end_is_paid_nothing() {
        let first = &nanshan()[..1];
        assert_eq!(of_parts(first, Decimal::from(50_000_000)), Decimal::from(7_000_000));
    }

    #[test]
    fn tiers_that_do_not_rise_are_told() {
        let share = |tiers: Vec<Tier>| check(&Share::Tiers { of: TiersOf::Base, tiers });
        assert_eq!(share(nanshan()), Ok(()));
        assert!(share(Vec::new()).unwrap_err().contains("no tiers"));
        assert!(share(nanshan().into_iter().rev().collect()).unwrap_err().contains("not the last"));
        let [first, second, ..] = nanshan()[..] else { panic!() };
        assert!(share(vec![second, first]).unwrap_err().contains("do not rise"));
        assert!(share(vec![first, first]).unwrap_err().contains("do not rise"));
    }
}
