//! Parts of loans that default are walked loan by loan, another way than whole ones go. Nothing of the pool must be the plain path,
//! and all of it every loan; whoever fails besides, and whatever events do to collections.

use abs_waterfall::deal::Deal;
use abs_waterfall::projection::Projection;
use abs_waterfall::{Date, ResolvedDeal, Scenario};
use proptest::prelude::*;

use crate::days::{days_later, dues_of};
use crate::dice::Dice;
use crate::pool;

/// The deal without what pays for whole loans alone: loans that are bought back, and advances.
pub(crate) fn in_parts(mut deal: Deal) -> Deal {
    deal.pool.loans_mut().iter_mut().for_each(|loan| loan.ineligible = None);
    deal.supports.retain(|support| support.name() != "advances");
    let gives = |name: &str| deal.supports.iter().any(|support| support.by == name);
    deal.parties.iter_mut().filter(|party| !gives(&party.name)).for_each(|party| party.after_failure = None);
    deal
}

pub(crate) fn are_guaranteed(deal: &Deal) -> bool {
    deal.supports.iter().any(|support| support.kind.pays_for_borrowers())
}

fn share_of_pool(percent: u32, on: Date) -> abs_waterfall::scenario::Stress {
    format!("pool={percent}%:{on}").parse().unwrap()
}

pub(crate) fn none_is_the_plain_path(
    deal: &Deal,
    resolved: &ResolvedDeal,
    scenario: &Scenario,
) -> Result<(), TestCaseError> {
    let plain = resolved.project(scenario).unwrap();
    let none = scenario.clone().with(share_of_pool(0, deal.closing));
    let walked = resolved.project(&none).unwrap();
    prop_assert_eq!(&walked.defaults, &plain.defaults);
    are_alike(&walked, &plain)
}

pub(crate) fn all_is_every_loan(
    dice: &mut Dice<'_>,
    deal: &Deal,
    resolved: &ResolvedDeal,
    others: &Scenario,
) -> Result<(), TestCaseError> {
    let cutoff = pool::cutoff(deal);
    let last = pool::loans(deal).iter().filter_map(|loan| dues_of(loan).last().copied()).min().unwrap();
    let days = (last - cutoff).get_days().max(1) as usize;
    let day = days_later(cutoff, 1 + dice.below(days) as i32).min(last);
    let named = pool::loans(deal).iter().fold(others.clone(), |scenario, loan| {
        let after = dues_of(loan).partition_point(|due| *due < day.max(days_later(cutoff, 1)));
        scenario.with_default(&loan.id, after as u32)
    });
    let all = resolved.project(&others.clone().with(share_of_pool(100, day))).unwrap();
    are_alike(&all, &resolved.project(&named).unwrap())
}

fn are_alike(one: &Projection, other: &Projection) -> Result<(), TestCaseError> {
    for (date, same) in one.dates.iter().zip(&other.dates) {
        prop_assert_eq!(date, same);
    }
    prop_assert_eq!(&one.ledger, &other.ledger);
    prop_assert_eq!((&one.ending, &one.servicer), (&other.ending, &other.servicer));
    prop_assert_eq!((&one.events, &one.supports), (&other.events, &other.supports));
    Ok(())
}
