//! The line that names a tape's columns.

use super::column::Column;
use super::error::{TapeError, TapeErrors};
use super::read::no_loan;
use super::rows::{Row, Rows};

/// The columns of a tape, by name.
pub(super) struct Header {
    /// The names, in the order of the cells.
    pub(super) names: Vec<String>,
    /// How many cells the line has: a spreadsheet may write columns without a name, and with nothing in them, at its end.
    pub(super) width: usize,
    /// Which cell of a line is in which column; none where the tape has no such column.
    cells: [Option<usize>; Column::NAMES.len()],
}

impl Header {
    /// The header of a tape, which is the first of its rows that has something in it.
    ///
    /// # Errors
    /// One sentence for a row that is no header, or all that is wrong with its names.
    pub(super) fn read(rows: &mut Rows<'_>) -> Result<Header, TapeErrors> {
        let first = rows.advance()?.cloned().ok_or_else(no_loan)?;
        if let Some(message) = not_a_header(&first, rows)? {
            return Err(TapeError::of_line(first.line, message).into());
        }
        let mut names: Vec<String> = first.cells().map(str::to_string).collect();
        while names.pop_if(|last| last.is_empty()).is_some() {}
        let problems = wrong_names(&names);
        if problems.is_empty() {
            let cells = Column::NAMES.map(|column| names.iter().position(|name| name == column));
            return Ok(Header { names, width: first.width(), cells });
        }
        let error = |(name, message): (&str, String)| {
            let column = (!name.is_empty()).then(|| name.to_string());
            TapeError { line: first.line, column, message }
        };
        Err(TapeErrors(problems.into_iter().map(error).collect()))
    }

    /// Which cell of a line is in a column.
    pub(super) fn cell(&self, column: Column) -> Option<usize> {
        self.cells[column as usize]
    }
}

/// What to do about a first row that names no columns, in one sentence.
fn not_a_header(first: &Row, below: &mut Rows<'_>) -> Result<Option<String>, TapeError> {
    let names = known(first);
    if names == 0
        && let Some(line) = header_below(below)?
    {
        let title = first.cells().find(|cell| !cell.is_empty()).unwrap_or_default();
        return Ok(Some(format!(
            "`{title}` stands above the header on line {line}: delete every line above the header"
        )));
    }
    let separator = SEPARATORS.into_iter().find(|mark| first.cells().any(|cell| cell.contains(*mark)));
    Ok(match separator {
        Some('\t') => {
            Some("cells are separated by commas, not by tabs: save the tape as CSV with commas".into())
        }
        Some(mark) => Some(format!(
            "cells are separated by commas (,), not by `{mark}`: save the tape as CSV with commas"
        )),
        None if names == 0 => {
            let required = Column::REQUIRED.join(", ");
            Some(format!("it names no column of a tape: write a header with {required}"))
        }
        None => None,
    })
}

/// The line of a header below a first row that names no column.
fn header_below(rows: &mut Rows<'_>) -> Result<Option<u64>, TapeError> {
    for _ in 0..MOST_TITLE_ROWS {
        match rows.advance()? {
            Some(row) if known(row) > 1 => return Ok(Some(row.line)),
            Some(_) => {}
            None => break,
        }
    }
    Ok(None)
}

/// How many of a row's cells are the name of a column.
fn known(row: &Row) -> usize {
    row.cells().filter(|cell| Column::NAMES.contains(cell)).count()
}

/// A title, a date, a unit, a few blank lines: who writes more above a header does not look for it there.
const MOST_TITLE_ROWS: usize = 20;

/// What people separate cells by instead of commas; no name of a column has any of them.
const SEPARATORS: [char; 5] = ['，', ';', '；', '\t', '|'];

/// Every column that is wrong or missing.
fn wrong_names(names: &[String]) -> Vec<(&str, String)> {
    let mut problems = Vec::new();
    if let Some(first) = names.iter().position(String::is_empty) {
        problems.push(("", format!("column {} has no name: name every column, or delete it", first + 1)));
    }
    for (i, name) in names.iter().enumerate().filter(|(_, name)| !name.is_empty()) {
        if !Column::NAMES.contains(&name.as_str()) {
            problems.push((name, format!("unknown column; a tape has {}", Column::NAMES.join(", "))));
        } else if names[..i].contains(name) {
            problems.push((name, "the column is there twice".to_string()));
        }
    }
    let is_missing = |name: &&&str| !names.iter().any(|column| column == **name);
    let missing = Column::REQUIRED.iter().filter(is_missing);
    problems.extend(missing.map(|name| (*name, "the column is missing; it is required".to_string())));
    problems
}
