//! Tables of default thresholds, each kept once however many loans share it.

use std::collections::HashMap;
use std::ops::Range;

use super::normal;

/// Which table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct TableId(u32);

/// By table, the latent values below which a name has defaulted by each of its dates: Φ⁻¹ of the cumulative default
/// probability, never decreasing.
#[derive(Clone, Debug, Default)]
pub(crate) struct Thresholds {
    values: Vec<f64>,
    tables: Vec<Range<u32>>,
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
}

impl ThresholdsBuilder {
    /// The table of these cumulative default probabilities by date.
    pub(crate) fn table(&mut self, by_date: &[f64]) -> TableId {
        let bits: Vec<u64> = by_date.iter().map(|probability| probability.to_bits()).collect();
        let Thresholds { values, tables } = &mut self.thresholds;
        *self.known.entry(bits).or_insert_with(|| {
            let start = values.len() as u32;
            values.extend(by_date.iter().map(|probability| normal::quantile(*probability)));
            tables.push(start..values.len() as u32);
            TableId(tables.len() as u32 - 1)
        })
    }

    /// All of them.
    pub(crate) fn build(self) -> Thresholds {
        self.thresholds
    }
}
