//! At which rate notes earn: fixed, in steps, or floating on a table of rates. Each is known for every accrual period before
//! the deal runs.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use thiserror::Error;

use super::basis_points::BasisPoints;
use crate::calendar::{Date, RateTable};
use crate::money::FactorError;
use crate::names::NameProblem;
use crate::rate::{Rate, RateError};

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

/// A floating rate (浮动利率): that of a table of the deal, like the one-year loan prime rate, with a spread on it, within a
/// floor and a cap, and never below zero.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct FloatingRate {
    /// The table of rates, by its name in the deal.
    pub table: String,
    /// What is added to its rate.
    #[cfg_attr(feature = "serde", serde(default))]
    #[cfg_attr(feature = "schema", schemars(extend("default" = "0")))]
    pub spread_bp: BasisPoints,
    /// The least that the rate is, with its spread.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "schema", schemars(extend("default" = null)))]
    pub floor: Option<Rate>,
    /// The most that it is.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "schema", schemars(extend("default" = null)))]
    pub cap: Option<Rate>,
    /// The days on which the rate is fixed anew (利率重置日), besides the first on which the note accrues: from each on, that of
    /// the table on this day holds. If none is given, it is fixed on the first day of every accrual period.
    #[cfg_attr(feature = "serde", serde(default, deserialize_with = "crate::calendar::dates"))]
    #[cfg_attr(
        feature = "schema",
        schemars(
            with = "Vec<crate::calendar::WrittenDate>",
            extend("default" = [], "x-default" = "every accrual period")
        )
    )]
    pub resets: BTreeSet<Date>,
}

impl FloatingRate {
    /// The rate of this table, fixed anew for every accrual period.
    #[must_use]
    pub fn new(table: impl Into<String>) -> FloatingRate {
        let (floor, cap, resets) = (None, None, BTreeSet::new());
        FloatingRate { table: table.into(), spread_bp: BasisPoints::default(), floor, cap, resets }
    }

    /// With this spread on it.
    #[must_use]
    pub fn with_spread(self, spread_bp: BasisPoints) -> FloatingRate {
        FloatingRate { spread_bp, ..self }
    }

    /// With this rate as the least.
    #[must_use]
    pub fn with_floor(self, floor: Rate) -> FloatingRate {
        FloatingRate { floor: Some(floor), ..self }
    }

    /// With this rate as the most.
    #[must_use]
    pub fn with_cap(self, cap: Rate) -> FloatingRate {
        FloatingRate { cap: Some(cap), ..self }
    }

    /// Fixed anew on these days alone, besides the first.
    #[must_use]
    pub fn with_resets(self, resets: impl IntoIterator<Item = Date>) -> FloatingRate {
        FloatingRate { resets: resets.into_iter().collect(), ..self }
    }
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
    /// It floats on a table that there is not.
    #[error(transparent)]
    Name(#[from] NameProblem),
    /// Over a period it does not fit exact arithmetic.
    #[error(transparent)]
    Factor(#[from] FactorError),
    /// It could never be kept.
    #[error("the floor {floor} of its coupon is above the cap {cap}: exchange them, or leave one out")]
    FloorAboveCap {
        /// The floor.
        floor: Rate,
        /// The cap.
        cap: Rate,
    },
    /// The first rate is that of a day after it is needed.
    #[error(
        "its coupon needs the rate of {needed}, and {what} holds from {first} on: add the rate before that"
    )]
    NotYet {
        /// The day.
        needed: Date,
        /// What gives the rate, in words.
        what: String,
        /// The first day of which it gives one.
        first: Date,
    },
    /// With the spread it is more than all.
    #[error("with its spread, the rate of {day} is no rate: {error}")]
    OutOfRange {
        /// The day.
        day: Date,
        /// Why not.
        error: RateError,
    },
}

impl CouponRate {
    /// The rate over the accrual period that starts on a day, given the tables of the deal and the first day of all.
    pub(super) fn over(
        &self,
        start: Date,
        first: Date,
        tables: &BTreeMap<String, RateTable>,
    ) -> Result<Rate, CouponProblem> {
        match self {
            CouponRate::Fixed(rate) => Ok(*rate),
            CouponRate::Steps(steps) => known(steps, start, || "the first of its steps".into()),
            CouponRate::Floating(floating) => floating.over(start, first, tables),
        }
    }
}

impl FloatingRate {
    fn over(
        &self,
        start: Date,
        first: Date,
        tables: &BTreeMap<String, RateTable>,
    ) -> Result<Rate, CouponProblem> {
        if let (Some(floor), Some(cap)) = (self.floor, self.cap)
            && floor > cap
        {
            return Err(CouponProblem::FloorAboveCap { floor, cap });
        }
        let names = tables.keys().map(String::as_str);
        let unknown = || NameProblem::unknown("table of rates", &self.table, names);
        let table = tables.get(&self.table).ok_or_else(unknown)?;
        let day = self.fixed_on(start, first);
        let rate = known(table, day, || format!("table `{}`", self.table))?;
        let rate = self.spread_bp.on(rate).map_err(|error| CouponProblem::OutOfRange { day, error })?;
        Ok(rate.max(self.floor.unwrap_or(Rate::ZERO)).min(self.cap.unwrap_or(Rate::ONE)))
    }

    /// The day on which the rate of the period that starts on a day was fixed.
    fn fixed_on(&self, start: Date, first: Date) -> Date {
        match self.resets.range(..=start).next_back() {
            _ if self.resets.is_empty() => start,
            Some(reset) => first.max(*reset),
            None => first,
        }
    }
}

/// The rate of a table on a day.
fn known(table: &RateTable, needed: Date, what: impl Fn() -> String) -> Result<Rate, CouponProblem> {
    let not_yet = |first: Date| CouponProblem::NotYet { needed, what: what(), first };
    table.on(needed).ok_or_else(|| not_yet(table.first()))
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

/// "LPR-1Y - 30 bp, at least 1.00%, fixed on 2026-01-01".
impl fmt::Display for FloatingRate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.table)?;
        let spread = self.spread_bp.to_decimal();
        if !spread.is_zero() {
            write!(f, " {} {} bp", if spread.is_sign_negative() { '-' } else { '+' }, spread.abs())?;
        }
        self.floor.map_or(Ok(()), |floor| write!(f, ", at least {floor}"))?;
        self.cap.map_or(Ok(()), |cap| write!(f, ", at most {cap}"))?;
        for (i, reset) in self.resets.iter().enumerate() {
            write!(f, "{} {reset}", if i == 0 { ", fixed at closing and on" } else { "," })?;
        }
        Ok(())
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
    use crate::calendar::DatedRate;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn rate(text: &str) -> Rate {
        text.parse().unwrap()
    }

    fn lpr() -> BTreeMap<String, RateTable> {
        let fixings = [("2024-10-21", "3.1%"), ("2025-05-20", "3%"), ("2026-01-20", "0.2%")];
        let rates = fixings.map(|(from, fixing)| DatedRate::new(day(from), rate(fixing)));
        [("LPR-1Y".to_string(), RateTable::new(rates).unwrap())].into()
    }

    fn floating() -> FloatingRate {
        FloatingRate::new("LPR-1Y").with_spread("-30".parse().unwrap())
    }

    /// LPR less 30 bp from 2025-01-01 on, with a reset on every accrual start, on stated days, within a floor and a cap.
    #[test]
    fn the_rate_of_a_period_is_that_of_the_day_on_which_it_was_fixed() {
        let first = day("2025-01-01");
        let resets = floating().with_resets([day("2025-07-01"), day("2026-02-01")]);
        let early = floating().with_resets([day("2024-12-01"), day("2026-02-01")]);
        for (what, floating, start, known) in [
            ("3.10 % less 0.30 %", floating(), "2025-01-01", "2.80%"),
            ("the day before a change", floating(), "2025-05-19", "2.80%"),
            ("the day of a change", floating(), "2025-05-20", "2.70%"),
            ("less than nothing is nothing", floating(), "2026-01-20", "0.00%"),
            ("but for its floor", floating().with_floor(rate("1%")), "2026-01-20", "1.00%"),
            ("and its cap", floating().with_cap(rate("2.75%")), "2025-01-01", "2.75%"),
            ("the first reset is to come", resets.clone(), "2025-06-20", "2.80%"),
            ("it has come", resets.clone(), "2025-07-01", "2.70%"),
            ("and holds until the next", resets.clone(), "2026-01-31", "2.70%"),
            ("which has come", resets, "2026-02-01", "0.00%"),
            ("a reset before the first day is none", early, "2025-06-20", "2.80%"),
        ] {
            let found = floating.over(day(start), first, &lpr()).unwrap();
            assert_eq!(found.to_string(), known, "{what}");
        }
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
