//! One loan: its terms, its borrower, its collateral.

use super::asset::AssetKind;
use super::disclosure::LoanDisclosure;
use super::interest::InterestBasis;
use super::repayment::Repayment;
use crate::calendar::{Date, FloatingRate, Schedule, ScheduleError};
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
///     .with_appraised_value("53333333.33".parse()?);
/// let first = &loan.instalments()?[0];
/// assert_eq!((first.interest + first.principal).to_string(), "877,427.79");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct Loan {
    /// The loan's name, unique in the pool.
    pub id: Text,
    /// The firm that owes it. A firm defaults once, with all its loans in the pool, so they share one quality.
    pub borrower: Text,
    /// The borrower's registration (统一社会信用代码), by which it is the same company in every deal; empty if it is not
    /// given: then its name means it in this deal only.
    #[doc(alias = "统一社会信用代码")]
    #[cfg_attr(feature = "serde", serde(default))]
    pub registration: Text,
    /// What kind of claim it is: a loan, if nothing else is said.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "AssetKind::is_loan"))]
    #[cfg_attr(feature = "schema", schemars(extend("x-default" = "loan")))]
    pub asset: AssetKind,
    /// The amount disbursed. In a file, stated [`payments`](Repayment::Payments) with a yield need not say it.
    #[cfg_attr(feature = "serde", serde(default))]
    pub principal: Money,
    /// The contract rate, a year; the yield of stated payments. Of a loan whose rate floats, what it bears until the first reset.
    #[cfg_attr(feature = "schema", schemars(extend("x-unit" = "percent or fraction, a year")))]
    pub rate: Rate,
    /// The table of the deal on which the rate floats from the first reset after the disbursement on: loans on the loan prime rate
    /// (贷款市场报价利率) are mostly reset on each 1 January, or on each anniversary of the disbursement; without `resets` it is on
    /// every due date. An interest period has one rate, that of its first day; where it is another than before, level payments are
    /// worked out anew over the remaining instalments. Flat-rate loans and stated payments do not float, nor do loans on a tape.
    #[doc(alias = "浮动利率")]
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "schema", schemars(extend("default" = null)))]
    pub floating: Option<Box<FloatingRate>>,
    /// The day of disbursement: interest runs from here.
    #[cfg_attr(feature = "serde", serde(deserialize_with = "crate::calendar::date"))]
    #[cfg_attr(feature = "schema", schemars(with = "crate::calendar::WrittenDate"))]
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
    #[cfg_attr(feature = "schema", schemars(extend("x-default" = "the pool's")))]
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
    /// The deposit (保证金) that whoever services it holds of the borrower's, usually a lessee's: set off at once where the loan
    /// defaults, unless the servicer has failed by then, and returned where it does not. In the plan's cash it is nothing else.
    #[doc(alias = "保证金")]
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "crate::pool::loan::is_none"))]
    #[cfg_attr(feature = "schema", schemars(extend("default" = "0", "x-default" = "none")))]
    pub deposit: Money,
    /// Who guarantees this loan: the party that gives a support of the kind `loan-guarantee`. Of any other it is for the record.
    #[doc(alias = "基础资产保证人")]
    #[cfg_attr(feature = "serde", serde(default))]
    pub guarantor: Text,
    /// The day on which it was found that it had not been eligible (不合格资产) for the pool: the originator then buys it back (赎回), for
    /// what is outstanding and has accrued by that day, on which no tax is due; what falls due from that day on is its own. One
    /// that has defaulted by the date that takes the price in it buys back for what of its balance has not come back yet, one that is
    /// late for its balance. A party that has failed by then buys
    /// nothing. No simulation draws that day.
    #[doc(alias = "不合格资产")]
    #[cfg_attr(
        feature = "serde",
        serde(
            default,
            deserialize_with = "crate::calendar::optional_date",
            skip_serializing_if = "Option::is_none"
        )
    )]
    #[cfg_attr(
        feature = "schema",
        schemars(
            with = "Option<crate::calendar::WrittenDate>",
            example = "2025-12-15",
            extend("x-default" = "never")
        )
    )]
    pub ineligible: Option<Date>,
    /// What else is known of it, read by the checks alone; most loans of a large tape say nothing, and take no memory for it.
    #[cfg_attr(feature = "serde", serde(default))]
    pub disclosed: Option<Box<LoanDisclosure>>,
}

impl Loan {
    /// A loan that is repaid in this way on these due dates, with whole months of interest between them
    /// ([`InterestBasis::Periodic`]) rounded half-up.
    ///
    /// The borrower is named after the loan, and defaults with a probability of zero until
    /// [`with_quality`](Loan::with_quality) says otherwise.
    ///
    /// ```
    /// use abs_waterfall::calendar::{DayCount, Schedule};
    /// use abs_waterfall::pool::{InterestBasis, Loan, Repayment};
    /// let due = Schedule::quarterly("2024-09-20".parse()?, 4);
    /// let (principal, disbursed) = ("1000000".parse()?, "2024-06-20".parse()?);
    /// let loan = Loan::new("C02", principal, "6%".parse()?, disbursed, due, Repayment::InterestOnlyBullet)
    ///     .with_interest(InterestBasis::Daily(DayCount::Act360))
    ///     .with_borrower("Hongtu Optics");
    /// let interest = loan.instalments()?[0].interest;
    /// assert_eq!(interest.to_string(), "15,333.33", "of 92 days");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn new(
        id: impl Into<Text>,
        principal: Money,
        rate: Rate,
        disbursed: Date,
        due: Schedule,
        repayment: Repayment,
    ) -> Loan {
        let id = id.into();
        Loan {
            borrower: id.clone(),
            id,
            registration: Text::default(),
            asset: AssetKind::Loan,
            principal,
            rate,
            floating: None,
            disbursed,
            due,
            repayment,
            interest: InterestBasis::Periodic,
            rounding: Rounding::HalfUp,
            quality: CreditQuality::AnnualPd(Probability::default()),
            asset_correlation: None,
            industry: Text::default(),
            region: Text::default(),
            appraised_value: None,
            deposit: Money::ZERO,
            guarantor: Text::default(),
            ineligible: None,
            disclosed: None,
        }
    }

    /// A loan repaid by `months` level payments, the first one month after disbursement, at a twelfth of `rate` a month. One
    /// disbursed on the 31st falls due at month ends.
    ///
    /// The borrower is named after the loan, and defaults with a probability of zero until
    /// [`with_quality`](Loan::with_quality) says otherwise.
    #[must_use]
    pub fn level_payment(
        id: impl Into<Text>,
        principal: Money,
        rate: Rate,
        disbursed: Date,
        months: u32,
    ) -> Loan {
        let first = crate::calendar::months_after(disbursed, 1).unwrap_or(disbursed);
        let due = Schedule::monthly(first, months);
        Loan::new(id, principal, rate, disbursed, due, Repayment::LevelPayment)
    }

    /// The due dates. They step from the day of disbursement, where the first one is whole months after it.
    ///
    /// # Errors
    /// [`ScheduleError`] if there are none, or it must be said whether they are month ends.
    pub fn due_dates(&self) -> Result<Vec<Date>, ScheduleError> {
        self.due.due_dates(self.disbursed)
    }
}

/// Loans like this one, with another term.
impl Loan {
    /// By another name. The borrower keeps its own.
    #[must_use]
    pub fn with_id(self, id: impl Into<Text>) -> Loan {
        Loan { id: id.into(), ..self }
    }

    /// To this firm.
    #[must_use]
    pub fn with_borrower(self, borrower: impl Into<Text>) -> Loan {
        Loan { borrower: borrower.into(), ..self }
    }

    /// To a borrower with this registration (统一社会信用代码).
    #[must_use]
    pub fn with_registration(self, registration: impl Into<Text>) -> Loan {
        Loan { registration: registration.into(), ..self }
    }

    /// A claim of this kind.
    #[must_use]
    pub fn with_asset(self, asset: AssetKind) -> Loan {
        Loan { asset, ..self }
    }

    /// Of this amount.
    #[must_use]
    pub fn with_principal(self, principal: Money) -> Loan {
        Loan { principal, ..self }
    }

    /// At this contract rate, a year.
    #[must_use]
    pub fn with_rate(self, rate: Rate) -> Loan {
        Loan { rate, ..self }
    }

    /// At a rate that floats on a table of the deal from the first reset on.
    #[must_use]
    pub fn with_floating(self, floating: FloatingRate) -> Loan {
        Loan { floating: Some(Box::new(floating)), ..self }
    }

    /// Disbursed on this day.
    #[must_use]
    pub fn with_disbursed(self, disbursed: Date) -> Loan {
        Loan { disbursed, ..self }
    }

    /// Due on these dates.
    #[must_use]
    pub fn with_due(self, due: Schedule) -> Loan {
        Loan { due, ..self }
    }

    /// Repaid in this way.
    #[must_use]
    pub fn with_repayment(self, repayment: Repayment) -> Loan {
        Loan { repayment, ..self }
    }

    /// With interest reckoned by this.
    #[must_use]
    pub fn with_interest(self, interest: InterestBasis) -> Loan {
        Loan { interest, ..self }
    }

    /// With its instalment and its interest rounded so.
    #[must_use]
    pub fn with_rounding(self, rounding: Rounding) -> Loan {
        Loan { rounding, ..self }
    }

    /// To a borrower of this quality.
    #[must_use]
    pub fn with_quality(self, quality: CreditQuality) -> Loan {
        Loan { quality, ..self }
    }

    /// To a borrower with an asset correlation of its own.
    #[must_use]
    pub fn with_asset_correlation(self, asset_correlation: AssetCorrelation) -> Loan {
        Loan { asset_correlation: Some(asset_correlation), ..self }
    }

    /// To a borrower of this industry.
    #[must_use]
    pub fn with_industry(self, industry: impl Into<Text>) -> Loan {
        Loan { industry: industry.into(), ..self }
    }

    /// To a borrower of this region.
    #[must_use]
    pub fn with_region(self, region: impl Into<Text>) -> Loan {
        Loan { region: region.into(), ..self }
    }

    /// Secured by patents appraised at this value.
    #[must_use]
    pub fn with_appraised_value(self, appraised_value: Money) -> Loan {
        Loan { appraised_value: Some(appraised_value), ..self }
    }

    /// With a deposit of its borrower, held by the servicer.
    #[must_use]
    pub fn with_deposit(self, deposit: Money) -> Loan {
        Loan { deposit, ..self }
    }

    /// Guaranteed by this company, which gives a support of the kind `loan-guarantee`.
    #[must_use]
    pub fn with_guarantor(self, guarantor: impl Into<Text>) -> Loan {
        Loan { guarantor: guarantor.into(), ..self }
    }

    /// Found on this day not to have been eligible, and bought back by the originator.
    #[must_use]
    pub fn with_ineligible(self, found: Date) -> Loan {
        Loan { ineligible: Some(found), ..self }
    }

    /// Of which this is known besides, for the checks alone.
    #[must_use]
    pub fn with_disclosed(self, disclosed: LoanDisclosure) -> Loan {
        Loan { disclosed: Some(Box::new(disclosed)), ..self }
    }
}

#[cfg(feature = "serde")]
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
fn is_none(deposit: &Money) -> bool {
    deposit.is_zero()
}

impl From<&Loan> for Place {
    fn from(loan: &Loan) -> Place {
        Place::Loan(loan.id.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A million loans pay nothing for what kind of asset they are, and eight bytes each for what is not disclosed of them, for a
    /// rate that does not float, for no deposit and for not being bought back.
    #[test]
    fn a_loan_without_disclosed_facts_is_small() {
        assert_eq!(size_of::<Option<Box<LoanDisclosure>>>(), 8);
        assert!(size_of::<Loan>() <= 272, "{}", size_of::<Loan>());
    }
}
