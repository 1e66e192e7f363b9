//! Whose loans stop paying.

use std::fmt;
use std::str::FromStr;

use super::error::StressError;
use super::quoted::{in_quotes, name, parts, written};
use crate::words::UnknownWord;

/// Whose loans stop paying.
///
/// ```
/// use abs_waterfall::scenario::Who;
/// for (text, who) in [
///     ("C01", Who::Loan("C01".into())),
///     ("\"Firm 01\"", Who::Borrower("Firm 01".into())),
///     ("largest=3", Who::Largest(3)),
///     ("industry=biomedicine", Who::Industry("biomedicine".into())),
///     ("region=Xiamen", Who::Region("Xiamen".into())),
/// ] {
///     assert_eq!(text.parse(), Ok(who.clone()));
///     assert_eq!(who.to_string(), text);
/// }
/// assert_eq!("firm=Firm 01".parse::<Who>()?.to_string(), "\"Firm 01\"");
/// # Ok::<(), abs_waterfall::scenario::StressError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Who {
    /// The loan of an id; other loans of its borrower go on paying.
    Loan(String),
    /// A borrower, with all its loans.
    Borrower(String),
    /// So many borrowers, the largest by what they owe just before they stop, each with all its loans.
    Largest(u32),
    /// All borrowers that have a loan of an industry, each with all its loans.
    Industry(String),
    /// All borrowers that have a loan of a region, each with all its loans.
    Region(String),
}

/// The words that stand before an equals sign. Those of no *who* stand here so that an error offers them.
pub(super) const KEYS: [&str; 10] =
    ["loan", "firm", "largest", "industry", "region", "pool", "fails", "rated", "recovery", "lag"];

/// `C01`, `"Firm 01"`, `largest=3`: see [`Who`].
impl FromStr for Who {
    type Err = StressError;

    fn from_str(text: &str) -> Result<Who, StressError> {
        if text.trim_start().starts_with('"') {
            return Ok(Who::Borrower(name(text)?));
        }
        match parts(text, '=')?.as_slice() {
            [id] => Ok(Who::Loan(name(id)?)),
            ["loan", id] => Ok(Who::Loan(name(id)?)),
            ["firm", firm] => Ok(Who::Borrower(name(firm)?)),
            ["largest", count] => largest(count),
            ["industry", industry] => Ok(Who::Industry(name(industry)?)),
            ["region", region] => Ok(Who::Region(name(region)?)),
            [key, ..] => Err(UnknownWord { word: key.to_string(), known: KEYS.to_vec() }.into()),
            [] => Err(StressError::NoName),
        }
    }
}

fn largest(count: &str) -> Result<Who, StressError> {
    let plain = count.bytes().all(|byte| byte.is_ascii_digit()).then(|| count.parse().ok()).flatten();
    match plain {
        Some(count @ 1..) => Ok(Who::Largest(count)),
        _ => Err(StressError::Count(count.into())),
    }
}

/// `C01`, `"Firm 01"`, `largest=3`: what it is read from.
impl fmt::Display for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            // What ends in a percent sign would be a share of the pool.
            Who::Loan(id) if written(id) == *id && !id.ends_with('%') => f.write_str(id),
            Who::Loan(id) => write!(f, "loan={}", in_quotes(id)),
            Who::Borrower(firm) => f.write_str(&in_quotes(firm)),
            Who::Largest(count) => write!(f, "largest={count}"),
            Who::Industry(industry) => write!(f, "industry={}", written(industry)),
            Who::Region(region) => write!(f, "region={}", written(region)),
        }
    }
}

impl Who {
    /// As the subject of a sentence; is it one?
    pub(super) fn in_words(&self) -> (String, bool) {
        match self {
            Who::Loan(id) => (format!("loan {id}"), true),
            Who::Borrower(firm) => (format!("{firm}, with all its loans,"), true),
            Who::Largest(1) => ("the largest borrower".into(), true),
            Who::Largest(count) => (format!("the {count} largest borrowers"), false),
            Who::Industry(industry) => (format!("all borrowers of the industry {industry}"), false),
            Who::Region(region) => (format!("all borrowers of the region {region}"), false),
        }
    }
}
