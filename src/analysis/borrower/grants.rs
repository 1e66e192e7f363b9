//! What a list of rules pays a firm for a loan, and that no cost is paid for twice where a rule forbids it.

use super::borrowing::Borrowing;
use super::condition::Condition;
use super::cost::CostKind;
use super::error::BorrowerError;
use super::financing::Financing;
use super::firm::Firm;
use super::grant::{Case, Paid};
use super::lpr::Lpr;
use super::rule::{Cap, SubsidyPayee, SubsidyRule};
use crate::calendar::Date;
use crate::money::Money;

/// What one rule pays.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Grant {
    /// The rule's name.
    pub rule: String,
    /// To whom.
    pub payee: SubsidyPayee,
    /// The payments, each with its day.
    pub payments: Vec<(Date, Money)>,
    /// The caps that cut it.
    pub cut_by: Vec<Cap>,
    /// Why nothing is paid, where that is so by the rules and not because nothing was due.
    pub refused: Option<Refusal>,
}

/// Why a rule pays nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Refusal {
    /// A condition does not hold.
    Condition(Condition),
    /// Another rule, of this name, pays for the same cost, and one of the two forbids it.
    DoubleFunding(String),
}

impl Grant {
    /// All that is paid.
    pub fn total(&self) -> Money {
        self.payments.iter().map(|(_, amount)| *amount).sum()
    }
}

/// What these rules pay for a loan, one grant for each, in their order.
///
/// Where two rules pay for the same cost and one of them forbids that, the larger is paid, the earlier of two that are equal.
///
/// ```
/// use abs_waterfall::Money;
/// use abs_waterfall::analysis::borrower::*;
/// use abs_waterfall::pool::Loan;
/// let loan = Loan::level_payment("L", "10000000".parse()?, "5%".parse()?, "2024-06-20".parse()?, 12);
/// let financing = Financing::new(loan, FinancingKind::Securitised);
/// let face = SubsidyPart::new(SubsidyBase::Face, Share::Rate("3.5%".parse()?));
/// let rules = [SubsidyRule::new("Baoan", face).with_lag(6)];
/// let grants = grants(&rules, &financing, &Firm::default(), &Lpr::default())?;
/// assert_eq!(grants[0].payments, [("2025-12-20".parse()?, Money::from_yuan(350_000))]);
/// let rates = financing.borrowing()?.with_grants(&grants).rates().ok_or("no rate")?;
/// assert!(rates.has_others, "what comes after the last instalment makes a second rate");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`BorrowerError`] where the financing has no flows, a rule contradicts itself, or it asks for what is not given.
pub fn grants(
    rules: &[SubsidyRule],
    financing: &Financing,
    firm: &Firm,
    lpr: &Lpr,
) -> Result<Vec<Grant>, BorrowerError> {
    let borrowing = financing.borrowing()?;
    let one = |rule| grant(rule, financing, &borrowing, firm, lpr);
    let mut grants = rules.iter().map(one).collect::<Result<Vec<Grant>, _>>()?;
    refuse_double_funding(rules, &mut grants);
    Ok(grants)
}

fn grant(
    rule: &SubsidyRule,
    financing: &Financing,
    borrowing: &Borrowing,
    firm: &Firm,
    lpr: &Lpr,
) -> Result<Grant, BorrowerError> {
    rule.check()?;
    let disbursed = financing.loan.disbursed;
    let repaid = borrowing.periods.last().map_or(disbursed, |period| period.to);
    let case = Case { rule, financing, borrowing, firm, lpr, disbursed, repaid };
    let unmet = case.unmet(&rule.conditions)?;
    let Paid { payments, cut_by } = if unmet.is_none() { case.paid()? } else { Paid::default() };
    let refused = unmet.map(|condition| Refusal::Condition(*condition));
    Ok(Grant { rule: rule.name.clone(), payee: rule.payee, payments, cut_by, refused })
}

/// From the largest grant down, refuses one that pays for what a larger one pays for, where either forbids it.
fn refuse_double_funding(rules: &[SubsidyRule], grants: &mut [Grant]) {
    let mut order: Vec<usize> = (0..grants.len()).filter(|&i| !grants[i].payments.is_empty()).collect();
    order.sort_by_key(|&i| std::cmp::Reverse(grants[i].total()));
    let mut paid: Vec<usize> = Vec::new();
    for i in order {
        match paid.iter().find(|&&other| exclude_each_other(&rules[i], &rules[other])) {
            None => paid.push(i),
            Some(&other) => {
                grants[i].refused = Some(Refusal::DoubleFunding(rules[other].name.clone()));
                grants[i].payments.clear();
                grants[i].cut_by.clear();
            }
        }
    }
}

fn exclude_each_other(one: &SubsidyRule, other: &SubsidyRule) -> bool {
    let forbidden = one.not_beside_others || other.not_beside_others;
    let relieved = relieves(other);
    forbidden && relieves(one).iter().any(|kind| relieved.contains(kind))
}

fn relieves(rule: &SubsidyRule) -> Vec<CostKind> {
    rule.parts.iter().flat_map(|part| part.relieves()).collect()
}
