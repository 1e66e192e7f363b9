//! Assumptions made worse: how many times the default probabilities and the recovery, and how much later.

use std::fmt;

use super::multiple::Multiple;

/// What is assumed of a pool, made worse or better: a default probability of its loans, the recovery, and its lag.
///
/// What is *stated* is multiplied: an annual probability, or every cumulative figure of a grade, at most up to certainty. The
/// parties of the deal keep their own, but for one that is a borrower too, as a company defaults once. A recovery is never
/// more than is owed.
///
/// ```
/// # #[cfg(feature = "files")]
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use abs_waterfall::credit::CreditStress;
/// use abs_waterfall::{Deal, Scenario};
/// let deal = Deal::load("examples/deals/fujian.toml")?.resolve()?;
/// let half = CreditStress::default().with_recovery("0.5".parse()?).with_lag_months(3);
/// let stressed = deal.varied(|deal| deal.credit.stress = half)?;
/// let recovered = |deal: &abs_waterfall::ResolvedDeal| {
///     let projection = deal.project(&Scenario::no_default().with_default("C01", 6))?;
///     Ok::<_, abs_waterfall::ScenarioError>(projection.defaults[0].recovery.to_string())
/// };
/// assert_eq!((recovered(&deal)?, recovered(&stressed)?), ("3,555,555.56".into(), "1,777,777.78".into()));
/// # Ok(())
/// # }
/// # #[cfg(not(feature = "files"))]
/// # fn main() {}
/// ```
///
/// In a file, under `[credit]`: `stress = { default_probability = "2", recovery = "0.5", lag_months = 6 }`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(default, deny_unknown_fields)
)]
#[non_exhaustive]
pub struct CreditStress {
    /// How many times the default probability of every loan.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Multiple::is_once"))]
    #[cfg_attr(feature = "schema", schemars(extend("x-default" = "1")))]
    pub default_probability: Multiple,
    /// How many times the recovery.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Multiple::is_once"))]
    #[cfg_attr(feature = "schema", schemars(extend("x-default" = "1")))]
    pub recovery: Multiple,
    /// How many months later the recovery comes.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "is_at_once"))]
    #[cfg_attr(feature = "schema", schemars(extend("x-unit" = "months", "x-default" = "0")))]
    pub lag_months: u32,
}

/// Not any later?
#[cfg(feature = "serde")]
pub(crate) fn is_at_once(months: &u32) -> bool {
    *months == 0
}

impl CreditStress {
    /// With default probabilities of the loans this many times what is stated.
    #[must_use]
    pub fn with_default_probability(self, default_probability: Multiple) -> CreditStress {
        CreditStress { default_probability, ..self }
    }

    /// With this many times the recovery.
    #[must_use]
    pub fn with_recovery(self, recovery: Multiple) -> CreditStress {
        CreditStress { recovery, ..self }
    }

    /// With a recovery that comes so many months later.
    #[must_use]
    pub fn with_lag_months(self, lag_months: u32) -> CreditStress {
        CreditStress { lag_months, ..self }
    }

    /// This stress on top of another one: their multiples multiplied, their lags added.
    #[must_use]
    pub(crate) fn on_top_of(self, other: CreditStress) -> CreditStress {
        CreditStress {
            default_probability: other.default_probability.times(self.default_probability),
            recovery: other.recovery.times(self.recovery),
            lag_months: other.lag_months.saturating_add(self.lag_months),
        }
    }

    /// Does it change nothing?
    pub(crate) fn is_none(&self) -> bool {
        *self == CreditStress::default()
    }

    /// What it changes, each in words: "0.5 times the recovery".
    pub(crate) fn in_words(&self) -> impl Iterator<Item = String> + use<> {
        let CreditStress { default_probability, recovery, lag_months } = self;
        let said = [
            (!default_probability.is_once())
                .then(|| format!("{default_probability} times the default probabilities of loans")),
            (!recovery.is_once()).then(|| format!("{recovery} times the recovery")),
            (*lag_months > 0).then(|| format!("recovered {lag_months} month(s) later")),
        ];
        said.into_iter().flatten()
    }
}

/// "2 times the default probabilities of loans, 0.5 times the recovery, recovered 6 month(s) later"; "no stress".
impl fmt::Display for CreditStress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.in_words().collect::<Vec<_>>().as_slice() {
            [] => f.write_str("no stress"),
            said => f.write_str(&said.join(", ")),
        }
    }
}
