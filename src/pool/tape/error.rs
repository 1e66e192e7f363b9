//! What can be wrong with a tape, and where.

use std::fmt;

use thiserror::Error;

/// One thing that is wrong with a tape.
#[derive(Clone, PartialEq, Eq)]
pub struct TapeError {
    /// The line in the file, from 1; the header is a line.
    pub line: u64,
    /// The column by name, where one cell is at fault.
    pub column: Option<String>,
    /// What is wrong and what to write instead.
    pub message: String,
}

impl fmt::Display for TapeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.column {
            Some(column) => write!(f, "line {}, column {column}: {}", self.line, self.message),
            None => write!(f, "line {}: {}", self.line, self.message),
        }
    }
}

/// As it displays, for a `main` that returns it.
impl fmt::Debug for TapeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Everything that is wrong with a tape, in the order of the file.
#[derive(Clone, PartialEq, Eq, Error)]
#[error("the loan tape has {} error(s):\n{}", .0.len(), list(.0))]
pub struct TapeErrors(pub Vec<TapeError>);

/// As it displays, for a `main` that returns it.
impl fmt::Debug for TapeErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

fn list(errors: &[TapeError]) -> String {
    errors.iter().map(|error| format!("  {error}")).collect::<Vec<_>>().join("\n")
}

impl TapeError {
    /// What is wrong with a line as a whole.
    pub(super) fn of_line(line: u64, message: impl Into<String>) -> TapeError {
        TapeError { line, column: None, message: message.into() }
    }
}

/// Of what is so wrong that nothing else is looked at.
impl From<TapeError> for TapeErrors {
    fn from(error: TapeError) -> TapeErrors {
        TapeErrors(vec![error])
    }
}
