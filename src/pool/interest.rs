//! What interest is reckoned by.

use std::fmt;
use std::str::FromStr;

use crate::calendar::DayCount;
use crate::words::{self, UnknownWord};

/// What interest of one instalment is reckoned by.
///
/// In files and on tapes it is one word: `periodic`, or that of a day count.
///
/// ```
/// use abs_waterfall::calendar::DayCount;
/// use abs_waterfall::pool::InterestBasis;
/// assert_eq!("act/360".parse(), Ok(InterestBasis::Daily(DayCount::Act360)));
/// assert_eq!(InterestBasis::Periodic.to_string(), "periodic");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum InterestBasis {
    /// A whole number of months, each a twelfth of the annual rate (月利率 = 年利率/12): for regular due dates only.
    Periodic,
    /// Days from due date to due date, by a day count.
    #[cfg_attr(feature = "schema", schemars(untagged))]
    Daily(DayCount),
}

impl InterestBasis {
    /// The words for them in files, on tapes, in errors and in reports: one of its own, and those of the day counts.
    const WORDS: [(&str, InterestBasis); 6] = {
        let [act_360, act_365f, act_act, bond, eurobond] = DayCount::WORDS;
        let periodic = ("periodic", InterestBasis::Periodic);
        [periodic, daily(act_360), daily(act_365f), daily(act_act), daily(bond), daily(eurobond)]
    };
}

const fn daily((word, count): (&'static str, DayCount)) -> (&'static str, InterestBasis) {
    (word, InterestBasis::Daily(count))
}

/// The word for it: `periodic`, or that of its day count.
impl fmt::Display for InterestBasis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(words::word(&InterestBasis::WORDS, self))
    }
}

/// From the same word.
impl FromStr for InterestBasis {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<InterestBasis, UnknownWord> {
        words::meaning(&InterestBasis::WORDS, word)
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for InterestBasis {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<InterestBasis, D::Error> {
        words::in_files::read(from, &InterestBasis::WORDS)
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for InterestBasis {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        words::in_files::write(self, &InterestBasis::WORDS, to)
    }
}
