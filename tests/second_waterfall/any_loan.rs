//! Loans of every kind, all of them valid.

use abs_waterfall::calendar::{Date, DayCount, Schedule};
use abs_waterfall::credit::CreditQuality;
use abs_waterfall::pool::{AssetKind, InterestBasis, Loan, Repayment};
use abs_waterfall::{Money, Rate, Rounding};
use rust_decimal::Decimal;

use crate::any_deal::month_end;
use crate::days::{dates_of, days_later, month_end_of, months_later};
use crate::dice::Dice;

pub(crate) const ROUNDINGS: [Rounding; 3] = [Rounding::HalfUp, Rounding::HalfEven, Rounding::Down];
pub(crate) const COUNTS: [DayCount; 5] = [
    DayCount::Act365Fixed,
    DayCount::Act360,
    DayCount::Thirty360,
    DayCount::ThirtyE360,
    DayCount::ActActIsda,
];

/// How many due dates a loan has, and how far apart.
#[derive(Clone, Copy)]
struct Grid {
    count: u32,
    every_months: u32,
    by_days: bool,
}

/// A loan whose last due date is `last`; many of its due dates may be long past.
pub(crate) fn any_loan(dice: &mut Dice<'_>, number: usize, last: Date) -> Loan {
    let id = format!("L{number:02}");
    let mut grid = Grid {
        every_months: dice.pick(&[1, 3, 1, 2, 6]),
        count: dice.between(1, 12) as u32 * dice.pick(&[1, 2]),
        by_days: dice.once_in(2),
    };
    let kind = dice.below(9);
    if kind == 3 {
        grid.count = 1;
    }
    if grid.every_months > 3 {
        grid.count = grid.count.min(8);
    }
    let (due, disbursed) = schedule(dice, grid, last, [0, 4, 7].contains(&kind));
    // A loan of a few fen repays them before its last instalment, or none of them.
    let tiny = dice.once_in(12);
    let principal =
        if tiny { Money::from_fen(dice.between(1, 99) as i64) } else { dice.yuan(1_000, 2_000_000) };
    let repayment = match kind {
        8 => Repayment::Payments(payments(dice, &dates_of(&due), disbursed, principal).into()),
        _ => repayment(dice, kind, dates_of(&due).len(), principal),
    };
    let interest =
        if grid.by_days { InterestBasis::Daily(dice.pick(&COUNTS)) } else { InterestBasis::Periodic };
    // Payments that are stated have a price, and no rate.
    let rate = if kind == 8 { Rate::ZERO } else { dice.rate() };
    let base = Loan::level_payment(&id, principal, rate, disbursed, 1);
    let appraised = dice.yuan(100, 4_000_000);
    let deposit = if dice.once_in(5) {
        Money::from_fen(principal.fen() * dice.between(1, 400) as i64 / 1_000)
    } else {
        Money::ZERO
    };
    base.with_due(due)
        .with_asset(dice.pick(&AssetKind::ALL))
        .with_repayment(repayment)
        .with_interest(interest)
        .with_rounding(dice.pick(&ROUNDINGS))
        .with_appraised_value(appraised)
        .with_deposit(deposit)
        .with_quality(quality(dice))
}

/// Due dates that end on `last`, and a disbursement before them. By days, the first period may have any length, the
/// last may be a stub, and there may be no grid at all; a level payment needs a grid.
fn schedule(dice: &mut Dice<'_>, grid: Grid, last: Date, level: bool) -> (Schedule, Date) {
    let Grid { count, every_months, by_days } = grid;
    let back = |from: Date, periods: u32| months_later(from, -((periods * every_months) as i32));
    if !by_days {
        return whole_periods(dice, grid, back(last, count));
    }
    let stub = if dice.once_in(2) { dice.between(1, 20) as i32 } else { 0 };
    let first = back(days_later(last, -stub), count - 1);
    let disbursed = days_later(first, -(dice.between(1, 28) as i32));
    let until = Schedule::Until { first, every_months, last, month_end: month_end(dice, first) };
    if !level && dice.once_in(3) {
        return (Schedule::Dates(dates_of(&until)), disbursed);
    }
    (until, disbursed)
}

/// Due dates in whole periods from a disbursement on this day, or at the end of the month before. Where nothing is
/// said of month ends, the disbursement tells.
fn whole_periods(dice: &mut Dice<'_>, grid: Grid, disbursed: Date) -> (Schedule, Date) {
    let Grid { count, every_months, .. } = grid;
    let at_month_end = dice.once_in(3);
    let disbursed = if at_month_end { month_end_of(months_later(disbursed, -1)) } else { disbursed };
    let mut first = months_later(disbursed, every_months as i32);
    if at_month_end && dice.once_in(2) {
        first = month_end_of(first);
    }
    let month_end = match dice.below(3) {
        0 => None,
        1 if at_month_end => month_end(dice, first),
        _ => Some(false),
    };
    (Schedule::Regular { first, every_months, count, month_end }, disbursed)
}

fn repayment(dice: &mut Dice<'_>, kind: usize, count: usize, principal: Money) -> Repayment {
    match kind {
        0 => Repayment::LevelPayment,
        1 => Repayment::EqualPrincipal,
        2 => Repayment::InterestOnlyBullet,
        3 if count == 1 => Repayment::SinglePayment,
        4 => Repayment::Balloon { amortised_over: (count + dice.below(24)) as u32 },
        5 => Repayment::FlatRate,
        7 => Repayment::LevelRents { purchase_price: dice.pick(&[Money::ZERO, Money::from_yuan(100)]) },
        _ => Repayment::Custom(plan(dice, count, principal)),
    }
}

/// A plan that repays what it likes, nothing sometimes, and the rest at the end.
fn plan(dice: &mut Dice<'_>, count: usize, principal: Money) -> Vec<Money> {
    let mut left = principal.fen();
    let mut amounts: Vec<Money> = (1..count)
        .map(|_| {
            let now = if dice.once_in(4) { 0 } else { left * dice.below(400) as i64 / 1_000 };
            left -= now;
            Money::from_fen(now)
        })
        .collect();
    amounts.push(Money::from_fen(left));
    amounts
}

/// Payments that repay what they like, with interest at any rate for the days, which some of them leave out.
fn payments(dice: &mut Dice<'_>, dues: &[Date], disbursed: Date, principal: Money) -> Vec<Money> {
    let plan = plan(dice, dues.len(), principal);
    let (mut outstanding, mut start) = (principal.fen(), disbursed);
    let mut payments = Vec::new();
    for (due, repaid) in dues.iter().zip(plan) {
        let days = i64::from((*due - start).get_days());
        let percent = if dice.once_in(4) { 0 } else { dice.between(1, 40) as i64 };
        payments.push(repaid + Money::from_fen(outstanding * percent * days / 36_500));
        (outstanding, start) = (outstanding - repaid.fen(), *due);
    }
    payments
}

/// Somebody who defaults often.
pub(crate) fn quality(dice: &mut Dice<'_>) -> CreditQuality {
    if dice.once_in(3) {
        return CreditQuality::Rating(dice.pick(&["B-", "CCC", "CC", "C"]).into());
    }
    let annual = Decimal::new(dice.between(10, 60) as i64, 2);
    CreditQuality::AnnualPd(abs_waterfall::Probability::new(annual).unwrap())
}
