//! Conditions over gauges: when something happens.

use std::fmt;

use super::amount::{Amount, AmountPlan, FormulaProblem, check_any, check_depth};
use super::gauge::{Gauge, GaugePlan, Readable};
use super::state::State;
use crate::found::Found;
use crate::money::Money;
use crate::names::NameProblem;
use crate::place::Place;
use crate::rate::Rate;

/// Whether something holds of a deal at a moment.
///
/// ```
/// use abs_waterfall::waterfall::{Condition, Gauge};
/// let small = Condition::falls_below("10%".parse()?, Gauge::Pool, Gauge::notes(&["senior"]));
/// assert_eq!(
///     small.to_string(),
///     "it is not so that the performing pool is at least 10.00 % of the balance of senior",
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "kebab-case", deny_unknown_fields)
)]
#[non_exhaustive]
pub enum Condition {
    /// The first amount is at least the second.
    AtLeast(Box<[Amount; 2]>),
    /// What one gauge reads is at least this share of what another reads; compared exactly, without a division.
    Ratio {
        /// What is compared.
        of: Gauge,
        /// With what.
        to: Gauge,
        /// The share.
        at_least: Rate,
    },
    /// Something does not hold.
    Not(Box<Condition>),
    /// All of them hold.
    All(Vec<Condition>),
    /// At least one of them holds.
    Any(Vec<Condition>),
}

impl Condition {
    /// The first amount is at least the second.
    pub fn at_least(amount: impl Into<Amount>, other: impl Into<Amount>) -> Condition {
        Condition::AtLeast(Box::new([amount.into(), other.into()]))
    }

    /// What one gauge reads is less than this share of what another reads.
    pub fn falls_below(share: Rate, of: Gauge, to: Gauge) -> Condition {
        Condition::Not(Box::new(Condition::Ratio { of, to, at_least: share }))
    }
}

/// In words, as in a report.
impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let listed = |conditions: &[Condition], word: &str| {
            conditions.iter().map(ToString::to_string).collect::<Vec<_>>().join(word)
        };
        match self {
            Condition::AtLeast(both) => write!(f, "{} is at least {}", both[0], both[1]),
            Condition::Ratio { of, to, at_least } => {
                write!(f, "{of} is at least {} of {to}", at_least.to_string().replace('%', " %"))
            }
            Condition::Not(condition) => write!(f, "it is not so that {condition}"),
            Condition::All(conditions) => f.write_str(&listed(conditions, ", and ")),
            Condition::Any(conditions) => f.write_str(&listed(conditions, ", or ")),
        }
    }
}

/// A condition, resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ConditionPlan {
    AtLeast(Box<[AmountPlan; 2]>),
    Ratio { of: GaugePlan, to: GaugePlan, share: (u128, u128) },
    Not(Box<ConditionPlan>),
    All(Vec<ConditionPlan>),
    Any(Vec<ConditionPlan>),
}

impl Condition {
    /// Binds its names; `None` after an error.
    pub(crate) fn resolve<P: From<FormulaProblem> + From<NameProblem>>(
        &self,
        depth: usize,
        place: impl Into<Place> + Copy,
        names: Readable<'_>,
        found: &mut Found<P>,
    ) -> Option<ConditionPlan> {
        check_depth(depth, place, found)?;
        let mut all = |conditions: &[Condition]| -> Option<Vec<ConditionPlan>> {
            check_any(conditions.len(), place, found)?;
            conditions.iter().map(|one| one.resolve(depth + 1, place, names, found)).collect()
        };
        Some(match self {
            Condition::AtLeast(both) => {
                let [one, other] =
                    [&both[0], &both[1]].map(|amount| amount.resolve_at(depth + 1, place, names, found));
                ConditionPlan::AtLeast(Box::new([one?, other?]))
            }
            Condition::Ratio { of, to, at_least } => ConditionPlan::Ratio {
                of: of.resolve(place, names, found)?,
                to: to.resolve(place, names, found)?,
                share: at_least.as_ratio(),
            },
            Condition::Not(condition) => {
                ConditionPlan::Not(Box::new(condition.resolve(depth + 1, place, names, found)?))
            }
            Condition::All(conditions) => ConditionPlan::All(all(conditions)?),
            Condition::Any(conditions) => ConditionPlan::Any(all(conditions)?),
        })
    }
}

impl ConditionPlan {
    /// Does it hold now?
    pub(crate) fn holds(&self, state: &State) -> bool {
        match self {
            ConditionPlan::AtLeast(both) => both[0].now(state) >= both[1].now(state),
            ConditionPlan::Ratio { of, to, share } => {
                let [of, to] = [of, to].map(|gauge| scaled(gauge.read(state)));
                // Twelve decimals and a trillion yuan in fen: 10¹² × 10¹⁴ is far inside of 128 bits.
                of.saturating_mul(share.1) >= to.saturating_mul(share.0)
            }
            ConditionPlan::Not(condition) => !condition.holds(state),
            ConditionPlan::All(conditions) => conditions.iter().all(|condition| condition.holds(state)),
            ConditionPlan::Any(conditions) => conditions.iter().any(|condition| condition.holds(state)),
        }
    }
}

fn scaled(amount: Money) -> u128 {
    u128::from(amount.or_zero().fen().unsigned_abs())
}
