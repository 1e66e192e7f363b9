//! Deals in files: TOML or JSON, with the loan tape beside them as CSV.

use std::fmt;
use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use thiserror::Error;

use super::Deal;
use crate::names::{did_you_mean, unknown_word};
use crate::pool::{Loan, Pool, TapeErrors, read_loans, read_tape, read_tape_watched};
use crate::reading::{line_at, written};

/// Why a deal cannot be read.
#[derive(Error)]
#[non_exhaustive]
pub enum FileError {
    /// A file cannot be read at all.
    #[error("{}: {error}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: std::io::Error,
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
    #[error("not a deal in TOML: {}", advised(.0, .0.message()))]
    Toml(toml::de::Error),
    /// The text is not a deal in JSON.
    #[error("not a deal in JSON: {}", advised(.0, &.0.to_string()))]
    Json(serde_json::Error),
    /// The file of the loan tape cannot be read.
    #[error("pool.tape: {0}")]
    TapeFile(Box<FileError>),
    /// The loan tape has errors.
    #[error(transparent)]
    Tape(#[from] TapeErrors),
    /// The text of a deal names a tape, and a text has no file beside it.
    #[error(
        "pool.tape: the loans are on the tape `{0}`, which has not been read: load the deal from its file, or read it as \
         a WrittenDeal and give it the tape's text"
    )]
    TapeNotRead(String),
    /// The reading of a tape was stopped by who watched it.
    #[error("the reading of the loan tape was stopped: load the deal again to read all of it")]
    Stopped,
    /// A deal that cannot be written in the format.
    #[error("the deal cannot be written as TOML: {0}")]
    Write(toml::ser::Error),
}

/// How far the tape of a deal has been read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LoadProgress {
    /// How many bytes of the file have been read.
    pub done: u64,
    /// How many it has.
    pub bytes: u64,
}

/// As it displays, for a `main` that returns it.
impl fmt::Debug for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Where the loans of a deal in a file are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum PoolSource {
    /// The loans themselves.
    Loans(#[serde(deserialize_with = "read_loans")] Vec<Loan>),
    /// The CSV file that lists the loans, relative to the deal's file.
    Tape(
        #[serde(deserialize_with = "tape_name")]
        #[cfg_attr(feature = "schema", schemars(example = &"tape.csv", extend("pattern" = r"\S")))]
        String,
    ),
}

fn tape_name<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let name = String::deserialize(from)?;
    match name.trim() {
        "" => Err(D::Error::custom("the tape has no name: name the CSV file that lists the loans")),
        _ => Ok(name),
    }
}

/// A deal as it stands in a file, where its loans may be on a tape beside it. Once they are read it is a [`Deal`].
///
/// ```
/// use abs_waterfall::deal::WrittenDeal;
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let toml = std::fs::read_to_string("examples/deals/fujian.toml")?;
/// # let csv = std::fs::read_to_string("examples/deals/fujian-tape.csv")?;
/// let written = WrittenDeal::from_toml(&toml)?;
/// assert_eq!(written.tape(), Some("fujian-tape.csv"));
/// let deal = written.with_tape(&csv)?;
/// assert_eq!(deal.pool.loans().len(), 19);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenDeal(
    /// All that is written.
    pub Deal<PoolSource>,
);

impl WrittenDeal {
    /// Reads a deal from TOML. Unknown fields are errors that name the line.
    ///
    /// # Errors
    /// [`FileError::Toml`], or [`FileError::NotText`].
    pub fn from_toml(text: &str) -> Result<WrittenDeal, FileError> {
        toml::from_str(deal_text(text)?).map(WrittenDeal).map_err(FileError::Toml)
    }

    /// Reads a deal from JSON. Unknown fields are errors that name line and column.
    ///
    /// # Errors
    /// [`FileError::Json`], or [`FileError::NotText`].
    pub fn from_json(text: &str) -> Result<WrittenDeal, FileError> {
        serde_json::from_str(deal_text(text)?).map(WrittenDeal).map_err(FileError::Json)
    }

    /// Reads a deal from a `.toml` or `.json` file, but not the tape that it may name.
    ///
    /// # Errors
    /// [`FileError`].
    pub fn load(path: impl AsRef<Path>) -> Result<WrittenDeal, FileError> {
        let path = path.as_ref();
        let text = read(path)?;
        let is_json = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
        if is_json { WrittenDeal::from_json(&text) } else { WrittenDeal::from_toml(&text) }
    }

    /// The tape that it names, relative to the deal's file; `None` where it lists its loans itself.
    pub fn tape(&self) -> Option<&str> {
        match &self.0.pool {
            PoolSource::Loans(_) => None,
            PoolSource::Tape(name) => Some(name),
        }
    }

    /// The deal with the loans of a tape, a CSV text (see [`read_tape`]), whether it named one or listed loans.
    ///
    /// # Errors
    /// [`FileError::Tape`] with everything that is wrong with it.
    pub fn with_tape(self, csv: &str) -> Result<Deal, FileError> {
        let loans = read_tape(csv)?;
        self.0.try_with_pool(|_| Ok(Pool::new(loans)))
    }

    /// The deal with the loans that it lists.
    ///
    /// # Errors
    /// [`FileError::TapeNotRead`] where it names a tape instead.
    pub fn listed(self) -> Result<Deal, FileError> {
        self.0.try_with_pool(|pool| match pool {
            PoolSource::Loans(loans) => Ok(Pool::new(loans)),
            PoolSource::Tape(name) => Err(FileError::TapeNotRead(name)),
        })
    }
}

impl Deal {
    /// Reads a deal that lists its loans from TOML. Unknown fields are errors that name the line.
    ///
    /// # Errors
    /// [`FileError::Toml`], [`FileError::NotText`], or [`FileError::TapeNotRead`] where the loans are on a tape.
    pub fn from_toml(text: &str) -> Result<Deal, FileError> {
        WrittenDeal::from_toml(text)?.listed()
    }

    /// Reads a deal that lists its loans from JSON. Unknown fields are errors that name line and column.
    ///
    /// # Errors
    /// [`FileError::Json`], [`FileError::NotText`], or [`FileError::TapeNotRead`] where the loans are on a tape.
    pub fn from_json(text: &str) -> Result<Deal, FileError> {
        WrittenDeal::from_json(text)?.listed()
    }

    /// Reads a deal from a `.toml` or `.json` file, and the tape that it names from beside it.
    ///
    /// # Errors
    /// [`FileError`].
    pub fn load(path: impl AsRef<Path>) -> Result<Deal, FileError> {
        Deal::load_watched(path, |_| ControlFlow::Continue(()))
    }

    /// Reads a deal like [`load`](Deal::load), and tells `watch` how far it is: every few thousand loans of a tape, and at its
    /// end. `watch` stops it by returning [`Break`](ControlFlow::Break). A deal that lists its loans itself has no tape to
    /// wait for, and `watch` is not called.
    ///
    /// # Errors
    /// [`FileError`]; [`FileError::Stopped`] where `watch` stopped it.
    ///
    /// ```
    /// use std::ops::ControlFlow;
    /// use abs_waterfall::Deal;
    /// let mut percent = 0;
    /// let deal = Deal::load_watched("examples/deals/fujian.toml", |progress| {
    ///     percent = 100 * progress.done / progress.bytes;
    ///     ControlFlow::Continue(())
    /// })?;
    /// assert_eq!((deal.pool.loans().len(), percent), (19, 100));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn load_watched(
        path: impl AsRef<Path>,
        watch: impl FnMut(LoadProgress) -> ControlFlow<()>,
    ) -> Result<Deal, FileError> {
        let path = path.as_ref();
        let written = WrittenDeal::load(path)?;
        let Some(tape) = written.tape() else { return written.listed() };
        let loans = load_tape(&path.parent().unwrap_or(Path::new("")).join(tape), watch)?;
        written.0.try_with_pool(|_| Ok(Pool::new(loans)))
    }
}

/// The loans of a tape. Its text is in memory while it is read, which takes less space than they do.
fn load_tape(
    path: &Path,
    mut watch: impl FnMut(LoadProgress) -> ControlFlow<()>,
) -> Result<Vec<Loan>, FileError> {
    let csv = read(path).map_err(|error| FileError::TapeFile(Box::new(error)))?;
    let bytes = csv.len() as u64;
    let mut watch = |done| watch(LoadProgress { done, bytes });
    let loans = read_tape_watched(&csv, &mut watch)?.filter(|_| watch(bytes).is_continue());
    loans.ok_or(FileError::Stopped)
}

impl<P: Serialize> Deal<P> {
    /// The deal as TOML, which reads back as the same deal.
    ///
    /// # Errors
    /// [`FileError::Write`].
    pub fn to_toml(&self) -> Result<String, FileError> {
        toml::to_string(self).map_err(FileError::Write)
    }

    /// The deal as JSON, which reads back as the same deal.
    ///
    /// # Errors
    /// [`FileError::Json`].
    pub fn to_json(&self) -> Result<String, FileError> {
        serde_json::to_string_pretty(self).map_err(FileError::Json)
    }
}

fn deal_text(text: &str) -> Result<&str, FileError> {
    written(text).map_err(|error| FileError::NotText { line: error.line, message: error.message.into() })
}

/// The text of a file.
pub(crate) fn read(path: &Path) -> Result<String, FileError> {
    let bytes = fs::read(path).map_err(|error| FileError::Io { path: path.into(), error })?;
    String::from_utf8(bytes).map_err(|error| {
        let line = line_at(error.as_bytes(), error.utf8_error().valid_up_to());
        FileError::NotUtf8 { path: path.into(), line }
    })
}

/// What is wrong with a file, with the nearest word to one that is not known.
fn advised(error: &dyn fmt::Display, message: &str) -> String {
    let advice = unknown_word(message).and_then(|(word, known)| did_you_mean(word, &known));
    match advice {
        None => error.to_string(),
        Some(advice) => format!("{}; {advice}", error.to_string().trim_end()),
    }
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
