//! Who is paid: the notes, fees, undertaking and steps of a deal as one plan, in which everything that falls due is paid.

use super::names::DealNames;
use super::{Errors, PaymentPeriod};
use crate::deal::Deal;
use crate::deal::error::Problem;
use crate::enhancement::{Dues, NoteDues, UndertakingPlan};
use crate::ledger::AccountId;
use crate::limits::check_limit;
use crate::waterfall::{Claim, FeePlan, NotePlan, Order, Payables, Plan};

pub(super) fn resolve(
    deal: &Deal,
    names: &DealNames,
    periods: &[PaymentPeriod],
    errors: &mut Errors,
) -> Plan {
    if deal.notes.is_empty() {
        errors.add("notes", Problem::NoNotes);
    }
    let issued = deal.notes.iter().map(|note| note.amount).sum();
    errors.take("notes", check_limit("sum of the notes", issued));
    let vat = deal.vat.and_then(|vat| errors.take("vat", vat.factor()));
    let undertaking = undertaking(deal, names, periods, errors);
    let notes: Vec<NotePlan> =
        errors.within(|found| deal.notes.iter().map(|note| note.resolve(periods, found)).collect());
    let fees: Vec<FeePlan> = errors.within(|found| {
        deal.fees.iter().map(|fee| fee.resolve(&names.parties, &names.notes, periods, found)).collect()
    });
    let order = errors.within(|found| Order::resolve(&deal.waterfall, payables(deal, names), found));
    check_complete(deal, names, &order, errors);
    let accounts = AccountId::after_fixed(deal.parties.len() + deal.notes.len()).index();
    let dates = periods.len();
    let legal_final = notes.iter().map(|note| note.kind.legal_final(dates)).max().unwrap_or_default();
    let is_due = |date: &usize| notes.iter().any(|note| note.kind.is_due(*date));
    let first_maturity = (0..dates).find(is_due).unwrap_or(dates);
    Plan { dates, legal_final, first_maturity, accounts, notes, fees, vat, undertaking, steps: order.steps }
}

fn undertaking(
    deal: &Deal,
    names: &DealNames,
    periods: &[PaymentPeriod],
    errors: &mut Errors,
) -> Option<UndertakingPlan> {
    let given = deal.undertaking.as_ref()?;
    let of_notes: Vec<NoteDues> = deal.notes.iter().map(|note| note.dues()).collect();
    let dues =
        Dues { taxes: deal.vat.is_some(), fees: &names.fees, notes: &names.notes, of_notes: &of_notes };
    let enhancer = names.parties.get(&given.by).map(AccountId::after_fixed);
    errors.within(|found| given.resolve(enhancer, &dues, periods, found))
}

fn payables<'a>(deal: &'a Deal, names: &'a DealNames) -> Payables<'a> {
    Payables {
        taxes: deal.vat.is_some(),
        fees: &deal.fees,
        notes: &deal.notes,
        undertaking: deal.undertaking.as_ref(),
        party_names: &names.parties,
        fee_names: &names.fees,
        note_names: &names.notes,
    }
}

/// Everything that falls due must be paid somewhere, and every fee that the undertaking covers in full.
fn check_complete(deal: &Deal, names: &DealNames, order: &Order, errors: &mut Errors) {
    for claim in due(deal, names, order).into_iter().filter(|claim| !order.pays(*claim)) {
        errors.add("waterfall", Problem::NeverPaid(deal.describe(claim)));
    }
    for name in deal.undertaking.as_ref().map_or(&[] as &[String], |given| &given.fees_each_date) {
        let fee = names.fees.get(name).filter(|fee| order.caps(*fee));
        if fee.is_some_and(|fee| !order.pays(Claim::Fee(fee))) {
            errors.add("undertaking", Problem::CoversCapped(name.clone()));
        }
    }
}

/// Everything that can fall due, without the fees that some step pays up to a cap.
fn due(deal: &Deal, names: &DealNames, order: &Order) -> Vec<Claim> {
    let fees = names.fees.indices().into_iter().filter(|fee| !order.caps(*fee));
    let notes = names.notes.indices();
    let earning = notes.iter().filter(|&&note| deal.notes[note].coupon.is_some());
    let agreed = deal.undertaking.as_ref().and_then(|given| given.agreed_return);
    (deal.vat.iter().map(|_| Claim::Vat))
        .chain(fees.map(Claim::Fee))
        .chain(earning.map(|&note| Claim::Interest(note)))
        .chain(notes.iter().map(|&note| Claim::Principal(note)))
        .chain(agreed.map(|_| Claim::Return))
        .collect()
}
