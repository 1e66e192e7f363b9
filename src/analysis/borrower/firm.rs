//! What subsidies ask about a firm.

use std::collections::BTreeMap;

use crate::money::Money;

/// What subsidies ask about a firm besides its loan.
///
/// ```
/// use abs_waterfall::Money;
/// use abs_waterfall::analysis::borrower::Firm;
/// let firm = Firm::default().with_revenue(Money::from_yuan(80_000_000)).with_received("Fujian", Money::from_yuan(50_000));
/// assert_eq!(firm.received["Fujian"], Money::from_yuan(50_000));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields, default)
)]
#[non_exhaustive]
pub struct Firm {
    /// The audited revenue of the year before.
    pub revenue: Option<Money>,
    /// Is it a small or micro enterprise (小微企业)?
    #[doc(alias = "小微企业")]
    pub is_small: bool,
    /// What it financed earlier in the same year in the way that a subsidy is for.
    pub financed_in_year: Money,
    /// What it received before under a rule, by the rule's name.
    pub received: BTreeMap<String, Money>,
}

impl Firm {
    /// With this audited revenue in the year before.
    #[must_use]
    pub fn with_revenue(self, revenue: Money) -> Firm {
        Firm { revenue: Some(revenue), ..self }
    }

    /// A small or micro enterprise, or none.
    #[must_use]
    pub fn with_small(self, is_small: bool) -> Firm {
        Firm { is_small, ..self }
    }

    /// With this amount financed earlier in the year.
    #[must_use]
    pub fn with_financed_in_year(self, financed_in_year: Money) -> Firm {
        Firm { financed_in_year, ..self }
    }

    /// With this amount received before under a rule.
    #[must_use]
    pub fn with_received(mut self, rule: &str, amount: Money) -> Firm {
        self.received.insert(rule.into(), amount);
        self
    }
}
