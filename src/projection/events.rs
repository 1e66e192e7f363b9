//! What a scenario means in a deal: names become loans, days become dates.

use std::collections::{BTreeMap, BTreeSet};

use thiserror::Error;

use crate::deal::ResolvedDeal;
use crate::path::Events;
use crate::scenario::{ChosenDefault, Scenario};
use crate::servicing::LoanDefault;
use crate::waterfall::CashNotConserved;

/// Why a scenario does not fit its deal.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ScenarioError {
    /// No such loan.
    #[error("the scenario lets loan `{0}` default, but the pool has no loan of that id")]
    UnknownLoan(String),
    /// The loan cannot default there.
    #[error(
        "loan `{loan}` cannot default after {after} instalments: it has {total}, of which {before} before the cut-off"
    )]
    NoSuchInstalment {
        /// The loan.
        loan: String,
        /// After how many instalments it was to default.
        after: u32,
        /// How many it has.
        total: usize,
        /// How many it has paid at the cut-off.
        before: usize,
    },
    /// A loan defaults once.
    #[error("the scenario lets loan `{0}` default twice")]
    DefaultsTwice(String),
    /// Nobody to fail.
    #[error("the scenario lets the enhancer fail, but the deal has no undertaking")]
    NoUndertaking,
    /// The engine found its own books wrong.
    #[error(transparent)]
    CashNotConserved(#[from] CashNotConserved),
}

/// The events that a scenario names.
///
/// # Errors
/// [`ScenarioError`] if the deal does not have what it names.
pub(super) fn resolve(scenario: &Scenario, deal: &ResolvedDeal) -> Result<Events, ScenarioError> {
    let by_id = if scenario.defaults.is_empty() { BTreeMap::new() } else { deal.loans_by_id() };
    let mut seen = BTreeSet::new();
    let mut defaults = Vec::with_capacity(scenario.defaults.len());
    for chosen in &scenario.defaults {
        defaults.push(default(chosen, deal, &by_id)?);
        if !seen.insert(&chosen.loan) {
            return Err(ScenarioError::DefaultsTwice(chosen.loan.clone()));
        }
    }
    Ok(Events { defaults, enhancer_fails: first_date_unpaid(scenario, deal)? })
}

fn first_date_unpaid(scenario: &Scenario, deal: &ResolvedDeal) -> Result<usize, ScenarioError> {
    match scenario.enhancer_fails {
        _ if scenario.without_undertaking => Ok(0),
        None => Ok(deal.periods().len()),
        Some(_) if deal.plan().undertaking.is_none() => Err(ScenarioError::NoUndertaking),
        Some(on) => Ok(deal.periods().partition_point(|period| period.payment < on)),
    }
}

fn default(
    chosen: &ChosenDefault,
    deal: &ResolvedDeal,
    by_id: &BTreeMap<&str, usize>,
) -> Result<LoanDefault, ScenarioError> {
    let ChosenDefault { loan: id, after_instalments, pays_interest } = chosen;
    let loan = *by_id.get(id.as_str()).ok_or_else(|| ScenarioError::UnknownLoan(id.clone()))?;
    let (before, remaining) = deal.collections().schedule().instalments(loan);
    let instalment = (*after_instalments as usize).checked_sub(before).filter(|i| *i < remaining);
    let Some(instalment) = instalment else {
        let (total, after) = (before + remaining, *after_instalments);
        return Err(ScenarioError::NoSuchInstalment { loan: id.clone(), after, total, before });
    };
    Ok(LoanDefault { loan: loan as u32, instalment: instalment as u32, pays_interest: *pays_interest })
}
