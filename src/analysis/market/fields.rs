//! A market under every combination of values of some of its fields.

use std::fmt;

use super::answer::MarketAnswer;
use super::definition::Market;
use super::error::MarketError;
use crate::deal::FieldPath;
use crate::simulation::Estimate;

/// The most combinations of one sweep.
const MOST_CELLS: usize = 10_000;

/// What a market comes to under every combination of values of some of its fields.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct MarketSweep {
    /// The fields that vary.
    pub axes: Vec<String>,
    /// The combinations, the values of the last field varying fastest.
    pub cells: Vec<MarketCell>,
}

/// One combination.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct MarketCell {
    /// The value of each field.
    pub values: Vec<String>,
    /// What the market comes to.
    pub answer: MarketAnswer,
}

impl MarketSweep {
    /// The combination with the largest pool, the first of several.
    pub fn largest(&self) -> Option<&MarketCell> {
        let size = |cell: &&MarketCell| cell.answer.found.pool().map(|pool| pool.size);
        self.cells.iter().rev().filter(|cell| size(cell).is_some()).max_by_key(size)
    }
}

/// In a sentence: where the pool is largest.
impl fmt::Display for MarketSweep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all = self.cells.len();
        let Some((cell, pool)) = self.largest().and_then(|cell| Some((cell, cell.answer.found.pool()?)))
        else {
            return write!(f, "Under none of {all} combinations does the market come to a pool.");
        };
        let with = self.cells.iter().filter(|cell| cell.answer.found.pool().is_some()).count();
        let values: Vec<String> =
            self.axes.iter().zip(&cell.values).map(|(axis, value)| format!("{axis} = {value}")).collect();
        write!(
            f,
            "Under {with} of {all} combinations the market comes to a pool; it is largest with {}: {} firms and {} yuan.",
            values.join(", "),
            pool.firms,
            pool.size
        )
    }
}

impl Market {
    /// The market under every combination of values of these fields, each a path with values in the words of the file, with the
    /// guarantor's fee in its closed form.
    ///
    /// # Errors
    /// [`MarketError`] for a field or a value that there is not, and for a market that does not keep its rules.
    ///
    /// ```
    /// use abs_waterfall::analysis::market::Market;
    /// let market = Market::load("examples/markets/province.toml")?;
    /// let subsidies = ["0%", "3%"].map(String::from).to_vec();
    /// let swept = market.sweep_fields(&[("subsidy.of_face".parse()?, subsidies)])?;
    /// let firms = swept.cells.iter().map(|cell| cell.answer.found.pool().map(|pool| pool.firms));
    /// assert_eq!(firms.collect::<Vec<_>>(), [None, Some(96)], "without the subsidy it unravels");
    /// # Ok::<(), abs_waterfall::Error>(())
    /// ```
    pub fn sweep_fields(&self, axes: &[(FieldPath, Vec<String>)]) -> Result<MarketSweep, MarketError> {
        self.sweep_fields_at(axes, |market, by_segment| Ok(market.fair_fee(by_segment)))
    }

    /// [`sweep_fields`](Market::sweep_fields) with a guarantor's fee that a function tells of a market with its values, as
    /// [`equilibria_at`](Market::equilibria_at) asks for it.
    ///
    /// # Errors
    /// What the function returns, or [`MarketError`] as its error.
    pub fn sweep_fields_at<E: From<MarketError>>(
        &self,
        axes: &[(FieldPath, Vec<String>)],
        mut fee: impl FnMut(&Market, &[u32]) -> Result<Estimate, E>,
    ) -> Result<MarketSweep, E> {
        let count = axes.iter().try_fold(1_usize, |count, (_, values)| count.checked_mul(values.len()));
        let most = MOST_CELLS;
        let count = count.filter(|count| *count <= most).ok_or(MarketError::TooManyCells { most })?;
        let mut cell = |number| {
            let values = values(axes, number);
            let mut market = self.clone();
            for ((field, _), value) in axes.iter().zip(&values) {
                field.to(value.as_str()).apply_to(&mut market).map_err(MarketError::from)?;
            }
            let answer = market.answer_at(|by_segment| fee(&market, by_segment))?;
            Ok(MarketCell { values, answer })
        };
        let cells = (0..count).map(&mut cell).collect::<Result<_, E>>()?;
        Ok(MarketSweep { axes: axes.iter().map(|(field, _)| field.to_string()).collect(), cells })
    }
}

/// The values of a combination by its number, the last of which varies fastest.
fn values(axes: &[(FieldPath, Vec<String>)], mut number: usize) -> Vec<String> {
    let mut values: Vec<String> = Vec::new();
    for (_, all) in axes.iter().rev() {
        values.extend(all.get(number % all.len().max(1)).cloned());
        number /= all.len().max(1);
    }
    values.reverse();
    values
}
