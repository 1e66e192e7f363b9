//! The words for what the claims of a deal are, and what online loans are for.

use std::fmt;
use std::str::FromStr;

use super::{AssetClass, OnlineLoans};
use crate::words::{self, UnknownWord};

impl AssetClass {
    /// The words for them in files, in errors and in reports.
    pub(super) const WORDS: [(&str, AssetClass); 4] = [
        ("loans", AssetClass::Loans),
        ("leases", AssetClass::Leases),
        ("receivables", AssetClass::Receivables),
        ("supply-chain", AssetClass::SupplyChain),
    ];
}

impl OnlineLoans {
    /// The words for them in files, in errors and in reports.
    pub(super) const WORDS: [(&str, OnlineLoans); 2] =
        [("business", OnlineLoans::Business), ("consumer", OnlineLoans::Consumer)];
}

/// The word for it: `supply-chain`.
impl fmt::Display for AssetClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(words::word(&AssetClass::WORDS, self))
    }
}

/// From the same word.
impl FromStr for AssetClass {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<AssetClass, UnknownWord> {
        words::meaning(&AssetClass::WORDS, word)
    }
}

/// The word for it: `business`.
impl fmt::Display for OnlineLoans {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(words::word(&OnlineLoans::WORDS, self))
    }
}

/// From the same word.
impl FromStr for OnlineLoans {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<OnlineLoans, UnknownWord> {
        words::meaning(&OnlineLoans::WORDS, word)
    }
}

#[cfg(feature = "serde")]
mod in_files {
    use serde::de::{Deserialize, Deserializer};
    use serde::ser::{Serialize, Serializer};

    use super::{AssetClass, OnlineLoans};
    use crate::words::in_files;

    impl<'de> Deserialize<'de> for AssetClass {
        fn deserialize<D: Deserializer<'de>>(from: D) -> Result<AssetClass, D::Error> {
            in_files::read(from, &AssetClass::WORDS)
        }
    }

    impl Serialize for AssetClass {
        fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
            in_files::write(self, &AssetClass::WORDS, to)
        }
    }

    impl<'de> Deserialize<'de> for OnlineLoans {
        fn deserialize<D: Deserializer<'de>>(from: D) -> Result<OnlineLoans, D::Error> {
            in_files::read(from, &OnlineLoans::WORDS)
        }
    }

    impl Serialize for OnlineLoans {
        fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
            in_files::write(self, &OnlineLoans::WORDS, to)
        }
    }
}
