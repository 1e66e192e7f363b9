//! Supports: promises to pay what the plan's cash does not reach; as written, as the engine sees them, and the way from one to
//! the other.

use std::fmt;

use thiserror::Error;

use super::loan_guarantee::GuaranteeProblem;
use crate::calendar::{DayCount, PaymentPeriod, factors};
use crate::found::Found;
use crate::ledger::AccountId;
use crate::limits::{AmountProblem, check_positive};
use crate::money::{Factor, FactorError, Money, Rounding};
use crate::names::{NameProblem, Names, listed_twice};
use crate::place::Place;
use crate::rate::Rate;
use crate::servicing::GuaranteePays;

/// A promise by a party to pay what the plan's cash does not reach of certain dues, or what borrowers of the pool do not pay. With a AAA company behind it, it is what
/// makes the senior notes AAA.
///
/// Dues are paid from the plan's cash in the order of the waterfall; whatever of the covered ones that leaves open, the supports
/// of the deal are called for in the order in which it lists them: each pays up to its cap and while its giver has not
/// defaulted, and the next is called for what that still leaves open. What a giver pays is owed to it by the plan and repaid
/// where the waterfall has its reimbursement; without such a step it has recourse to the borrowers only, and the plan owes it
/// nothing.
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
/// A guarantee of loans (基础资产保证) covers no dues of the plan: see [`Support::loan_guarantee`].
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
    /// The party that promises; it has the role of a shortfall payer, or of a loan guarantor. Its own quality and correlation stand with it. It
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
    /// Of a loan guarantee, how many days after a missed due date (moved as the servicer moves it) it pays; 30 if it is not said.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "schema", schemars(example = 30, extend("x-default" = "30", "x-unit" = "days")))]
    pub after_days: Option<u32>,
    /// The most it pays in sum over the deal's life, whatever is reimbursed in between; no limit if there is none.
    #[cfg_attr(feature = "serde", serde(default))]
    pub cap: Option<Money>,
    /// The agreed return on what it has paid and not been repaid.
    #[cfg_attr(feature = "serde", serde(default))]
    pub agreed_return: Option<ReturnRate>,
    /// When the reimbursement step may repay it.
    #[cfg_attr(feature = "serde", serde(default))]
    pub reimbursed: ReimbursementTiming,
}

/// What kind of promise a support is.
///
/// ```
/// use abs_waterfall::enhancement::{Support, SupportKind};
/// assert_eq!(Support::undertaking("Group", &["A"]).kind, SupportKind::ShortfallUndertaking);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum SupportKind {
    /// Pays the gap on every date, with no need of a loan's default (差额支付承诺).
    #[default]
    #[doc(alias = "差额支付")]
    ShortfallUndertaking,
    /// Pays in the place of the borrowers of all loans whose guarantor on the tape is its giver (基础资产保证).
    #[doc(alias = "基础资产保证")]
    LoanGuarantee,
}

/// In words, as in a report.
impl fmt::Display for SupportKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            SupportKind::ShortfallUndertaking => "undertaking",
            SupportKind::LoanGuarantee => "loan guarantee",
        })
    }
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
            cap: None,
            agreed_return: None,
            reimbursed: ReimbursementTiming::EachDate,
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

/// What is wrong with a support.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SupportProblem {
    /// It names what there is not, or not well.
    #[error(transparent)]
    Name(#[from] NameProblem),
    /// It is capped at nothing.
    #[error(transparent)]
    Amount(#[from] AmountProblem),
    /// The agreed return over a period does not fit exact arithmetic.
    #[error(transparent)]
    Return(#[from] FactorError),
    /// A support without a due.
    #[error("it covers nothing: name the taxes, fees, interest or principal that it pays")]
    CoversNothing,
    /// It covers a tax in a deal without one.
    #[error("the deal has no tax to pay")]
    NoTax,
    /// It covers interest on a note that earns none.
    #[error("note `{0}` has no coupon: it earns what the residual step leaves")]
    NoCoupon(String),
    /// It covers interest that may be deferred.
    #[error(
        "the interest of note `{0}` may be deferred, so nobody makes it up: leave it out, or leave `deferrable` out"
    )]
    CoversDeferrable(String),
    /// A support of the subordinated notes.
    #[error("note `{0}` is subordinated: nothing of it is ever due, so nothing can be made up")]
    CoversSubordinated(String),
    /// What is wrong with a loan guarantee, or with what is one only in part.
    #[error(transparent)]
    Guarantee(#[from] GuaranteeProblem),
}

/// A support, resolved. Which dues it covers stands with the dues, in the waterfall.
#[derive(Clone, Debug)]
pub(crate) struct SupportPlan {
    /// The giver's account.
    pub(crate) account: AccountId,
    /// The giver, among the parties that give supports.
    pub(crate) giver: usize,
    /// The most that is ever paid, in sum over the deal's life. Reimbursement does not restore it.
    pub(crate) cap: Money,
    /// The agreed return on what is outstanding, by distribution date; empty if there is none.
    pub(crate) return_factors: Vec<Factor>,
    /// Principal is made up from its legal final maturity on only, and not from the expected one.
    pub(crate) waits_for_legal: bool,
    /// Nothing is reimbursed before every note that is not subordinated has been repaid.
    pub(crate) waits_for_senior: bool,
    /// Is it a guarantee of loans, which the plan never reimburses? What those loans pay stands with the collections.
    pub(crate) guarantees_loans: bool,
}

/// What of a note ever falls due.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NoteDues {
    pub(crate) interest: bool,
    /// Is interest only due when principal is?
    pub(crate) defers: bool,
    pub(crate) principal: bool,
}

/// What there is to stand behind.
pub(crate) struct Dues<'a> {
    pub(crate) taxes: bool,
    pub(crate) fees: &'a Names,
    pub(crate) notes: &'a Names,
    /// By note.
    pub(crate) of_notes: &'a [NoteDues],
}

impl Support {
    /// Binds its names and its return to factors, and checks its rules, given the account of its giver and which of the givers
    /// that is.
    pub(crate) fn resolve(
        &self,
        (account, giver): (AccountId, usize),
        dues: &Dues<'_>,
        periods: &[PaymentPeriod],
        found: &mut Found<SupportProblem>,
    ) -> SupportPlan {
        match self.kind {
            SupportKind::LoanGuarantee => self.check_guarantee(found),
            SupportKind::ShortfallUndertaking => {
                self.check_no_guarantee(found);
                self.check_cover(dues, found);
            }
        }
        if let Some(cap) = self.cap {
            found.take(self, check_positive("cap", cap));
        }
        let agreed = self.agreed_return.map(|agreed| agreed.factors(periods));
        let return_factors = agreed.and_then(|factors| found.take(self, factors));
        SupportPlan {
            account,
            giver,
            cap: self.cap.unwrap_or(Money::MAX),
            return_factors: return_factors.unwrap_or_default(),
            waits_for_legal: self.principal_at == PrincipalAt::Legal,
            waits_for_senior: self.reimbursed == ReimbursementTiming::AfterSenior,
            guarantees_loans: self.kind == SupportKind::LoanGuarantee,
        }
    }

    /// Checks that there is what it covers, and that it can fall due.
    fn check_cover(&self, dues: &Dues<'_>, found: &mut Found<SupportProblem>) {
        let lists = [&self.fees_each_date, &self.interest_each_date, &self.principal_at_maturity];
        if !self.taxes_each_date && lists.iter().all(|list| list.is_empty()) {
            found.add(self, SupportProblem::CoversNothing);
        }
        if self.taxes_each_date && !dues.taxes {
            found.add(self, SupportProblem::NoTax);
        }
        found.add_all(self, listed_twice(&self.fees_each_date));
        for fee in &self.fees_each_date {
            found.take(self, dues.fees.find(fee));
        }
        for (notes, is_interest) in [(&self.interest_each_date, true), (&self.principal_at_maturity, false)] {
            found.add_all(self, listed_twice(notes));
            for note in notes {
                found.take(self, dues.check_note(note, is_interest));
            }
        }
    }
}

impl Dues<'_> {
    /// Checks that interest on a note, or its principal, can fall due.
    fn check_note(&self, name: &str, is_interest: bool) -> Result<(), SupportProblem> {
        let due = self.of_notes[self.notes.find(name)?];
        if !due.principal {
            Err(SupportProblem::CoversSubordinated(name.into()))
        } else if is_interest && !due.interest {
            Err(SupportProblem::NoCoupon(name.into()))
        } else if is_interest && due.defers {
            Err(SupportProblem::CoversDeferrable(name.into()))
        } else {
            Ok(())
        }
    }
}

impl ReturnRate {
    /// This rate by this day count.
    #[must_use]
    pub fn new(rate: Rate, day_count: DayCount) -> ReturnRate {
        ReturnRate { rate, day_count }
    }

    fn factors(&self, periods: &[PaymentPeriod]) -> Result<Vec<Factor>, FactorError> {
        factors(self.rate, self.day_count, Rounding::HalfUp, periods)
    }
}
