//! The files of questions that are of no deal alone: markets, and what a firm compares.

use std::path::Path;

use serde::de::DeserializeOwned;
use thiserror::Error;

use crate::deal::read_file;
use crate::reading::written;

/// Why the file of a [market](super::market::Market) or of a [borrower's case](super::borrower::BorrowerCase) cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum CaseFileError {
    /// A file that cannot be read at all, or in another encoding than UTF-8: its path, and what is wrong.
    #[error("{0}")]
    File(String),
    /// A text that is empty, or no text.
    #[error("not {what}: line {line}: {message}")]
    NotText {
        /// What was to be read.
        what: &'static str,
        /// The line.
        line: u64,
        /// What is wrong with it.
        message: &'static str,
    },
    /// A text that is not that in TOML: syntax, an unknown or a missing field, or a value that is none.
    #[error("not {what} in TOML: {message}")]
    Toml {
        /// What was to be read.
        what: &'static str,
        /// What is wrong, with the line.
        message: String,
    },
    /// A text that is not that in JSON.
    #[error("not {what} in JSON: {message}")]
    Json {
        /// What was to be read.
        what: &'static str,
        /// What is wrong, with line and column.
        message: String,
    },
}

/// The text of a file.
pub(super) fn text(path: &Path) -> Result<String, CaseFileError> {
    read_file(path).map_err(|error| CaseFileError::File(error.to_string()))
}

/// What a text says: JSON if it begins with a brace, as no TOML does; TOML otherwise.
pub(super) fn parse<T: DeserializeOwned>(what: &'static str, text: &str) -> Result<T, CaseFileError> {
    let text = written(text).map_err(|error| {
        let (line, message) = (error.line, error.message);
        CaseFileError::NotText { what, line, message }
    })?;
    if text.trim_start().starts_with('{') {
        serde_json::from_str(text).map_err(|error| CaseFileError::Json { what, message: error.to_string() })
    } else {
        toml::from_str(text).map_err(|error| CaseFileError::Toml { what, message: error.to_string() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentence(text: &str) -> String {
        parse::<std::collections::BTreeMap<String, String>>("a case", text).unwrap_err().to_string()
    }

    #[test]
    fn what_is_no_case_says_why() {
        for (text, told) in [
            ("", "not a case: line 1: there is nothing in it"),
            ("a = 'b'\nc\0 = 'd'", "not a case: line 2: it has a NUL"),
            ("a = 1", "not a case in TOML: TOML parse error at line 1"),
            (r#"{ "a": 1 }"#, "not a case in JSON: invalid type: integer `1`, expected a string at line 1"),
        ] {
            assert!(sentence(text).starts_with(told), "{}", sentence(text));
        }
        let read: std::collections::BTreeMap<String, String> =
            parse("a case", "\u{feff}a = 'b'\r\n\u{1a}").unwrap();
        assert_eq!(read["a"], "b");
        let none = text(Path::new("none.toml")).unwrap_err().to_string();
        assert!(none.starts_with("none.toml: "), "{none}");
    }
}
