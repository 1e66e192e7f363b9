//! What a market comes to.

use super::candidate::{Candidate, Rule, Stability, Standing};
use super::pool::MarketPool;

/// What a market comes to: every candidate, and which of them lasts.
///
/// It displays as sentences, the first of which is the answer.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Equilibria {
    /// What comes about.
    pub outcome: Outcome,
    /// What firms pay at most, the most willing segment first.
    pub bids: Vec<Bid>,
    /// The most willing segment, the two most willing, and so on to all that ever apply.
    pub candidates: Vec<Candidate>,
    /// The pools from everybody on, as those leave who do not pay the price that everybody left causes. An illustration: it may
    /// miss an equilibrium that there is.
    pub from_everybody: Vec<MarketPool>,
}

/// What the firms of a segment pay.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Bid {
    /// The segment.
    pub segment: String,
    /// How many firms it has.
    pub firms: u32,
    /// The most that they pay up front, per yuan of face; `None` if no price will do.
    pub most: Option<f64>,
}

/// What comes about.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Outcome {
    /// The largest stable equilibrium.
    Stable(MarketPool),
    /// There are equilibria, none of which is stable; this is the largest.
    NoneStable(MarketPool),
    /// There is no equilibrium of whole segments: the marginal one takes part in part.
    InPart {
        /// The marginal segments: one, or some that pay exactly as much, which join in their order in the market.
        segments: Vec<String>,
        /// How many of their firms take part; none where already one of them that joined would leave.
        firms: u64,
        /// How many take part at least: so many pay the price even if it is two standard errors higher.
        least: u64,
        /// How many take part at most: one more would not pay even a price that is two standard errors lower.
        most: u64,
        /// How many they have.
        of: u64,
        /// The pool with them.
        pool: MarketPool,
    },
    /// A pool would last, but breaks rules; this is the largest of them.
    RuledOut {
        /// The pool.
        pool: MarketPool,
        /// The rules.
        rules: Vec<Rule>,
    },
    /// Whatever the pool, some of its firms leave, and nobody is left.
    #[doc(alias("逆向选择", "unravelling", "adverse selection"))]
    Unravels,
    /// Prices are too near to what decides: more paths can tell.
    Undecided,
}

impl Equilibria {
    /// The pool that comes about: of a stable equilibrium, or with a marginal segment in part.
    pub fn pool(&self) -> Option<&MarketPool> {
        match &self.outcome {
            Outcome::Stable(pool) | Outcome::InPart { pool, .. } => Some(pool),
            _ => None,
        }
    }

    /// The candidates that are equilibria and keep the rules.
    pub fn all(&self) -> impl Iterator<Item = &Candidate> {
        self.candidates.iter().filter(|candidate| candidate.is_equilibrium())
    }

    /// Those of them that are stable.
    pub fn stable(&self) -> impl Iterator<Item = &Candidate> {
        self.all().filter(|candidate| candidate.stability == Some(Stability::Stable))
    }

    /// The candidates that more paths could make equilibria, or tell that they are none.
    pub fn undecided(&self) -> impl Iterator<Item = &Candidate> {
        self.candidates.iter().filter(|candidate| {
            let open = candidate.standing == Standing::Undecided
                || candidate.stability == Some(Stability::Undecided);
            open && candidate.broken.is_empty()
        })
    }
}

impl Candidate {
    /// Do exactly its firms pay its price, and may it be issued?
    pub fn is_equilibrium(&self) -> bool {
        self.standing == Standing::Equilibrium && self.broken.is_empty()
    }
}
