//! Supports: promises to pay what the plan's cash does not reach, as written.

use super::cap::YearCap;
use super::kind::SupportKind;
use crate::calendar::{DayCount, PaymentPeriod, factors};
use crate::money::{Factor, FactorError, Money, Rounding};
use crate::place::Place;
use crate::rate::Rate;
use crate::servicing::GuaranteePays;

/// A promise by a party to pay what the plan's cash does not reach of certain dues, or what borrowers do not pay. With a AAA
/// company behind it, it is what makes the senior notes AAA.
///
/// Dues are paid from the plan's cash in the order of the waterfall; whatever of the covered ones that leaves open, the supports
/// of the deal are called for in the order in which it lists them: each pays up to its cap and while its giver has not
/// defaulted, and the next is called for what that still leaves open. What a giver pays is owed to it by the plan and repaid
/// where the waterfall has its reimbursement; without such a step it has recourse to the borrowers only, and the plan owes it
/// nothing.
///
/// A plan guarantee is called only for what those before it leave open because they have failed. A liquidity facility is a loan:
/// its commitment is its cap, which repayment restores; its fee and the interest on what is drawn, which is its agreed return,
/// both accrue on the amounts at the opening of a period and are paid by a step of support fees among the fees; and a step that
/// names it repays it.
///
/// Calls come in the order of the waterfall; what a cap leaves for claims of one step is shared in proportion to what
/// each is short. A due that stays unpaid is called for again on the next date.
///
/// A first promise for both classes, without limit, and a second one for class B alone (第二差额支付承诺):
///
/// ```
/// use abs_waterfall::Money;
/// use abs_waterfall::enhancement::Support;
/// let first = Support::undertaking("Group", &["A", "B"]);
/// let second = Support::undertaking("Guarantor", &["B"]).with_cap(Money::from_yuan(30_000_000));
/// assert_eq!((first.name(), second.interest_each_date), ("Group", vec!["B".to_string()]));
/// ```
///
/// A guarantee of loans (基础资产保证) covers no dues of the plan: see [`Support::loan_guarantee`]; nor do the advances of a servicer:
/// see [`Support::servicer_advance`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
#[doc(alias = "增信")]
#[non_exhaustive]
pub struct Support {
    /// What it is called, where its giver gives several; the giver's name, if it is not said.
    #[cfg_attr(feature = "serde", serde(default))]
    #[cfg_attr(feature = "schema", schemars(extend("x-default" = "the giver's name")))]
    pub name: Option<String>,
    /// What kind of promise it is.
    #[cfg_attr(feature = "serde", serde(default))]
    pub kind: SupportKind,
    /// The party that promises; it has the role of its kind of support. Its own quality and correlation stand with it. It
    /// fails once, with all that it has promised.
    pub by: String,
    /// Whether it pays the taxes of every distribution date that cash does not reach.
    #[cfg_attr(feature = "serde", serde(default))]
    pub taxes_each_date: bool,
    /// Fees that it pays on every distribution date, as far as they are paid by a step without a cap.
    #[cfg_attr(feature = "serde", serde(default))]
    pub fees_each_date: Vec<String>,
    /// Notes whose interest it pays on every distribution date.
    #[cfg_attr(feature = "serde", serde(default))]
    pub interest_each_date: Vec<String>,
    /// Notes whose principal it pays on their maturity date, and after it while any is unpaid.
    #[cfg_attr(feature = "serde", serde(default))]
    pub principal_at_maturity: Vec<String>,
    /// From which maturity on it pays that principal.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "PrincipalAt::is_expected"))]
    #[cfg_attr(feature = "schema", schemars(extend("x-default" = "expected")))]
    pub principal_at: PrincipalAt,
    /// Of a loan guarantee, what it pays once a borrower does not.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "schema", schemars(example = GuaranteePays::Accelerated, extend("x-default" = "none")))]
    pub pays: Option<GuaranteePays>,
    /// Of a loan guarantee, how many days after a missed due date (moved as the servicer moves it) it pays; 30 if it is not said, and of
    /// servicer advances on the day itself. Of an instalment that waits, as the servicer has failed, after the day on which it is then to be
    /// paid.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "schema", schemars(example = 30, extend("x-default" = "30; 0 for servicer advances", "x-unit" = "days")))]
    pub after_days: Option<u32>,
    /// Of servicer advances, how many instalments of a loan it pays at most.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "schema", schemars(example = 3, extend("x-default" = "none", "x-unit" = "instalments")))]
    pub instalments: Option<u32>,
    /// The most it pays in sum over the deal's life, whatever is reimbursed in between; no limit if there is none. Of a
    /// liquidity facility its commitment (承诺额度). The one cap that a guarantee of loans, or servicer advances, may have.
    #[cfg_attr(feature = "serde", serde(default))]
    pub cap: Option<Money>,
    /// What is reimbursed restores that cap, as always for a liquidity facility.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "std::ops::Not::not"))]
    #[cfg_attr(feature = "schema", schemars(extend("x-default" = "false")))]
    pub revolving: bool,
    /// The most it pays on one distribution date. Of several caps the least binds.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "schema", schemars(extend("x-default" = "none")))]
    pub cap_each_date: Option<Money>,
    /// The most it pays in one year.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "schema", schemars(extend("x-default" = "none")))]
    pub cap_each_year: Option<YearCap>,
    /// The most it pays on one distribution date, as a share of what the notes that it covers owe of principal when the date
    /// opens.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "schema", schemars(extend("x-unit" = "percent or fraction", "x-default" = "none")))]
    pub cap_of_notes: Option<Rate>,
    /// A plan guarantee pays what the caps of those before it leave open, too.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "std::ops::Not::not"))]
    #[cfg_attr(feature = "schema", schemars(extend("x-default" = "false")))]
    pub beyond_cap: bool,
    /// The fee of a liquidity facility on what is not drawn of its commitment (承诺费). It accrues on the amount at the opening
    /// of a period, until the plan has ended or the giver fails.
    #[doc(alias = "承诺费")]
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "schema", schemars(extend("x-default" = "none")))]
    pub commitment_fee: Option<ReturnRate>,
    /// The agreed return on what it has paid and not been repaid; of a liquidity facility its interest.
    #[cfg_attr(feature = "serde", serde(default))]
    pub agreed_return: Option<ReturnRate>,
    /// When the reimbursement step may repay it.
    #[cfg_attr(feature = "serde", serde(default))]
    pub reimbursed: ReimbursementTiming,
}

/// A return on money paid on somebody's behalf, over the accrual periods of the notes. It does not compound, and rounds
/// half-up.
///
/// ```
/// use abs_waterfall::calendar::DayCount;
/// use abs_waterfall::enhancement::{ReturnRate, Support};
/// let support = Support::undertaking("Group", &["A"]).with_return("6%".parse()?, DayCount::Act365Fixed);
/// assert_eq!(support.agreed_return, Some(ReturnRate::new("6%".parse()?, DayCount::Act365Fixed)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct ReturnRate {
    /// The rate, a year.
    #[cfg_attr(feature = "schema", schemars(extend("x-unit" = "percent or fraction, a year")))]
    pub rate: Rate,
    /// Its day count.
    pub day_count: DayCount,
}

/// When the plan repays what the giver of a support has paid.
///
/// ```
/// use abs_waterfall::enhancement::{ReimbursementTiming, Support};
/// let support = Support::undertaking("Group", &["A"]).with_reimbursement(ReimbursementTiming::AfterSenior);
/// assert_ne!(support.reimbursed, ReimbursementTiming::default());
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum ReimbursementTiming {
    /// On every date on which cash reaches the reimbursement step.
    #[default]
    EachDate,
    /// Only once every note that is not subordinated has been repaid.
    AfterSenior,
}

/// From which maturity of a note on a support makes its principal up.
///
/// ```
/// use abs_waterfall::enhancement::{PrincipalAt, Support};
/// let patient = Support::undertaking("Group", &["A"]).with_principal_at(PrincipalAt::Legal);
/// assert_ne!(patient.principal_at, PrincipalAt::default());
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum PrincipalAt {
    /// From the expected maturity on, or the dates of the note's plan.
    #[default]
    Expected,
    /// Only from the legal final maturity on: until then it waits for what comes in late.
    Legal,
}

impl PrincipalAt {
    #[cfg(feature = "serde")]
    fn is_expected(&self) -> bool {
        *self == PrincipalAt::Expected
    }
}

impl Support {
    /// A shortfall undertaking by this party: timely interest and principal at maturity on these notes, without limit.
    #[must_use]
    pub fn undertaking(by: &str, notes: &[&str]) -> Support {
        let notes: Vec<String> = notes.iter().map(ToString::to_string).collect();
        Support {
            name: None,
            kind: SupportKind::ShortfallUndertaking,
            by: by.into(),
            taxes_each_date: false,
            fees_each_date: Vec::new(),
            interest_each_date: notes.clone(),
            principal_at_maturity: notes,
            principal_at: PrincipalAt::Expected,
            pays: None,
            after_days: None,
            instalments: None,
            cap: None,
            revolving: false,
            cap_each_date: None,
            cap_each_year: None,
            cap_of_notes: None,
            beyond_cap: false,
            commitment_fee: None,
            agreed_return: None,
            reimbursed: ReimbursementTiming::EachDate,
        }
    }

    /// A guarantee of these notes by this party: it pays what those before it leave open because they have failed.
    #[must_use]
    pub fn guarantee(by: &str, notes: &[&str]) -> Support {
        Support { kind: SupportKind::PlanGuarantee, ..Support::undertaking(by, notes) }
    }

    /// A bank's letter of guarantee for these notes, which pays on demand up to this much.
    #[must_use]
    pub fn letter(by: &str, notes: &[&str], cap: Money) -> Support {
        Support { kind: SupportKind::GuaranteeLetter, cap: Some(cap), ..Support::undertaking(by, notes) }
    }

    /// A liquidity facility of this size for the interest on these notes.
    ///
    /// ```
    /// use abs_waterfall::Money;
    /// use abs_waterfall::calendar::DayCount;
    /// use abs_waterfall::enhancement::Support;
    /// let facility = Support::facility("Bank", &["A"], Money::from_yuan(10_000_000))
    ///     .with_commitment_fee("0.3%".parse()?, DayCount::Act365Fixed)
    ///     .with_return("4.35%".parse()?, DayCount::Act365Fixed);
    /// assert!(facility.principal_at_maturity.is_empty());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn facility(by: &str, notes: &[&str], commitment: Money) -> Support {
        Support {
            kind: SupportKind::LiquidityFacility,
            cap: Some(commitment),
            principal_at_maturity: Vec::new(),
            ..Support::undertaking(by, notes)
        }
    }

    /// What it is called: its name, or that of its giver.
    pub fn name(&self) -> &str {
        self.name.as_ref().unwrap_or(&self.by)
    }

    /// The same support under a name of its own.
    #[must_use]
    pub fn with_name(self, name: &str) -> Support {
        Support { name: Some(name.into()), ..self }
    }

    /// The same support, which pays at most so much over the deal's life.
    #[must_use]
    pub fn with_cap(self, cap: Money) -> Support {
        Support { cap: Some(cap), ..self }
    }

    /// The same support, whose cap is restored by what is reimbursed.
    #[must_use]
    pub fn revolving(self) -> Support {
        Support { revolving: true, ..self }
    }

    /// The same support, which pays at most so much on one date.
    #[must_use]
    pub fn with_cap_each_date(self, cap: Money) -> Support {
        Support { cap_each_date: Some(cap), ..self }
    }

    /// The same support, which pays at most so much in one year.
    #[must_use]
    pub fn with_cap_each_year(self, cap: YearCap) -> Support {
        Support { cap_each_year: Some(cap), ..self }
    }

    /// The same support, which pays on one date at most this share of what its notes owe then.
    #[must_use]
    pub fn with_cap_of_notes(self, share: Rate) -> Support {
        Support { cap_of_notes: Some(share), ..self }
    }

    /// The same guarantee, which pays what the caps of those before it leave open, too.
    #[must_use]
    pub fn beyond_cap(self) -> Support {
        Support { beyond_cap: true, ..self }
    }

    /// The same facility, which costs this fee on what is not drawn.
    #[must_use]
    pub fn with_commitment_fee(self, rate: Rate, day_count: DayCount) -> Support {
        Support { commitment_fee: Some(ReturnRate { rate, day_count }), ..self }
    }

    /// The same support, which pays the taxes of every date too.
    #[must_use]
    pub fn with_taxes(self) -> Support {
        Support { taxes_each_date: true, ..self }
    }

    /// The same support, which pays these fees on every date too.
    #[must_use]
    pub fn with_fees(self, fees: &[&str]) -> Support {
        Support { fees_each_date: fees.iter().map(ToString::to_string).collect(), ..self }
    }

    /// The same support, which makes principal up from this maturity on.
    #[must_use]
    pub fn with_principal_at(self, principal_at: PrincipalAt) -> Support {
        Support { principal_at, ..self }
    }

    /// The same support, whose giver earns a return on what it has paid.
    #[must_use]
    pub fn with_return(self, rate: Rate, day_count: DayCount) -> Support {
        Support { agreed_return: Some(ReturnRate { rate, day_count }), ..self }
    }

    /// The same support, which may be repaid then.
    #[must_use]
    pub fn with_reimbursement(self, reimbursed: ReimbursementTiming) -> Support {
        Support { reimbursed, ..self }
    }
}

impl From<&Support> for Place {
    fn from(support: &Support) -> Place {
        Place::Support(support.name().into())
    }
}

impl ReturnRate {
    /// This rate by this day count.
    #[must_use]
    pub fn new(rate: Rate, day_count: DayCount) -> ReturnRate {
        ReturnRate { rate, day_count }
    }

    pub(super) fn factors(&self, periods: &[PaymentPeriod]) -> Result<Vec<Factor>, FactorError> {
        factors(self.rate, self.day_count, Rounding::HalfUp, periods)
    }
}
