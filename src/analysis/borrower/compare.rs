//! Two ways to borrow, side by side.

use super::borrowing::{AnnualRates, Borrowing};
use crate::money::Money;

/// A loan of a deal beside one of a bank.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct SideBySide {
    /// The loan of the deal.
    pub deal: Side,
    /// The loan of the bank.
    pub bank: Side,
    /// By how much the deal's compound rate is above the bank's; `None` where one of them has none.
    pub gap: Option<f64>,
}

/// What one way to borrow costs.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Side {
    /// What is lent.
    pub principal: Money,
    /// All interest.
    pub interest: Money,
    /// All other costs.
    pub costs: Money,
    /// All subsidies.
    pub subsidies: Money,
    /// Both annual rates.
    pub rates: Option<AnnualRates>,
    /// The cost a year over the money that is used.
    pub over_money_used: Option<f64>,
    /// The average share of the principal that is used.
    pub average_use: Option<f64>,
}

/// Sets two ways to borrow side by side. Yuan alone do not compare: a level loan costs fewer of them than a bullet at a lower
/// rate, because little more than half of its money is used on average.
///
/// ```
/// use abs_waterfall::analysis::borrower::{Financing, FinancingKind, compare};
/// use abs_waterfall::calendar::Schedule;
/// use abs_waterfall::pool::{Loan, Repayment};
/// let deal = Loan::level_payment("deal", "10000000".parse()?, "4.5%".parse()?, "2024-06-20".parse()?, 12);
/// let bank = deal.clone().with_rate("2.8%".parse()?).with_repayment(Repayment::InterestOnlyBullet);
/// let deal = Financing::new(deal, FinancingKind::Securitised).borrowing()?;
/// let bank = Financing::new(bank, FinancingKind::BankLoan).borrowing()?;
/// let beside = compare(&deal, &bank);
/// assert!(beside.deal.interest < beside.bank.interest);
/// assert_eq!(format!("{:.4}", beside.gap.ok_or("no gap")? * 100.0), "1.7578");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn compare(deal: &Borrowing, bank: &Borrowing) -> SideBySide {
    let (deal, bank) = (Side::of(deal), Side::of(bank));
    let gap = deal.rates.zip(bank.rates).map(|(deal, bank)| deal.compound - bank.compound);
    SideBySide { deal, bank, gap }
}

impl Side {
    /// What one way to borrow costs.
    #[must_use]
    pub fn of(borrowing: &Borrowing) -> Side {
        Side {
            principal: borrowing.principal,
            interest: borrowing.interest(),
            costs: borrowing.costs(),
            subsidies: borrowing.subsidies(),
            rates: borrowing.rates(),
            over_money_used: borrowing.cost_over_money_used(),
            average_use: borrowing.average_use(),
        }
    }
}
