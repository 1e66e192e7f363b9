//! With whom a guarantor shares what it pays: a re-guarantee fund, a bank, a state's pool.

use rust_decimal::Decimal;
use thiserror::Error;

use crate::money::Money;
use crate::rate::Rate;

/// Who bears which share of every compensation beside the guarantor, which bears the rest.
///
/// In Longyan the guarantor bears 40 %, the bank 40 % and the provincial re-guarantor 20 % (fj.010b.com, detail/109733):
///
/// ```
/// use abs_waterfall::analysis::guarantor::{RiskShare, SharedRisk};
/// let bank = RiskShare::new("bank", "40%".parse()?);
/// let fund = RiskShare::new("re-guarantor", "20%".parse()?).with_cap("5000000".parse()?);
/// let longyan = SharedRisk::new([bank, fund])?;
/// assert_eq!(longyan.own_share().to_string(), "40.00%");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "Vec<RiskShare>", into = "Vec<RiskShare>"))]
#[doc(alias = "风险分担")]
pub struct SharedRisk {
    shares: Vec<RiskShare>,
}

/// The share of one that bears risk with the guarantor.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct RiskShare {
    /// Who bears it.
    pub who: String,
    /// Its share of every compensation.
    pub share: Rate,
    /// The most that it pays in sum over the deal's life, whatever comes back; no limit if there is none. What is beyond it
    /// stays with the guarantor.
    #[cfg_attr(feature = "serde", serde(default))]
    pub cap: Option<Money>,
}

impl RiskShare {
    /// This share of every compensation, without limit.
    #[must_use]
    pub fn new(who: impl Into<String>, share: Rate) -> RiskShare {
        RiskShare { who: who.into(), share, cap: None }
    }

    /// With at most so much over the deal's life.
    #[must_use]
    pub fn with_cap(self, cap: Money) -> RiskShare {
        RiskShare { cap: Some(cap), ..self }
    }
}

/// Why risk is not shared so.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SharedRiskError {
    /// Shares of more than all.
    #[error("the shares of others come to {0}: make them 100 % at most, the rest is the guarantor's")]
    MoreThanAll(Decimal),
    /// A share that cannot be a weight.
    #[error("the share of `{0}` is finer than a millionth of a millionth: round it to twelve decimals")]
    TooFine(String),
    /// A negative cap.
    #[error("the cap of `{who}` is {cap}: make it an amount that is not negative")]
    NegativeCap {
        /// Whose.
        who: String,
        /// The cap.
        cap: Money,
    },
    /// One twice.
    #[error("`{0}` has two shares: add them to one")]
    Twice(String),
}

/// Shares are counted in so many parts of all.
const PARTS: i64 = 1_000_000_000_000;

impl SharedRisk {
    /// Risk shared like this.
    ///
    /// # Errors
    /// [`SharedRiskError`] where the shares are more than all, too fine or said twice, or a cap is negative.
    pub fn new(shares: impl IntoIterator<Item = RiskShare>) -> Result<SharedRisk, SharedRiskError> {
        let shared = SharedRisk { shares: shares.into_iter().collect() };
        for (i, share) in shared.shares.iter().enumerate() {
            shared.check(i, share)?;
        }
        let others = shared.others();
        if others > Decimal::ONE {
            return Err(SharedRiskError::MoreThanAll(others));
        }
        Ok(shared)
    }

    fn check(&self, number: usize, share: &RiskShare) -> Result<(), SharedRiskError> {
        let who = || share.who.clone();
        if self.shares[..number].iter().any(|other| other.who == share.who) {
            return Err(SharedRiskError::Twice(who()));
        }
        if share.share.to_decimal().normalize().scale() > 12 {
            return Err(SharedRiskError::TooFine(who()));
        }
        match share.cap {
            Some(cap) if cap < Money::ZERO => Err(SharedRiskError::NegativeCap { who: who(), cap }),
            _ => Ok(()),
        }
    }

    /// What the others bear together.
    fn others(&self) -> Decimal {
        self.shares.iter().map(|share| share.share.to_decimal()).sum()
    }

    /// What the guarantor bears before any cap.
    pub fn own_share(&self) -> Rate {
        Rate::new(Decimal::ONE - self.others()).unwrap_or_default()
    }

    /// Those who bear a share beside the guarantor.
    pub fn shares(&self) -> &[RiskShare] {
        &self.shares
    }

    /// The guarantor's share, then the others', in parts of all.
    pub(super) fn weights(&self) -> Vec<Money> {
        let parts = |share: Decimal| {
            let parts = i64::try_from((share * Decimal::from(PARTS)).trunc());
            Money::from_fen(parts.unwrap_or(PARTS))
        };
        let own = parts(Decimal::ONE - self.others());
        std::iter::once(own).chain(self.shares.iter().map(|share| parts(share.share.to_decimal()))).collect()
    }
}

impl TryFrom<Vec<RiskShare>> for SharedRisk {
    type Error = SharedRiskError;
    fn try_from(shares: Vec<RiskShare>) -> Result<SharedRisk, SharedRiskError> {
        SharedRisk::new(shares)
    }
}

impl From<SharedRisk> for Vec<RiskShare> {
    fn from(shared: SharedRisk) -> Vec<RiskShare> {
        shared.shares
    }
}
