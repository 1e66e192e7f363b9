//! What makes the price, and what a pool must reach.

use crate::money::Money;
use crate::rate::Rate;

/// What makes the price: the guarantor's terms, and the costs of the issue that the firms share by face.
///
/// ```
/// use abs_waterfall::Money;
/// use abs_waterfall::analysis::market::{Fees, PricedOn};
/// let fees = Fees::new("40%".parse()?).with_margin("0.3%".parse()?).with_shared(Money::from_yuan(1_500_000));
/// assert_eq!(fees.priced_on, PricedOn::TrueQuality);
/// # Ok::<(), abs_waterfall::RateError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct Fees {
    /// The costs of the issue that the firms share by face.
    #[cfg_attr(feature = "serde", serde(default))]
    pub shared: Money,
    /// Of a loan's face, what is not lost if the firm defaults: repaid before, or recovered after.
    pub recovery: Rate,
    /// What the guarantor takes beyond the expected loss, per yuan of face.
    #[cfg_attr(feature = "serde", serde(default))]
    pub margin: Rate,
    /// The largest fee per yuan of face that the guarantor may or will take; above it there is no deal.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub most: Option<Rate>,
    /// What the guarantor knows of the firms.
    #[cfg_attr(feature = "serde", serde(default))]
    pub priced_on: PricedOn,
}

/// What the guarantor knows of the firms.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum PricedOn {
    /// The true default probabilities of those who take part.
    #[default]
    TrueQuality,
    /// Their ratings: a naive guarantor.
    Ratings,
}

/// What a pool must reach to be issued.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields, default)
)]
#[non_exhaustive]
pub struct Floors {
    /// The smallest number of firms. By default ten, as the exchanges ask of debtors that are not affiliates of each other
    /// ([`Rule::Debtors`](crate::deal::Rule::Debtors) has the citation).
    pub firms: u32,
    /// The smallest face.
    pub size: Money,
}

impl Fees {
    /// The expected loss at this recovery, and nothing else.
    pub fn new(recovery: Rate) -> Fees {
        let priced_on = PricedOn::TrueQuality;
        Fees { shared: Money::ZERO, recovery, margin: Rate::ZERO, most: None, priced_on }
    }

    /// With costs that the firms share by face.
    #[must_use]
    pub fn with_shared(self, shared: Money) -> Fees {
        Fees { shared, ..self }
    }

    /// With a margin beyond the expected loss.
    #[must_use]
    pub fn with_margin(self, margin: Rate) -> Fees {
        Fees { margin, ..self }
    }

    /// With the largest fee that the guarantor may or will take.
    #[must_use]
    pub fn with_most(self, most: Rate) -> Fees {
        Fees { most: Some(most), ..self }
    }

    /// With what the guarantor knows of the firms.
    #[must_use]
    pub fn with_priced_on(self, priced_on: PricedOn) -> Fees {
        Fees { priced_on, ..self }
    }
}

impl Floors {
    /// Floors of both.
    pub fn new(firms: u32, size: Money) -> Floors {
        Floors { firms, size }
    }
}

/// Ten firms of any size.
impl Default for Floors {
    fn default() -> Floors {
        Floors::new(10, Money::ZERO)
    }
}
