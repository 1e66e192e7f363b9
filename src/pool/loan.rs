//! One loan: its terms, its borrower, its collateral.

use super::interest::InterestBasis;
use super::repayment::Repayment;
use crate::calendar::{Date, Schedule};
use crate::credit::CreditQuality;
use crate::money::{Money, Rounding};
use crate::place::Place;
use crate::rate::{AssetCorrelation, Probability, Rate};
use crate::text::Text;

/// A loan to one borrower, as the tape has it.
///
/// ```
/// use abs_waterfall::credit::CreditQuality;
/// use abs_waterfall::pool::Loan;
/// let loan = Loan::level_payment("C01", "20000000".parse()?, "5%".parse()?, "2024-06-20".parse()?, 24)
///     .with_quality(CreditQuality::AnnualPd("3%".parse()?))
///     .with_collateral("53333333.33".parse()?);
/// let first = &loan.instalments()?[0];
/// assert_eq!((first.interest + first.principal).to_string(), "877,427.79");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct Loan {
    /// The loan's name in the tape, unique in the pool.
    pub id: Text,
    /// The firm that owes it. A firm defaults once, with all its loans in the pool, so they share one quality.
    pub borrower: Text,
    /// The borrower's registration (统一社会信用代码), by which it is the same company in every deal; empty if it is not
    /// given: then its name means it in this deal only.
    #[doc(alias = "统一社会信用代码")]
    #[cfg_attr(feature = "serde", serde(default))]
    pub registration: Text,
    /// The amount disbursed.
    pub principal: Money,
    /// The contract rate, a year.
    pub rate: Rate,
    /// The day of disbursement: interest runs from here.
    #[cfg_attr(feature = "serde", serde(deserialize_with = "crate::calendar::date"))]
    pub disbursed: Date,
    /// The due dates, stepped from the day of disbursement where the first one is whole months after it.
    #[doc(alias = "借款还款日")]
    pub due: Schedule,
    /// How principal comes back.
    pub repayment: Repayment,
    /// What interest is reckoned by.
    pub interest: InterestBasis,
    /// The rounding of the instalment and of every interest amount.
    #[cfg_attr(feature = "serde", serde(default))]
    pub rounding: Rounding,
    /// How good the borrower is.
    pub quality: CreditQuality,
    /// The borrower's own asset correlation, where it differs from the pool's.
    #[cfg_attr(feature = "serde", serde(default))]
    pub asset_correlation: Option<AssetCorrelation>,
    /// The borrower's industry.
    #[cfg_attr(feature = "serde", serde(default))]
    pub industry: Text,
    /// The borrower's region.
    #[cfg_attr(feature = "serde", serde(default))]
    pub region: Text,
    /// The appraised value of the pledged patents.
    #[doc(alias = "评估价值")]
    #[cfg_attr(feature = "serde", serde(default))]
    pub appraised_value: Option<Money>,
    /// Who guarantees this loan: for the record. What a guarantor pays is not simulated.
    #[doc(alias = "基础资产保证人")]
    #[cfg_attr(feature = "serde", serde(default))]
    pub guarantor: Text,
}

impl Loan {
    /// A loan repaid by `months` level payments, the first one month after disbursement, at a twelfth of `rate` a month. One
    /// disbursed on the 31st falls due at month ends.
    ///
    /// The borrower is named after the loan, and defaults with a probability of zero until
    /// [`with_quality`](Loan::with_quality) says otherwise.
    pub fn level_payment(id: &str, principal: Money, rate: Rate, disbursed: Date, months: u32) -> Loan {
        let first = crate::calendar::months_after(disbursed, 1).unwrap_or(disbursed);
        let id = Text::from(id);
        Loan {
            borrower: id.clone(),
            id,
            registration: Text::default(),
            principal,
            rate,
            disbursed,
            due: Schedule::monthly(first, months),
            repayment: Repayment::LevelPayment,
            interest: InterestBasis::Periodic,
            rounding: Rounding::HalfUp,
            quality: CreditQuality::AnnualPd(Probability::default()),
            asset_correlation: None,
            industry: Text::default(),
            region: Text::default(),
            appraised_value: None,
            guarantor: Text::default(),
        }
    }

    /// The same loan to a borrower of this quality.
    pub fn with_quality(self, quality: CreditQuality) -> Loan {
        Loan { quality, ..self }
    }

    /// The same loan secured by patents appraised at this value.
    pub fn with_collateral(self, appraised_value: Money) -> Loan {
        Loan { appraised_value: Some(appraised_value), ..self }
    }
}

impl From<&Loan> for Place {
    fn from(loan: &Loan) -> Place {
        Place::Loan(loan.id.clone())
    }
}
