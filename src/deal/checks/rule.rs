//! The rules that a deal is checked against.

use std::fmt;
use std::str::FromStr;

use super::AssetClass;
use crate::words::{self, UnknownWord};

/// A rule of an exchange or a regulator that a deal can be checked against.
///
/// The sources are the Shanghai exchange's guides no. 2 (上证发〔2022〕165号) and no. 4 (上证发〔2022〕167号) on listing
/// conditions, here SSE 2号 and SSE 4号; the Shenzhen exchange's guide no. 2 (深证上〔2024〕1104号), here SZSE 2号; the interim
/// measures for micro-loan companies (金规〔2024〕26号); and annex 11 of the capital rules for commercial banks (资本办法).
///
/// ```
/// use abs_waterfall::deal::Rule;
/// assert_eq!("single-debtor".parse(), Ok(Rule::SingleDebtor));
/// assert_eq!(Rule::IpShare.to_string(), "ip-share");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(transform = crate::words::in_schema::named(&Rule::WORDS))
)]
#[non_exhaustive]
pub enum Rule {
    /// The originator or an affiliate holds at least 5 % of the notes. Waived for supply-chain claims with dispersed creditors,
    /// and where the originator's credit is good and the notes have a support.
    #[doc(alias = "风险自留")]
    Retention,
    /// At least ten debtors that are not affiliates of each other. Waived where the originator's credit is good and the notes have
    /// a support.
    #[doc(alias = "分散度")]
    Debtors,
    /// Of supply-chain claims instead: at least ten creditors that are not affiliates of each other. Waived as debtors are.
    Creditors,
    /// No debtor owes more than 50 % of the pool. Waived as the number of debtors is.
    #[doc(alias = "集中度")]
    SingleDebtor,
    /// Of leases besides: the five largest debtors owe no more than 70 % of the pool. Waived as the number of debtors is.
    FiveDebtors,
    /// Of loans made online: a debtor owes at most 0.5 % of the pool and 10 million yuan on business loans, 0.1 % and 200,000 on
    /// consumer loans.
    #[doc(alias = "网络小额贷款")]
    OnlineLoans,
    /// Who pays more than 15 % of the future cash flow alone, or 20 % with its affiliates, is disclosed in the prospectus.
    #[doc(alias = "重要现金流提供方")]
    CashFlowProvider,
    /// Where more than 10 % of the future cash flow is from the originator and its affiliates, the prospectus says so.
    OwnCashFlow,
    /// What is collected is in the plan account within a month; within three where the credit of originator and servicer is good
    /// and the notes have a support.
    #[doc(alias = "归集周期")]
    Transfer,
    /// At least 70 % of the cash flow is of intellectual property or of claims that financed it, or at least 70 % of the proceeds
    /// buy it.
    #[doc(alias = "知识产权资产支持证券")]
    IpShare,
    /// Who made the loans has been in business for two years, was profitable last year, and has net assets above 200 million; a
    /// lessor has been in business for two years.
    Lender,
    /// A micro-loan company lends one borrower no more than 10 % of its net assets.
    BorrowerLimit,
    /// A micro-loan company lends one borrower and its affiliates no more than 15 % of its net assets.
    GroupLimit,
    /// A micro-loan company's bonds and asset-backed securities are no more than four times its net assets.
    Bonds,
    /// A micro-loan company's bank and shareholder loans are no more than its net assets.
    Borrowings,
    /// The originator may buy the pool back once 10 % of it is left, not before: a condition for its relief from capital, which
    /// the market keeps.
    #[doc(alias = "清仓回购")]
    CleanUp,
    /// No loan is overdue at the cut-off.
    #[doc(alias = "逾期")]
    Overdue,
    /// No borrower was overdue more than three times, or for more than 30 days in all.
    OverdueHistory,
    /// No loan has been extended.
    #[doc(alias = "展期")]
    Extended,
    /// Every loan was disbursed in full, with no interest kept back.
    Disbursed,
    /// No loan costs more than 24 % a year.
    RateCap,
    /// All that is owed under a contract is in the pool.
    WholeContract,
}

impl Rule {
    /// The words for them in files, in errors and in reports, in the order of the checks.
    pub(super) const WORDS: [(&str, Rule); 22] = [
        ("retention", Rule::Retention),
        ("debtors", Rule::Debtors),
        ("creditors", Rule::Creditors),
        ("single-debtor", Rule::SingleDebtor),
        ("five-debtors", Rule::FiveDebtors),
        ("online-loans", Rule::OnlineLoans),
        ("cash-flow-provider", Rule::CashFlowProvider),
        ("own-cash-flow", Rule::OwnCashFlow),
        ("transfer", Rule::Transfer),
        ("ip-share", Rule::IpShare),
        ("lender", Rule::Lender),
        ("borrower-limit", Rule::BorrowerLimit),
        ("group-limit", Rule::GroupLimit),
        ("bonds", Rule::Bonds),
        ("borrowings", Rule::Borrowings),
        ("clean-up", Rule::CleanUp),
        ("overdue", Rule::Overdue),
        ("overdue-history", Rule::OverdueHistory),
        ("extended", Rule::Extended),
        ("disbursed", Rule::Disbursed),
        ("rate-cap", Rule::RateCap),
        ("whole-contract", Rule::WholeContract),
    ];

    /// All rules, in the order of the checks.
    pub fn all() -> impl Iterator<Item = Rule> {
        Rule::WORDS.into_iter().map(|(_, rule)| rule)
    }

    /// Is it a rule for claims of this kind?
    pub(super) fn concerns(self, assets: AssetClass) -> bool {
        match self {
            Rule::Creditors => assets == AssetClass::SupplyChain,
            Rule::Debtors | Rule::SingleDebtor => assets != AssetClass::SupplyChain,
            Rule::FiveDebtors => assets == AssetClass::Leases,
            Rule::RateCap | Rule::Lender => matches!(assets, AssetClass::Loans | AssetClass::Leases),
            Rule::OnlineLoans
            | Rule::BorrowerLimit
            | Rule::GroupLimit
            | Rule::Bonds
            | Rule::Borrowings
            | Rule::OverdueHistory
            | Rule::Extended
            | Rule::Disbursed => assets == AssetClass::Loans,
            _ => true,
        }
    }
}

/// The word for it: `single-debtor`.
impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(words::word(&Rule::WORDS, self))
    }
}

/// From the same word.
impl FromStr for Rule {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Rule, UnknownWord> {
        words::meaning(&Rule::WORDS, word)
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for Rule {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Rule, D::Error> {
        words::in_files::read(from, &Rule::WORDS)
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Rule {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        words::in_files::write(self, &Rule::WORDS, to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The words are in the order of the enum, and none is missing: a match on the last one would not tell.
    #[test]
    fn every_rule_has_a_word() {
        let written = include_str!("rule.rs");
        let (_, body) = written.split_once("pub enum Rule {\n").unwrap();
        let (body, _) = body.split_once("\n}").unwrap();
        let variants = body.lines().filter_map(|line| line.trim().strip_suffix(','));
        let variants: Vec<&str> = variants.filter(|line| line.chars().all(char::is_alphanumeric)).collect();
        let all: Vec<String> = Rule::all().map(|rule| format!("{rule:?}")).collect();
        assert_eq!(variants, all);
        assert!(all.windows(2).all(|pair| pair[0] != pair[1]));
    }
}
