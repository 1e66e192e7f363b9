//! What the pool pays in each collection period, on one path.

use std::collections::BTreeMap;

use abs_waterfall::Deal;
use abs_waterfall::calendar::{Calendar, Date};
use abs_waterfall::credit::Recovery;
use abs_waterfall::enhancement::Support;
use abs_waterfall::pool::{AssetKind, Loan};
use rust_decimal::Decimal;

use crate::clean_up::accrued;
use crate::days::{Yuan, dates_of, days_later, months_later, rolled};
use crate::guarantees::{Answer, LateLoan, guarantees};
use crate::hands::{self, Fate, Hands};
use crate::loans::{Pay, instalments, recovered};
use crate::parts::Part;
use crate::repurchases::{self, Bought};

/// A loan's first missed due date.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Miss {
    pub(crate) due: Date,
    pub(crate) pays_interest: bool,
}

/// Who defaults when, by the loan's id.
pub(crate) type Misses = BTreeMap<String, Miss>;

/// The dates of one period.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Period {
    pub(crate) calculation: Date,
    pub(crate) transfer: Date,
    pub(crate) nominal: Date,
    pub(crate) payment: Date,
    pub(crate) accrues_from: Date,
    pub(crate) accrues_to: Date,
    /// From when on it accrues once every date is paid.
    pub(crate) since_last: Date,
    /// Is it paid only after an event?
    pub(crate) event_only: bool,
}

/// What one period collected; `performing` is what is left of the pool at its end.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Collection {
    pub(crate) interest: Yuan,
    pub(crate) principal: Yuan,
    pub(crate) recovery: Yuan,
    /// What the estate of the servicer pays,
    pub(crate) estate: Yuan,
    /// and guarantors of loans that have failed.
    pub(crate) late: Yuan,
    /// Interest and principal that the servicer has failed with.
    pub(crate) lost: (Yuan, Yuan),
    pub(crate) defaulted: Yuan,
    pub(crate) performing: Yuan,
    /// What performing loans have accrued by the distribution date.
    pub(crate) accrued: Yuan,
    /// Interest and principal of the assets of each kind, which are taxed kind by kind.
    pub(crate) of_kind: [(Yuan, Yuan); 4],
}

/// What a guarantor did in one period.
#[derive(Clone, Debug)]
pub(crate) struct Guaranteed {
    pub(crate) support: String,
    pub(crate) by: String,
    /// Of the interest and the principal that the period collected, what it paid.
    pub(crate) interest: Yuan,
    pub(crate) principal: Yuan,
    /// What it was called for and did not pay.
    pub(crate) open: Yuan,
    /// What it got of the borrowers.
    pub(crate) recovered: Yuan,
    /// What it paid late.
    pub(crate) late: Yuan,
}

/// One loan's instalments after the cut-off, each with the day on which it is paid; or a part's of one.
pub(crate) struct Claim {
    pub(crate) loan: Loan,
    pub(crate) pays: Vec<(Date, Pay)>,
    /// Of what the loan would be, where it is in parts.
    pub(crate) part: Option<Part>,
}

pub(crate) fn calendar(name: &str) -> Calendar {
    if name == "bank" { Calendar::Bank } else { Calendar::Exchange }
}

pub(crate) fn cutoff(deal: &Deal) -> Date {
    deal.cutoff.unwrap_or(deal.closing)
}

pub(crate) fn loans(deal: &Deal) -> &[Loan] {
    deal.pool.loans()
}

/// The periods of a deal.
pub(crate) fn periods(deal: &Deal) -> Vec<Period> {
    let exchange = calendar(&deal.dates.calendar);
    let (mut accrues_from, mut since_last) = (deal.closing, deal.closing);
    let mut periods = Vec::new();
    let zip = |ends, days| dates_of(ends).into_iter().zip(dates_of(days)).collect::<Vec<_>>();
    let usual = zip(&deal.dates.calculation, &deal.dates.distribution);
    let all = deal.dates.after_event.as_ref().map(|more| zip(&more.calculation, &more.distribution));
    for (calculation, nominal) in all.unwrap_or_else(|| usual.clone()) {
        let event_only = !usual.contains(&(calculation, nominal));
        let payment = rolled(nominal, deal.dates.roll, &exchange);
        let accrues_to = if deal.dates.accrue_to_rolled { payment } else { nominal };
        let transfer = hands::last_transfer(deal, calculation, payment);
        periods.push(Period {
            calculation,
            transfer,
            nominal,
            payment,
            accrues_from,
            accrues_to,
            since_last,
            event_only,
        });
        since_last = accrues_to;
        accrues_from = if event_only { accrues_from } else { accrues_to };
    }
    periods
}

/// The claims that the plan bought.
pub(crate) fn claims(deal: &Deal) -> Vec<Claim> {
    let calendar = calendar(&deal.servicing.calendar);
    let paid_on = |pay: &Pay| rolled(pay.due, deal.servicing.due_roll, &calendar);
    let claim = |loan: &Loan| {
        let own = instalments(deal, loan).into_iter().filter(|pay| pay.due > cutoff(deal));
        Claim { loan: loan.clone(), pays: own.map(|pay| (paid_on(&pay), pay)).collect(), part: None }
    };
    loans(deal).iter().map(claim).collect()
}

/// The pool at the cut-off.
pub(crate) fn opening(claims: &[Claim]) -> Yuan {
    claims.iter().flat_map(|claim| &claim.pays).map(|(_, pay)| pay.principal).sum()
}

/// What a default makes of a loan: the date on which it shows, what is missed, and what comes back when.
pub(crate) struct Loss {
    pub(crate) with: usize,
    pub(crate) pays_interest: bool,
    pub(crate) k: Option<usize>,
    /// On which date it has defaulted, as it was late for long enough.
    pub(crate) defaulted_in: Option<usize>,
    /// That day, whatever date it is on.
    pub(crate) default_day: Date,
    pub(crate) missed: Yuan,
    /// What is set off of the deposit, once it has defaulted.
    pub(crate) set_off: Yuan,
    pub(crate) recovered: Option<(usize, Yuan)>,
    pub(crate) recovered_in: Option<usize>,
}

impl Collection {
    /// What came in on a date after this one, with what did on this one.
    pub(crate) fn then(self, later: Collection) -> Collection {
        Collection {
            interest: self.interest + later.interest,
            principal: self.principal + later.principal,
            recovery: self.recovery + later.recovery,
            estate: self.estate + later.estate,
            late: self.late + later.late,
            lost: (self.lost.0 + later.lost.0, self.lost.1 + later.lost.1),
            defaulted: self.defaulted + later.defaulted,
            ..later
        }
    }
}

impl Claim {
    /// The days on which it is paid.
    pub(crate) fn days(&self) -> Vec<Date> {
        self.pays.iter().map(|(paid, _)| *paid).collect()
    }

    /// The due date of an instalment, or of one that there would be after the last; and when it is paid.
    pub(crate) fn due(&self, i: usize, hands: &Hands<'_>) -> (Date, Date) {
        if let Some((paid, pay)) = self.pays.get(i) {
            return (pay.due, *paid);
        }
        let due = hands::due_after_last(&self.loan, i + 1 - self.pays.len());
        let last = hands.periods[hands.periods.len() - 1].calculation;
        // Business days after the deal are nobody's business.
        let is_near = (due - last).get_days() < 20;
        let servicing = &hands.deal.servicing;
        let paid =
            if is_near { rolled(due, servicing.due_roll, &calendar(&servicing.calendar)) } else { due };
        (due, paid)
    }

    /// It defaults with the first payment on or after the due date that it misses: one that waits is not missed yet.
    pub(crate) fn default(&self, hands: &Hands<'_>, misses: &Misses) -> Option<Loss> {
        let miss = *misses.get(self.loan.id.as_str())?;
        let first = (0..).find(|i| self.due(*i, hands).0 >= miss.due).unwrap();
        let paid_with = hands.paid_with(&self.days());
        let with = paid_with.iter().copied().filter(|with| *with >= first).min().unwrap();
        let (due, paid) = self.due(with, hands);
        let defaulted = days_later(paid, hands.deal.servicing.defaulted_after_days as i32);
        // Who has failed by the day on which it defaults has no deposit to give.
        let is_held = hands.fails.is_none_or(|fails| defaulted < fails);
        let deposit = if is_held { self.loan.deposit.to_decimal() } else { Decimal::ZERO };
        let of_missed = self.pays.iter().zip(&paid_with).filter(|(_, other)| **other >= with);
        let missed: Yuan = of_missed.map(|((_, pay), _)| pay.principal).sum();
        let set_off = missed.min(deposit);
        let recovery = hands.deal.credit.recovery;
        let lag = match recovery {
            Recovery::None => 0,
            Recovery::OfOutstanding { lag_months, .. } | Recovery::OfAppraisedValue { lag_months, .. } => {
                lag_months
            }
            _ => unreachable!("no deal of these has another recovery"),
        };
        // Nothing defaults before it was known to be missed, and nothing can be recovered before it has defaulted.
        let k = hands.fate(paid).map(|fate| fate.k);
        let defaulted_in = k.and_then(|k| Some(hands.date_from(defaulted)?.max(k)));
        let recovered_in = hands.date_from(months_later(due, lag as i32));
        let recovered_in = defaulted_in.and_then(|k| Some(recovered_in?.max(k)));
        let recovered = recovered_in.map(|k| (k, self.recovery(hands, missed - set_off)));
        let pays_interest = miss.pays_interest;
        Some(Loss {
            with,
            pays_interest,
            k,
            defaulted_in,
            default_day: defaulted,
            missed,
            set_off,
            recovered,
            recovered_in,
        })
    }

    /// What has accrued by a day, given the next instalment.
    pub(crate) fn accrued(&self, next: usize, by: Date) -> Yuan {
        match &self.part {
            Some(part) => part.of(next, |pay| accrued(&self.loan, pay, by)),
            None => accrued(&self.loan, &self.pays[next].1, by),
        }
    }

    /// What comes back of what is missed beyond a deposit.
    pub(crate) fn recovery(&self, hands: &Hands<'_>, missed: Yuan) -> Yuan {
        match self.part.as_ref().and_then(|part| part.collateral) {
            Some(collateral) => collateral.min(missed),
            None => recovered(hands.deal.credit.recovery, &self.loan, missed),
        }
    }

    /// Adds what one loan does to the dates on which it does so.
    fn add_to(
        &self,
        all: &mut [Collection],
        hands: &Hands<'_>,
        misses: &Misses,
        late: Option<&LateLoan<'_>>,
    ) {
        let default = self.default(hands, misses);
        let kind = AssetKind::ALL.iter().position(|kind| *kind == self.loan.asset).unwrap();
        for ((_, pay), with) in self.pays.iter().zip(hands.paid_with(&self.days())) {
            let stops = default.as_ref().filter(|default| with >= default.with);
            if stops.is_none() && self.is_bought(with, hands) {
                continue;
            }
            let (interest, principal) = match stops {
                None => (pay.interest, pay.principal),
                Some(loss) if loss.pays_interest && with == loss.with => (pay.interest, Decimal::ZERO),
                Some(_) => continue,
            };
            let Some(Fate { k, lost }) = hands.fate(self.due(with, hands).1) else { continue };
            if lost {
                all[k].lost.0 += interest;
                all[k].lost.1 += principal;
                continue;
            }
            all[k].interest += interest;
            all[k].principal += principal;
            all[k].of_kind[kind].0 += interest;
            all[k].of_kind[kind].1 += principal;
        }
        let Some(default) = default else { return };
        if let Some(late) = late {
            return add_late(all, hands, late, kind);
        }
        if self.is_bought_late(&default, hands) {
            return;
        }
        if let Some(k) = default.defaulted_in {
            all[k].defaulted += default.missed;
            all[k].recovery += default.set_off;
        }
        if let Some((k, amount)) = default.recovered {
            all[k].recovery += amount;
        }
    }
}

/// What became of a claim, if it is late and guaranteed.
fn of_claim<'a, 'b>(late: &'a [LateLoan<'b>], claim: &Claim) -> Option<&'a LateLoan<'b>> {
    late.iter().find(|loan| loan.claim.loan.id == claim.loan.id)
}

/// Adds what becomes of a guaranteed loan once its borrower stopped paying. Until a call is not met it has not defaulted.
fn add_late(all: &mut [Collection], hands: &Hands<'_>, loan: &LateLoan<'_>, kind: usize) {
    for answer in &loan.answers {
        let Some(k) = hands.date_from(answer.day) else { continue };
        all[k].interest += answer.interest;
        all[k].principal += answer.principal;
        all[k].of_kind[kind].0 += answer.interest;
        all[k].of_kind[kind].1 += answer.principal;
    }
    if let Some((k, amount)) = loan.defaulted.and_then(|(day, amount)| Some((hands.date_from(day)?, amount)))
    {
        all[k].defaulted += amount;
    }
    for (k, to_plan, _) in &loan.recovered {
        all[*k].recovery += to_plan;
    }
    if let Some((k, paid, _)) = loan.paid_late {
        all[k].late += paid;
    }
}

/// What guarantors did, by date.
pub(crate) fn guaranteed(hands: &Hands<'_>, late: &[LateLoan<'_>]) -> Vec<Vec<Guaranteed>> {
    let on = |k: usize| {
        let of = |support: &Support| {
            let loans = || late.iter().filter(|loan| loan.support == support);
            let now = |answer: &&Answer| hands.date_from(answer.day) == Some(k);
            let sum = |part: fn(&Answer) -> Yuan| -> Yuan {
                loans().flat_map(|loan| &loan.answers).filter(now).map(part).sum()
            };
            let back = loans().flat_map(|loan| &loan.recovered).filter(|it| it.0 == k);
            Guaranteed {
                support: support.name().into(),
                by: support.by.clone(),
                interest: sum(|answer| answer.interest),
                principal: sum(|answer| answer.principal),
                open: sum(|answer| answer.open),
                recovered: back.map(|(_, _, amount)| amount).sum(),
                late: loans().filter_map(|loan| loan.paid_late).filter(|it| it.0 == k).map(|it| it.1).sum(),
            }
        };
        guarantees(hands.deal).map(of).collect()
    };
    (0..hands.periods.len()).map(on).collect()
}

/// Collections by date.
pub(crate) fn collections(
    hands: &Hands<'_>,
    claims: &[Claim],
    misses: &Misses,
    late: &[LateLoan<'_>],
) -> Vec<Collection> {
    let mut all = vec![Collection::default(); hands.periods.len()];
    for claim in claims {
        claim.add_to(&mut all, hands, misses, of_claim(late, claim));
    }
    let lost = all.iter().map(|date| date.lost.0 + date.lost.1).sum();
    if let Some((k, amount)) = hands.estate(lost) {
        all[k].estate = amount;
    }
    repurchases::add(&mut all, &bought(hands, claims, misses));
    let calm = Hands { fails: None, perfected: None, stepped_up: None, ..*hands };
    for claim in claims {
        let default = claim.default(hands, misses).map(|default| default.k);
        let bought = claim.bought(hands, misses).map(|bought| bought.k);
        for (k, period) in hands.periods.iter().enumerate() {
            let performs = default.is_none_or(|shows| shows.is_none_or(|shows| shows > k))
                && bought.is_none_or(|date| date > k);
            let is_to_come = |on: Date| calm.fate(on).is_none_or(|fate| fate.k > k);
            let next = claim.pays.iter().position(|(on, _)| is_to_come(*on)).filter(|_| performs);
            let own = next.map(|next| claim.accrued(next, period.accrues_to));
            all[k].accrued += own.unwrap_or_default();
        }
    }
    let mut performing = opening(claims);
    for date in &mut all {
        performing -= date.principal + date.lost.1 + date.defaulted;
        date.performing = performing;
    }
    all
}

/// What the originator buys back.
pub(crate) fn bought(hands: &Hands<'_>, claims: &[Claim], misses: &Misses) -> Vec<Bought> {
    claims.iter().filter_map(|claim| claim.bought(hands, misses)).collect()
}

/// What is recovered of each default within the life of the deal, by loan.
pub(crate) fn recoveries(
    hands: &Hands<'_>,
    claims: &[Claim],
    misses: &Misses,
    late: &[LateLoan<'_>],
) -> BTreeMap<String, (Yuan, Yuan)> {
    let of = |claim: &Claim| {
        let default = claim.default(hands, misses)?;
        if let Some(loan) = of_claim(late, claim) {
            let back: Yuan = loan.recovered.iter().map(|it| it.1).sum();
            let amount = back + loan.paid_late.map_or(Decimal::ZERO, |(_, _, principal)| principal);
            return Some((claim.loan.id.to_string(), (default.missed, amount)));
        }
        let missed = default.missed;
        if claim.bought_on(hands).is_some() {
            return Some((claim.loan.id.to_string(), (missed, missed)));
        }
        let set_off = default.defaulted_in.map_or(Decimal::ZERO, |_| default.set_off);
        let amount = set_off + default.recovered.map_or(Decimal::ZERO, |(_, amount)| amount);
        Some((claim.loan.id.to_string(), (missed, amount)))
    };
    claims.iter().filter_map(of).collect()
}

/// By loan that has defaulted: with how much outstanding, and what of that does not come back within the life of the deal. Of a
/// guaranteed loan that is what is outstanding once a call is not met; of one that is bought back nothing is lost.
pub(crate) fn losses(
    hands: &Hands<'_>,
    claims: &[Claim],
    misses: &Misses,
    late: &[LateLoan<'_>],
) -> Vec<(Yuan, Yuan)> {
    let of = |claim: &Claim| {
        let default = claim.default(hands, misses)?;
        if let Some(loan) = of_claim(late, claim) {
            let (_, defaulted) = loan.defaulted.filter(|(day, _)| hands.date_from(*day).is_some())?;
            let back: Yuan = loan.recovered.iter().map(|it| it.1).sum();
            let paid_late = loan.paid_late.map_or(Decimal::ZERO, |(_, _, principal)| principal);
            return Some((defaulted, defaulted - back - paid_late));
        }
        default.defaulted_in.filter(|_| !claim.is_bought_late(&default, hands))?;
        let back = default.set_off + default.recovered.map_or(Decimal::ZERO, |(_, amount)| amount);
        let lost = if claim.bought_on(hands).is_some() { Decimal::ZERO } else { default.missed - back };
        Some((default.missed, lost))
    };
    claims.iter().filter_map(of).collect()
}
