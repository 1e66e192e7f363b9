//! What the originator of a deal has at stake, in simulations: against the books of the same paths one by one.
#![cfg(feature = "files")]

use abs_waterfall::deal::{Deal, Fee, Role, Step, Support};
use abs_waterfall::waterfall::{CleanUpCall, Condition, Gauge, Reserve};
use abs_waterfall::{Money, Simulation};

const LENDER: &str = "Minjiang Micro-loan";

fn deal() -> Deal {
    Deal::load("examples/deals/fujian.toml").unwrap()
}

/// The lender keeps the subordinated note, pays a reserve in, buys back a loan that was not eligible, buys what is left of the pool
/// below a tenth, makes up what the senior note is short of, and advances two instalments of a loan.
fn staked() -> Deal {
    let mut deal = deal();
    let sub = deal.notes.iter_mut().find(|note| note.name == "sub").unwrap();
    sub.held_by = Some(LENDER.into());
    let found = "2025-03-01".parse().unwrap();
    deal.pool = (deal.pool.loans().iter().enumerate())
        .map(|(i, loan)| if i == 3 { loan.clone().with_ineligible(found) } else { loan.clone() })
        .collect();
    let small = Condition::falls_below("10%".parse().unwrap(), Gauge::Pool, Gauge::OpeningPool);
    deal.clean_up = Some(CleanUpCall::new(LENDER, small).always_exercised());
    deal.reserves.push(
        Reserve::new("reserve", Money::from_yuan(300_000)).with_opening(Money::from_yuan(300_000), LENDER),
    );
    deal.waterfall.insert(deal.waterfall.len() - 1, Step::release("reserve"));
    let role = Role::ShortfallPayer;
    deal.parties.iter_mut().find(|party| party.name == LENDER).unwrap().roles.push(role);
    deal.supports.insert(0, Support::undertaking(LENDER, &["senior"]).with_cap(Money::from_yuan(5_000_000)));
    deal.supports.push(Support::servicer_advance(LENDER, 2).with_name("advances"));
    deal
}

/// What it received and paid, on average over the books of all paths.
fn by_books(deal: &Deal, simulation: &Simulation, paths: u64) -> [f64; 2] {
    let deal = deal.clone().resolve().unwrap();
    let mut sums = [Money::ZERO; 2];
    for path in 0..paths {
        let projection = deal.replay(simulation, path).unwrap();
        let own = projection.parties.iter().find(|party| party.name == LENDER).unwrap();
        sums[0] += own.lines.iter().map(|line| line.received).sum();
        sums[1] += own.lines.iter().map(|line| line.paid).sum();
    }
    sums.map(|sum| sum.to_f64() / paths as f64)
}

#[test]
fn what_it_receives_and_pays_is_what_its_books_say() {
    let (deal, paths) = (staked(), 400);
    let simulation = Simulation::new(paths).with_seed(7);
    let [received, paid] = by_books(&deal, &simulation, paths);
    let risk = deal.resolve().unwrap().simulate(&simulation).unwrap();
    let of = risk.originator().unwrap();
    assert_eq!(of.name(), LENDER);
    assert!((of.received().mean().value - received).abs() < 0.01, "{received}");
    assert!((of.paid().mean().value - paid).abs() < 0.01, "{paid}");
    assert!((of.net().value - (received - paid)).abs() < 0.01);
    assert!(paid > 0.0 && of.net().error > 0.0);
    let report = risk.report().originator.unwrap();
    assert_eq!((report.name.as_str(), report.net), (LENDER, of.net()));
}

/// What it buys is no cost of servicing.
#[test]
fn what_it_buys_is_not_taken_off_what_it_earns_as_the_servicer() {
    let simulation = Simulation::new(200).with_seed(7);
    let received = |deal: Deal| {
        let risk = deal.resolve().unwrap().simulate(&simulation).unwrap();
        risk.servicer().received().mean().value
    };
    let fee = |mut deal: Deal| {
        deal.fees.push(Fee::fixed("servicing", LENDER, Money::from_yuan(1_000), &[1, 2]));
        deal.waterfall.insert(1, Step::fee("servicing"));
        deal
    };
    assert_eq!(received(fee(staked())), 2_000.0);
}

/// It has nothing but its loans, and they are the plan's.
#[test]
fn an_originator_without_a_stake_is_not_asked() {
    let risk = deal().resolve().unwrap().simulate(&Simulation::new(100)).unwrap();
    assert!(risk.originator().is_none() && risk.report().originator.is_none());
}
