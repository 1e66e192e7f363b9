//! The answers of a grid, cell by cell.

use super::format::{count, count_estimate, percent, percent_estimate, years_estimate, yuan, yuan_estimate};
use super::table::Figures;
use crate::analysis::{Sweep, SweepCell, Unit};
use crate::simulation::Estimate;

/// So many answers stand beside each other.
const MOST_BESIDE: usize = 3;

/// So wide is the head of a column.
const HEAD: usize = 24;

/// The answers in a table: a row a cell where it has few, a row an answer otherwise.
pub fn sweep(of: &Sweep) -> String {
    let paths = match of.paths {
        1 => "Projected, so that figures have no error\n\n".into(),
        paths => format!("{} paths a cell; every figure ± its standard error\n\n", count(paths)),
    };
    let cells = if of.asked.len() <= MOST_BESIDE { by_cell(of) } else { by_answer(of) };
    let stopped = match of.is_complete() {
        true => String::new(),
        false => {
            let done = of.cells.iter().filter(|cell| cell.paths == of.paths).count();
            format!("\nStopped: {done} of {} cells have all their paths.\n", of.cells_asked)
        }
    };
    paths + &cells + &stopped
}

fn by_cell(of: &Sweep) -> String {
    let asked = of.asked.iter().map(|figure| broken(&figure.name));
    let axes: Vec<usize> = (0..of.axes.len()).collect();
    let mut table = Figures::new(of.axes.iter().map(|axis| broken(axis)).chain(asked)).words(&axes);
    for cell in &of.cells {
        let answers = answers(of, cell).map(|(_, answer)| answer);
        table.row(cell.values.iter().cloned().chain(answers));
    }
    table.text()
}

fn by_answer(of: &Sweep) -> String {
    let heads = ["".to_string(), "answer".to_string()];
    let columns: Vec<usize> = (0..=of.axes.len()).collect();
    let mut table = Figures::new(of.axes.iter().cloned().chain(heads)).words(&columns);
    for cell in &of.cells {
        for (asked, answer) in answers(of, cell) {
            table.row(cell.values.iter().cloned().chain([asked, answer]));
        }
    }
    table.text()
}

fn answers<'a>(of: &'a Sweep, cell: &'a SweepCell) -> impl Iterator<Item = (String, String)> + 'a {
    let answer = |estimate: &Estimate, unit| figure(*estimate, unit);
    of.asked
        .iter()
        .zip(&cell.estimates)
        .map(move |(asked, estimate)| (asked.name.clone(), answer(estimate, asked.unit)))
}

/// A head of a column in lines of a few words.
fn broken(head: &str) -> String {
    textwrap::fill(head, HEAD)
}

/// An estimate in its unit.
pub(super) fn figure(of: Estimate, unit: Unit) -> String {
    match unit {
        _ if of.value.is_nan() => "–".into(),
        Unit::Yuan if of.error == 0.0 => yuan(of.value),
        Unit::Share if of.error == 0.0 => percent(of.value, 3),
        Unit::Years if of.error == 0.0 => format!("{:.4}", of.value),
        Unit::Yuan => yuan_estimate(of),
        Unit::Share => percent_estimate(of),
        Unit::Years => years_estimate(of),
        Unit::Number => count_estimate(of),
    }
}
