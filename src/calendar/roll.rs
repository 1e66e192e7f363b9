//! What happens to a date that is no business day.

use std::fmt;
use std::str::FromStr;

use crate::words::{self, UnknownWord};

/// Where a date goes that is not a business day.
///
/// ```
/// use abs_waterfall::calendar::{Calendar, Date, Roll};
/// let saturday: Date = "2024-08-31".parse()?;
/// let roll: Roll = "modified-following".parse()?;
/// assert_eq!(Calendar::Exchange.roll(saturday, roll)?, "2024-08-30".parse()?, "Monday is in September");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(transform = crate::words::in_schema::named(&Roll::WORDS))
)]
#[non_exhaustive]
pub enum Roll {
    /// It stays, business day or not.
    #[default]
    Unadjusted,
    /// To the next business day (顺延).
    #[doc(alias = "顺延")]
    Following,
    /// To the next business day, unless that is in the next month: then back.
    ModifiedFollowing,
    /// To the business day before.
    Preceding,
}

impl Roll {
    /// The words for them in files, in errors and in reports.
    const WORDS: [(&str, Roll); 4] = [
        ("unadjusted", Roll::Unadjusted),
        ("following", Roll::Following),
        ("modified-following", Roll::ModifiedFollowing),
        ("preceding", Roll::Preceding),
    ];
}

/// The word for it: `modified-following`.
impl fmt::Display for Roll {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(words::word(&Roll::WORDS, self))
    }
}

/// From the same word.
impl FromStr for Roll {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Roll, UnknownWord> {
        words::meaning(&Roll::WORDS, word)
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for Roll {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Roll, D::Error> {
        words::in_files::read(from, &Roll::WORDS)
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Roll {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        words::in_files::write(self, &Roll::WORDS, to)
    }
}
