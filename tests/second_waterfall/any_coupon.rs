//! Coupons of every kind, the tables of rates that they float on, and interest that may wait.

use std::collections::BTreeSet;

use abs_waterfall::calendar::{DatedRate, RateTable};
use abs_waterfall::deal::{Coupon, CouponRate, Deal, Deferral, Step};
use abs_waterfall::pool::Repayment;
use abs_waterfall::waterfall::{BasisPoints, FloatingRate, StepKind};
use abs_waterfall::{Date, Rate};
use rust_decimal::Decimal;

use crate::any_loan::{COUNTS, ROUNDINGS};
use crate::days::days_later;
use crate::dice::Dice;

/// Two tables of rates, known from closing on or from before.
pub(crate) fn tables(dice: &mut Dice<'_>, deal: Deal) -> Deal {
    let closing = deal.closing;
    ["LPR-1Y", "DR007"].into_iter().fold(deal, |deal, name| {
        let rates = rates(dice, closing);
        deal.with_rates(name, rates)
    })
}

/// Rates from closing on or from before, every few days or months.
fn rates(dice: &mut Dice<'_>, closing: Date) -> RateTable {
    let mut from = days_later(closing, -(dice.below(60) as i32));
    let mut rates = vec![DatedRate::new(from, dice.rate())];
    for _ in 0..dice.below(6) {
        from = days_later(from, dice.between(1, 200) as i32);
        rates.push(DatedRate::new(from, dice.rate()));
    }
    RateTable::new(rates).unwrap()
}

pub(crate) fn coupon(dice: &mut Dice<'_>, deal: &Deal) -> Coupon {
    let coupon = Coupon::new(dice.rate(), dice.pick(&COUNTS)).with_rounding(dice.pick(&ROUNDINGS));
    match dice.below(4) {
        0 | 1 => coupon,
        2 => coupon.with_rate(CouponRate::Steps(rates(dice, deal.closing))),
        _ => coupon.with_rate(CouponRate::Floating(floating(dice, deal.closing))),
    }
}

/// A spread of either sign, perhaps a floor and a cap, fixed for every period or on days of its own.
fn floating(dice: &mut Dice<'_>, closing: Date) -> FloatingRate {
    let spread = Decimal::new(dice.between(0, 60_000) as i64 - 30_000, 2);
    let table = dice.pick(&["LPR-1Y", "DR007"]);
    let rate = within_bounds(dice, FloatingRate::new(table).with_spread(BasisPoints::new(spread).unwrap()));
    if !dice.once_in(2) {
        return rate;
    }
    let resets = (0..dice.between(1, 3)).map(|_| days_later(closing, dice.below(900) as i32 - 100));
    rate.with_resets(resets.collect::<BTreeSet<_>>())
}

/// With a floor and a cap, or without one.
fn within_bounds(dice: &mut Dice<'_>, mut rate: FloatingRate) -> FloatingRate {
    let bound = |dice: &mut Dice<'_>| dice.once_in(2).then(|| dice.rate());
    (rate.floor, rate.cap) = (bound(dice), bound(dice));
    if let (Some(floor), Some(cap)) = (rate.floor, rate.cap) {
        (rate.floor, rate.cap) = (Some(Rate::min(floor, cap)), Some(Rate::max(floor, cap)));
    }
    rate
}

/// Lets some loans float on a table of their own, which is known since before any of them was made: from every due date, or from
/// a few days on.
pub(crate) fn float_loans(dice: &mut Dice<'_>, deal: &mut Deal) {
    let mut rates = vec![DatedRate::new(days_later(deal.closing, -5_000), dice.rate())];
    for day in (-4_800..1_000).step_by(200) {
        rates.push(DatedRate::new(days_later(deal.closing, day + dice.below(200) as i32), dice.rate()));
    }
    deal.rates.insert("LPR-5Y".into(), RateTable::new(rates).unwrap());
    let closing = deal.closing;
    for loan in deal.pool.loans_mut() {
        let may = !matches!(loan.repayment, Repayment::FlatRate | Repayment::Payments(_));
        if may && dice.once_in(2) {
            let spread = BasisPoints::new(Decimal::from(dice.below(400)) - Decimal::from(200)).unwrap();
            let rate = within_bounds(dice, FloatingRate::new("LPR-5Y").with_spread(spread));
            let resets = (0..dice.below(4)).map(|_| days_later(closing, dice.below(900) as i32 - 300));
            loan.floating = Some(Box::new(rate.with_resets(resets.collect::<BTreeSet<_>>())));
        }
    }
}

/// Lets interest wait of which nobody makes up anything, and which the normal order does not pay first of all that is not
/// capped.
pub(crate) fn defer(dice: &mut Dice<'_>, deal: &mut Deal) {
    let in_full = |step: &Step| match &step.kind {
        StepKind::Interest(notes) if step.cap.is_none() => Some(notes.clone()),
        _ => None,
    };
    let first = deal.waterfall.iter().find_map(in_full).unwrap_or_default();
    let supports = &deal.supports;
    let made_up = |name: &String| supports.iter().any(|support| support.interest_each_date.contains(name));
    for note in deal.notes.iter_mut().filter(|note| note.coupon.is_some()) {
        if !first.contains(&note.name) && !made_up(&note.name) {
            note.deferrable = dice.once_in(2).then(|| dice.pick(&[Deferral::Simple, Deferral::Compound]));
        }
    }
}
