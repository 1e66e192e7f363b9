//! Deals in files: TOML or JSON, with the loan tape beside them as CSV.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::{Deal, Pool};
use crate::pool::{TapeErrors, read_tape};
use crate::reading::{line_at, written};

/// Why a deal cannot be read.
#[derive(Error)]
#[non_exhaustive]
pub enum FileError {
    /// A file cannot be read at all.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A file in another encoding, such as GBK.
    #[error("{}: line {line} is not UTF-8, but perhaps GBK or UTF-16: {}", path.display(), as_utf8(path))]
    NotUtf8 {
        /// The file.
        path: PathBuf,
        /// The first line that is not.
        line: u64,
    },
    /// A text that is empty, or no text.
    #[error("not a deal: line {line}: {message}")]
    NotText {
        /// The line.
        line: u64,
        /// What is wrong with it.
        message: String,
    },
    /// The text is not a deal in TOML: syntax, an unknown or a missing field, or a value that is none.
    #[error("not a deal in TOML: {0}")]
    Toml(#[from] toml::de::Error),
    /// The text is not a deal in JSON.
    #[error("not a deal in JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// The file of the loan tape cannot be read.
    #[error("pool.tape: {0}")]
    TapeFile(#[source] Box<FileError>),
    /// The loan tape has errors.
    #[error(transparent)]
    Tape(#[from] TapeErrors),
    /// A deal that cannot be written in the format.
    #[error("the deal cannot be written as TOML: {0}")]
    Write(#[from] toml::ser::Error),
}

/// As it displays, for a `main` that returns it.
impl fmt::Debug for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Deal {
    /// Reads a deal from TOML. Unknown fields are errors that name the line.
    ///
    /// # Errors
    /// [`FileError::Toml`], or [`FileError::NotText`].
    pub fn from_toml(text: &str) -> Result<Deal, FileError> {
        Ok(toml::from_str(deal_text(text)?)?)
    }

    /// Reads a deal from JSON. Unknown fields are errors that name line and column.
    ///
    /// # Errors
    /// [`FileError::Json`], or [`FileError::NotText`].
    pub fn from_json(text: &str) -> Result<Deal, FileError> {
        Ok(serde_json::from_str(deal_text(text)?)?)
    }

    /// The deal as TOML, which reads back as the same deal.
    ///
    /// # Errors
    /// [`FileError::Write`].
    pub fn to_toml(&self) -> Result<String, FileError> {
        Ok(toml::to_string(self)?)
    }

    /// The deal as JSON, which reads back as the same deal.
    ///
    /// # Errors
    /// [`FileError::Json`].
    pub fn to_json(&self) -> Result<String, FileError> {
        Ok(serde_json::to_string_pretty(self)?)
    }

    /// The same deal with the loans of this tape, a CSV text: see [`read_tape`].
    ///
    /// # Errors
    /// [`FileError::Tape`] with everything that is wrong with it.
    pub fn with_tape(self, csv: &str) -> Result<Deal, FileError> {
        Ok(Deal { pool: Pool::Loans(read_tape(csv)?), ..self })
    }

    /// Reads a deal from a `.toml` or `.json` file, and the tape that it names from beside it.
    ///
    /// # Errors
    /// [`FileError`].
    pub fn load(path: impl AsRef<Path>) -> Result<Deal, FileError> {
        let path = path.as_ref();
        let text = read(path)?;
        let is_json = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
        let deal = if is_json { Deal::from_json(&text)? } else { Deal::from_toml(&text)? };
        match &deal.pool {
            Pool::Loans(_) => Ok(deal),
            Pool::Tape(tape) => {
                let tape = path.parent().unwrap_or(Path::new("")).join(tape);
                let csv = read(&tape).map_err(|error| FileError::TapeFile(Box::new(error)))?;
                deal.with_tape(&csv)
            }
        }
    }
}

fn deal_text(text: &str) -> Result<&str, FileError> {
    written(text).map_err(|error| FileError::NotText { line: error.line, message: error.message.into() })
}

fn read(path: &Path) -> Result<String, FileError> {
    let bytes = fs::read(path).map_err(|source| FileError::Io { path: path.into(), source })?;
    String::from_utf8(bytes).map_err(|error| {
        let line = line_at(error.as_bytes(), error.utf8_error().valid_up_to());
        FileError::NotUtf8 { path: path.into(), line }
    })
}

/// How to save a file of this kind.
fn as_utf8(path: &Path) -> &'static str {
    let is_deal = path
        .extension()
        .is_some_and(|kind| kind.eq_ignore_ascii_case("toml") || kind.eq_ignore_ascii_case("json"));
    if is_deal {
        "save it as UTF-8 in your editor"
    } else {
        "save it as UTF-8 (in a spreadsheet, as \"CSV UTF-8\")"
    }
}
