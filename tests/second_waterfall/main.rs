//! A second waterfall: every deal again, in decimal yuan, from the words of its definition.
//!
//! It is slow and simple on purpose, shares no code with the crate but the types of the definition and the business
//! calendars, and was written from their documentation. Random deals on random paths must come out the same, to the
//! fen, on every line. That it would find a fault in the engine is tested by `tests/seeded_faults.rs`.

mod any_condition;
mod any_coupon;
mod any_deal;
mod any_event;
mod any_formula;
mod any_loan;
mod any_order;
mod any_reserve;
mod any_servicer;
mod any_split;
mod any_support;
mod books;
mod clean_up;
mod coupons;
mod days;
mod desk;
mod dice;
mod dues;
mod events;
mod formulas;
mod guarantees;
mod hands;
mod loans;
mod paper;
mod paper_clean_up;
mod paper_dates;
mod paper_disclosure;
mod paper_earnings;
mod paper_events;
mod paper_late;
mod paper_repurchases;
mod paper_servicer;
mod paper_split;
mod paper_stack;
mod paper_steps;
mod parts;
mod pool;
mod reach;
mod repurchases;
mod share;
mod split;
mod stack;
mod statement;
mod steps;
mod tables;
mod tables_stack;
mod told;

use std::collections::{BTreeMap, BTreeSet};

use abs_waterfall::credit::CreditQuality;
use abs_waterfall::deal::{Deal, Step, Support};
use abs_waterfall::projection::{EntryKind, Projection};
use abs_waterfall::waterfall::{CleanUpCall, Condition};
use abs_waterfall::{Money, ResolvedDeal, Scenario, Simulation};
use proptest::prelude::*;

use any_deal::any_deal;
use desk::{Desk, Path};
use dice::Dice;
use pool::Miss;

/// Rows of at most so many random numbers.
fn rows(most: usize) -> impl Strategy<Value = Vec<u32>> {
    prop::collection::vec(any::<u32>(), 0..=most)
}

/// Deals from one loan and one note to a dozen loans and four notes.
fn deals() -> impl Strategy<Value = Deal> {
    rows(1_300).prop_map(|row| any_deal(&row))
}

fn resolved(deal: &Deal) -> ResolvedDeal {
    deal.clone().resolve().unwrap_or_else(|errors| panic!("{errors}\n{deal:#?}"))
}

/// The same on every line, and not a fen made or lost.
fn check(desk: &Desk<'_>, deal: &Deal, path: &Path, projection: &Projection) -> Result<(), TestCaseError> {
    let (naive, given) = (desk.run(path), told::of(deal, projection));
    let difference = naive.difference(&given);
    prop_assert!(difference.is_none(), "{} on {path:?}", difference.unwrap_or_default());
    makes_good_what_is_owed(deal, projection)?;
    conserves(projection)
}

/// Income never makes good more than has defaulted or is lost with the servicer, and than principal has paid for it; nor anything on a date on which
/// principal pays for it, unless a reserve gives cash in between.
fn makes_good_what_is_owed(deal: &Deal, projection: &Projection) -> Result<(), TestCaseError> {
    let Some(split) = &deal.accounts.split else { return Ok(()) };
    let (mut made_good, mut owed) = (Money::ZERO, Money::ZERO);
    for date in &projection.dates {
        let today = || projection.ledger.iter().filter(|entry| entry.number == date.period.number);
        let sum = |kind: EntryKind, from: &str| -> Money {
            today().filter(|it| it.kind == kind && it.from == from).map(|it| it.amount).sum()
        };
        let good = sum(EntryKind::MadeGood, &split.income);
        let short = sum(EntryKind::MadeUp, &split.principal);
        let released = today().any(|entry| entry.kind == EntryKind::Released);
        prop_assert!(good.is_zero() || short.is_zero() || released, "{good} and {short} on one date");
        made_good += good;
        owed += date.collected.defaulted + date.commingled.principal + short;
        prop_assert!(made_good <= owed, "made good {made_good} of {owed}");
    }
    Ok(())
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
    for party in &projection.parties {
        let notes = party.notes.iter().map(|note| balances[format!("holders of {note}").as_str()]);
        prop_assert_eq!(party.net, balances[party.name.as_str()] + notes.sum::<Money>(), "{}", party.name);
    }
    prop_assert_eq!(booked, balances);
    Ok(())
}

/// The path that a projection says it was run on.
fn path_of(deal: &Deal, projection: &Projection) -> Path {
    let exercises_call = deal.clean_up.as_ref().is_some_and(|call| call.in_simulations);
    let miss = |due| Miss { due, pays_interest: false };
    let misses = projection.defaults.iter().map(|default| (default.loan.clone(), miss(default.missed)));
    let failed = projection.parties.iter().filter_map(|told| Some((told.name.clone(), told.failed_on?)));
    let fails = failed.collect();
    Path { misses: misses.collect(), fails, exercises_call, ..Path::default() }
}

/// A scenario by hand, and the same in the second waterfall's words.
fn any_scenario(dice: &mut Dice<'_>, deal: &Deal, desk: &Desk<'_>) -> (Scenario, Path) {
    let mut scenario = Scenario::no_default();
    let mut path = Path::default();
    for loan in pool::loans(deal) {
        if !dice.once_in(3) {
            continue;
        }
        let dues = days::dues_of(loan);
        let before = dues.iter().filter(|due| **due <= pool::cutoff(deal)).count();
        let mut after = dice.between(before, dues.len() - 1);
        if loan.ineligible.is_some_and(|day| dues[after] >= day) {
            // What is bought back by then defaults no more.
            after = before;
        }
        if loan.ineligible.is_some_and(|day| dues[after] >= day) {
            continue;
        }
        let pays_interest = dice.once_in(2);
        scenario = match pays_interest {
            true => scenario.with_missed_principal(&loan.id, after as u32),
            false => scenario.with_default(&loan.id, after as u32),
        };
        path.misses.insert(loan.id.to_string(), Miss { due: dues[after], pays_interest });
    }
    scenario = let_others_fail(dice, deal, desk, scenario, &mut path);
    scenario = rate_enhancer(dice, desk, scenario, &mut path);
    (parts::let_shares_default(dice, deal, desk, scenario, &mut path), path)
}

/// What may happen beside defaults of loans: a servicer fails, the pool is sold, some who stand behind the deal fail.
fn let_others_fail(
    dice: &mut Dice<'_>,
    deal: &Deal,
    desk: &Desk<'_>,
    scenario: Scenario,
    path: &mut Path,
) -> Scenario {
    let mut scenario = let_servicer_fail(dice, deal, desk, scenario, path);
    if let Some(call) = deal.clean_up.as_ref().filter(|_| !dice.once_in(3)) {
        scenario = scenario.with_clean_up_call();
        path.exercises_call = true;
        // Who only buys may fail as well as who stands behind the deal.
        if call.by == "manager" && dice.once_in(2) {
            let day = days::days_later(dice.pick(&desk.periods).payment, dice.below(5) as i32 - 2);
            scenario = scenario.with_failure("manager", day);
            path.fails.insert("manager".into(), day);
        }
    }
    let_givers_fail(dice, deal, desk, scenario, path)
}

/// The enhancer's rating changes, perhaps twice.
fn rate_enhancer(dice: &mut Dice<'_>, desk: &Desk<'_>, mut scenario: Scenario, path: &mut Path) -> Scenario {
    for _ in 0..dice.below(3) {
        let day = days::days_later(dice.pick(&desk.periods).payment, dice.below(20) as i32 - 10);
        let grade = dice.pick(&["AAA", "AA", "A+", "BB"]).parse().unwrap();
        scenario = scenario.with_rating("enhancer", grade, day);
        path.ratings.push(("enhancer".into(), grade, day));
    }
    path.ratings.sort_by_key(|(_, _, day)| *day);
    scenario
}

/// The servicer fails on some day, near one on which it matters or anywhere.
fn let_servicer_fail(
    dice: &mut Dice<'_>,
    deal: &Deal,
    desk: &Desk<'_>,
    scenario: Scenario,
    path: &mut Path,
) -> Scenario {
    let (name, around) = (&deal.servicing.servicer, dice.pick(&desk.periods));
    let around = days::days_later(around.calculation, dice.below(80) as i32 - 60);
    // What is in hand when sweeps become more frequent matters where the servicer fails soon after.
    let soon = any_event::steps_up_from(deal).filter(|_| !dice.once_in(6));
    let next = soon.and_then(|day| desk.periods.iter().find(|period| period.payment >= day));
    let day = next.map_or(around, |next| days::days_later(next.payment, dice.between(4, 24) as i32));
    if deal.servicing.failure.is_none() || dice.once_in(3) {
        return scenario;
    }
    path.fails.insert(name.clone(), day);
    scenario.with_failure(name, day)
}

/// Some of those who stand behind the deal fail, on some day or before the first; or nobody stands behind it.
fn let_givers_fail(
    dice: &mut Dice<'_>,
    deal: &Deal,
    desk: &Desk<'_>,
    mut scenario: Scenario,
    path: &mut Path,
) -> Scenario {
    let givers: BTreeSet<&String> = deal.supports.iter().map(|support| &support.by).collect();
    if dice.once_in(6) {
        path.absent = givers.into_iter().cloned().collect();
        return scenario.without_supports();
    }
    for giver in givers {
        let around = dice.pick(&[5, 5, 90]);
        let day =
            days::days_later(dice.pick(&desk.periods).payment, dice.below(around) as i32 - around as i32 / 2);
        match dice.below(4) {
            1 | 2 => {
                scenario = scenario.with_failure(giver, day);
                let first = path.fails.get(giver).map_or(day, |other| day.min(*other));
                path.fails.insert(giver.clone(), first);
            }
            3 => {
                scenario = scenario.without_supports_of(giver);
                path.absent.insert(giver.clone());
            }
            _ => {}
        }
    }
    scenario
}

/// What a simulation counts, with everybody and without each, against the second waterfall on the same paths.
fn compare_losses(deal: &Deal, seed: u64, paths: u64) -> Result<(), TestCaseError> {
    let (desk, resolved) = (Desk::new(deal), resolved(deal));
    let simulation = Simulation::new(paths).with_seed(seed);
    let (mut lost, mut lost_alone, mut of_pool) = (0.0, 0.0, [0.0; 2]);
    let givers = deal.supports.iter().map(|support| (support.by.clone(), 0.0));
    let mut lost_without: BTreeMap<String, f64> = givers.collect();
    for path in 0..paths {
        let path = path_of(deal, &resolved.replay(&simulation, path).unwrap());
        let absent = deal.supports.iter().map(|support| support.by.clone()).collect();
        lost += desk.senior_loss(&path) / paths as f64;
        of_pool.iter_mut().zip(desk.pool_loss(&path)).for_each(|(sum, it)| *sum += it / paths as f64);
        lost_alone += desk.senior_loss(&Path { absent, ..path.clone() }) / paths as f64;
        for (giver, lost) in &mut lost_without {
            let absent = BTreeSet::from([giver.clone()]);
            *lost += desk.senior_loss(&Path { absent, ..path.clone() }) / paths as f64;
        }
    }
    let risk = resolved.simulate(&simulation).unwrap();
    let means = [risk.senior().loss(), risk.senior().loss_without_enhancer()].map(|it| it.mean().value);
    prop_assert!((means[0] - lost).abs() < 0.001, "naive {lost}, crate {}", means[0]);
    prop_assert!((means[1] - lost_alone).abs() < 0.001, "naive {lost_alone}, crate {} alone", means[1]);
    let pool = [risk.pool().defaulted(), risk.pool().lost()].map(|it| it.mean().value);
    for (naive, mean) in of_pool.iter().zip(pool) {
        prop_assert!((mean - naive).abs() < 0.001, "of the pool naive {naive}, crate {mean}");
    }
    for (giver, lost) in lost_without {
        let mean = risk.senior().loss_without(&giver).unwrap().mean().value;
        prop_assert!((mean - lost).abs() < 0.001, "naive {lost}, crate {mean} without {giver}");
    }
    Ok(())
}

/// On no path does a borrower default, and the enhancer buys the pool before anybody is called. Where it is looked away from the backer is,
/// and it matters there alone that the backer has failed.
#[test]
fn who_stands_behind_another_fails_where_that_one_is_looked_away_from() {
    let mut deal = tables::quarterly(&["7", "4", "30", "380"]);
    deal.notes = vec![paper::note("a", "400", "10%", "2025-01-15")];
    deal.supports = ["enhancer", "backer"].map(|by| Support::undertaking(by, &["a"])).into();
    let backer = deal.parties.iter_mut().find(|party| party.name == "backer").unwrap();
    backer.quality = Some(CreditQuality::AnnualPd("30%".parse().unwrap()));
    deal.waterfall = vec![Step::interest("a"), Step::principal("a"), Step::residual("servicer")];
    let at_once = Condition::From(tables::day("2024-04-15"));
    deal.clean_up = Some(CleanUpCall::new("enhancer", at_once).always_exercised());
    compare_losses(&deal, 1, 100).unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    /// Nobody defaults; then whoever the dice say.
    #[test]
    fn scenarios_come_out_the_same(deal in deals(), row in rows(200)) {
        let (desk, resolved) = (Desk::new(&deal), resolved(&deal));
        let calm = Path::default();
        check(&desk, &deal, &calm, &resolved.project(&Scenario::no_default()).unwrap())?;
        let dice = &mut Dice::new(&row);
        for _ in 0..6 {
            let (scenario, path) = any_scenario(dice, &deal, &desk);
            check(&desk, &deal, &path, &resolved.project(&scenario).unwrap())?;
        }
    }

    /// Paths of the simulation, on which many default and the enhancer with them.
    #[test]
    fn simulated_paths_come_out_the_same(deal in deals(), seed in any::<u64>()) {
        let (desk, resolved) = (Desk::new(&deal), resolved(&deal));
        let simulation = Simulation::new(1_000).with_seed(seed);
        for path in 0..20 {
            let replayed = resolved.replay(&simulation, path).unwrap();
            check(&desk, &deal, &path_of(&deal, &replayed), &replayed)?;
        }
    }

    /// Shares of the pool default: nothing of it, beside whole loans; and all of it, which is every loan.
    #[test]
    fn parts_that_are_nothing_or_all_come_out_the_same(deal in deals(), row in rows(200)) {
        let (desk, resolved, dice) = (Desk::new(&deal), resolved(&deal), &mut Dice::new(&row));
        for _ in 0..6 {
            let (scenario, _) = any_scenario(dice, &deal, &desk);
            parts::none_is_the_plain_path(&deal, &resolved, &scenario)?;
            let mut path = Path::default();
            let others = let_others_fail(dice, &deal, &desk, Scenario::no_default(), &mut path);
            parts::all_is_every_loan(dice, &deal, &resolved, (&others, &path))?;
        }
    }

    /// What a simulation counts, which takes short cuts that a projection does not: it starts a path where its first
    /// event shows, and looks at the deal without supports only where somebody is called.
    #[test]
    fn simulated_losses_come_out_the_same(deal in deals(), seed in any::<u64>()) {
        compare_losses(&deal, seed, 8)?;
    }
}
