//! A subsidy as a public notice states it.

use super::condition::Condition;
use super::cost::CostKind;
use super::error::BorrowerError;
use super::share::{self, Share};
use crate::money::{Money, Rounding};
use crate::pool::InterestBasis;
use crate::rate::Rate;

/// A subsidy as a public notice states it: what of, how much, at most, under which conditions, when, and to whom.
///
/// A district pays half of the guarantee fee, at most 100,000 yuan, six months after repayment:
///
/// ```
/// use abs_waterfall::Money;
/// use abs_waterfall::analysis::borrower::*;
/// let base = SubsidyBase::Costs(vec![CostBase::gross(CostKind::Guarantee)]);
/// let rule = SubsidyRule::new("guarantee fee", SubsidyPart::new(base, Share::Rate("50%".parse()?)))
///     .with_cap(Cap::Total(Money::from_yuan(100_000)))
///     .with_lag(6);
/// assert_eq!(rule.paid, PaidAfter::Repayment);
/// # Ok::<(), abs_waterfall::RateError>(())
/// ```
#[doc(alias = "贴息")]
#[doc(alias = "奖补")]
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct SubsidyRule {
    /// Its name.
    pub name: String,
    /// Where it is published.
    #[cfg_attr(feature = "serde", serde(default))]
    pub source: String,
    /// Whom it is paid to: the firm, if nothing else is said.
    #[cfg_attr(feature = "serde", serde(default))]
    pub payee: SubsidyPayee,
    /// What it is paid for. The parts add up.
    pub parts: Vec<SubsidyPart>,
    /// What must hold for anything to be paid.
    #[cfg_attr(feature = "serde", serde(default))]
    pub conditions: Vec<Condition>,
    /// The most that is paid. The caps of a year come first, then the others.
    #[cfg_attr(feature = "serde", serde(default))]
    pub caps: Vec<Cap>,
    /// After what it is paid: after full repayment (还本付息后), if nothing else is said.
    #[cfg_attr(feature = "serde", serde(default))]
    pub paid: PaidAfter,
    /// How many months after that.
    #[cfg_attr(feature = "serde", serde(default))]
    pub lag_months: u32,
    /// Only what is for the first so many months counts; all, if it is left out.
    #[cfg_attr(feature = "serde", serde(default))]
    pub first_months: Option<u32>,
    /// Is nothing paid beside another subsidy of the same cost (不重复资助)? Then the larger of the two is paid.
    #[doc(alias = "不重复资助")]
    #[doc(alias = "就高不重复")]
    #[cfg_attr(feature = "serde", serde(default))]
    pub not_beside_others: bool,
    /// How each payment is rounded to the fen; nothing is rounded before.
    #[cfg_attr(feature = "serde", serde(default))]
    pub rounding: Rounding,
}

/// Whom a subsidy is paid to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "kebab-case", deny_unknown_fields)
)]
#[non_exhaustive]
pub enum SubsidyPayee {
    /// The firm that borrows.
    #[default]
    Firm,
    /// The originator of the deal, for the issue.
    Issuer,
    /// An institution that helped: the broker, the guarantor, the centre that coordinates.
    Institution,
}

/// A share of a base.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct SubsidyPart {
    /// What it is a share of.
    pub base: SubsidyBase,
    /// Which share.
    pub share: Share,
    /// Another share where conditions hold: the first of these whose conditions all do.
    #[cfg_attr(feature = "serde", serde(default))]
    pub instead: Vec<ShareIf>,
    /// The most that this part pays.
    #[cfg_attr(feature = "serde", serde(default))]
    pub cap: Option<Money>,
}

/// A share that applies under conditions.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct ShareIf {
    /// What must hold, all of it.
    pub conditions: Vec<Condition>,
    /// The share then.
    pub share: Share,
}

/// What a subsidy is a share of.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "kebab-case", deny_unknown_fields)
)]
#[non_exhaustive]
pub enum SubsidyBase {
    /// These costs as they were paid.
    Costs(Vec<CostBase>),
    /// The principal of the loan, once.
    Face,
    /// The principal of the loan, be it repaid or not, by time: its share is a year.
    FaceByTime(InterestBasis),
    /// What is outstanding, by time: its share is a year.
    Balance(InterestBasis),
    /// The amount issued.
    Issuance,
}

/// A kind of cost as a base.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct CostBase {
    /// Which costs.
    pub kind: CostKind,
    /// The value-added tax in them that does not count: of 106 yuan at 6 %, 100 count. All counts, if it is left out.
    #[doc(alias = "增值税")]
    #[cfg_attr(feature = "serde", serde(default))]
    pub net_of_vat: Option<Rate>,
}

/// The most that a subsidy pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "kebab-case", deny_unknown_fields)
)]
#[non_exhaustive]
pub enum Cap {
    /// For one financing.
    Total(Money),
    /// For what falls into each year.
    PerYear {
        /// How much.
        most: Money,
        /// Which year.
        year: SubsidyYear,
    },
    /// For one firm, with what it [received](super::Firm::received) before.
    PerFirm(Money),
    /// A share of the firm's revenue of the year before, where it finances more than an amount in the year.
    OfRevenue {
        /// The share.
        share: Rate,
        /// The amount above which this cap applies: of this loan and what was financed earlier in the year.
        #[cfg_attr(feature = "serde", serde(default))]
        above: Money,
    },
}

/// A year over which a cap counts. A cost falls into the year in which it is paid, one in advance on a first day into the year
/// that begins; principal by time falls into the years of its days, so that a period which crosses the end of a year is cut by
/// days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "kebab-case", deny_unknown_fields)
)]
#[non_exhaustive]
pub enum SubsidyYear {
    /// From the disbursement and each of its anniversaries.
    Loan,
    /// From January to December.
    Calendar,
}

/// After what a subsidy is paid.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "kebab-case", deny_unknown_fields)
)]
#[non_exhaustive]
pub enum PaidAfter {
    /// Once, after the last instalment.
    #[default]
    Repayment,
    /// Once, after the disbursement.
    Disbursement,
    /// After each year of the loan, for what falls into it; the last year ends with the loan.
    EveryYear,
    /// After each payment that it is for.
    EveryPayment,
}

impl CostBase {
    /// All of these costs.
    #[must_use]
    pub fn gross(kind: CostKind) -> CostBase {
        CostBase { kind, net_of_vat: None }
    }

    /// These costs less the value-added tax of this rate in them.
    #[must_use]
    pub fn net(kind: CostKind, vat: Rate) -> CostBase {
        CostBase { kind, net_of_vat: Some(vat) }
    }
}

impl SubsidyPart {
    /// A share of a base.
    #[must_use]
    pub fn new(base: SubsidyBase, share: Share) -> SubsidyPart {
        SubsidyPart { base, share, instead: Vec::new(), cap: None }
    }

    /// With another share where all of these conditions hold.
    #[must_use]
    pub fn with_share_if(mut self, conditions: Vec<Condition>, share: Share) -> SubsidyPart {
        self.instead.push(ShareIf { conditions, share });
        self
    }

    /// With at most this paid for it.
    #[must_use]
    pub fn with_cap(self, cap: Money) -> SubsidyPart {
        SubsidyPart { cap: Some(cap), ..self }
    }

    /// The kinds of cost that it relieves: a subsidy of principal is one of its interest.
    pub(super) fn relieves(&self) -> Vec<CostKind> {
        match &self.base {
            SubsidyBase::Costs(costs) => costs.iter().map(|cost| cost.kind).collect(),
            SubsidyBase::Face | SubsidyBase::FaceByTime(_) | SubsidyBase::Balance(_) => {
                vec![CostKind::Interest]
            }
            SubsidyBase::Issuance => vec![CostKind::Issue],
        }
    }
}

impl SubsidyRule {
    /// A subsidy of one part to the firm, paid on the day of full repayment.
    #[must_use]
    pub fn new(name: &str, part: SubsidyPart) -> SubsidyRule {
        SubsidyRule {
            name: name.into(),
            source: String::new(),
            payee: SubsidyPayee::Firm,
            parts: vec![part],
            conditions: Vec::new(),
            caps: Vec::new(),
            paid: PaidAfter::Repayment,
            lag_months: 0,
            first_months: None,
            not_beside_others: false,
            rounding: Rounding::HalfUp,
        }
    }

    /// With a further part.
    #[must_use]
    pub fn with_part(mut self, part: SubsidyPart) -> SubsidyRule {
        self.parts.push(part);
        self
    }

    /// Published there.
    #[must_use]
    pub fn with_source(self, source: &str) -> SubsidyRule {
        SubsidyRule { source: source.into(), ..self }
    }

    /// Paid to somebody else.
    #[must_use]
    pub fn with_payee(self, payee: SubsidyPayee) -> SubsidyRule {
        SubsidyRule { payee, ..self }
    }

    /// With a further condition.
    #[must_use]
    pub fn with_condition(mut self, condition: Condition) -> SubsidyRule {
        self.conditions.push(condition);
        self
    }

    /// With a further cap.
    #[must_use]
    pub fn with_cap(mut self, cap: Cap) -> SubsidyRule {
        self.caps.push(cap);
        self
    }

    /// Paid after this.
    #[must_use]
    pub fn with_paid(self, paid: PaidAfter) -> SubsidyRule {
        SubsidyRule { paid, ..self }
    }

    /// Paid so many months later.
    #[must_use]
    pub fn with_lag(self, lag_months: u32) -> SubsidyRule {
        SubsidyRule { lag_months, ..self }
    }

    /// For what falls into the first so many months.
    #[must_use]
    pub fn with_first_months(self, months: u32) -> SubsidyRule {
        SubsidyRule { first_months: Some(months), ..self }
    }

    /// Not paid beside another subsidy of the same cost.
    #[must_use]
    pub fn with_not_beside_others(self) -> SubsidyRule {
        SubsidyRule { not_beside_others: true, ..self }
    }

    /// Rounded so at each payment.
    #[must_use]
    pub fn with_rounding(self, rounding: Rounding) -> SubsidyRule {
        SubsidyRule { rounding, ..self }
    }

    pub(super) fn check(&self) -> Result<(), BorrowerError> {
        let wrong = |problem| BorrowerError::Rule { rule: self.name.clone(), problem };
        if self.parts.is_empty() {
            return Err(wrong("it has no parts: say what it is a share of"));
        }
        let shares = |part: &SubsidyPart| {
            let all = std::iter::once(&part.share).chain(part.instead.iter().map(|other| &other.share));
            all.map(|share| check_share(&part.base, share)).collect::<Result<Vec<()>, _>>()
        };
        self.parts.iter().try_for_each(|part| shares(part).map(drop)).map_err(wrong)
    }
}

fn check_share(base: &SubsidyBase, share: &Share) -> Result<(), &'static str> {
    let is_by_lpr = matches!(share, Share::OfLpr { .. });
    let is_principal =
        matches!(base, SubsidyBase::Face | SubsidyBase::FaceByTime(_) | SubsidyBase::Balance(_));
    if is_by_lpr && !is_principal {
        return Err("a share of the loan prime rate is of principal: write face, face-by-time or balance");
    }
    share::check(share)
}
