//! Events of every kind, with the orders of payment that they start.

use abs_waterfall::Date;
use abs_waterfall::deal::{Deal, Step};
use abs_waterfall::waterfall::{Amount, Condition, Event, EventEffect, Gauge, Orders, StepKind};

use crate::any_formula::{amount, condition};
use crate::any_order::order;
use crate::days::dues_of;
use crate::dice::Dice;
use crate::events::is_mixed;
use crate::pool;

/// One to three events, and an order for each that starts one; what is left goes to whom it goes in the waterfall.
pub(crate) fn events(dice: &mut Dice<'_>, own: &mut Dice<'_>, deal: &mut Deal) {
    let mut effects = vec![
        EventEffect::Acceleration,
        EventEffect::Acceleration,
        EventEffect::Default,
        EventEffect::Liquidation,
        EventEffect::Notice,
    ];
    if deal.servicing.failure.is_some() {
        effects.extend([
            EventEffect::Perfection,
            EventEffect::ServicerTermination,
            EventEffect::ServicerTermination,
        ]);
    }
    if deal.servicing.stepped_up.is_some() {
        effects.extend([EventEffect::CollectionStepUp; 4]);
    }
    let lasting = [EventEffect::Perfection, EventEffect::ServicerTermination, EventEffect::CollectionStepUp];
    for number in 0..dice.between(1, 3) {
        let effect = dice.pick(&effects);
        let event = if effect != EventEffect::CollectionStepUp && dice.once_in(2) {
            late(dice, deal, number, effect)
        } else {
            early(dice, deal, number, effect)
        };
        // Ledgers that have merged stay so where the event is cured.
        let often = if deal.accounts.split.is_some() { 9 } else { 4 };
        let may_end = dice.below(12) < often && !lasting.contains(&effect);
        let event = if may_end { event.curable() } else { event };
        let dates = pool::periods(deal).iter().filter(|period| !period.event_only).count();
        let in_a_row = own.between(2, 3);
        let event = if own.once_in(4) && in_a_row <= dates && !is_mixed(&event.when) {
            event.for_dates(in_a_row as u32)
        } else {
            event
        };
        let more = pool::periods(deal).iter().any(|period| period.event_only);
        let adds_dates = more && !event.curable && !dice.once_in(4);
        deal.events.push(if adds_dates { event.adding_dates() } else { event });
    }
    let mut orders = Orders::default();
    let starts = |deal: &Deal, effect| deal.events.iter().any(|event| event.effect == effect);
    if starts(deal, EventEffect::Acceleration) {
        orders = orders.with_accelerated(another(dice, deal));
    }
    if starts(deal, EventEffect::Default) {
        orders = orders.with_default(another(dice, deal));
    }
    if starts(deal, EventEffect::Liquidation) {
        orders = orders.with_liquidation(another(dice, deal));
    }
    deal.orders = orders;
}

fn early(dice: &mut Dice<'_>, deal: &Deal, number: usize, effect: EventEffect) -> Event {
    let by_day = effect == EventEffect::CollectionStepUp && !dice.once_in(4);
    let when = if by_day { Condition::From(due_day(dice, deal)) } else { condition(dice, deal, 2) };
    Event::new(&format!("event {number}"), when, effect)
}

/// A day on which a borrower pays, or one on which the plan pays, if that is later: on the next date the payment may be in hand.
fn due_day(dice: &mut Dice<'_>, deal: &Deal) -> Date {
    let dues = dues_of(&dice.pick(deal.pool.loans()));
    let first = pool::periods(deal)[0].nominal;
    dice.pick(&dues).max(first)
}

/// The day from which on sweeps become more frequent, where a day is all that it takes.
pub(crate) fn steps_up_from(deal: &Deal) -> Option<Date> {
    deal.events.iter().find_map(|event| match (&event.when, event.effect) {
        (Condition::From(day), EventEffect::CollectionStepUp) => Some(*day),
        _ => None,
    })
}

/// Once something is unpaid, perhaps for some days, perhaps together with something else.
fn late(dice: &mut Dice<'_>, deal: &Deal, number: usize, effect: EventEffect) -> Event {
    let notes: Vec<String> = deal.notes.iter().map(|note| note.name.clone()).collect();
    let some = dice.some_of(&notes);
    let gauge = match dice.below(3) {
        0 => Gauge::UnpaidInterest(some),
        1 => Gauge::UnpaidPrincipal(some),
        _ => Gauge::MissedPrincipal(some),
    };
    let least = if dice.once_in(2) { Amount::Fixed(dice.yuan(0, 50)) } else { amount(dice, deal, 1) };
    let unpaid = Condition::at_least(Amount::from(gauge), least);
    let when = match dice.below(3) {
        0 => Condition::All(vec![unpaid, condition(dice, deal, 1)]),
        1 => Condition::Any(vec![condition(dice, deal, 1), unpaid]),
        _ => unpaid,
    };
    let grace = if dice.once_in(2) { dice.below(120) as u32 } else { 0 };
    Event::new(&format!("event {number}"), when, effect).with_grace(grace)
}

/// Another order of payment with the same residual.
fn another(dice: &mut Dice<'_>, deal: &Deal) -> Vec<Step> {
    let mut steps = order(dice, deal);
    let residual = |step: &&Step| matches!(step.kind, StepKind::Residual(_));
    if let (Some(own), Some(last)) = (deal.waterfall.iter().find(residual), steps.last_mut()) {
        *last = own.clone();
    }
    steps
}
