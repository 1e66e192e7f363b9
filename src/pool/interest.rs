//! What interest is reckoned by.

use crate::calendar::DayCount;

/// What interest of one instalment is reckoned by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InterestBasis {
    /// A whole number of months, each a twelfth of the annual rate (月利率 = 年利率/12): for regular due dates only.
    Periodic,
    /// Days from due date to due date, by a day count.
    Daily(DayCount),
}

#[cfg(feature = "serde")]
mod in_files {
    use super::InterestBasis;
    use crate::calendar::DayCount;
    use serde::de::{Deserialize, Deserializer, Error};
    use serde::ser::{Serialize, Serializer};

    impl InterestBasis {
        /// The words for it in deal files and tapes.
        pub(crate) const WORDS: [(&str, InterestBasis); 6] = [
            ("periodic", InterestBasis::Periodic),
            ("act/360", InterestBasis::Daily(DayCount::Act360)),
            ("act/365f", InterestBasis::Daily(DayCount::Act365Fixed)),
            ("act/act-isda", InterestBasis::Daily(DayCount::ActActIsda)),
            ("30/360", InterestBasis::Daily(DayCount::Thirty360)),
            ("30e/360", InterestBasis::Daily(DayCount::ThirtyE360)),
        ];
    }

    /// One word for both kinds. (An untagged variant would read the same, but could not say which words there are.)
    impl<'de> Deserialize<'de> for InterestBasis {
        fn deserialize<D: Deserializer<'de>>(from: D) -> Result<InterestBasis, D::Error> {
            let word = String::deserialize(from)?;
            let found = InterestBasis::WORDS.iter().find(|(known, _)| *known == word);
            let known = || InterestBasis::WORDS.map(|(known, _)| format!("`{known}`")).join(", ");
            found.map(|(_, basis)| *basis).ok_or_else(|| {
                D::Error::custom(format!("unknown variant `{word}`, expected one of {}", known()))
            })
        }
    }

    impl Serialize for InterestBasis {
        fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
            match self {
                InterestBasis::Periodic => to.serialize_str("periodic"),
                InterestBasis::Daily(count) => count.serialize(to),
            }
        }
    }
}
