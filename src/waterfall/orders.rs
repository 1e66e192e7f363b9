//! The orders of payment that events start, as written.

use super::event::PaymentOrder;
use super::step::Step;

/// The orders of payment that events start, each a list of steps like the waterfall, under the same rules. One that no event
/// starts is left out.
///
/// ```
/// use abs_waterfall::waterfall::{Orders, Step};
/// let orders = Orders::default().with_accelerated([Step::taxes(), Step::interest("A"), Step::principal("A"), Step::residual("A")]);
/// assert!(orders.default.is_empty());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(default, deny_unknown_fields)
)]
#[non_exhaustive]
pub struct Orders {
    /// After acceleration: as a rule all cash goes to the principal of the senior notes, by rank.
    #[doc(alias = "加速清偿")]
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Vec::is_empty"))]
    #[cfg_attr(feature = "schema", schemars(extend("x-default" = "none")))]
    pub accelerated: Vec<Step>,
    /// After an event of default: as a rule class by class, interest and principal.
    #[doc(alias = "违约后分配")]
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Vec::is_empty"))]
    #[cfg_attr(feature = "schema", schemars(extend("x-default" = "none")))]
    pub default: Vec<Step>,
    /// In liquidation.
    #[doc(alias = "清算分配")]
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Vec::is_empty"))]
    #[cfg_attr(feature = "schema", schemars(extend("x-default" = "none")))]
    pub liquidation: Vec<Step>,
}

impl Orders {
    /// With this order after acceleration.
    #[must_use]
    pub fn with_accelerated(self, steps: impl IntoIterator<Item = Step>) -> Orders {
        Orders { accelerated: steps.into_iter().collect(), ..self }
    }

    /// With this order after an event of default.
    #[must_use]
    pub fn with_default(self, steps: impl IntoIterator<Item = Step>) -> Orders {
        Orders { default: steps.into_iter().collect(), ..self }
    }

    /// With this order of liquidation.
    #[must_use]
    pub fn with_liquidation(self, steps: impl IntoIterator<Item = Step>) -> Orders {
        Orders { liquidation: steps.into_iter().collect(), ..self }
    }

    /// The orders that are given.
    pub fn given(&self) -> impl Iterator<Item = (PaymentOrder, &[Step])> {
        let all = [
            (PaymentOrder::Accelerated, &self.accelerated),
            (PaymentOrder::Default, &self.default),
            (PaymentOrder::Liquidation, &self.liquidation),
        ];
        all.into_iter().filter(|(_, steps)| !steps.is_empty()).map(|(order, steps)| (order, steps.as_slice()))
    }

    /// Is there none?
    pub fn is_empty(&self) -> bool {
        self.given().next().is_none()
    }
}

impl PaymentOrder {
    /// Where it stands in the deal.
    pub(crate) fn field(self) -> &'static str {
        match self {
            PaymentOrder::Normal => "waterfall",
            PaymentOrder::Accelerated => "orders.accelerated",
            PaymentOrder::Default => "orders.default",
            PaymentOrder::Liquidation => "orders.liquidation",
        }
    }
}
