//! At which rate a note earns, or what floats does, looked up anew for every period, day by day.

use abs_waterfall::Date;
use abs_waterfall::calendar::RateTable;
use abs_waterfall::deal::{CouponRate, Deal, Note, NoteRepayment, Step};
use abs_waterfall::waterfall::{FloatingRate, StepKind};
use rust_decimal::Decimal;

use crate::days::days_later;

/// The rate of a coupon over a period that starts on this day; the first of all starts on the day of closing.
pub(crate) fn rate(deal: &Deal, rate: &CouponRate, start: Date) -> Decimal {
    match rate {
        CouponRate::Fixed(rate) => rate.to_decimal(),
        CouponRate::Steps(steps) => last_known(steps, start),
        CouponRate::Floating(floating) => floating_rate(deal, floating, start),
        _ => unreachable!("the second waterfall does not know it"),
    }
}

/// Back from a day to the first on which the table has a new rate.
fn last_known(table: &RateTable, day: Date) -> Decimal {
    let mut back = (0..).map(|days| days_later(day, -days));
    let known = |day: Date| table.rates().iter().find(|rate| rate.from == day);
    back.find_map(known).unwrap().rate.to_decimal()
}

pub(crate) fn floating_rate(deal: &Deal, floating: &FloatingRate, start: Date) -> Decimal {
    let is_fixed = |day: &Date| floating.resets.contains(day) || *day == deal.closing;
    let fixed_on = match floating.resets.is_empty() {
        true => start,
        false => (0..).map(|days| days_later(start, -days)).find(is_fixed).unwrap(),
    };
    fixed(deal, floating, fixed_on)
}

/// What a floating rate is where it is fixed on a day.
pub(crate) fn fixed(deal: &Deal, floating: &FloatingRate, day: Date) -> Decimal {
    let spread = floating.spread_bp.to_decimal() * Decimal::new(1, 4);
    let mut rate = last_known(&deal.rates[&floating.table], day) + spread;
    if let Some(floor) = floating.floor {
        rate = rate.max(floor.to_decimal());
    }
    if let Some(cap) = floating.cap {
        rate = rate.min(cap.to_decimal());
    }
    rate.max(Decimal::ZERO)
}

/// May interest on a note wait until the note is due: by agreement, or as a subordinated one whose yield a step pays up to a cap?
pub(crate) fn defers(deal: &Deal, note: &Note) -> bool {
    let started = deal.orders.given().flat_map(|(_, steps)| steps);
    let steps = deal.waterfall.iter().chain(started);
    let is_interest =
        |step: &Step| matches!(&step.kind, StepKind::Interest(notes) if notes.contains(&note.name));
    let is_capped = steps.filter(|step| step.cap.is_some()).any(is_interest);
    note.deferrable.is_some() || (note.repayment == NoteRepayment::Subordinated && is_capped)
}
