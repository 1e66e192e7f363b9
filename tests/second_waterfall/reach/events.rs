//! What happens of events, and by which orders plans pay.

use abs_waterfall::deal::{Deal, NoteRepayment};
use abs_waterfall::projection::{CleanUpReport, DateReport, Projection};
use abs_waterfall::waterfall::{EventEffect, PaymentOrder};

use super::{Rule, any};
use crate::events::is_mixed;

fn paid_by(path: &Projection, order: PaymentOrder) -> bool {
    any(path, |date| date.order == order && date.notes.iter().any(|note| !note.principal.is_zero()))
}

/// The date on which the pool is bought.
fn sale(path: &Projection) -> Option<(&DateReport, &CleanUpReport)> {
    let sale = path.clean_up.as_ref()?;
    Some((path.dates.iter().find(|date| date.period.number == sale.number)?, sale))
}

fn graced(deal: &Deal, name: &str) -> bool {
    deal.events.iter().any(|event| event.name == name && event.grace_days > 0)
}

pub(super) const RULES: [Rule; 18] = [
    ("principal is paid by the accelerated order", |_, path| paid_by(path, PaymentOrder::Accelerated)),
    ("principal is paid by the order after default", |_, path| paid_by(path, PaymentOrder::Default)),
    ("principal is paid by the order of liquidation", |_, path| paid_by(path, PaymentOrder::Liquidation)),
    ("an event happens as a party is rated lower", |_, path| {
        path.events.iter().any(|event| event.happened && event.because.contains("is rated below"))
    }),
    ("an event is cured, and the order with it", |_, path| {
        let mut orders =
            path.dates.iter().map(|date| date.order).skip_while(|order| *order == PaymentOrder::Normal);
        path.events.iter().any(|event| !event.happened) && orders.any(|order| order == PaymentOrder::Normal)
    }),
    ("an event follows from what is unpaid", |_, path| {
        path.events.iter().any(|event| event.happened && event.after_payment)
    }),
    ("an event that also asks what is unpaid happens at once", |deal, path| {
        let is_mixed =
            |name: &str| deal.events.iter().any(|event| event.name == name && is_mixed(&event.when));
        path.events.iter().any(|event| event.happened && !event.after_payment && is_mixed(&event.event))
    }),
    ("an event follows from what is unpaid after its grace", |deal, path| {
        let mut late = path.events.iter().filter(|event| event.happened && event.after_payment);
        late.any(|event| graced(deal, &event.event))
    }),
    ("an event is only told", |_, path| path.events.iter().any(|event| event.effect == EventEffect::Notice)),
    ("a bullet is repaid before its maturity", |deal, path| {
        let early = |d: &DateReport, i: usize| match deal.notes[i].repayment {
            NoteRepayment::Bullet { maturity } => {
                d.period.distribution < maturity && d.period.payment < maturity
            }
            _ => false,
        };
        any(path, |d| (0..d.notes.len()).any(|i| early(d, i) && !d.notes[i].principal.is_zero()))
    }),
    ("the pool is bought for its balance and what it has accrued", |_, path| {
        sale(path).is_some_and(|(_, sale)| sale.price == sale.balance + sale.accrued)
    }),
    ("the pool is bought for what the plan owes", |_, path| {
        sale(path).is_some_and(|(_, sale)| sale.price > sale.balance + sale.accrued)
    }),
    ("what the pool pays after it was bought is not the plan's", |_, path| {
        let last = path.dates.last().map(|date| date.period.number);
        sale(path).is_some_and(|(date, _)| Some(date.period.number) < last)
    }),
    ("a bullet is repaid when the pool is bought", |deal, path| {
        let bullet = |i: usize| matches!(deal.notes[i].repayment, NoteRepayment::Bullet { .. });
        sale(path).is_some_and(|(date, _)| {
            (0..date.notes.len()).any(|i| bullet(i) && !date.notes[i].principal.is_zero())
        })
    }),
    ("an event makes a date one on which the plan pays", |_, path| {
        let adds = |date: &DateReport| path.events.iter().any(|event| event.on == date.period.payment);
        any(path, |date| date.period.event_only && adds(date))
    }),
    ("the plan pays on a date that an event before it added", |_, path| {
        let adds = |date: &DateReport| path.events.iter().any(|event| event.on == date.period.payment);
        any(path, |date| date.period.event_only && !adds(date))
    }),
    ("what comes in between waits for the next date", |deal, path| {
        let (paid, all) = (path.dates.len(), crate::pool::periods(deal));
        paid < all.len() && all.iter().any(|period| period.event_only)
    }),
    ("a support is called after an event", |_, path| {
        any(path, |date| date.order != PaymentOrder::Normal && !date.drawn.is_zero())
    }),
];
