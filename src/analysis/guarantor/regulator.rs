//! What regulators ask of a licensed guarantor, beside what the tail asks.

use std::fmt;

use super::liability::{Liability, YearEnd};
use crate::money::{Factor, Money, Rounding};
use crate::words;

/// Whose rules a guarantor is under.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum GuarantorKind {
    /// A licensed guarantor (融资担保公司): it may be liable for ten times its net assets.
    #[default]
    #[doc(alias = "融资担保公司")]
    Licensed,
    /// A licensed guarantor of mainly small and micro firms, farmers and villages (小微企业和三农): for fifteen times.
    #[doc(alias = "三农")]
    LicensedForSmall,
    /// A company of the state, as most that stand behind these deals: the rules for licensed guarantors do not bind it, and are
    /// told for comparison.
    #[doc(alias = "地方国有平台")]
    StatePlatform,
}

/// A rule for licensed guarantors that puts a figure on a guarantee.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum GuarantorRule {
    /// Net assets of a tenth of the liability, or a fifteenth.
    #[doc(alias = "融资担保责任余额")]
    Leverage,
    /// Net assets of ten times what one client is guaranteed for, where the plan counts as one client.
    #[doc(alias = "集中度")]
    PlanAsClient,
    /// Net assets of ten times what one client is guaranteed for, where the borrowers count as clients: of the largest.
    LargestBorrower,
    /// The reserve for compensation at the first year end: 1 % of the liability then.
    #[doc(alias = "担保赔偿准备金")]
    CompensationReserve,
    /// That reserve once it is full: 10 % of the liability.
    FullCompensationReserve,
    /// The reserve for unearned premiums at the first year end: half of that year's fees.
    #[doc(alias = "未到期责任准备金")]
    UnearnedPremiumReserve,
}

/// What one rule asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct RegulatorFigure {
    /// The rule.
    pub rule: GuarantorRule,
    /// The net assets or the reserve that it asks for.
    pub amount: Money,
    /// The net assets that there are, where the rule asks for some and the deal states them.
    pub has: Option<Money>,
    /// Does the rule bind this guarantor?
    pub binds: bool,
    /// Document and article.
    pub source: String,
}

impl RegulatorFigure {
    /// Are there enough net assets for this guarantee alone? `None` where the deal does not state them, or the rule does not
    /// ask for any.
    pub fn is_kept(&self) -> Option<bool> {
        self.has.map(|has| has >= self.amount)
    }
}

impl GuarantorRule {
    /// The words for them in reports.
    const WORDS: [(&str, GuarantorRule); 6] = [
        ("net assets for the liability", GuarantorRule::Leverage),
        ("net assets if the plan is one client", GuarantorRule::PlanAsClient),
        ("net assets for the largest borrower", GuarantorRule::LargestBorrower),
        ("reserve for compensation at the first year end", GuarantorRule::CompensationReserve),
        ("reserve for compensation when full", GuarantorRule::FullCompensationReserve),
        ("reserve for unearned premiums at the first year end", GuarantorRule::UnearnedPremiumReserve),
    ];

    /// Document and article.
    pub fn source(self) -> &'static str {
        match self {
            GuarantorRule::Leverage => "融资担保公司监督管理条例 art. 15",
            GuarantorRule::PlanAsClient | GuarantorRule::LargestBorrower => {
                "融资担保公司监督管理条例 art. 16"
            }
            GuarantorRule::CompensationReserve
            | GuarantorRule::FullCompensationReserve
            | GuarantorRule::UnearnedPremiumReserve => "融资性担保公司管理暂行办法 (2010) art. 31",
        }
    }

    fn asks_for_net_assets(self) -> bool {
        matches!(self, GuarantorRule::Leverage | GuarantorRule::PlanAsClient | GuarantorRule::LargestBorrower)
    }
}

/// In words, as in a report.
impl fmt::Display for GuarantorRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(words::word(&GuarantorRule::WORDS, self))
    }
}

impl Liability {
    /// What every rule asks for, rounded half-up; beside the net assets that there are.
    pub fn figures(&self, kind: GuarantorKind, net_assets: Option<Money>) -> Vec<RegulatorFigure> {
        let rules = GuarantorRule::WORDS.iter().map(|(_, rule)| *rule);
        let figure = |rule: GuarantorRule| RegulatorFigure {
            rule,
            amount: self.amount_of(rule, kind),
            has: net_assets.filter(|_| rule.asks_for_net_assets()),
            binds: kind != GuarantorKind::StatePlatform,
            source: rule.source().into(),
        };
        rules.map(figure).collect()
    }

    fn amount_of(&self, rule: GuarantorRule, kind: GuarantorKind) -> Money {
        let times = if kind == GuarantorKind::LicensedForSmall { 15 } else { 10 };
        let borrower = self.largest_borrower.min(self.amount);
        let first = |reserve: fn(&YearEnd) -> Money| self.year_ends.first().map_or(Money::ZERO, reserve);
        match rule {
            GuarantorRule::Leverage => part(self.amount, 1, times),
            GuarantorRule::PlanAsClient => part(self.largest_plan, 10, 1),
            GuarantorRule::LargestBorrower => part(borrower, 10, 1),
            GuarantorRule::CompensationReserve => first(|year| year.compensation_reserve),
            GuarantorRule::FullCompensationReserve => part(self.amount, 1, 10),
            GuarantorRule::UnearnedPremiumReserve => first(|year| year.unearned_premium_reserve),
        }
    }
}

pub(super) fn part(amount: Money, numerator: u128, denominator: u128) -> Money {
    amount.times(Factor::new(numerator, denominator, Rounding::HalfUp).unwrap_or(Factor::ZERO))
}
