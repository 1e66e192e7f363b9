//! Rates that float on a table, those of notes and of loans.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use thiserror::Error;

use super::Date;
use super::basis_points::BasisPoints;
use super::rate_table::RateTable;
use crate::names::NameProblem;
use crate::rate::{Rate, RateError};

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
    /// The days on which the rate is fixed anew (利率重置日): that of the table on such a day holds from the next interest period
    /// on that starts on it or after it. If none is given, it is fixed on the first day of every period. A note's is fixed on the
    /// first day on which it accrues besides; until its first reset a loan bears its own rate.
    #[cfg_attr(feature = "serde", serde(default, deserialize_with = "crate::calendar::dates"))]
    #[cfg_attr(
        feature = "schema",
        schemars(
            with = "Vec<crate::calendar::WrittenDate>",
            extend("default" = [], "x-default" = "every period")
        )
    )]
    pub resets: BTreeSet<Date>,
}

impl FloatingRate {
    /// The rate of this table, fixed anew for every period.
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

/// Why the rate of a period is not known.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum RateProblem {
    /// It floats on a table that there is not.
    #[error(transparent)]
    Name(#[from] NameProblem),
    /// It could never be kept.
    #[error("the floor {floor} of its rate is above the cap {cap}: exchange them, or leave one out")]
    FloorAboveCap {
        /// The floor.
        floor: Rate,
        /// The cap.
        cap: Rate,
    },
    /// The first rate is that of a day after it is needed.
    #[error("it needs the rate of {needed}, and {what} holds from {first} on: add the rate before that")]
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

impl FloatingRate {
    /// The rate that is fixed on a day, given the tables of the deal.
    pub(crate) fn on(&self, day: Date, tables: &BTreeMap<String, RateTable>) -> Result<Rate, RateProblem> {
        let table = self.check(tables)?;
        let rate = table.known(day, || format!("table `{}`", self.table))?;
        let rate = self.spread_bp.on(rate).map_err(|error| RateProblem::OutOfRange { day, error })?;
        Ok(rate.max(self.floor.unwrap_or(Rate::ZERO)).min(self.cap.unwrap_or(Rate::ONE)))
    }

    /// Its table, if there is one, and a rate can be kept within its floor and its cap.
    pub(crate) fn check<'a>(
        &self,
        tables: &'a BTreeMap<String, RateTable>,
    ) -> Result<&'a RateTable, RateProblem> {
        if let (Some(floor), Some(cap)) = (self.floor, self.cap)
            && floor > cap
        {
            return Err(RateProblem::FloorAboveCap { floor, cap });
        }
        let names = tables.keys().map(String::as_str);
        let unknown = || NameProblem::unknown("table of rates", &self.table, names).into();
        tables.get(&self.table).ok_or_else(unknown)
    }

    /// The day on which the rate of the period that starts on a day was fixed, given the first day of all.
    pub(crate) fn fixed_on(&self, start: Date, first: Date) -> Date {
        match self.resets.range(..=start).next_back() {
            _ if self.resets.is_empty() => start,
            Some(reset) => first.max(*reset),
            None => first,
        }
    }

    /// What it is on any day: "LPR-1Y - 30 bp, at least 1.00%".
    pub(crate) fn terms(&self) -> String {
        let spread = self.spread_bp.to_decimal();
        let sign = if spread.is_sign_negative() { '-' } else { '+' };
        let spread = (!spread.is_zero()).then(|| format!(" {sign} {} bp", spread.abs()));
        let floor = self.floor.map(|floor| format!(", at least {floor}"));
        let cap = self.cap.map(|cap| format!(", at most {cap}"));
        [Some(self.table.clone()), spread, floor, cap].into_iter().flatten().collect()
    }
}

/// "LPR-1Y - 30 bp, at least 1.00%, fixed at closing and on 2026-01-01".
impl fmt::Display for FloatingRate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.terms())?;
        for (i, reset) in self.resets.iter().enumerate() {
            write!(f, "{} {reset}", if i == 0 { ", fixed at closing and on" } else { "," })?;
        }
        Ok(())
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
            let found = floating.on(floating.fixed_on(day(start), first), &lpr()).unwrap();
            assert_eq!(found.to_string(), known, "{what}");
        }
    }
}
