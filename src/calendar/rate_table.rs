//! Rates by the day from which each holds.

use std::fmt;

use thiserror::Error;

use super::Date;
use super::floating_rate::RateProblem;
use crate::rate::Rate;

/// Rates, each from its day on until the next: a benchmark as it was announced, or the steps of a coupon. The last holds for
/// good: what is not announced yet is assumed to stay.
///
/// ```
/// use abs_waterfall::calendar::{DatedRate, RateTable};
/// let lpr = RateTable::new([
///     DatedRate::new("2024-10-21".parse()?, "3.1%".parse()?),
///     DatedRate::new("2025-05-20".parse()?, "3%".parse()?),
/// ])?;
/// assert_eq!(lpr.on("2025-05-19".parse()?), Some("3.1%".parse()?));
/// assert_eq!(lpr.on("2026-01-01".parse()?), Some("3%".parse()?));
/// assert_eq!(lpr.on("2024-10-20".parse()?), None, "nothing is known of before");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "Vec<DatedRate>", into = "Vec<DatedRate>"))]
pub struct RateTable(Vec<DatedRate>);

/// A rate and the day from which it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct DatedRate {
    /// The first day.
    #[cfg_attr(feature = "serde", serde(deserialize_with = "crate::calendar::date"))]
    #[cfg_attr(feature = "schema", schemars(with = "crate::calendar::WrittenDate"))]
    pub from: Date,
    /// The rate, a year.
    #[cfg_attr(feature = "schema", schemars(extend("x-unit" = "percent or fraction, a year")))]
    pub rate: Rate,
}

impl DatedRate {
    /// This rate from this day on.
    #[must_use]
    pub fn new(from: Date, rate: Rate) -> DatedRate {
        DatedRate { from, rate }
    }
}

/// Why rates make no table.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum RateTableError {
    /// No rate at all.
    #[error("there is no rate in it: list at least one, with the day from which it holds")]
    Empty,
    /// Not in the order of their days.
    #[error("{day} stands after {before}: list rates in the order of their days, each day once")]
    OutOfOrder {
        /// The day.
        day: Date,
        /// The one that stands before it.
        before: Date,
    },
}

impl RateTable {
    /// A table of these rates, in the order of their days.
    ///
    /// # Errors
    /// [`RateTableError`] without a rate, or where a day does not come after the one before it.
    pub fn new(rates: impl IntoIterator<Item = DatedRate>) -> Result<RateTable, RateTableError> {
        let rates: Vec<DatedRate> = rates.into_iter().collect();
        if rates.is_empty() {
            return Err(RateTableError::Empty);
        }
        match rates.windows(2).find(|pair| pair[1].from <= pair[0].from) {
            Some(pair) => Err(RateTableError::OutOfOrder { day: pair[1].from, before: pair[0].from }),
            None => Ok(RateTable(rates)),
        }
    }

    /// The rate that holds on a day; `None` before the first.
    pub fn on(&self, day: Date) -> Option<Rate> {
        let known = self.0.partition_point(|rate| rate.from <= day);
        self.0[..known].last().map(|rate| rate.rate)
    }

    /// The rate on a day that it must know, by what it is called.
    pub(crate) fn known(&self, needed: Date, what: impl Fn() -> String) -> Result<Rate, RateProblem> {
        // There is a first one.
        let first = || self.0.first().map_or(Date::MAX, |rate| rate.from);
        self.on(needed).ok_or_else(|| RateProblem::NotYet { needed, what: what(), first: first() })
    }

    /// All of them, in the order of their days.
    pub fn rates(&self) -> &[DatedRate] {
        &self.0
    }
}

impl TryFrom<Vec<DatedRate>> for RateTable {
    type Error = RateTableError;

    fn try_from(rates: Vec<DatedRate>) -> Result<RateTable, RateTableError> {
        RateTable::new(rates)
    }
}

impl From<RateTable> for Vec<DatedRate> {
    fn from(table: RateTable) -> Vec<DatedRate> {
        table.0
    }
}

/// "3.10% from 2024-10-21, 3.00% from 2025-05-20".
impl fmt::Display for RateTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rates = self.0.iter().map(|DatedRate { from, rate }| format!("{rate} from {from}"));
        f.write_str(&rates.collect::<Vec<_>>().join(", "))
    }
}

/// A list where it stands, of which the place says what it is for.
#[cfg(feature = "schema")]
impl schemars::JsonSchema for RateTable {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "RateTable".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let rate = generator.subschema_for::<DatedRate>();
        schemars::json_schema!({ "type": "array", "items": rate, "minItems": 1 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dated(from: &str, rate: &str) -> DatedRate {
        DatedRate::new(from.parse().unwrap(), rate.parse().unwrap())
    }

    #[test]
    fn rates_stand_in_the_order_of_their_days() {
        let words = |rates: &[DatedRate]| match RateTable::new(rates.iter().copied()) {
            Ok(table) => table.to_string(),
            Err(error) => error.to_string(),
        };
        let [first, second] = [dated("2025-01-01", "3%"), dated("2025-06-01", "2.9%")];
        assert_eq!(words(&[first, second]), "3.00% from 2025-01-01, 2.90% from 2025-06-01");
        assert_eq!(words(&[]), "there is no rate in it: list at least one, with the day from which it holds");
        for (rates, told) in [
            ([second, first], "2025-01-01 stands after 2025-06-01"),
            ([first, first], "2025-01-01 stands after 2025-01-01"),
        ] {
            assert!(words(&rates).starts_with(told), "{}", words(&rates));
        }
    }
}
