//! What happens to the interest on notes.

use abs_waterfall::deal::{CouponRate, Deal, Deferral, Note, Step};
use abs_waterfall::pool::{Loan, Repayment};
use abs_waterfall::projection::{DatePayment, DateReport, Projection};
use abs_waterfall::waterfall::{FloatingRate, StepKind};
use abs_waterfall::{Date, Money};

use super::{Rule, any};
use crate::any_deal::SUB;
use crate::books::interest;
use crate::coupons;
use crate::days::dues_of;
use crate::{loans, pool};

pub(super) const RULES: [Rule; 12] = [
    ("a coupon pays at its second step", |deal, path| {
        each(deal, path).any(|(i, date)| match rate(deal, i) {
            Some(CouponRate::Steps(steps)) => {
                let second = steps.rates().get(1).is_some_and(|step| step.from <= date.period.accrual_start);
                second && paid(i, date)
            }
            _ => false,
        })
    }),
    ("a coupon floats on what changes", |deal, path| {
        floats(deal, path, |deal, floating, _, date| {
            let rate = |date: &DateReport| coupons::floating_rate(deal, floating, date.period.accrual_start);
            path.dates.iter().any(|other| rate(other) != rate(date))
        })
    }),
    ("a coupon is at its floor", |deal, path| {
        floats(deal, path, |_, floating, rate, _| {
            floating.floor.map(|floor| floor.to_decimal()) == Some(rate)
        })
    }),
    ("a coupon is at its cap", |deal, path| {
        floats(deal, path, |_, floating, rate, _| floating.cap.map(|cap| cap.to_decimal()) == Some(rate))
    }),
    ("a coupon stays as it was fixed, though its table changes", |deal, path| {
        floats(deal, path, |deal, floating, rate, date| {
            let always = floating.clone().with_resets([]);
            coupons::floating_rate(deal, &always, date.period.accrual_start) != rate
        })
    }),
    ("the yield of the sub is capped while others are outstanding", |deal, path| {
        let sub = deal.notes.iter().position(|note| note.name == SUB);
        let is_capped = |date: &DateReport, sub: usize| {
            let told = date.notes[sub];
            !told.interest.is_zero() && !told.interest_short.is_zero() && some_is_left(deal, date)
        };
        sub.is_some_and(|sub| any(path, |date| is_capped(date, sub)))
    }),
    ("what a cap left of it is paid once they are repaid", |deal, path| {
        let capped = deal.waterfall.iter().any(pays_capped_yield);
        let sub = deal.notes.iter().position(|note| note.name == SUB);
        capped
            && sub.is_some_and(|sub| {
                path.dates.windows(2).any(|two| {
                    let short = two[0].notes[sub].interest_short;
                    let repaid = deal
                        .notes
                        .iter()
                        .zip(&two[1].notes)
                        .all(|(n, told)| n.name == SUB || told.balance.is_zero());
                    !short.is_zero() && repaid && two[1].notes[sub].interest > short
                })
            })
    }),
    ("deferred interest is paid later", |deal, path| {
        (0..deal.notes.len()).any(|i| {
            let mut later = path.dates.iter().skip_while(|date| !waits(&deal.notes[i], i, date)).skip(1);
            later.any(|date| paid(i, date) && date.notes[i].interest_short.is_zero())
        })
    }),
    ("deferred interest earns interest", |deal, path| {
        let earns = |i: usize| deal.notes[i].deferrable == Some(Deferral::Compound);
        (0..deal.notes.len()).any(|i| {
            earns(i)
                && path.dates.windows(2).any(|two| {
                    waits(&deal.notes[i], i, &two[0]) && two[1].period.number <= path.ending.number
                })
        })
    }),
    ("a loan's level payment is worked out anew", |deal, _| {
        resets(deal, |loan, _| {
            let level = matches!(loan.repayment, Repayment::LevelPayment | Repayment::LevelRents { .. });
            level || matches!(loan.repayment, Repayment::Balloon { .. })
        })
    }),
    ("a loan's rate is fixed within a period, and counts from the next", |deal, _| {
        resets(deal, |loan, start| {
            let named = &loan.floating.as_ref().unwrap().resets;
            !named.is_empty() && !named.contains(&start)
        })
    }),
    ("the pool is sold with what a floating loan has accrued", |deal, path| {
        let sold = path.clean_up.as_ref().is_some_and(|sale| !sale.accrued.is_zero());
        sold && resets(deal, |_, _| true)
    }),
];

/// Has a loan another rate from a due date after the cut-off on, of which this holds?
fn resets(deal: &Deal, holds: impl Fn(&Loan, Date) -> bool) -> bool {
    let is_reset = |loan: &Loan, two: &[Date]| {
        let rate = |start| loans::rate_since(deal, loan, start);
        two[0] > pool::cutoff(deal) && rate(two[0]) != rate(two[1]) && holds(loan, two[1])
    };
    let mut floating = pool::loans(deal).iter().filter(|loan| loan.floating.is_some());
    let any = |loan: &Loan| {
        dues_of(loan).split_last().is_some_and(|(_, starts)| starts.windows(2).any(|two| is_reset(loan, two)))
    };
    floating.any(any)
}

/// Every note on every date.
fn each<'a>(deal: &'a Deal, path: &'a Projection) -> impl Iterator<Item = (usize, &'a DateReport)> {
    (0..deal.notes.len()).flat_map(|i| path.dates.iter().map(move |date| (i, date)))
}

fn rate(deal: &Deal, note: usize) -> Option<&CouponRate> {
    deal.notes[note].coupon.as_ref().map(|coupon| &coupon.rate)
}

fn paid(note: usize, date: &DateReport) -> bool {
    date.notes[note].interest > Money::ZERO
}

/// Does a floating coupon pay of which this holds, given its rate on the date?
fn floats(
    deal: &Deal,
    path: &Projection,
    holds: impl Fn(&Deal, &FloatingRate, rust_decimal::Decimal, &DateReport) -> bool,
) -> bool {
    each(deal, path).any(|(i, date)| match rate(deal, i) {
        Some(CouponRate::Floating(floating)) if paid(i, date) => {
            holds(deal, floating, coupons::floating_rate(deal, floating, date.period.accrual_start), date)
        }
        _ => false,
    })
}

/// Is there cash that the step with the cap on the yield of the sub left: for a note that is repaid below, or in the plan?
fn some_is_left(deal: &Deal, date: &DateReport) -> bool {
    let mut below = deal.waterfall.iter().skip_while(|step| !pays_capped_yield(step)).peekable();
    let repaid = |name: &String| {
        let place = deal.notes.iter().position(|note| note.name == *name);
        place.is_some_and(|i| !date.notes[i].principal.is_zero())
    };
    let pays = |step: &Step| matches!(&step.kind, StepKind::Principal(notes) if notes.iter().any(repaid));
    below.peek().is_some() && (!date.kept.is_zero() || below.any(pays))
}

fn pays_capped_yield(step: &Step) -> bool {
    step.cap.is_some() && matches!(&step.kind, StepKind::Interest(notes) if notes[..] == [SUB])
}

/// Is interest on a note unpaid after a date, and nobody short of it?
fn waits(note: &Note, i: usize, date: &DateReport) -> bool {
    let what = interest(&note.name);
    let short = |it: &DatePayment| it.what == what && !it.short.is_zero();
    note.deferrable.is_some() && !date.notes[i].interest_short.is_zero() && !date.payments.iter().any(short)
}
