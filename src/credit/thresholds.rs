//! Tables of default thresholds, each kept once however many loans share it.

use std::collections::HashMap;
use std::ops::Range;

use super::normal;

/// Which table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct TableId(u32);

/// By table, the latent values below which a name has defaulted by each of its dates: Φ⁻¹ of the cumulative default
/// probability, never decreasing; and which table each loan has.
#[derive(Clone, Debug, Default)]
pub(crate) struct Thresholds {
    values: Vec<f64>,
    tables: Vec<Range<u32>>,
    /// By table, the default probability by its last date.
    probabilities: Vec<f64>,
    /// By loan.
    of_loans: Vec<TableId>,
}

/// Thresholds being collected.
#[derive(Debug, Default)]
pub(crate) struct ThresholdsBuilder {
    thresholds: Thresholds,
    known: HashMap<Vec<u64>, TableId>,
}

impl Thresholds {
    /// The thresholds of a table.
    #[inline]
    pub(crate) fn of(&self, table: TableId) -> &[f64] {
        let Range { start, end } = self.tables[table.0 as usize];
        &self.values[start as usize..end as usize]
    }

    /// The default probability by the last date of a table.
    pub(crate) fn probability(&self, table: TableId) -> f64 {
        self.probabilities[table.0 as usize]
    }

    /// The table of a loan.
    pub(crate) fn table_of(&self, loan: u32) -> TableId {
        self.of_loans[loan as usize]
    }
}

impl ThresholdsBuilder {
    /// The table of these cumulative default probabilities by date.
    pub(crate) fn table(&mut self, by_date: &[f64]) -> TableId {
        let bits: Vec<u64> = by_date.iter().map(|probability| probability.to_bits()).collect();
        let Thresholds { values, tables, probabilities, .. } = &mut self.thresholds;
        *self.known.entry(bits).or_insert_with(|| {
            let start = values.len() as u32;
            values.extend(by_date.iter().map(|probability| normal::quantile(*probability)));
            tables.push(start..values.len() as u32);
            probabilities.push(by_date.last().copied().unwrap_or_default());
            TableId(tables.len() as u32 - 1)
        })
    }

    /// All of them, given the table of every loan.
    pub(crate) fn build(self, of_loans: Vec<TableId>) -> Thresholds {
        Thresholds { of_loans, ..self.thresholds }
    }
}
