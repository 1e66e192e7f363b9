//! What is asked of a guarantor's view: whose it is, and what its fee is reckoned by.

use super::charge::ChargedFee;
use super::later::CounterGuarantee;
use super::regulator::GuarantorKind;
use super::shared::SharedRisk;
use crate::calendar::DayCount;
use crate::rate::{Probability, Rate};

/// Whose view of a deal it is, and what its fee, its capital and its reserves are reckoned by.
///
/// Without more it is a party that bears everything alone, is paid on the balance of the notes that it covers by ACT/365F,
/// discounts at nothing, and looks at its tail at 99.9 %, with no cost of capital.
///
/// ```
/// use abs_waterfall::analysis::guarantor::GuaranteeTerms;
/// let terms = GuaranteeTerms::new("Fujian Credit Enhancement").with_discount("3%".parse()?).with_hurdle("8%".parse()?, "3%".parse()?);
/// assert_eq!(terms.level.to_string(), "99.90%");
/// assert!((terms.charge() - 0.05).abs() < 1e-12);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct GuaranteeTerms {
    /// The party that gives supports.
    pub guarantor: String,
    /// What its running fee is a rate on.
    #[cfg_attr(feature = "serde", serde(default))]
    pub base: GuaranteeBase,
    /// How the years of a running fee are counted, over the accrual periods of the notes.
    #[cfg_attr(feature = "serde", serde(default = "act_365"))]
    pub day_count: DayCount,
    /// The effective annual rate at which everything is discounted, from the nominal distribution dates to closing.
    #[cfg_attr(feature = "serde", serde(default))]
    pub discount: Rate,
    /// The probability of the reserve, of liquidity and of the tail: 99.9 % if nothing else is said.
    #[cfg_attr(feature = "serde", serde(default = "usual_level"))]
    pub level: Probability,
    /// What its capital must earn, a year.
    #[doc(alias = "资本成本")]
    #[cfg_attr(feature = "serde", serde(default))]
    pub hurdle: Rate,
    /// What its capital earns where it is invested, a year.
    #[cfg_attr(feature = "serde", serde(default))]
    pub earned: Rate,
    /// With whom it shares what it pays.
    #[cfg_attr(feature = "serde", serde(default))]
    pub shared: SharedRisk,
    /// Who stands behind it.
    #[cfg_attr(feature = "serde", serde(default))]
    pub counter: Option<CounterGuarantee>,
    /// Whose rules it is under.
    #[cfg_attr(feature = "serde", serde(default))]
    pub kind: GuarantorKind,
    /// The fee that it charges, paid from outside the plan: then its profit and loss is told.
    #[cfg_attr(feature = "serde", serde(default))]
    pub fee: Option<ChargedFee>,
    /// A fee of the plan, a rate on notes, by its name: then it is told at which rate that pays for what is promised.
    #[cfg_attr(feature = "serde", serde(default))]
    pub plan_fee: Option<String>,
    /// Borrowers, each of which is also looked at as if it never defaulted.
    #[cfg_attr(feature = "serde", serde(default))]
    pub without: Vec<String>,
}

/// The balance on which a running fee is reckoned, at the opening of every distribution date.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum GuaranteeBase {
    /// That of the notes whose interest or principal it covers.
    #[default]
    Covered,
    /// That of these notes.
    Notes(Vec<String>),
}

fn act_365() -> DayCount {
    DayCount::Act365Fixed
}

/// 99.9 %.
fn usual_level() -> Probability {
    Probability::new(rust_decimal::Decimal::new(999, 3)).unwrap_or_default()
}

impl GuaranteeTerms {
    /// The view of this party.
    #[must_use]
    pub fn new(guarantor: impl Into<String>) -> GuaranteeTerms {
        GuaranteeTerms {
            guarantor: guarantor.into(),
            base: GuaranteeBase::Covered,
            day_count: act_365(),
            discount: Rate::ZERO,
            level: usual_level(),
            hurdle: Rate::ZERO,
            earned: Rate::ZERO,
            shared: SharedRisk::default(),
            counter: None,
            kind: GuarantorKind::default(),
            fee: None,
            plan_fee: None,
            without: Vec::new(),
        }
    }

    /// With a running fee on this balance, its years counted so.
    #[must_use]
    pub fn with_base(self, base: GuaranteeBase, day_count: DayCount) -> GuaranteeTerms {
        GuaranteeTerms { base, day_count, ..self }
    }

    /// Discounted at this effective annual rate.
    #[must_use]
    pub fn with_discount(self, discount: Rate) -> GuaranteeTerms {
        GuaranteeTerms { discount, ..self }
    }

    /// With the tail, the reserve and liquidity at this probability.
    #[must_use]
    pub fn with_level(self, level: Probability) -> GuaranteeTerms {
        GuaranteeTerms { level, ..self }
    }

    /// With capital that must earn `hurdle` a year and earns `earned` by itself.
    #[must_use]
    pub fn with_hurdle(self, hurdle: Rate, earned: Rate) -> GuaranteeTerms {
        GuaranteeTerms { hurdle, earned, ..self }
    }

    /// With its risk shared like this.
    #[must_use]
    pub fn with_shared(self, shared: SharedRisk) -> GuaranteeTerms {
        GuaranteeTerms { shared, ..self }
    }

    /// With somebody who stands behind it.
    #[must_use]
    pub fn with_counter(self, counter: CounterGuarantee) -> GuaranteeTerms {
        GuaranteeTerms { counter: Some(counter), ..self }
    }

    /// Under the rules for this kind of guarantor.
    #[must_use]
    pub fn with_kind(self, kind: GuarantorKind) -> GuaranteeTerms {
        GuaranteeTerms { kind, ..self }
    }

    /// With a profit and loss, where it is paid this fee from outside the plan.
    #[must_use]
    pub fn with_fee(self, fee: ChargedFee) -> GuaranteeTerms {
        GuaranteeTerms { fee: Some(fee), ..self }
    }

    /// Paid by the plan itself, by its fee of this name: the rate is found at which that pays for what is promised.
    #[must_use]
    pub fn with_plan_fee(self, name: impl Into<String>) -> GuaranteeTerms {
        GuaranteeTerms { plan_fee: Some(name.into()), ..self }
    }

    /// With each of these borrowers also looked at as if it never defaulted.
    #[must_use]
    pub fn with_without<T: Into<String>>(self, borrowers: impl IntoIterator<Item = T>) -> GuaranteeTerms {
        GuaranteeTerms { without: borrowers.into_iter().map(Into::into).collect(), ..self }
    }

    /// The discount factor after so many years.
    pub(super) fn discount_over(&self, years: f64) -> f64 {
        libm::pow(1.0 + self.discount.to_f64(), -years)
    }

    /// What capital costs beyond what it earns, a year; nothing where it earns more than it must.
    pub fn charge(&self) -> f64 {
        (self.hurdle.to_f64() - self.earned.to_f64()).max(0.0)
    }
}
