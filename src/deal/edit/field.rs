//! Where a field stands in a deal file, as a path of names.

use std::fmt;
use std::str::FromStr;

use super::error::ChangeError;

/// The path of a field in a deal file: `credit.asset_correlation`, `notes.senior.amount`, `waterfall.3.cap`.
///
/// The things of a list go by their names (loans by their ids, supports by their names or givers) or by their number from 1; `*`
/// is all of them: `pool.loans.*.rate`. A name with dots in it is written in quotes: `parties."No. 1".quality`.
///
/// ```
/// use abs_waterfall::deal::FieldPath;
/// let path: FieldPath = "parties.\"No. 1\".quality".parse()?;
/// assert_eq!(path.to_string(), "parties.\"No. 1\".quality");
/// assert!("notes..amount".parse::<FieldPath>().is_err());
/// # Ok::<(), abs_waterfall::deal::ChangeError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldPath(Vec<String>);

impl FieldPath {
    /// Its names from the deal inwards; at least one.
    pub(super) fn names(&self) -> &[String] {
        &self.0
    }

    /// The deal itself, which is no field.
    pub(super) fn deal() -> FieldPath {
        FieldPath(Vec::new())
    }

    /// A field within this one.
    pub(super) fn within(&self, name: &str) -> FieldPath {
        FieldPath(self.0.iter().cloned().chain([name.to_string()]).collect())
    }

    /// The first names of it, as it is written.
    pub(super) fn start(&self, names: usize) -> String {
        FieldPath(self.0[..names.min(self.0.len())].to_vec()).to_string()
    }
}

impl fmt::Display for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let needs_quotes = |name: &str| name.contains(['.', '=', '"']) || name.trim() != name;
        let word = |name: &String| if needs_quotes(name) { format!("\"{name}\"") } else { name.clone() };
        f.write_str(&self.0.iter().map(word).collect::<Vec<String>>().join("."))
    }
}

impl FromStr for FieldPath {
    type Err = ChangeError;

    fn from_str(text: &str) -> Result<FieldPath, ChangeError> {
        let names: Vec<String> = split(text, '.').iter().map(|name| unquoted(name.trim())).collect();
        if names.iter().any(String::is_empty) {
            return Err(ChangeError::NoPath(text.into()));
        }
        Ok(FieldPath(names))
    }
}

/// The parts of a text between separators that are not within quotes.
pub(super) fn split(text: &str, separator: char) -> Vec<&str> {
    let mut quoted = false;
    let at_separator = move |c: char| {
        quoted ^= c == '"';
        c == separator && !quoted
    };
    text.split(at_separator).collect()
}

fn unquoted(name: &str) -> String {
    let inner = name.strip_prefix('"').and_then(|name| name.strip_suffix('"'));
    inner.unwrap_or(name).to_string()
}
