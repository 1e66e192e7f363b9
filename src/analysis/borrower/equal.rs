//! The subsidy with which a loan of a deal costs what a loan of a bank does.

use super::borrowing::{AnnualRates, Borrowing};
use super::error::BorrowerError;
use super::flow::{BorrowerFlow, FlowItem, UsePeriod};
use super::rule::{PaidAfter, SubsidyBase, SubsidyPart, SubsidyRule};
use super::share::Share;
use crate::calendar::{Date, DayCount, months_after};
use crate::money::Money;
use crate::pool::InterestBasis;
use crate::rate::Rate;

/// What a subsidy is a rate on, and when it is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum SubsidyForm {
    /// A share of the principal, paid once, so many months after the disbursement.
    Lump {
        /// How many.
        months: u32,
    },
    /// A rate a year on what is outstanding, paid with every instalment.
    WithInstalments,
}

/// The subsidy with which a loan of a deal has the effective rate of a loan of a bank. It is found by discounting the deal's
/// flows at the bank's rate, without a search.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct EqualSubsidy {
    /// How it is paid.
    pub form: SubsidyForm,
    /// The rate on its base as a fraction of one; negative where the deal is the cheaper without it.
    pub rate: f64,
    /// The payments, rounded to the fen.
    pub payments: Vec<(Date, Money)>,
    /// The bank's rates, which are to be met.
    pub bank: AnnualRates,
    /// The deal's rates with these payments: the bank's, but for the fen of each payment.
    pub deal: Option<AnnualRates>,
    /// Are all due dates whole months after the disbursement?
    #[cfg_attr(feature = "serde", serde(skip))]
    is_monthly: bool,
}

impl EqualSubsidy {
    /// The subsidy that makes `deal`, with whatever subsidies its flows have already, cost what `bank` does.
    ///
    /// The cost that 10 m at 5 % in level instalments has above a bank's 2.8 %, as a lump half a year after repayment:
    ///
    /// ```
    /// use abs_waterfall::analysis::borrower::{EqualSubsidy, Financing, FinancingKind, SubsidyForm};
    /// use abs_waterfall::pool::{Loan, Repayment};
    /// let deal = Loan::level_payment("deal", "10000000".parse()?, "5%".parse()?, "2024-06-20".parse()?, 12);
    /// let bank = deal.clone().with_rate("2.8%".parse()?).with_repayment(Repayment::InterestOnlyBullet);
    /// let deal = Financing::new(deal, FinancingKind::Securitised).borrowing()?;
    /// let bank = Financing::new(bank, FinancingKind::BankLoan).borrowing()?;
    /// let equal = EqualSubsidy::find(&deal, &bank, SubsidyForm::Lump { months: 18 })?;
    /// let after = equal.deal.ok_or("no rate")?;
    /// assert!((after.compound - equal.bank.compound).abs() < 1e-8);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`BorrowerError::NoRate`] where the bank's loan has no rate, [`BorrowerError::OutOfRange`] where no amount is enough.
    pub fn find(
        deal: &Borrowing,
        bank: &Borrowing,
        form: SubsidyForm,
    ) -> Result<EqualSubsidy, BorrowerError> {
        let bank = bank.rates().ok_or(BorrowerError::NoRate)?;
        let bases = bases(deal, form)?;
        let dates: Vec<Date> = bases.iter().map(|(date, _)| *date).collect();
        let clock = deal.clock_with(&dates).ok_or(BorrowerError::NoRate)?;
        let log = libm::log1p(bank.compound);
        let worth = |(date, base): &(Date, f64)| base * libm::exp(-log * clock.years(*date));
        let rate = -deal.present_value(clock, bank.compound) / bases.iter().map(worth).sum::<f64>();
        let payment = |(date, base): &(Date, f64)| Ok((*date, fen(rate * base)?));
        let payments = bases.iter().map(payment).collect::<Result<Vec<_>, BorrowerError>>()?;
        let is_monthly = deal.contract_clock().is_some_and(|clock| clock.is_monthly());
        let deal = with_payments(deal, &payments).rates();
        Ok(EqualSubsidy { form, rate, payments, bank, deal, is_monthly })
    }

    /// All that is paid.
    pub fn total(&self) -> Money {
        self.payments.iter().map(|(_, amount)| *amount).sum()
    }

    /// It as a rule, with its rate rounded to twelve decimals; `None` where it is negative, or above the whole base.
    pub fn rule(&self, name: &str) -> Option<SubsidyRule> {
        let share = Share::Rate(format!("{:.12}", self.rate).parse::<Rate>().ok()?);
        let by = if self.is_monthly {
            InterestBasis::Periodic
        } else {
            InterestBasis::Daily(DayCount::Act365Fixed)
        };
        Some(match self.form {
            SubsidyForm::Lump { months } => {
                SubsidyRule::new(name, SubsidyPart::new(SubsidyBase::Face, share))
                    .with_paid(PaidAfter::Disbursement)
                    .with_lag(months)
            }
            SubsidyForm::WithInstalments => {
                SubsidyRule::new(name, SubsidyPart::new(SubsidyBase::Balance(by), share))
                    .with_paid(PaidAfter::EveryPayment)
            }
        })
    }
}

/// What a rate of one pays, and when.
fn bases(deal: &Borrowing, form: SubsidyForm) -> Result<Vec<(Date, f64)>, BorrowerError> {
    let (Some(first), Some(clock)) = (deal.periods.first(), deal.contract_clock()) else {
        return Ok(Vec::new());
    };
    match form {
        SubsidyForm::Lump { months } => {
            Ok(vec![(months_after(first.from, months.into())?, deal.principal.to_f64())])
        }
        SubsidyForm::WithInstalments => {
            let base = |period: &UsePeriod| {
                let years = clock.years(period.to) - clock.years(period.from);
                (period.to, period.opening.to_f64() * years)
            };
            Ok(deal.periods.iter().map(base).collect())
        }
    }
}

fn with_payments(deal: &Borrowing, payments: &[(Date, Money)]) -> Borrowing {
    let flow = |&(date, amount): &(Date, Money)| BorrowerFlow::received(date, FlowItem::Subsidy, "", amount);
    deal.clone().with_flows(payments.iter().map(flow).collect())
}

/// Yuan to the nearest fen.
fn fen(yuan: f64) -> Result<Money, BorrowerError> {
    let fen = libm::round(yuan * 100.0);
    // Beyond 2⁵³ a float does not tell one fen from the next.
    if fen.abs() < 9e15 { Ok(Money::from_fen(fen as i64)) } else { Err(BorrowerError::OutOfRange) }
}
