//! What a firm compares: a pooled loan with a bank's.

use super::answer::BorrowerAnswer;
use super::book::SubsidyBook;
use super::error::BorrowerError;
use super::financing::Financing;
use super::firm::Firm;
use crate::rate::Rate;

/// What a firm compares: a pooled loan with a bank's, and the subsidies for either.
///
/// Ten million for a year at 5 % in level instalments, with a guarantee fee of 1 % up front, beside a bank's 3.25 %:
///
/// ```
/// use abs_waterfall::analysis::borrower::*;
/// use abs_waterfall::pool::{Loan, Repayment};
/// let pooled = Loan::level_payment("pooled", "10000000".parse()?, "5%".parse()?, "2025-06-20".parse()?, 12);
/// let bank = pooled.clone().with_rate("3.25%".parse()?).with_repayment(Repayment::InterestOnlyBullet);
/// let fee = CostAmount::OfPrincipal("1%".parse()?);
/// let pooled = Financing::new(pooled, FinancingKind::Securitised)
///     .with_cost(Cost::up_front("guarantee", CostKind::Guarantee, "Guarantor", fee));
/// let bank = Financing::new(bank, FinancingKind::BankLoan);
/// let answer = BorrowerCase::new("ten million", pooled, bank).answer()?;
/// assert_eq!(
///     answer.to_string().lines().next(),
///     Some("The pooled loan costs 7.103 % a year, the bank's 3.299 %: a subsidy of 200,724.88 yuan (2.0072 % of the \
///          principal), paid 12 months after the disbursement, makes them equal.")
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct BorrowerCase {
    /// What it is called.
    pub name: String,
    /// The pooled loan, with its costs.
    pub pooled: Financing,
    /// The bank's loan.
    pub bank: Financing,
    /// What subsidies ask about the firm.
    pub firm: Firm,
    /// The subsidies that there are for either loan, and the loan prime rates that they go by.
    pub subsidies: SubsidyBook,
    /// The rate at which the firm borrows anew what the pooled loan repays, if that is asked: then all of its money is used all
    /// the time, as it is with a loan that repays at the end.
    pub replacement: Option<Rate>,
    /// How many months after the disbursement the one payment is made that makes both loans equal; with the last instalment, if
    /// nothing else is said.
    pub lump_months: Option<u32>,
}

impl BorrowerCase {
    /// Two loans without subsidies.
    #[must_use]
    pub fn new(name: &str, pooled: Financing, bank: Financing) -> BorrowerCase {
        let (firm, subsidies) = (Firm::default(), SubsidyBook::default());
        BorrowerCase {
            name: name.into(),
            pooled,
            bank,
            firm,
            subsidies,
            replacement: None,
            lump_months: None,
        }
    }

    /// Of this firm.
    #[must_use]
    pub fn with_firm(self, firm: Firm) -> BorrowerCase {
        BorrowerCase { firm, ..self }
    }

    /// With these subsidies for either loan.
    #[must_use]
    pub fn with_subsidies(self, subsidies: SubsidyBook) -> BorrowerCase {
        BorrowerCase { subsidies, ..self }
    }

    /// With what the pooled loan repays borrowed anew at this rate.
    #[must_use]
    pub fn with_replacement(self, replacement: Rate) -> BorrowerCase {
        BorrowerCase { replacement: Some(replacement), ..self }
    }

    /// With the one payment that makes both loans equal so many months after the disbursement.
    #[must_use]
    pub fn with_lump_months(self, lump_months: u32) -> BorrowerCase {
        BorrowerCase { lump_months: Some(lump_months), ..self }
    }

    /// What both loans cost, with and without their subsidies, and the subsidy that would make them equal.
    ///
    /// # Errors
    /// [`BorrowerError`] where a loan has no flows, a subsidy contradicts itself or asks for what is not given, or the bank's loan
    /// has no rate to be equal to.
    pub fn answer(&self) -> Result<BorrowerAnswer, BorrowerError> {
        BorrowerAnswer::of(self)
    }
}
