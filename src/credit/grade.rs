//! The long-term grades of the Chinese agencies, and what a scenario makes of a party's.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

/// The grades, from the best to the worst.
pub(super) const GRADES: [&str; 19] = [
    "AAA", "AA+", "AA", "AA-", "A+", "A", "A-", "BBB+", "BBB", "BBB-", "BB+", "BB", "BB-", "B+", "B", "B-",
    "CCC", "CC", "C",
];

/// A long-term grade as the Chinese agencies write it (主体评级), from AAA to C.
///
/// ```
/// use abs_waterfall::credit::Grade;
/// let (grade, trigger): (Grade, Grade) = ("A+".parse()?, "AA".parse()?);
/// assert!(grade.is_below(trigger) && !trigger.is_below(trigger));
/// assert_eq!(
///     "Aa1".parse::<Grade>().unwrap_err().to_string(),
///     "`Aa1` is no grade: write one from AAA, AA+, AA and AA- to CCC, CC and C",
/// );
/// # Ok::<(), abs_waterfall::credit::GradeError>(())
/// ```
#[doc(alias = "主体评级")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(try_from = "String", into = "String")
)]
pub struct Grade(u8);

/// What is no grade.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("`{0}` is no grade: write one from AAA, AA+, AA and AA- to CCC, CC and C")]
pub struct GradeError(String);

impl Grade {
    /// Is it worse than another?
    pub fn is_below(self, other: Grade) -> bool {
        self.0 > other.0
    }
}

impl FromStr for Grade {
    type Err = GradeError;

    fn from_str(text: &str) -> Result<Grade, GradeError> {
        let found = GRADES.iter().position(|grade| *grade == text.trim());
        found.map(|place| Grade(place as u8)).ok_or_else(|| GradeError(text.into()))
    }
}

impl TryFrom<String> for Grade {
    type Error = GradeError;

    fn try_from(text: String) -> Result<Grade, GradeError> {
        text.parse()
    }
}

impl From<Grade> for String {
    fn from(grade: Grade) -> String {
        grade.to_string()
    }
}

impl fmt::Display for Grade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(GRADES.get(usize::from(self.0)).copied().unwrap_or_default())
    }
}

/// As text, one of the grades.
#[cfg(feature = "schema")]
impl schemars::JsonSchema for Grade {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Grade".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "enum": GRADES })
    }
}

/// From a distribution date on a party is rated so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rated {
    /// The number of the party.
    pub(crate) party: usize,
    pub(crate) grade: Grade,
    /// The number of the first date on or after the day of the rating.
    pub(crate) date: usize,
}
