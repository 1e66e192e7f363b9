//! What a scenario means in a deal: names become loans, days become dates.

use super::error::ScenarioError;
use super::whom;
use crate::credit::{Failure, Rated};
use crate::deal::ResolvedDeal;
use crate::names::NameProblem;
use crate::path::{Events, Without};
use crate::scenario::{Absent, DefaultEvent, Defaults, PartyFailure, PartyRating, Scenario, Who};

/// The events that a scenario names.
///
/// # Errors
/// [`ScenarioError`] if the deal does not have what it names.
pub(super) fn resolve(scenario: &Scenario, deal: &ResolvedDeal) -> Result<Events, ScenarioError> {
    let events: Vec<&DefaultEvent> = scenario.defaults.iter().filter_map(default_event).collect();
    let defaults = whom::merged(&events, deal)?;
    let failing = Events::failing(failures(scenario, deal)?);
    let (ratings, exercises_call) = (ratings(scenario, deal)?, Some(scenario.clean_up));
    let events_of = Events { defaults, ratings, exercises_call, ..failing };
    let mut found = events_of.looking_away(&absent(scenario, deal)?, deal.plan());
    check_owned(&events, &found, deal)?;
    deal.cash.leave_out_bought(&mut found);
    Ok(found)
}

/// A loan that is named is not bought back before it defaults.
///
/// # Errors
/// [`ScenarioError::BoughtBack`] if it is.
fn check_owned(events: &[&DefaultEvent], found: &Events, deal: &ResolvedDeal) -> Result<(), ScenarioError> {
    for default in &found.defaults {
        let id = &deal.definition().pool.loans()[default.loan as usize].id;
        let is_named = || events.iter().any(|event| matches!(&event.who, Who::Loan(named) if *id == **named));
        if let Some(bought) = deal.cash.repurchases.before(*default, found.failures())
            && is_named()
        {
            return Err(ScenarioError::BoughtBack { loan: id.to_string(), on: bought.day });
        }
    }
    Ok(())
}

fn default_event(defaults: &Defaults) -> Option<&DefaultEvent> {
    match defaults {
        Defaults::Loans(event) => Some(event),
        Defaults::Pool(_) | Defaults::Share(_) => None,
    }
}

/// By party that can fail: when it does, the first time where it does twice.
fn failures(scenario: &Scenario, deal: &ResolvedDeal) -> Result<Vec<Failure>, ScenarioError> {
    let mut fails = Events::none(deal.plan()).fails;
    for PartyFailure { party, on } in &scenario.failures {
        let giver = deal.failing(party).ok_or_else(|| cannot_fail(party, deal))?;
        let date = deal.periods().partition_point(|period| period.payment < *on);
        fails[giver] = fails[giver].min(Failure { date, day: *on });
    }
    Ok(fails)
}

/// How parties are rated, in the order of the days.
fn ratings(scenario: &Scenario, deal: &ResolvedDeal) -> Result<Vec<Rated>, ScenarioError> {
    let parties = &deal.definition().parties;
    let mut all: Vec<&PartyRating> = scenario.ratings.iter().collect();
    all.sort_by_key(|rating| rating.on);
    let rated = |PartyRating { party, grade, on }: &PartyRating| {
        let found = parties.iter().position(|known| known.name == *party);
        let names = || parties.iter().map(|party| party.name.as_str());
        let party =
            found.ok_or_else(|| ScenarioError::Unknown(NameProblem::unknown("party", party, names())))?;
        let date = deal.periods().partition_point(|period| period.payment < *on);
        Ok(Rated { party, grade: *grade, date })
    };
    all.into_iter().map(rated).collect()
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

fn cannot_fail(party: &str, deal: &ResolvedDeal) -> ScenarioError {
    let servicing = &deal.definition().servicing;
    match servicing.servicer == party && servicing.failure.is_none() {
        true => ScenarioError::NoFailure(party.into()),
        false => {
            let parties = &deal.definition().parties;
            let failing = deal.plan().failing.iter().map(|party| parties[*party].name.as_str());
            let known = match failing.collect::<Vec<_>>().as_slice() {
                [] => "nobody does".into(),
                some => format!("those who do any of that are {}", some.join(", ")),
            };
            ScenarioError::CannotFail { party: party.into(), known }
        }
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
