//! Who is paid: the notes, fees, reserves, supports and steps of a deal as one plan, in which everything that falls due is
//! paid.

use super::names::DealNames;
use super::parties::Roles;
use super::{Errors, PaymentPeriod, servicer};
use crate::credit::Grade;
use crate::deal::error::Problem;
use crate::deal::{Deal, Party};
use crate::enhancement::{Dues, Giver, NoteDues, SupportKind, SupportPlan};
use crate::found::Found;
use crate::ledger::Chart;
use crate::limits::{check_limit, check_positive};
use crate::money::Money;
use crate::servicing::CollectionPlan;
use crate::waterfall::{
    Claim, CleanUpPlan, EventEffect, EventPlan, EventProblem, FeePlan, NotePlan, Order, OrderProblem,
    Payables, PaymentOrder, Plan, PlanAccounts, PoolTax, Readable, ReinvestmentPlan, ReservePlan, SplitPlan,
    StepPlan,
};

pub(super) fn resolve(
    deal: &Deal,
    names: &DealNames,
    roles: &Roles,
    periods: &[PaymentPeriod],
    collections: Option<&CollectionPlan>,
    errors: &mut Errors,
) -> Plan {
    check_issued(deal, errors);
    let (chart, known) = (DealNames::chart(deal), Known::of(deal, roles));
    let readable = known.readable(names, periods, collections.map_or(Money::ZERO, CollectionPlan::opening));
    let vat = deal.vat.and_then(|vat| errors.take("vat", PoolTax::of(&vat, deal.pool.loans(), collections)));
    let supports = supports(deal, names, roles, periods, errors);
    let mut notes: Vec<NotePlan> = errors
        .within(|found| deal.notes.iter().map(|note| note.resolve(periods, &deal.rates, found)).collect());
    let fees: Vec<FeePlan> = errors.within(|found| {
        deal.fees.iter().map(|fee| fee.resolve(&names.parties, &names.notes, periods, found)).collect()
    });
    let reserves = reserves(deal, names, chart, readable, errors);
    let payables = payables(deal, names, chart, readable);
    let order = errors.within(|found| Order::resolve(PaymentOrder::Normal, &deal.waterfall, payables, found));
    check_complete(deal, names, "waterfall", &order, errors);
    let events = events(deal, readable, errors);
    let clean_up = clean_up(deal, names, chart, readable, errors);
    let started = started(deal, names, payables, &order, errors);
    let dates = periods.len();
    let_wait(order.steps.iter().chain(started.iter().flat_map(|(_, steps)| steps)), dates, &mut notes);
    let reinvestment = reinvestment(deal, chart, periods, errors);
    let legal_final = notes.iter().map(|note| note.legal_final).max().unwrap_or_default();
    let first_maturity = notes.iter().map(|note| note.expected_from).min().unwrap_or(dates);
    Plan {
        dates,
        event_only: event_only(periods),
        legal_final,
        first_maturity,
        chart,
        notes,
        fees,
        vat: vat.unwrap_or_default(),
        reserves,
        reinvestment,
        supports,
        givers: roles.givers(),
        servicer: deal.servicing.failure.as_ref().map(|_| roles.servicer),
        failing: roles.failing(deal),
        backup: servicer::backup(deal, names, roles, errors),
        reacts: deal.events.iter().any(|event| event.effect.changes_collections()),
        events,
        clean_up,
        surplus: deal.accounts.surplus,
        split: deal.accounts.split.as_ref().map(|split| Box::new(SplitPlan::of(split, &order.steps))),
        steps: order.steps,
        started,
    }
}

/// What formulas read of a deal, beside its names.
struct Known<'a> {
    accounts: PlanAccounts,
    /// By note.
    issued: Vec<Money>,
    failing: Vec<&'a str>,
    /// By party.
    ratings: Vec<Option<Grade>>,
}

impl<'a> Known<'a> {
    fn of(deal: &'a Deal, roles: &Roles) -> Known<'a> {
        let failing = roles.failing(deal);
        let failing = failing.iter().filter_map(|party| deal.parties.get(*party));
        Known {
            accounts: DealNames::plan_accounts(deal),
            issued: deal.notes.iter().map(|note| note.amount).collect(),
            failing: failing.map(|party| party.name.as_str()).collect(),
            ratings: deal.parties.iter().map(Party::grade).collect(),
        }
    }

    fn readable<'b>(
        &'b self,
        names: &'b DealNames,
        periods: &'b [PaymentPeriod],
        pool: Money,
    ) -> Readable<'b> {
        Readable {
            notes: &names.notes,
            supports: &names.supports,
            events: &names.events,
            parties: &names.parties,
            ratings: &self.ratings,
            accounts: &self.accounts,
            issued: &self.issued,
            givers: &self.failing,
            periods,
            pool,
            in_event: false,
            in_cap: false,
        }
    }
}

/// What the plan's accounts earn.
fn reinvestment(
    deal: &Deal,
    chart: Chart,
    periods: &[PaymentPeriod],
    errors: &mut Errors,
) -> Option<Box<ReinvestmentPlan>> {
    let plan = deal.accounts.reinvestment?.resolve(deal.closing, periods, chart.bank());
    errors.take("accounts.reinvestment", plan).map(Box::new)
}

/// By date: is it one only after an event? Nothing where there is none.
fn event_only(periods: &[PaymentPeriod]) -> Vec<bool> {
    let by_date: Vec<bool> = periods.iter().map(|period| period.event_only).collect();
    if by_date.contains(&true) { by_date } else { Vec::new() }
}

/// There is something to issue, and not too much.
fn check_issued(deal: &Deal, errors: &mut Errors) {
    if deal.notes.is_empty() {
        errors.add("notes", Problem::NoNotes);
    }
    let issued = deal.notes.iter().map(|note| note.amount).sum();
    if deal.notes.iter().all(|note| note.amount.is_zero()) && !deal.notes.is_empty() {
        errors.take("notes", check_positive("sum of the notes", issued));
    }
    errors.take("notes", check_limit("sum of the notes", issued));
}

fn supports(
    deal: &Deal,
    names: &DealNames,
    roles: &Roles,
    periods: &[PaymentPeriod],
    errors: &mut Errors,
) -> Vec<SupportPlan> {
    let of_notes: Vec<NoteDues> = deal.notes.iter().map(|note| note.dues()).collect();
    let payees: Vec<&str> = deal.fees.iter().map(|fee| fee.payee.as_str()).collect();
    let dues = Dues {
        taxes: deal.vat.is_some(),
        fees: &names.fees,
        payees: &payees,
        notes: &names.notes,
        of_notes: &of_notes,
        closing: deal.closing,
        periods,
    };
    let (chart, givers) = (DealNames::chart(deal), roles.givers());
    let mut supports = Vec::with_capacity(deal.supports.len());
    for (i, (support, party)) in deal.supports.iter().zip(&roles.givers_of).enumerate() {
        let by = Giver {
            account: chart.party(*party),
            giver: givers.iter().position(|giver| giver == party).unwrap_or_default(),
            after_failure: deal.parties.get(*party).and_then(|party| party.after_failure),
            before: &deal.supports[..i],
        };
        supports.push(errors.within(|found| support.resolve(by, &dues, found)));
    }
    SupportPlan::watch(&mut supports);
    supports
}

fn reserves(
    deal: &Deal,
    names: &DealNames,
    chart: Chart,
    readable: Readable<'_>,
    errors: &mut Errors,
) -> Vec<ReservePlan> {
    let party = |index: usize| chart.party(index);
    errors.within(|found| {
        let reserves = deal.reserves.iter().enumerate();
        reserves
            .filter_map(|(i, it)| it.resolve(chart.reserve(i), &names.parties, party, readable, found))
            .collect()
    })
}

fn payables<'a>(deal: &'a Deal, names: &'a DealNames, chart: Chart, readable: Readable<'a>) -> Payables<'a> {
    Payables {
        taxes: deal.vat.is_some(),
        fees: &deal.fees,
        notes: &deal.notes,
        reserves: &deal.reserves,
        supports: &deal.supports,
        split: deal.accounts.split.as_ref(),
        party_names: &names.parties,
        fee_names: &names.fees,
        reserve_names: &names.reserves,
        readable,
        chart,
    }
}

fn events(deal: &Deal, readable: Readable<'_>, errors: &mut Errors) -> Vec<EventPlan> {
    errors.within(|found: &mut Found<EventProblem>| {
        let given: Vec<PaymentOrder> = deal.orders.given().map(|(order, _)| order).collect();
        for event in &deal.events {
            if let Some(order) = event.effect.order().filter(|order| !given.contains(order)) {
                found.add(event, EventProblem::NoOrder(order));
            }
        }
        for event in &deal.events {
            if event.effect.redirects() && deal.servicing.failure.is_none() {
                found.add(event, EventProblem::NoRedirection);
            }
            if event.effect == EventEffect::CollectionStepUp && deal.servicing.stepped_up.is_none() {
                found.add(event, EventProblem::NoStepUp);
            }
        }
        let events = deal.events.iter();
        let readable = Readable { in_event: true, ..readable };
        events.filter_map(|event| event.resolve(readable, readable.periods, found)).collect()
    })
}

fn clean_up(
    deal: &Deal,
    names: &DealNames,
    chart: Chart,
    readable: Readable<'_>,
    errors: &mut Errors,
) -> Option<CleanUpPlan> {
    let readable = Readable { in_event: true, ..readable };
    let party = |index: usize| chart.party(index);
    let call = deal.clean_up.as_ref()?;
    errors.within(|found| call.resolve(&names.parties, party, readable, found))
}

/// The orders that events start, under the rules of the normal one.
fn started(
    deal: &Deal,
    names: &DealNames,
    payables: Payables<'_>,
    normal: &Order,
    errors: &mut Errors,
) -> Vec<(PaymentOrder, Vec<StepPlan>)> {
    let mut started = Vec::new();
    for (kind, steps) in deal.orders.given() {
        let order = errors.within(|found| {
            let order = Order::resolve(kind, steps, payables, found);
            if deal.events.iter().all(|event| event.effect.order() != Some(kind)) {
                found.add(kind.field(), OrderProblem::NeverStarted);
            }
            if order.residual().is_some_and(|payee| normal.residual().is_some_and(|own| own != payee)) {
                found.add(kind.field(), OrderProblem::ResidualElsewhere);
            }
            order
        });
        check_complete(deal, names, kind.field(), &order, errors);
        started.push((kind, order.steps));
    }
    started
}

/// Interest of a subordinated note that some order pays up to a cap is expected never: its yield may wait (次级期间收益).
fn let_wait<'a>(steps: impl Iterator<Item = &'a StepPlan>, never: usize, notes: &mut [NotePlan]) {
    for claim in steps.filter(|step| step.is_capped()).flat_map(StepPlan::claims).map(|ranked| ranked.claim) {
        if let Claim::Interest(note) = claim.whole()
            && notes[note].kind.is_subordinated()
        {
            (notes[note].interest_expected_from, notes[note].interest_required_from) = (never, never);
        }
    }
}

/// Everything that falls due must be paid somewhere, and every fee that a support covers in full.
fn check_complete(deal: &Deal, names: &DealNames, place: &'static str, order: &Order, errors: &mut Errors) {
    let is_settled = |part: &Claim| order.pays(*part) || (order.caps(*part) && may_wait(deal, *part));
    for claim in due(deal, names) {
        let missing: Vec<Claim> = claim.parts().filter(|part| !is_settled(part)).collect();
        let what = match missing.as_slice() {
            [] => continue,
            [part] => deal.describe(*part),
            _ => deal.describe(claim),
        };
        let all = |is_paid: &dyn Fn(Claim) -> bool| missing.iter().all(|part| is_paid(*part));
        let problem = match () {
            () if all(&|part| order.pays_sometimes(part)) => Problem::PaidOnlyWhen(what),
            () if all(&|part| order.caps(part)) => Problem::PaidOnlyUpTo(what),
            () if all(&|part| order.pays_ahead(part)) => Problem::NeverPaid(format!("{what} but ahead")),
            () => Problem::NeverPaid(what),
        };
        errors.add(place, problem);
    }
    for support in &deal.supports {
        for name in &support.fees_each_date {
            let fee = names.fees.get(name).filter(|fee| order.caps(Claim::Fee(*fee)));
            if fee.is_some_and(|fee| !order.pays(Claim::Fee(fee))) {
                errors.add(support, Problem::CoversCapped(name.clone()));
            }
        }
    }
}

/// May what a cap leaves of it stay unpaid: of a fee, and of the yield of a subordinated note?
fn may_wait(deal: &Deal, claim: Claim) -> bool {
    match claim.whole() {
        Claim::Interest(note) => deal.notes[note].repayment.is_subordinated(),
        _ => true,
    }
}

/// Everything that can fall due.
fn due(deal: &Deal, names: &DealNames) -> Vec<Claim> {
    let notes = names.notes.indices();
    let earning = notes.iter().filter(|&&note| deal.notes[note].coupon.is_some());
    let supports = deal.supports.iter().enumerate();
    let agreed = supports.clone().filter(|(_, support)| support.agreed_return.is_some());
    let committed = supports.clone().filter(|(_, support)| support.commitment_fee.is_some());
    let lent = supports.filter(|(_, support)| support.kind == SupportKind::LiquidityFacility);
    (deal.vat.iter().map(|_| Claim::Vat))
        .chain(names.fees.indices().into_iter().map(Claim::Fee))
        .chain(earning.map(|&note| Claim::Interest(note)))
        .chain(notes.iter().map(|&note| Claim::Principal(note)))
        .chain(agreed.map(|(i, _)| Claim::Return(i)))
        .chain(committed.map(|(i, _)| Claim::Commitment(i)))
        .chain(lent.map(|(i, _)| Claim::Reimbursement(i)))
        .collect()
}
