//! Amounts and conditions of every kind, over everything that a deal can be asked.

use abs_waterfall::deal::{Deal, Support};
use abs_waterfall::waterfall::{Amount, Condition, Gauge, Share};
use abs_waterfall::{Date, Money, Rounding};

use crate::any_loan::ROUNDINGS;
use crate::days::days_later;
use crate::dice::Dice;
use crate::pool;

/// The accounts of the plan that a step can take cash from: the plan account and the reserves.
pub(crate) fn accounts(deal: &Deal) -> Vec<String> {
    let reserves = deal.reserves.iter().map(|reserve| reserve.name.clone());
    [deal.accounts.plan.clone()].into_iter().chain(reserves).collect()
}

pub(crate) fn gauge(dice: &mut Dice<'_>, deal: &Deal) -> Gauge {
    let notes: Vec<String> = deal.notes.iter().map(|note| note.name.clone()).collect();
    if deal.accounts.split.is_some() && dice.once_in(2) {
        let ledgers = [Gauge::account("income ledger"), Gauge::account("principal ledger")];
        return if dice.below(3) > 0 { Gauge::OwedToPrincipal } else { dice.pick(&ledgers) };
    }
    match dice.below(8) {
        7 if dice.once_in(2) => Gauge::OpeningPool,
        7 => Gauge::Issued(dice.some_of(&notes)),
        0 | 1 => Gauge::Notes(dice.some_of(&notes)),
        2 | 3 => Gauge::Pool,
        4 if deal.servicing.failure.is_some() && dice.once_in(2) => Gauge::Commingled,
        4 => Gauge::Defaulted,
        5 if !deal.supports.is_empty() => Gauge::drawn(dice.pick(&deal.supports).name()),
        _ => Gauge::Account(dice.pick(&accounts(deal))),
    }
}

/// An amount of any kind, nested at most so deep.
pub(crate) fn amount(dice: &mut Dice<'_>, deal: &Deal, depth: usize) -> Amount {
    match dice.below(if depth == 0 { 4 } else { 9 }) {
        0 => fixed(dice).into(),
        1 | 2 => Amount::Share(share(dice, deal)),
        3 => Amount::from(gauge(dice, deal)),
        4 | 5 => amount(dice, deal, depth - 1).less(amount(dice, deal, depth - 1)),
        6 => Amount::Sum(amounts(dice, deal, depth)),
        7 => Amount::Min(amounts(dice, deal, depth)),
        _ => Amount::Max(amounts(dice, deal, depth)),
    }
}

fn amounts(dice: &mut Dice<'_>, deal: &Deal, depth: usize) -> Vec<Amount> {
    (0..dice.between(1, 3)).map(|_| amount(dice, deal, depth - 1)).collect()
}

/// A cap: a fixed one, or by a formula, or a share of what is due.
pub(crate) fn cap(dice: &mut Dice<'_>, deal: &Deal) -> Amount {
    let formula = if dice.once_in(2) { amount(dice, deal, 2) } else { fixed(dice).into() };
    let part = || Share { of: Gauge::Due, rate: "37.5%".parse().unwrap(), rounding: Rounding::HalfUp };
    match formula {
        Amount::Share(share) if share.of == Gauge::Pool => Amount::Share(part()),
        Amount::Max(all) => Amount::Max(all.into_iter().chain([Amount::Share(part())]).collect()),
        other => other,
    }
}

/// More than nothing, and now and then so little that it always binds.
fn fixed(dice: &mut Dice<'_>) -> Money {
    let most = dice.pick(&[200_000, 20_000, 50]);
    dice.yuan(1, most)
}

/// Usually a few percent, as of a usual target.
fn share(dice: &mut Dice<'_>, deal: &Deal) -> Share {
    let rate = if dice.once_in(3) { dice.share() } else { dice.rate() };
    Share { of: gauge(dice, deal), rate, rounding: dice.pick(&ROUNDINGS) }
}

/// A condition of any kind, nested at most so deep.
pub(crate) fn condition(dice: &mut Dice<'_>, deal: &Deal, depth: usize) -> Condition {
    let supports: Vec<&str> = deal.supports.iter().map(Support::name).collect();
    match [0, 1, 2, 6, 7, 8, 3, 4, 5, 3, 4, 5][dice.below(if depth == 0 { 6 } else { 12 })] {
        6 if deal.servicing.failure.is_some() && dice.once_in(2) => {
            Condition::Fails(deal.servicing.servicer.clone())
        }
        6 if !supports.is_empty() => Condition::Fails(dice.pick(&deal.supports).by.clone()),
        7 if !supports.is_empty() => Condition::Used {
            support: dice.pick(&supports).to_string(),
            times: dice.between(1, 2.min(pool::periods(deal).len())) as u32,
        },
        // By the day, so that no die is cast more.
        8 => match day(dice, deal) {
            day if day.day() % 4 == 0 => {
                let grade = ["AA", "A+"][usize::from(day.month() > 6)].parse().unwrap();
                Condition::RatedBelow { party: "enhancer".into(), grade }
            }
            day => Condition::From(day),
        },
        inner_kind => plain_condition(dice, deal, depth, inner_kind % 6),
    }
}

/// A distribution date, or a day before one.
pub(crate) fn day(dice: &mut Dice<'_>, deal: &Deal) -> Date {
    let periods = pool::periods(deal);
    days_later(dice.pick(&periods).nominal, -(dice.below(3) as i32))
}

fn plain_condition(dice: &mut Dice<'_>, deal: &Deal, depth: usize, kind: usize) -> Condition {
    let inner = |dice: &mut Dice<'_>| condition(dice, deal, depth - 1);
    match kind {
        0 => Condition::at_least(amount(dice, deal, 1), amount(dice, deal, 1)),
        1 => Condition::falls_below(dice.share(), gauge(dice, deal), gauge(dice, deal)),
        2 => Condition::Ratio { of: gauge(dice, deal), to: gauge(dice, deal), at_least: dice.share() },
        3 => Condition::Not(Box::new(inner(dice))),
        4 => Condition::All((0..dice.between(1, 2)).map(|_| inner(dice)).collect()),
        _ => Condition::Any((0..dice.between(1, 3)).map(|_| inner(dice)).collect()),
    }
}
