//! Sets of segments that could make the pool, and how each of them stands.

use super::definition::Market;
use super::pool::MarketPool;
use crate::money::Money;
use crate::simulation::Estimate;

/// The most willing segments, so many of them, as a pool, and how it stands at its own price. Segments that pay exactly as much
/// are in or out together.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Candidate {
    /// The segments, the most willing first.
    pub segments: Vec<String>,
    /// All of their firms.
    pub pool: MarketPool,
    /// How it stands at its own price.
    pub standing: Standing,
    /// Does an equilibrium hold against one firm that leaves or joins?
    pub stability: Option<Stability>,
    /// The rules that it breaks: with any it is not issued, however it stands.
    pub broken: Vec<Rule>,
}

/// How a candidate stands at its own price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Standing {
    /// Its least willing firms pay less than the price: they leave.
    Deserted,
    /// Firms outside would pay the price: they join.
    Oversubscribed,
    /// All inside pay the price, and nobody outside does.
    Equilibrium,
    /// The price is within two standard errors of what decides: more paths can tell.
    Undecided,
}

/// Does an equilibrium hold against one firm?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Stability {
    /// A firm of the least willing segment inside that left would return, and one of the most willing outside that joined would
    /// leave.
    Stable,
    /// One of the two would not.
    Unstable,
    /// A price is within two standard errors of what decides.
    Undecided,
}

/// A rule that a pool breaks.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Rule {
    /// It has fewer firms than it must.
    TooFewFirms {
        /// How many it has.
        firms: u64,
        /// How many it must have.
        least: u32,
    },
    /// Its face is smaller than it must be.
    TooSmall {
        /// What it is.
        size: Money,
        /// What it must be.
        least: Money,
    },
    /// The guarantor's fee is above the largest that it may or will take.
    FeeTooHigh {
        /// The fee, per yuan of face.
        fee: Estimate,
        /// The largest, per yuan of face.
        most: f64,
    },
}

/// Does a firm that pays at most so much pay this price? `None` where the price is within two standard errors of it. A price
/// that is exact is compared exactly.
pub(super) fn pays(price: Estimate, most: f64) -> Option<bool> {
    let gap = most - price.value;
    let is_certain = price.error == 0.0 || gap.abs() > 2.0 * price.error;
    is_certain.then_some(gap >= 0.0)
}

impl Standing {
    /// Of a pool whose least willing firms pay the first, and outside of which the most willing pay the second, if anybody is
    /// outside.
    pub(super) fn of(price: Estimate, inside: f64, outside: Option<f64>) -> Standing {
        let joins = outside.map_or(Some(false), |most| pays(price, most));
        match (pays(price, inside), joins) {
            (Some(false), _) => Standing::Deserted,
            (Some(true), Some(true)) => Standing::Oversubscribed,
            (Some(true), Some(false)) => Standing::Equilibrium,
            _ => Standing::Undecided,
        }
    }
}

impl Stability {
    /// From what must all be so.
    pub(super) fn of(all: impl IntoIterator<Item = Option<bool>>) -> Stability {
        let worst = all.into_iter().map(|holds| match holds {
            Some(true) => 0,
            None => 1,
            Some(false) => 2,
        });
        match worst.max() {
            None | Some(0) => Stability::Stable,
            Some(1) => Stability::Undecided,
            _ => Stability::Unstable,
        }
    }
}

impl Market {
    /// The rules that a pool breaks. A fee within two errors of its limit breaks it if its estimate does.
    pub(super) fn broken_by(&self, pool: &MarketPool) -> Vec<Rule> {
        let (floors, most) = (&self.floors, self.fees.most.map(|most| most.to_f64()));
        let few = pool.firms < u64::from(floors.firms);
        let few = few.then_some(Rule::TooFewFirms { firms: pool.firms, least: floors.firms });
        let small = pool.size < floors.size;
        let small = small.then_some(Rule::TooSmall { size: pool.size, least: floors.size });
        let high = most.filter(|most| pool.fee.value > *most);
        let high = high.map(|most| Rule::FeeTooHigh { fee: pool.fee, most });
        [few, small, high].into_iter().flatten().collect()
    }
}
