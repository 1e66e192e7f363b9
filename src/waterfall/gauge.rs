//! Gauges: what an amount or a condition can ask of a deal while it runs.

use std::fmt;

use super::state::State;
use crate::found::Found;
use crate::ledger::AccountId;
use crate::money::Money;
use crate::names::{NameProblem, Names};
use crate::place::Place;

/// An amount that changes while a deal runs, read at the moment at which something asks for it.
///
/// ```
/// use abs_waterfall::waterfall::Gauge;
/// assert_eq!(Gauge::notes(&["A1", "A2"]).to_string(), "the balance of A1, A2");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "kebab-case", deny_unknown_fields)
)]
#[non_exhaustive]
pub enum Gauge {
    /// Performing principal of the pool at the end of the collection period.
    Pool,
    /// Principal that was outstanding on the loans that have defaulted, by the end of the collection period.
    Defaulted,
    /// The sum of these notes' balances.
    Notes(Vec<String>),
    /// What is in an account of the plan: the plan account, with what bullets keep in it, or a reserve.
    Account(#[cfg_attr(feature = "schema", schemars(example = "liquidity reserve"))] String),
    /// What a support has paid so far, whatever it was repaid.
    Drawn(#[cfg_attr(feature = "schema", schemars(example = "second for A2"))] String),
}

impl Gauge {
    /// The sum of these notes' balances.
    pub fn notes(names: &[&str]) -> Gauge {
        Gauge::Notes(names.iter().map(ToString::to_string).collect())
    }

    /// What is in an account of the plan.
    pub fn account(name: &str) -> Gauge {
        Gauge::Account(name.into())
    }

    /// What a support has paid so far.
    pub fn drawn(support: &str) -> Gauge {
        Gauge::Drawn(support.into())
    }
}

/// In words, as in a report.
impl fmt::Display for Gauge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Gauge::Pool => f.write_str("the performing pool"),
            Gauge::Defaulted => f.write_str("the principal defaulted so far"),
            Gauge::Notes(notes) => write!(f, "the balance of {}", notes.join(", ")),
            Gauge::Account(name) => write!(f, "the cash in {name}"),
            Gauge::Drawn(support) => write!(f, "what {support} has paid"),
        }
    }
}

/// A gauge, resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum GaugePlan {
    Pool,
    Defaulted,
    Notes(Vec<usize>),
    Account(AccountId),
    Drawn(usize),
}

/// The names that a gauge can read.
#[derive(Clone, Copy)]
pub(crate) struct Readable<'a> {
    pub(crate) notes: &'a Names,
    pub(crate) supports: &'a Names,
    pub(crate) accounts: &'a PlanAccounts,
}

/// The accounts of the plan that a step can pay from, by name.
pub(crate) struct PlanAccounts(Vec<(String, AccountId)>);

impl PlanAccounts {
    pub(crate) fn new(accounts: impl IntoIterator<Item = (String, AccountId)>) -> PlanAccounts {
        PlanAccounts(accounts.into_iter().collect())
    }

    pub(crate) fn find(&self, name: &str) -> Result<AccountId, NameProblem> {
        let known = self.0.iter().map(|(name, _)| name.as_str());
        let found = self.0.iter().find(|(known, _)| known == name);
        found.map(|(_, id)| *id).ok_or_else(|| NameProblem::unknown("account of the plan", name, known))
    }
}

impl Gauge {
    pub(super) fn resolve<P: From<NameProblem>>(
        &self,
        place: impl Into<Place> + Copy,
        names: Readable<'_>,
        found: &mut Found<P>,
    ) -> Option<GaugePlan> {
        Some(match self {
            Gauge::Pool => GaugePlan::Pool,
            Gauge::Defaulted => GaugePlan::Defaulted,
            Gauge::Notes(notes) => GaugePlan::Notes(names.notes.find_list(notes, place, found)),
            Gauge::Account(name) => GaugePlan::Account(found.take(place, names.accounts.find(name))?),
            Gauge::Drawn(support) => GaugePlan::Drawn(found.take(place, names.supports.find(support))?),
        })
    }
}

impl GaugePlan {
    /// What it reads.
    pub(crate) fn read(&self, state: &State) -> Money {
        match self {
            GaugePlan::Pool => state.pool,
            GaugePlan::Defaulted => state.defaulted,
            GaugePlan::Notes(notes) => notes.iter().map(|&note| state.notes[note].balance).sum(),
            GaugePlan::Account(AccountId::PLAN) => state.cash(),
            GaugePlan::Account(account) => state.ledger.balance(*account),
            GaugePlan::Drawn(support) => state.supports[*support].recourse.drawn,
        }
    }
}
