//! Amounts by a formula over gauges: targets and caps. A few kinds, walked by `match`; no language.

use std::fmt;

use thiserror::Error;

use super::gauge::{Gauge, GaugePlan, Readable};
use super::state::State;
use crate::calendar::Date;
use crate::found::Found;
use crate::money::{Factor, Money, Rounding};
use crate::names::NameProblem;
use crate::place::Place;
use crate::rate::Rate;

/// How much: a fixed amount, or one that follows the deal.
///
/// The target of a reserve of 1 % of the senior notes, but at least 500,000 yuan:
///
/// ```
/// use abs_waterfall::Money;
/// use abs_waterfall::waterfall::{Amount, Gauge};
/// let share = Amount::share("1%".parse()?, Gauge::notes(&["senior"]));
/// let target = Amount::Max(vec![Money::from_yuan(500_000).into(), share]);
/// assert_eq!(target.to_string(), "the largest of 500,000.00 and 1.00 % of the balance of senior");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// In a file: `{ max = ["500000", { share = { rate = "1%", of = { notes = ["senior"] } } }] }`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Amount {
    /// A share of what a gauge reads.
    Share(Share),
    /// All of them together.
    Sum(Vec<Amount>),
    /// The first less the second, and nothing where the second is larger.
    Less(Box<[Amount; 2]>),
    /// The smallest of them.
    Min(Vec<Amount>),
    /// The largest of them.
    Max(Vec<Amount>),
    /// Always the same; in a file just the amount.
    #[cfg_attr(feature = "schema", schemars(untagged))]
    Fixed(Money),
}

/// A share of what a gauge reads.
///
/// ```
/// use abs_waterfall::waterfall::{Amount, Gauge};
/// let Amount::Share(share) = Amount::share("1%".parse()?, Gauge::Pool) else { unreachable!() };
/// assert_eq!((share.of, share.rounding), (Gauge::Pool, abs_waterfall::Rounding::HalfUp));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct Share {
    /// What it is a share of.
    pub of: Gauge,
    /// The share.
    pub rate: Rate,
    /// Its rounding.
    #[cfg_attr(feature = "serde", serde(default))]
    pub rounding: Rounding,
}

impl Amount {
    /// A share of what a gauge reads, rounded half-up.
    pub fn share(rate: Rate, of: Gauge) -> Amount {
        Amount::Share(Share { of, rate, rounding: Rounding::HalfUp })
    }

    /// This amount less another, and nothing where the other is larger.
    pub fn less(self, other: impl Into<Amount>) -> Amount {
        Amount::Less(Box::new([self, other.into()]))
    }
}

impl From<Money> for Amount {
    fn from(fixed: Money) -> Amount {
        Amount::Fixed(fixed)
    }
}

/// All that a gauge reads.
impl From<Gauge> for Amount {
    fn from(of: Gauge) -> Amount {
        Amount::Share(Share { of, rate: Rate::ONE, rounding: Rounding::HalfUp })
    }
}

/// In words, as in a report.
impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // So that it can be read in one way only.
        let part = |amount: &Amount| match amount {
            Amount::Fixed(_) | Amount::Share(_) => amount.to_string(),
            made_of_some => format!("({made_of_some})"),
        };
        let listed = |amounts: &[Amount]| amounts.iter().map(part).collect::<Vec<_>>().join(" and ");
        match self {
            Amount::Fixed(amount) => write!(f, "{amount}"),
            Amount::Share(Share { of, rate, .. }) if *rate == Rate::ONE => write!(f, "{of}"),
            Amount::Share(Share { of, rate, .. }) => {
                write!(f, "{} of {of}", rate.to_string().replace('%', " %"))
            }
            Amount::Sum(amounts) => write!(f, "the sum of {}", listed(amounts)),
            Amount::Less(both) => write!(f, "{} less {}", part(&both[0]), part(&both[1])),
            Amount::Min(amounts) => write!(f, "the smallest of {}", listed(amounts)),
            Amount::Max(amounts) => write!(f, "the largest of {}", listed(amounts)),
        }
    }
}

/// What is wrong with an amount or a condition.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum FormulaProblem {
    /// It reads what there is not.
    #[error(transparent)]
    Name(#[from] NameProblem),
    /// A sum, a smallest or a largest of nothing; all or any of no conditions.
    #[error("it is made of nothing: list at least one")]
    MadeOfNothing,
    /// A negative amount.
    #[error("{0} is negative: an amount is what is paid or held")]
    Negative(Money),
    /// A day after the last distribution date.
    #[error("{day} never comes: the last distribution date is {last}")]
    NeverComes {
        /// The day.
        day: Date,
        /// The last distribution date.
        last: Date,
    },
    /// What is unpaid, where nobody waits for the end of a date.
    #[error("what is unpaid is asked for by events alone: write an event with this condition")]
    OfEvents,
    /// What is due in a step, where no step is.
    #[error(
        "what is due is asked by caps of steps alone, each of its own step: name what else it is a share of"
    )]
    OfCaps,
    /// An event, where one is asked.
    #[error("an event cannot ask whether another has happened: write what the other asks for")]
    NotOfEvents,
    /// What income owes principal, where the two are one.
    #[error(
        "the plan account is not split, and income owes principal nothing: leave it out, or split it by `accounts.split`"
    )]
    NotSplit,
    /// A number of dates that there are not.
    #[error("{times} is no number of dates on which a support can have paid: from 1 to {dates}")]
    Times {
        /// The number.
        times: u32,
        /// How many dates there are.
        dates: usize,
    },
    /// Deeper than anybody would write by hand.
    #[error("it is nested more than {0} deep: write it with fewer levels")]
    TooDeep(usize),
}

/// The deepest that amounts and conditions may be nested.
pub(super) const DEEPEST: usize = 16;

/// An amount, resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum AmountPlan {
    Fixed(Money),
    Share(GaugePlan, Factor),
    Sum(Vec<AmountPlan>),
    Less(Box<[AmountPlan; 2]>),
    Min(Vec<AmountPlan>),
    Max(Vec<AmountPlan>),
}

impl Amount {
    /// Binds its names; `None` after an error.
    pub(crate) fn resolve<P: From<FormulaProblem> + From<NameProblem>>(
        &self,
        place: impl Into<Place> + Copy,
        names: Readable<'_>,
        found: &mut Found<P>,
    ) -> Option<AmountPlan> {
        self.resolve_at(0, place, names, found)
    }

    pub(super) fn resolve_at<P: From<FormulaProblem> + From<NameProblem>>(
        &self,
        depth: usize,
        place: impl Into<Place> + Copy,
        names: Readable<'_>,
        found: &mut Found<P>,
    ) -> Option<AmountPlan> {
        check_depth(depth, place, found)?;
        let mut all = |amounts: &[Amount]| -> Option<Vec<AmountPlan>> {
            check_any(amounts.len(), place, found)?;
            amounts.iter().map(|amount| amount.resolve_at(depth + 1, place, names, found)).collect()
        };
        Some(match self {
            Amount::Fixed(amount) if *amount < Money::ZERO => {
                found.add(place, FormulaProblem::Negative(*amount));
                return None;
            }
            Amount::Fixed(amount) => AmountPlan::Fixed(*amount),
            Amount::Share(Share { of, rate, rounding }) => {
                AmountPlan::Share(of.resolve(place, names, found)?, rate.share(*rounding))
            }
            Amount::Sum(amounts) => AmountPlan::Sum(all(amounts)?),
            Amount::Less(both) => {
                let [one, other]: [AmountPlan; 2] = all(&both[..])?.try_into().ok()?;
                AmountPlan::Less(Box::new([one, other]))
            }
            Amount::Min(amounts) => AmountPlan::Min(all(amounts)?),
            Amount::Max(amounts) => AmountPlan::Max(all(amounts)?),
        })
    }
}

/// Nothing that a person writes is as deep as this; what a program wrote could be deeper than the stack.
pub(super) fn check_depth<P: From<FormulaProblem>>(
    depth: usize,
    place: impl Into<Place>,
    found: &mut Found<P>,
) -> Option<()> {
    let fits = if depth <= DEEPEST { Ok(()) } else { Err(FormulaProblem::TooDeep(DEEPEST)) };
    found.take(place, fits)
}

pub(super) fn check_any<P: From<FormulaProblem>>(
    count: usize,
    place: impl Into<Place>,
    found: &mut Found<P>,
) -> Option<()> {
    found.take(place, if count > 0 { Ok(()) } else { Err(FormulaProblem::MadeOfNothing) })
}

impl AmountPlan {
    /// Does it ask what is unpaid?
    pub(super) fn asks_unpaid(&self) -> bool {
        match self {
            AmountPlan::Fixed(_) => false,
            AmountPlan::Share(gauge, _) => gauge.asks_unpaid(),
            AmountPlan::Sum(all) | AmountPlan::Min(all) | AmountPlan::Max(all) => {
                all.iter().any(AmountPlan::asks_unpaid)
            }
            AmountPlan::Less(both) => both.iter().any(AmountPlan::asks_unpaid),
        }
    }

    /// How much it is now.
    pub(crate) fn now(&self, state: &State) -> Money {
        self.of_step(state, Money::ZERO)
    }

    /// How much it is now as the cap of a step in which so much is due.
    pub(crate) fn of_step(&self, state: &State, due: Money) -> Money {
        let each = |amount: &AmountPlan| amount.of_step(state, due);
        match self {
            AmountPlan::Fixed(amount) => *amount,
            AmountPlan::Share(GaugePlan::Due, factor) => due.times(*factor),
            AmountPlan::Share(gauge, factor) => gauge.read(state).times(*factor),
            AmountPlan::Sum(amounts) => amounts.iter().map(each).sum(),
            AmountPlan::Less(both) => (both[0].of_step(state, due) - both[1].of_step(state, due)).or_zero(),
            AmountPlan::Min(amounts) => amounts.iter().map(each).min().unwrap_or_default(),
            AmountPlan::Max(amounts) => amounts.iter().map(each).max().unwrap_or_default(),
        }
    }
}

/// In a file a fixed amount is just the amount, and every other kind a table with one key.
#[cfg(feature = "serde")]
pub(super) mod in_files {
    use super::Amount;
    use crate::exact::JSON_NUMBER;
    use crate::money::Money;
    use serde::de::value::MapDeserializer;
    use serde::de::{Deserialize, Deserializer, Error, IntoDeserializer, MapAccess, Visitor};
    use serde::ser::{Serialize, SerializeMap, Serializer};
    use std::fmt;

    /// The kinds that are no plain amount.
    const KINDS: &[&str] = &["share", "sum", "less", "min", "max"];

    /// Two amounts, and no more: a list that is longer would be read without its end.
    pub(in crate::waterfall) fn two<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Box<[Amount; 2]>, D::Error> {
        two_of(Vec::deserialize(from)?)
    }

    fn two_of<E: Error>(amounts: Vec<Amount>) -> Result<Box<[Amount; 2]>, E> {
        let both = <[Amount; 2]>::try_from(amounts);
        both.map(Box::new).map_err(|amounts| {
            E::custom(format!(
                "two amounts are compared, or one taken off the other, and {} are listed",
                amounts.len()
            ))
        })
    }

    struct AmountVisitor;

    impl<'de> Visitor<'de> for AmountVisitor {
        type Value = Amount;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(
                "an amount like \"1000000\", or a table like { share = { of = \"pool\", rate = \"1%\" } }",
            )
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<Amount, E> {
            Money::deserialize(text.into_deserializer()).map(Amount::Fixed)
        }

        fn visit_i64<E: Error>(self, whole: i64) -> Result<Amount, E> {
            Money::deserialize(whole.into_deserializer()).map(Amount::Fixed)
        }

        fn visit_u64<E: Error>(self, whole: u64) -> Result<Amount, E> {
            Money::deserialize(whole.into_deserializer()).map(Amount::Fixed)
        }

        fn visit_f64<E: Error>(self, float: f64) -> Result<Amount, E> {
            Money::deserialize(float.into_deserializer()).map(Amount::Fixed)
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Amount, A::Error> {
            let key: String = map.next_key()?.unwrap_or_default();
            let amount = match key.as_str() {
                "share" => Amount::Share(map.next_value()?),
                "sum" => Amount::Sum(map.next_value()?),
                "less" => Amount::Less(two_of(map.next_value()?)?),
                "min" => Amount::Min(map.next_value()?),
                "max" => Amount::Max(map.next_value()?),
                // See the exact numbers: whole ones may arrive as a map.
                JSON_NUMBER => {
                    let number = std::iter::once((key, map.next_value::<String>()?));
                    Money::deserialize(MapDeserializer::new(number)).map(Amount::Fixed)?
                }
                _ => return Err(A::Error::unknown_variant(&key, KINDS)),
            };
            match map.next_key::<String>()? {
                None => Ok(amount),
                Some(other) => {
                    Err(A::Error::custom(format!("an amount is one thing, and `{other}` is another")))
                }
            }
        }
    }

    impl<'de> Deserialize<'de> for Amount {
        fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Amount, D::Error> {
            from.deserialize_any(AmountVisitor)
        }
    }

    impl Serialize for Amount {
        fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
            if let Amount::Fixed(amount) = self {
                return amount.serialize(to);
            }
            let mut map = to.serialize_map(Some(1))?;
            match self {
                Amount::Fixed(_) => {}
                Amount::Share(share) => map.serialize_entry("share", share)?,
                Amount::Sum(amounts) => map.serialize_entry("sum", amounts)?,
                Amount::Less(both) => map.serialize_entry("less", both)?,
                Amount::Min(amounts) => map.serialize_entry("min", amounts)?,
                Amount::Max(amounts) => map.serialize_entry("max", amounts)?,
            }
            map.end()
        }
    }
}
