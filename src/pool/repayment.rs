//! How principal comes back.

use std::fmt;
use std::str::FromStr;

use crate::money::Money;
use crate::words::{self, UnknownWord};

/// How principal comes back.
///
/// ```
/// use abs_waterfall::pool::{Loan, Repayment};
/// let loan = Loan::level_payment("C01", "1200".parse()?, "6%".parse()?, "2024-06-20".parse()?, 12);
/// let principal = |repayment| loan.clone().with_repayment(repayment).instalments().map(|all| all[0].principal.to_string());
/// assert_eq!(principal(Repayment::LevelPayment)?, "97.28");
/// assert_eq!(principal(Repayment::EqualPrincipal)?, "100.00");
/// assert_eq!(principal(Repayment::InterestOnlyBullet)?, "0.00");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "kebab-case", deny_unknown_fields)
)]
#[non_exhaustive]
pub enum Repayment {
    /// Every instalment the same, interest and principal together: A = P·i / (1 − (1+i)⁻ⁿ), rounded once, with i the
    /// rate of the whole months between due dates, however interest itself is reckoned.
    #[doc(alias = "等额本息")]
    LevelPayment,
    /// The same principal every time, interest on what is left.
    #[doc(alias = "等额本金")]
    EqualPrincipal,
    /// Interest on every date, principal on the last.
    #[doc(alias = "先息后本")]
    #[doc(alias = "按月付息到期还本")]
    InterestOnlyBullet,
    /// One date: principal with all its interest.
    #[doc(alias = "利随本清")]
    SinglePayment,
    /// Level payments as if the loan ran over more instalments than it has; the rest falls due with the last.
    #[doc(alias = "气球贷")]
    Balloon {
        /// The number of instalments the level payment is computed for.
        #[cfg_attr(feature = "schema", schemars(extend("x-unit" = "instalments")))]
        amortised_over: u32,
    },
    /// The same principal every time, and interest on the *original* principal (the same every time too, if it is
    /// reckoned by whole periods). Its true annual rate is nearly twice the flat one, and the People's Bank forbids
    /// showing the flat one as annual.
    #[doc(alias = "等本等息")]
    FlatRate,
    /// The principal of every instalment as written in the contract, one amount for each due date.
    #[doc(alias = "计划还款")]
    Custom(Vec<Money>),
    /// The rents of a lease, every one the same as a level payment is, and with the last of them what the lessee pays to own
    /// what was leased (留购价款). That is income, as what the rents exceed the amount financed by.
    #[doc(alias = "等额租金")]
    #[doc(alias = "留购价款")]
    LevelRents {
        /// What is paid with the last rent; usually between nothing and a thousand yuan.
        purchase_price: Money,
    },
    /// All that is paid, as written in the contract, one amount for each due date: the face of a receivable, the fees of a
    /// licence, rents that are not level. Together they pay back the principal; the rest is income.
    ///
    /// The principal is what was paid for them. Or it is left out and the rate is their yield, compounded a year: then it is
    /// Σ payment / (1 + rate)ᵗ, rounded as the loan says, with t the years from the disbursement by what the loan's interest is
    /// reckoned by. A loan that has both must have the principal that the yield gives; with a rate of zero, the principal
    /// stands.
    ///
    /// Of several payments, each is first the interest on what is outstanding, at the one rate (of twelve decimals, rounded
    /// down) at which all of them are worth the principal; the last clears what rounding left. What a payment does not reach
    /// for is part of the next ones' interest, and bears none.
    #[doc(alias = "贴现")]
    #[doc(alias = "许可费")]
    Payments(Box<[Money]>),
}

/// A way to repay, without its terms: what a tape has in one cell.
///
/// ```
/// use abs_waterfall::pool::{Repayment, RepaymentKind};
/// let balloon = Repayment::Balloon { amortised_over: 60 };
/// assert_eq!(balloon.kind().to_string(), "balloon");
/// assert_eq!("flat-rate".parse(), Ok(RepaymentKind::FlatRate));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RepaymentKind {
    /// [`Repayment::LevelPayment`].
    LevelPayment,
    /// [`Repayment::EqualPrincipal`].
    EqualPrincipal,
    /// [`Repayment::InterestOnlyBullet`].
    InterestOnlyBullet,
    /// [`Repayment::SinglePayment`].
    SinglePayment,
    /// [`Repayment::Balloon`].
    Balloon,
    /// [`Repayment::FlatRate`].
    FlatRate,
    /// [`Repayment::Custom`].
    Custom,
    /// [`Repayment::LevelRents`].
    LevelRents,
    /// [`Repayment::Payments`].
    Payments,
}

impl Repayment {
    /// Which way it is.
    pub fn kind(&self) -> RepaymentKind {
        match self {
            Repayment::LevelPayment => RepaymentKind::LevelPayment,
            Repayment::EqualPrincipal => RepaymentKind::EqualPrincipal,
            Repayment::InterestOnlyBullet => RepaymentKind::InterestOnlyBullet,
            Repayment::SinglePayment => RepaymentKind::SinglePayment,
            Repayment::Balloon { .. } => RepaymentKind::Balloon,
            Repayment::FlatRate => RepaymentKind::FlatRate,
            Repayment::Custom(_) => RepaymentKind::Custom,
            Repayment::LevelRents { .. } => RepaymentKind::LevelRents,
            Repayment::Payments(_) => RepaymentKind::Payments,
        }
    }
}

impl RepaymentKind {
    /// The words for them in files, on tapes, in errors and in reports. (In files a test holds them to those that
    /// [`Repayment`] is read by, which has terms beside the word.)
    const WORDS: [(&str, RepaymentKind); 9] = [
        ("level-payment", RepaymentKind::LevelPayment),
        ("equal-principal", RepaymentKind::EqualPrincipal),
        ("interest-only-bullet", RepaymentKind::InterestOnlyBullet),
        ("single-payment", RepaymentKind::SinglePayment),
        ("balloon", RepaymentKind::Balloon),
        ("flat-rate", RepaymentKind::FlatRate),
        ("custom", RepaymentKind::Custom),
        ("level-rents", RepaymentKind::LevelRents),
        ("payments", RepaymentKind::Payments),
    ];
}

/// The word for it: `level-payment`.
impl fmt::Display for RepaymentKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(words::word(&RepaymentKind::WORDS, self))
    }
}

/// From the same word.
impl FromStr for RepaymentKind {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<RepaymentKind, UnknownWord> {
        words::meaning(&RepaymentKind::WORDS, word)
    }
}

#[cfg(all(test, feature = "serde"))]
mod tests {
    use super::*;

    /// The reader of `Repayment` names all its words, in order, when it meets another.
    #[test]
    fn words_in_files_are_those_of_the_kinds() {
        let error = serde_json::from_str::<Repayment>("\"annuity\"").unwrap_err().to_string();
        let words = RepaymentKind::WORDS.map(|(word, _)| format!("`{word}`")).join(", ");
        assert!(error.starts_with(&format!("unknown variant `annuity`, expected one of {words}")), "{error}");
        let written = serde_json::to_string(&Repayment::Balloon { amortised_over: 60 }).unwrap();
        assert_eq!(written, format!("{{\"{}\":{{\"amortised_over\":60}}}}", RepaymentKind::Balloon));
    }
}
