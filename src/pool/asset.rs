//! What kind of claim an asset is: a loan, or what these deals also securitise. All of them are written as loans are.

use std::fmt;
use std::str::FromStr;

use crate::words::{self, UnknownWord};

/// What kind of claim an asset is. It says what the income is, by which it is taxed ([`Vat`](crate::waterfall::Vat)), and
/// changes no payment: how it pays is its [`Repayment`](super::Repayment).
///
/// In files and on tapes it is one word; a loan need not say it.
///
/// ```
/// use abs_waterfall::pool::AssetKind;
/// assert_eq!("lease".parse(), Ok(AssetKind::Lease));
/// assert_eq!(AssetKind::default().to_string(), "loan");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(transform = crate::words::in_schema::named(&AssetKind::WORDS))
)]
#[non_exhaustive]
pub enum AssetKind {
    /// A loan, micro-loan or entrusted loan: its income is interest.
    #[default]
    #[doc(alias = "贷款")]
    #[doc(alias = "委托贷款")]
    Loan,
    /// A receivable bought for less than its face: its income is the discount (factoring and reverse factoring).
    #[doc(alias = "应收账款")]
    #[doc(alias = "保理")]
    Receivable,
    /// A finance lease: its income is what the rents exceed the amount financed by.
    #[doc(alias = "融资租赁")]
    Lease,
    /// A licence granted against a lump sum and licensed back for periodic fees: its income is what these exceed it by.
    #[doc(alias = "二次许可")]
    #[doc(alias = "许可费")]
    Licence,
}

impl AssetKind {
    /// Every kind there is.
    pub const ALL: [AssetKind; 4] =
        [AssetKind::Loan, AssetKind::Receivable, AssetKind::Lease, AssetKind::Licence];

    /// The words for them in files, on tapes, in errors and in reports.
    const WORDS: [(&str, AssetKind); 4] = [
        ("loan", AssetKind::Loan),
        ("receivable", AssetKind::Receivable),
        ("lease", AssetKind::Lease),
        ("licence", AssetKind::Licence),
    ];

    /// Is it a loan? What says so says nothing, and is left out of files.
    #[cfg(feature = "serde")]
    pub(crate) fn is_loan(&self) -> bool {
        *self == AssetKind::Loan
    }
}

/// The word for it: `lease`.
impl fmt::Display for AssetKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(words::word(&AssetKind::WORDS, self))
    }
}

/// From the same word.
impl FromStr for AssetKind {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<AssetKind, UnknownWord> {
        words::meaning(&AssetKind::WORDS, word)
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for AssetKind {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<AssetKind, D::Error> {
        words::in_files::read(from, &AssetKind::WORDS)
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for AssetKind {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        words::in_files::write(self, &AssetKind::WORDS, to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_word() {
        for kind in AssetKind::ALL {
            assert_eq!(kind.to_string().parse(), Ok(kind));
        }
        let error = "rent".parse::<AssetKind>().unwrap_err().to_string();
        assert_eq!(error, "`rent` is unknown; write one of loan, receivable, lease, licence");
    }
}
