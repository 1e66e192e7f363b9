//! One dated amount between the borrower and somebody, and one period of using money.

use super::cost::CostKind;
use crate::calendar::Date;
use crate::money::Money;

/// An amount that the borrower receives (positive) or pays (negative) on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct BorrowerFlow {
    /// The day.
    pub date: Date,
    /// What it is.
    pub item: FlowItem,
    /// Who is on the other side: the payee of a cost, the name of a subsidy; empty for the lender.
    pub with: String,
    /// The amount as the borrower sees it.
    pub amount: Money,
    /// Is it for the time after its day, as a fee paid in advance is? Then it belongs to the year that its day begins.
    pub is_in_advance: bool,
}

/// What a flow of the borrower is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum FlowItem {
    /// The loan is paid out.
    Disbursement,
    /// Interest of an instalment.
    Interest,
    /// Principal of an instalment.
    Principal,
    /// A cost of the financing.
    Cost(CostKind),
    /// A subsidy.
    Subsidy,
    /// Principal that was repaid, borrowed anew elsewhere; and that repaid at the end.
    Replacement,
    /// Interest on what replaces repaid principal.
    ReplacementInterest,
}

/// A period over which an amount of money is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct UsePeriod {
    /// The first day.
    pub from: Date,
    /// The due date that ends it.
    pub to: Date,
    /// What is outstanding by contract: up-front costs are not deducted.
    pub opening: Money,
}

impl BorrowerFlow {
    pub(super) fn received(date: Date, item: FlowItem, with: &str, amount: Money) -> BorrowerFlow {
        BorrowerFlow { date, item, with: with.into(), amount, is_in_advance: false }
    }

    pub(super) fn paid(date: Date, item: FlowItem, with: &str, amount: Money) -> BorrowerFlow {
        BorrowerFlow::received(date, item, with, -amount)
    }

    pub(super) fn in_advance(self) -> BorrowerFlow {
        BorrowerFlow { is_in_advance: true, ..self }
    }
}
