//! The kinds of promise that stand behind a deal.

use std::fmt;
use std::str::FromStr;

use crate::words::{self, UnknownWord};

/// What kind of promise a support is.
///
/// ```
/// use abs_waterfall::enhancement::{Support, SupportKind};
/// assert_eq!(Support::undertaking("Group", &["A"]).kind, SupportKind::ShortfallUndertaking);
/// assert_eq!("liquidity-facility".parse(), Ok(SupportKind::LiquidityFacility));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(transform = crate::words::in_schema::named(&SupportKind::WORDS))
)]
#[non_exhaustive]
pub enum SupportKind {
    /// Pays the gap on every date, with no need of a loan's default (差额支付承诺). Its giver is a shortfall payer.
    #[default]
    #[doc(alias = "差额支付")]
    ShortfallUndertaking,
    /// Pays what those before it leave open because they have failed; what their caps leave open only if it says so
    /// (专项计划担保). Its giver is a guarantor.
    #[doc(alias = "担保")]
    PlanGuarantee,
    /// A bank's letter, which pays on demand up to its cap (银行保函). Its giver is a guarantor.
    #[doc(alias = "银行保函")]
    GuaranteeLetter,
    /// Lends what a date lacks up to its commitment, and is repaid before principal (流动性支持). Its giver is a liquidity
    /// provider.
    #[doc(alias = "流动性支持")]
    LiquidityFacility,
    /// Pays in the place of the borrowers of all loans whose guarantor on the tape is its giver (基础资产保证), which is a loan
    /// guarantor.
    #[doc(alias = "基础资产保证")]
    LoanGuarantee,
    /// Pays what borrowers miss whose loans no loan guarantee covers, a few instalments of each, and has that back first of what is
    /// recovered of the loan (资产服务机构垫付). Its giver is the servicer.
    #[doc(alias = "垫付")]
    ServicerAdvance,
}

impl SupportKind {
    /// The words for them in files and in reports.
    const WORDS: [(&str, SupportKind); 6] = [
        ("shortfall-undertaking", SupportKind::ShortfallUndertaking),
        ("plan-guarantee", SupportKind::PlanGuarantee),
        ("guarantee-letter", SupportKind::GuaranteeLetter),
        ("liquidity-facility", SupportKind::LiquidityFacility),
        ("loan-guarantee", SupportKind::LoanGuarantee),
        ("servicer-advance", SupportKind::ServicerAdvance),
    ];

    /// Does it pay for loans, in the place of their borrowers, and not what the plan is short of?
    pub fn pays_for_borrowers(self) -> bool {
        matches!(self, SupportKind::LoanGuarantee | SupportKind::ServicerAdvance)
    }

    /// Does it bear what the pool loses? What is lent, or advanced, is repaid first.
    pub(crate) fn bears_losses(self) -> bool {
        !matches!(self, SupportKind::LiquidityFacility | SupportKind::ServicerAdvance)
    }

    pub(crate) fn is_facility(self) -> bool {
        self == SupportKind::LiquidityFacility
    }
}

/// The word for it: `plan-guarantee`.
impl fmt::Display for SupportKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(words::word(&SupportKind::WORDS, self))
    }
}

/// From the same word.
impl FromStr for SupportKind {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<SupportKind, UnknownWord> {
        words::meaning(&SupportKind::WORDS, word)
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for SupportKind {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<SupportKind, D::Error> {
        words::in_files::read(from, &SupportKind::WORDS)
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for SupportKind {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        words::in_files::write(self, &SupportKind::WORDS, to)
    }
}
