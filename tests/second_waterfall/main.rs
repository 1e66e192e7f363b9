//! A second waterfall: every deal again, in decimal yuan, from the words of its definition.
//!
//! It is slow and simple on purpose, shares no code with the crate but the types of the definition and the business
//! calendars, and was written from their documentation. Random deals on random paths must come out the same, to the
//! fen, on every line.

mod any_deal;
mod any_loan;
mod any_order;
mod books;
mod days;
mod dice;
mod loans;
mod pool;
mod reach;
mod share;
mod statement;
mod tables;

use std::collections::BTreeMap;

use abs_waterfall::deal::Deal;
use abs_waterfall::projection::Projection;
use abs_waterfall::{Money, ResolvedDeal, Scenario, Simulation};
use proptest::prelude::*;

use any_deal::any_deal;
use dice::Dice;
use pool::{Miss, Misses};
use statement::{Desk, Enhancer, Path};

/// Rows of at most so many random numbers.
fn rows(most: usize) -> impl Strategy<Value = Vec<u32>> {
    prop::collection::vec(any::<u32>(), 0..=most)
}

/// Deals from one loan and one note to a dozen loans and four notes.
fn deals() -> impl Strategy<Value = Deal> {
    rows(500).prop_map(|row| any_deal(&row))
}

fn resolved(deal: &Deal) -> ResolvedDeal {
    deal.clone().resolve().unwrap_or_else(|errors| panic!("{errors}\n{deal:#?}"))
}

/// The same on every line, and not a fen made or lost.
fn check(desk: &Desk<'_>, path: &Path, projection: &Projection) -> Result<(), TestCaseError> {
    let (naive, given) = (desk.run(path), statement::of(projection));
    let difference = naive.difference(&given);
    prop_assert!(difference.is_none(), "{} on {path:?}", difference.unwrap_or_default());
    conserves(projection)
}

/// What one party has, another has not; and the ledger is the whole story.
fn conserves(projection: &Projection) -> Result<(), TestCaseError> {
    let balances: BTreeMap<&str, Money> =
        projection.balances.iter().map(|party| (party.name.as_str(), party.balance)).collect();
    prop_assert_eq!(balances.values().copied().sum::<Money>(), Money::ZERO);
    let mut booked: BTreeMap<&str, Money> = balances.keys().map(|name| (*name, Money::ZERO)).collect();
    for entry in &projection.ledger {
        *booked.entry(&entry.from).or_default() -= entry.amount;
        *booked.entry(&entry.to).or_default() += entry.amount;
    }
    prop_assert_eq!(booked, balances);
    Ok(())
}

/// The path that a projection says it was run on.
fn path_of(projection: &Projection) -> Path {
    let miss = |due| Miss { due, pays_interest: false };
    let misses = projection.defaults.iter().map(|default| (default.loan.clone(), miss(default.missed)));
    let enhancer = projection.enhancer_failed.map_or(Enhancer::Stands, Enhancer::FailsOn);
    Path { misses: misses.collect(), enhancer }
}

/// A scenario by hand, and the same in the second waterfall's words.
fn any_scenario(dice: &mut Dice<'_>, deal: &Deal, desk: &Desk<'_>) -> (Scenario, Path) {
    let mut scenario = Scenario::no_default();
    let mut misses = Misses::new();
    for loan in pool::loans(deal) {
        if !dice.once_in(3) {
            continue;
        }
        let dues = days::dues_of(loan);
        let before = dues.iter().filter(|due| **due <= pool::cutoff(deal)).count();
        let after = dice.between(before, dues.len() - 1);
        let pays_interest = dice.once_in(2);
        scenario = match pays_interest {
            true => scenario.with_missed_principal(&loan.id, after as u32),
            false => scenario.with_default(&loan.id, after as u32),
        };
        misses.insert(loan.id.to_string(), Miss { due: dues[after], pays_interest });
    }
    let day = days::days_later(dice.pick(&desk.periods).payment, dice.below(5) as i32 - 2);
    match dice.below(4) {
        2 if deal.undertaking.is_some() => {
            (scenario.with_enhancer_failing(day), Path { misses, enhancer: Enhancer::FailsOn(day) })
        }
        3 => (scenario.without_undertaking(), Path { misses, enhancer: Enhancer::Ignored }),
        _ => (scenario, Path { misses, enhancer: Enhancer::Stands }),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    /// Nobody defaults; then whoever the dice say.
    #[test]
    fn scenarios_come_out_the_same(deal in deals(), row in rows(200)) {
        let (desk, resolved) = (Desk::new(&deal), resolved(&deal));
        let calm = Path { misses: Misses::new(), enhancer: Enhancer::Stands };
        check(&desk, &calm, &resolved.project(&Scenario::no_default()).unwrap())?;
        let dice = &mut Dice::new(&row);
        for _ in 0..6 {
            let (scenario, path) = any_scenario(dice, &deal, &desk);
            check(&desk, &path, &resolved.project(&scenario).unwrap())?;
        }
    }

    /// Paths of the simulation, on which many default and the enhancer with them.
    #[test]
    fn simulated_paths_come_out_the_same(deal in deals(), seed in any::<u64>()) {
        let (desk, resolved) = (Desk::new(&deal), resolved(&deal));
        let simulation = Simulation::new(1_000).with_seed(seed);
        for path in 0..20 {
            let replayed = resolved.replay(&simulation, path).unwrap();
            check(&desk, &path_of(&replayed), &replayed)?;
        }
    }
}
