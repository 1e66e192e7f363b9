//! Deals in files: TOML or JSON, with the loan tape beside them as CSV.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::{Deal, Pool};
use crate::pool::{TapeErrors, read_tape};

/// Why a deal cannot be read.
#[derive(Debug, Error)]
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
    #[error("{}: it is not UTF-8 text: save it as UTF-8 (in a spreadsheet, as \"CSV UTF-8\")", .0.display())]
    NotUtf8(PathBuf),
    /// The text is not a deal in TOML: syntax, an unknown or a missing field, or a value that is none.
    #[error("not a deal in TOML: {0}")]
    Toml(#[from] toml::de::Error),
    /// The text is not a deal in JSON.
    #[error("not a deal in JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// The loan tape has errors.
    #[error(transparent)]
    Tape(#[from] TapeErrors),
    /// A deal that cannot be written in the format.
    #[error("the deal cannot be written as TOML: {0}")]
    Write(#[from] toml::ser::Error),
}

impl Deal {
    /// Reads a deal from TOML. Unknown fields are errors that name the line.
    ///
    /// # Errors
    /// [`FileError::Toml`].
    pub fn from_toml(text: &str) -> Result<Deal, FileError> {
        Ok(toml::from_str(text)?)
    }

    /// Reads a deal from JSON. Unknown fields are errors that name line and column.
    ///
    /// # Errors
    /// [`FileError::Json`].
    pub fn from_json(text: &str) -> Result<Deal, FileError> {
        Ok(serde_json::from_str(text)?)
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
                let csv = read(&path.parent().unwrap_or(Path::new("")).join(tape))?;
                deal.with_tape(&csv)
            }
        }
    }
}

fn read(path: &Path) -> Result<String, FileError> {
    fs::read_to_string(path).map_err(|source| match source.kind() {
        ErrorKind::InvalidData => FileError::NotUtf8(path.into()),
        _ => FileError::Io { path: path.into(), source },
    })
}
