//! What a scenario means in a deal: names become loans, days become dates.

use std::collections::{BTreeMap, BTreeSet};

use thiserror::Error;

use crate::deal::ResolvedDeal;
use crate::path::{Events, Without};
use crate::scenario::{Absent, ChosenDefault, ChosenFailure, Scenario};
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
    /// Nobody to fail, or to do without.
    #[error("the scenario is about what `{party}` has promised, but it gives no support; {known}")]
    NoSupport {
        /// The party.
        party: String,
        /// Who does, in words.
        known: String,
    },
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
    let mut fails = failures(scenario, deal)?;
    for mask in absent(scenario, deal)? {
        mask.fail(&mut fails);
    }
    Ok(Events { defaults, fails })
}

/// By giver: the index of the first distribution date on which it does not pay, the first where a party fails twice.
fn failures(scenario: &Scenario, deal: &ResolvedDeal) -> Result<Vec<usize>, ScenarioError> {
    let mut fails = Events::none(deal.plan()).fails;
    for ChosenFailure { party, on } in &scenario.failures {
        let giver = deal.giver(party).ok_or_else(|| no_support(party, deal))?;
        let date = deal.periods().partition_point(|period| period.payment < *on);
        fails[giver] = fails[giver].min(date);
    }
    Ok(fails)
}

/// Whose supports the scenario does without.
///
/// # Errors
/// [`ScenarioError::NoSupport`] where there is none of theirs.
pub(super) fn absent(scenario: &Scenario, deal: &ResolvedDeal) -> Result<Vec<Without>, ScenarioError> {
    match &scenario.without {
        Absent::Everybody => Ok(vec![Without::Everybody]),
        Absent::Parties(parties) => parties
            .iter()
            .map(|party| deal.giver(party).map(Without::Giver).ok_or_else(|| no_support(party, deal)))
            .collect(),
    }
}

fn no_support(party: &str, deal: &ResolvedDeal) -> ScenarioError {
    let supports = &deal.definition().supports;
    let mut givers: Vec<&str> = supports.iter().map(|support| support.by.as_str()).collect();
    givers.dedup();
    let known = match givers.as_slice() {
        [] => "nobody does".into(),
        givers => format!("those who do are {}", givers.join(", ")),
    };
    ScenarioError::NoSupport { party: party.into(), known }
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
