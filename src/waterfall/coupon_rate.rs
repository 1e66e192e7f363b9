//! At which rate notes earn: fixed, in steps, or floating on a table of rates. Each is known for every accrual period before
//! the deal runs.

use std::collections::BTreeMap;
use std::fmt;

use thiserror::Error;

use crate::calendar::{Date, FloatingRate, RateProblem, RateTable};
use crate::money::FactorError;
use crate::rate::Rate;

/// The rate of a coupon, a year. An accrual period has one rate, that of the day on which it starts: a change within it counts
/// from the next.
///
/// ```
/// use abs_waterfall::calendar::{DatedRate, RateTable};
/// use abs_waterfall::waterfall::{CouponRate, FloatingRate};
/// let step = |from: &str, rate: &str| Ok::<_, Box<dyn std::error::Error>>(DatedRate::new(from.parse()?, rate.parse()?));
/// let step_up = RateTable::new([step("2025-03-20", "2.2%")?, step("2026-06-20", "3%")?])?;
/// assert_eq!(CouponRate::Steps(step_up).to_string(), "2.20% from 2025-03-20, 3.00% from 2026-06-20");
/// let floating = FloatingRate::new("LPR-1Y").with_spread("-30".parse()?).with_floor("1%".parse()?);
/// assert_eq!(CouponRate::Floating(floating).to_string(), "LPR-1Y - 30 bp, at least 1.00%");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum CouponRate {
    /// In steps (票面利率调整): each is the rate of the accrual periods that start on its day or after it, before the next.
    #[doc(alias = "票面利率调整")]
    Steps(RateTable),
    /// A rate of one of the deal's tables with a spread on it.
    #[doc(alias = "浮动利率")]
    Floating(FloatingRate),
    /// Always the same; in a file just the rate.
    #[cfg_attr(feature = "schema", schemars(untagged, extend("x-unit" = "percent or fraction, a year")))]
    Fixed(Rate),
}

impl From<Rate> for CouponRate {
    fn from(fixed: Rate) -> CouponRate {
        CouponRate::Fixed(fixed)
    }
}

/// What is wrong with the rate of a coupon.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum CouponProblem {
    /// It is not known on a day, or could never be.
    #[error(transparent)]
    Rate(#[from] RateProblem),
    /// Over a period it does not fit exact arithmetic.
    #[error(transparent)]
    Factor(#[from] FactorError),
}

impl CouponRate {
    /// The rate over the accrual period that starts on a day, given the tables of the deal and the first day of all.
    pub(super) fn over(
        &self,
        start: Date,
        first: Date,
        tables: &BTreeMap<String, RateTable>,
    ) -> Result<Rate, RateProblem> {
        match self {
            CouponRate::Fixed(rate) => Ok(*rate),
            CouponRate::Steps(steps) => steps.known(start, || "the first of its steps".into()),
            CouponRate::Floating(floating) => floating.on(floating.fixed_on(start, first), tables),
        }
    }
}

/// "2.50%", "2.20% from 2025-03-20, 3.00% from 2026-06-20", "LPR-1Y + 50 bp, at most 5.00%".
impl fmt::Display for CouponRate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CouponRate::Fixed(rate) => rate.fmt(f),
            CouponRate::Steps(steps) => steps.fmt(f),
            CouponRate::Floating(floating) => floating.fmt(f),
        }
    }
}

/// In a file a fixed rate is just the rate, and every other kind a table with one key.
#[cfg(feature = "serde")]
mod in_files {
    use super::CouponRate;
    use crate::exact::JSON_NUMBER;
    use crate::rate::Rate;
    use serde::de::value::MapDeserializer;
    use serde::de::{Deserialize, Deserializer, Error, IntoDeserializer, MapAccess, Visitor};
    use serde::ser::{Serialize, SerializeMap, Serializer};
    use std::fmt;

    struct CouponRateVisitor;

    impl<'de> Visitor<'de> for CouponRateVisitor {
        type Value = CouponRate;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a rate like \"2.5%\", or a table like { floating = { table = \"LPR-1Y\", spread_bp = \"-30\" } }")
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<CouponRate, E> {
            Rate::deserialize(text.into_deserializer()).map(CouponRate::Fixed)
        }

        fn visit_i64<E: Error>(self, whole: i64) -> Result<CouponRate, E> {
            Rate::deserialize(whole.into_deserializer()).map(CouponRate::Fixed)
        }

        fn visit_u64<E: Error>(self, whole: u64) -> Result<CouponRate, E> {
            Rate::deserialize(whole.into_deserializer()).map(CouponRate::Fixed)
        }

        fn visit_f64<E: Error>(self, float: f64) -> Result<CouponRate, E> {
            Rate::deserialize(float.into_deserializer()).map(CouponRate::Fixed)
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<CouponRate, A::Error> {
            let key: String = map.next_key()?.unwrap_or_default();
            let rate = match key.as_str() {
                "steps" => CouponRate::Steps(map.next_value()?),
                "floating" => CouponRate::Floating(map.next_value()?),
                // See the exact numbers: whole ones may arrive as a map.
                JSON_NUMBER => {
                    let number = std::iter::once((key, map.next_value::<String>()?));
                    Rate::deserialize(MapDeserializer::new(number)).map(CouponRate::Fixed)?
                }
                _ => return Err(A::Error::unknown_variant(&key, &["steps", "floating"])),
            };
            match map.next_key::<String>()? {
                None => Ok(rate),
                Some(other) => {
                    Err(A::Error::custom(format!("a coupon has one kind of rate, and `{other}` is another")))
                }
            }
        }
    }

    impl<'de> Deserialize<'de> for CouponRate {
        fn deserialize<D: Deserializer<'de>>(from: D) -> Result<CouponRate, D::Error> {
            from.deserialize_any(CouponRateVisitor)
        }
    }

    impl Serialize for CouponRate {
        fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
            if let CouponRate::Fixed(rate) = self {
                return rate.serialize(to);
            }
            let mut map = to.serialize_map(Some(1))?;
            match self {
                CouponRate::Fixed(_) => {}
                CouponRate::Steps(steps) => map.serialize_entry("steps", steps)?,
                CouponRate::Floating(floating) => map.serialize_entry("floating", floating)?,
            }
            map.end()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn rate(text: &str) -> Rate {
        text.parse().unwrap()
    }

    fn floating() -> FloatingRate {
        FloatingRate::new("LPR-1Y").with_spread("-30".parse().unwrap())
    }

    #[test]
    fn a_coupon_reads_as_people_say_it() {
        let floor_and_cap = floating().with_floor(rate("1%")).with_cap(rate("5%"));
        let resets = FloatingRate::new("DR007").with_spread("50".parse().unwrap());
        let resets = resets.with_resets([day("2026-01-01"), day("2027-01-01")]);
        for (rate, words) in [
            (CouponRate::Fixed(rate("2.5%")), "2.50%"),
            (CouponRate::Floating(FloatingRate::new("LPR-1Y")), "LPR-1Y"),
            (CouponRate::Floating(floor_and_cap), "LPR-1Y - 30 bp, at least 1.00%, at most 5.00%"),
            (CouponRate::Floating(resets), "DR007 + 50 bp, fixed at closing and on 2026-01-01, 2027-01-01"),
        ] {
            assert_eq!(rate.to_string(), words);
        }
    }
}
