//! Whose loans a default event means in a deal, and which due date each of them misses first.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::error::ScenarioError;
use crate::deal::ResolvedDeal;
use crate::money::Money;
use crate::names::NameProblem;
use crate::pool::{Firm, Loan};
use crate::scenario::{DefaultEvent, When, Who};
use crate::servicing::LoanDefault;

/// The defaults that an event means, given where the loans stand by their ids.
///
/// # Errors
/// [`ScenarioError`] if there is nobody of that name, or nothing is left to miss.
fn defaults(
    event: &DefaultEvent,
    by_id: &BTreeMap<&str, usize>,
    deal: &ResolvedDeal,
) -> Result<Vec<LoanDefault>, ScenarioError> {
    let pays_interest = event.pays_interest;
    let missed = match &event.who {
        Who::Loan(id) => vec![of_loan(id, by_id, event.when, deal)?],
        Who::Largest(count) => largest(*count, event.when, deal)?,
        Who::Borrower(name) => {
            let is_it = |loan: &Loan| loan.borrower == name.as_str();
            of_firms("borrower", name, is_it, |loan| &loan.borrower, event, deal)?
        }
        Who::Industry(name) => {
            let is_it = |loan: &Loan| loan.industry == name.as_str();
            of_firms("industry", name, is_it, |loan| &loan.industry, event, deal)?
        }
        Who::Region(name) => {
            let is_it = |loan: &Loan| loan.region == name.as_str();
            of_firms("region", name, is_it, |loan| &loan.region, event, deal)?
        }
    };
    Ok(missed.into_iter().map(|default| LoanDefault { pays_interest, ..default }).collect())
}

/// The default of a loan that misses this instalment first, with its interest.
fn missing(loan: usize, instalment: usize) -> LoanDefault {
    LoanDefault { loan: loan as u32, instalment: instalment as u32, pays_interest: false }
}

fn of_loan(
    id: &str,
    by_id: &BTreeMap<&str, usize>,
    when: When,
    deal: &ResolvedDeal,
) -> Result<LoanDefault, ScenarioError> {
    let found = by_id.get(id).copied();
    let loan = found.ok_or_else(|| NameProblem::unknown_among("loan", id, by_id.keys().copied()))?;
    match first_missed(loan, when, deal)? {
        Some(instalment) => Ok(missing(loan, instalment)),
        None => Err(repaid(loan, when, deal)),
    }
}

/// All loans of the firms that have a loan like this.
fn of_firms(
    kind: &'static str,
    name: &str,
    is_it: impl Fn(&Loan) -> bool,
    known: fn(&Loan) -> &str,
    event: &DefaultEvent,
    deal: &ResolvedDeal,
) -> Result<Vec<LoanDefault>, ScenarioError> {
    let loans = deal.definition().pool.loans();
    let firms: HashSet<Firm<'_>> = loans.iter().filter(|loan| is_it(loan)).map(Firm::of).collect();
    if firms.is_empty() {
        let known: BTreeSet<&str> = loans.iter().map(known).filter(|known| !known.is_empty()).collect();
        return Err(NameProblem::unknown_among(kind, name, known.into_iter()).into());
    }
    let mut missed = Vec::new();
    for (index, _) in loans.iter().enumerate().filter(|(_, loan)| firms.contains(&Firm::of(loan))) {
        missed.extend(first_missed(index, event.when, deal)?.map(|instalment| missing(index, instalment)));
    }
    if missed.is_empty() { Err(ScenarioError::NobodyLeft(event.to_string())) } else { Ok(missed) }
}

/// All loans of the largest firms.
fn largest(count: u32, when: When, deal: &ResolvedDeal) -> Result<Vec<LoanDefault>, ScenarioError> {
    let ranked = by_size(when, deal)?;
    let left = ranked.len();
    if left < count as usize {
        return Err(ScenarioError::TooFewBorrowers { asked: count, left });
    }
    Ok(ranked.into_iter().take(count as usize).flat_map(|firm| firm.missed).collect())
}

/// A borrower with what it owes just before it stops.
pub(crate) struct Ranked {
    pub(crate) owed: Money,
    /// The defaults of its loans, each with the first instalment that it misses.
    pub(crate) missed: Vec<LoanDefault>,
}

/// The borrowers that owe anything, the largest first; of equal ones the first on the tape.
///
/// # Errors
/// [`ScenarioError::NoSuchInstalment`] where a loan has paid more by the cut-off.
pub(crate) fn by_size(when: When, deal: &ResolvedDeal) -> Result<Vec<Ranked>, ScenarioError> {
    let mut places: HashMap<Firm<'_>, usize> = HashMap::new();
    let mut ranked: Vec<Ranked> = Vec::new();
    for (index, loan) in deal.definition().pool.loans().iter().enumerate() {
        let Some(instalment) = first_missed(index, when, deal)? else { continue };
        let place = *places.entry(Firm::of(loan)).or_insert(ranked.len());
        if place == ranked.len() {
            ranked.push(Ranked { owed: Money::ZERO, missed: Vec::new() });
        }
        ranked[place].owed += deal.collections().schedule().outstanding(index, instalment);
        ranked[place].missed.push(missing(index, instalment));
    }
    ranked.sort_by_key(|firm| std::cmp::Reverse(firm.owed));
    Ok(ranked)
}

/// The instalment of a loan that is missed first; `None` if it is repaid by then.
fn first_missed(loan: usize, when: When, deal: &ResolvedDeal) -> Result<Option<usize>, ScenarioError> {
    let schedule = deal.collections().schedule();
    let (before, remaining) = schedule.instalments(loan);
    let first = match when {
        When::On(date) => schedule.due_dates(loan).partition_point(|due| *due < date),
        When::After(after) => {
            let first = (after as usize).checked_sub(before);
            first.ok_or_else(|| no_such_instalment(loan, after, deal))?
        }
    };
    Ok((first < remaining).then_some(first))
}

fn repaid(loan: usize, when: When, deal: &ResolvedDeal) -> ScenarioError {
    let last = deal.collections().schedule().due_dates(loan).last().copied();
    match (when, last) {
        (When::On(on), Some(last)) => {
            ScenarioError::RepaidBefore { loan: deal.loan(loan as u32).id.to_string(), on, last }
        }
        (When::On(_), None) => ScenarioError::NobodyLeft(deal.loan(loan as u32).id.to_string()),
        (When::After(after), _) => no_such_instalment(loan, after, deal),
    }
}

fn no_such_instalment(loan: usize, after: u32, deal: &ResolvedDeal) -> ScenarioError {
    let (before, remaining) = deal.collections().schedule().instalments(loan);
    let loan = deal.loan(loan as u32).id.to_string();
    ScenarioError::NoSuchInstalment { loan, after, total: before + remaining, before }
}

/// Of a loan that several events mean, the earlier default counts; one loan named twice by its id is a mistake.
pub(super) fn merged(
    events: &[&DefaultEvent],
    deal: &ResolvedDeal,
) -> Result<Vec<LoanDefault>, ScenarioError> {
    let names_loans = events.iter().any(|event| matches!(event.who, Who::Loan(_)));
    let by_id = if names_loans { deal.loans_by_id() } else { BTreeMap::new() };
    let mut named = BTreeSet::new();
    let mut by_loan: BTreeMap<u32, LoanDefault> = BTreeMap::new();
    for event in events {
        let defaults = defaults(event, &by_id, deal)?;
        if let Who::Loan(id) = &event.who
            && !named.insert(id)
        {
            return Err(ScenarioError::DefaultsTwice(id.clone()));
        }
        for default in defaults {
            let earliest = by_loan.entry(default.loan).or_insert(default);
            let rank = |default: &LoanDefault| (default.instalment, default.pays_interest);
            if rank(&default) < rank(earliest) {
                *earliest = default;
            }
        }
    }
    Ok(by_loan.into_values().collect())
}
