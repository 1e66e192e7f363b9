//! Segments: firms that are alike.

use crate::money::Money;
use crate::rate::{Probability, Rate};

/// Firms that are alike: one size of loan, one quality, one alternative.
///
/// ```
/// use abs_waterfall::Money;
/// use abs_waterfall::analysis::market::{Alternative, Segment};
/// let served = Alternative::Bank("3.25%".parse()?);
/// let mature = Segment::new("mature", 12, Money::from_yuan(10_000_000), "1%".parse()?, served)
///     .with_own_costs(Money::from_yuan(30_000));
/// assert_eq!(mature.face(), Money::from_yuan(120_000_000));
/// # Ok::<(), abs_waterfall::RateError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct Segment {
    /// Its name, unique in the market.
    pub name: String,
    /// How many firms.
    pub firms: u32,
    /// The face of each firm's loan.
    pub loan: Money,
    /// The true probability that a firm defaults within the loan's term.
    pub default_probability: Probability,
    /// The probability that its rating says, where that is another: what a naive guarantor prices.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub rated: Option<Probability>,
    /// What a firm does if it does not take part.
    pub alternative: Alternative,
    /// What each firm pays up front besides the price, such as valuation and registration.
    #[cfg_attr(feature = "serde", serde(default))]
    pub own_costs: Money,
    /// The most that a firm pays up front, per yuan of face, where that is known from elsewhere; otherwise it is worked out
    /// from the alternative, the loan and the subsidy ([`Market::willingness`](super::Market::willingness)).
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub most_paid: Option<Rate>,
}

/// What a firm does if it does not take part. Rates are all-in, effective, a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "kebab-case", deny_unknown_fields)
)]
#[non_exhaustive]
pub enum Alternative {
    /// A bank lends at this rate.
    Bank(Rate),
    /// No bank lends: the firm goes without the money rather than pay more than this rate.
    NoBank(Rate),
}

impl Alternative {
    /// The all-in rate up to which a firm takes part.
    pub fn rate(self) -> Rate {
        match self {
            Alternative::Bank(rate) | Alternative::NoBank(rate) => rate,
        }
    }

    /// Does a bank serve the firm anyhow?
    pub fn is_bank(self) -> bool {
        matches!(self, Alternative::Bank(_))
    }
}

impl Segment {
    /// A segment whose ratings are true, without costs of its own.
    pub fn new(
        name: &str,
        firms: u32,
        loan: Money,
        default_probability: Probability,
        alternative: Alternative,
    ) -> Segment {
        let (rated, own_costs, most_paid) = (None, Money::ZERO, None);
        Segment {
            name: name.into(),
            firms,
            loan,
            default_probability,
            rated,
            alternative,
            own_costs,
            most_paid,
        }
    }

    /// With a rating that says another default probability than the true one.
    #[must_use]
    pub fn with_rated(self, rated: Probability) -> Segment {
        Segment { rated: Some(rated), ..self }
    }

    /// With costs that each firm pays up front besides the price.
    #[must_use]
    pub fn with_own_costs(self, own_costs: Money) -> Segment {
        Segment { own_costs, ..self }
    }

    /// With the most that a firm pays up front, per yuan of face.
    #[must_use]
    pub fn with_most_paid(self, most_paid: Rate) -> Segment {
        Segment { most_paid: Some(most_paid), ..self }
    }

    /// The face of all its loans.
    pub fn face(&self) -> Money {
        self.face_of(self.firms)
    }

    /// The face of the loans of so many of its firms.
    pub(super) fn face_of(&self, firms: u32) -> Money {
        Money::from_fen(self.loan.fen().saturating_mul(i64::from(firms)))
    }
}
