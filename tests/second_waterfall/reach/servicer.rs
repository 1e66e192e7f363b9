//! What happens of servicers, whether they fail or not.

use abs_waterfall::Money;
use abs_waterfall::deal::Deal;
use abs_waterfall::projection::{EntryKind, EventReport, Projection};
use abs_waterfall::waterfall::EventEffect;

use super::{Rule, any};
use crate::days::{days_later, dues_of};
use crate::hands::transfer_of;
use crate::pool;

fn waits(deal: &Deal) -> bool {
    deal.servicing.failure.as_ref().is_some_and(|failure| failure.interruption_periods > 0)
}

/// What the estate pays is in a ledger of its own kind.
fn estate(path: &Projection) -> Money {
    path.servicer.as_ref().map_or(Money::ZERO, |told| told.returned)
}

fn fee_paid(deal: &Deal, path: &Projection, is_it: impl Fn(&str) -> bool) -> bool {
    let fees = deal.fees.iter().filter(|fee| is_it(&fee.name)).map(|fee| crate::books::fee(&fee.name));
    let names: Vec<String> = fees.collect();
    path.ledger.iter().any(|entry| entry.kind == EntryKind::Fee && names.contains(&entry.reason))
}

pub(super) const RULES: [Rule; 15] = [
    ("a sweep comes too late for its date", |deal, _| {
        let periods = pool::periods(deal);
        let late = |day| {
            let first = periods.iter().find(|period| period.calculation >= day).unwrap();
            transfer_of(deal, &periods, day) > first.payment
        };
        pool::claims(deal).iter().flat_map(|claim| claim.days()).any(late)
    }),
    ("interest and principal are lost", |_, path| {
        any(path, |date| !date.commingled.interest.is_zero() && !date.commingled.principal.is_zero())
    }),
    ("something is lost that was paid before the failure", |deal, path| {
        path.servicer.as_ref().is_some_and(|told| {
            told.lost.cash() > Money::ZERO
                && deal.servicing.failure.as_ref().is_some_and(|failure| failure.redirect_lag_days == 0)
        })
    }),
    ("something is lost after the failure", |_, path| {
        path.servicer.as_ref().is_some_and(|told| {
            let after = |day| day >= told.failed && day < told.redirected;
            path.dates.iter().any(|d| d.commingled.cash() > Money::ZERO && after(d.period.calculation))
        })
    }),
    ("the estate pays", |_, path| !estate(path).is_zero()),
    ("an instalment waits beyond the last due date of its loan", |deal, path| {
        waits(deal)
            && path.servicer.as_ref().is_some_and(|told| {
                let last = |loan| dues_of(loan).into_iter().max().unwrap();
                let paid = path.dates[path.dates.len() - 1].period.calculation;
                let near = |day| day >= told.failed && day <= days_later(told.failed, 60) && day < paid;
                pool::loans(deal).iter().any(|loan| near(last(loan)))
            })
    }),
    ("a loan defaults while an instalment of it waits", |deal, path| {
        waits(deal)
            && path.servicer.as_ref().is_some_and(|told| {
                let soon = |day| day >= told.failed && day <= days_later(told.failed, 40);
                path.defaults.iter().any(|default| soon(default.missed) && !default.outstanding.is_zero())
            })
    }),
    ("the pool is never repaid, as its last instalments wait too long", |deal, path| {
        waits(deal) && path.servicer.is_some() && !path.dates[path.dates.len() - 1].pool.is_zero()
    }),
    ("the backup is paid", |deal, path| {
        let backup = deal.servicing.failure.as_ref().and_then(|failure| failure.backup.as_ref());
        backup.is_some_and(|backup| fee_paid(deal, path, |fee| fee == backup.fee))
    }),
    ("income owes principal what is lost with the servicer", |deal, path| {
        deal.accounts.split.is_some()
            && any(path, |date| {
                !date.commingled.principal.is_zero() && date.owed_to_principal.is_some_and(|it| !it.is_zero())
            })
    }),
    ("an event asks whether the servicer has failed, and it has", |deal, path| {
        let asks = |name: &str| {
            deal.events.iter().any(|event| {
                event.name == name
                    && format!("{:?}", event.when).contains(&format!("Fails({:?})", deal.servicing.servicer))
            })
        };
        path.servicer.is_some() && path.events.iter().any(|event| asks(&event.event))
    }),
    ("borrowers are told to pay the plan before the servicer fails", |_, path| {
        let told = |day| {
            path.events.iter().any(|event| {
                let effects = [EventEffect::Perfection, EventEffect::ServicerTermination];
                effects.contains(&event.effect) && event.on < day
            })
        };
        path.servicer.as_ref().is_some_and(|it| told(it.failed))
    }),
    ("the servicer is removed and its backup paid", |deal, path| {
        let removed = |event: &EventReport| event.effect == EventEffect::ServicerTermination;
        let backup = deal.servicing.failure.as_ref().and_then(|failure| failure.backup.as_ref());
        path.servicer.is_none()
            && path.events.iter().any(removed)
            && backup.is_some_and(|backup| fee_paid(deal, path, |fee| fee == backup.fee))
    }),
    ("sweeps become more frequent before the last date", |_, path| {
        let steps = |event: &EventReport| {
            event.effect == EventEffect::CollectionStepUp && event.number + 1 < path.dates.len()
        };
        path.events.iter().any(steps)
    }),
    ("the servicer fails, and so does its own support", |deal, path| {
        path.servicer.is_some()
            && path.supports.iter().any(|told| told.by == deal.servicing.servicer && told.failed.is_some())
    }),
];
