//! Supports of every kind, by those who may fail.

use abs_waterfall::AssetCorrelation;
use abs_waterfall::deal::{Deal, Step, Support};
use abs_waterfall::enhancement::{
    AfterFailure, PrincipalAt, ReimbursementTiming, ReturnRate, SupportKind, YearCap, YearCount,
};
use abs_waterfall::pool::{Loan, Pool};
use abs_waterfall::servicing::GuaranteePays;
use rust_decimal::Decimal;

use crate::any_deal::SUB;
use crate::any_loan::{COUNTS, quality};
use crate::dice::Dice;
use crate::stack::is_facility;

/// Those who may stand behind a deal.
pub(crate) const GIVERS: [&str; 3] = ["enhancer", "backer", "guarantor"];

/// Lets up to three parties, who may fail, give up to three supports; one of them may give several.
pub(crate) fn supports(dice: &mut Dice<'_>, deal: &mut Deal) {
    give(dice, deal, of_kind);
    let_fail(dice, deal);
    pay_later(dice, deal);
}

/// Lets up to three parties give undertakings with one cap at most, of which nothing comes after a failure.
pub(crate) fn promises(dice: &mut Dice<'_>, deal: &mut Deal) {
    give(dice, deal, |dice, _, mut support| {
        // Small and often repaid, so that its cap binds after that.
        support.cap = (!dice.once_in(4)).then(|| dice.yuan(100, 200_000));
        support.reimbursed = ReimbursementTiming::EachDate;
        support
    });
    let_fail(dice, deal);
}

fn give(dice: &mut Dice<'_>, deal: &mut Deal, kind: fn(&mut Dice<'_>, &Deal, Support) -> Support) {
    for i in 0..dice.pick(&[1, 2, 3, 3]) {
        let by = GIVERS[if dice.once_in(2) { dice.below(i + 1) } else { i }];
        let is_first = deal.supports.iter().all(|support| support.by != by);
        let support = promise(dice, deal, by);
        let support = kind(dice, deal, support);
        let named = !is_first || dice.once_in(3);
        deal.supports.push(if named { support.with_name(&format!("promise {}", i + 1)) } else { support });
    }
}

/// Lets one or two parties, who may stand behind the plan too, guarantee some of the loans.
pub(crate) fn guarantee_loans(dice: &mut Dice<'_>, deal: &mut Deal) {
    let first = dice.below(GIVERS.len());
    let second = (first + 1) % GIVERS.len();
    let givers = [GIVERS[first], GIVERS[second]];
    let mut loans: Vec<Loan> = deal.pool.loans().to_vec();
    let mut covered = [false; 2];
    if dice.once_in(2) {
        // A firm with two loans misses both on one day.
        let mut twin = loans[0].clone();
        twin.id = "twin".into();
        loans.push(twin);
    }
    for loan in &mut loans {
        let number = dice.below(3);
        if let Some(giver) = givers.get(number) {
            (loan.guarantor, covered[number]) = ((*giver).into(), true);
        }
    }
    deal.pool = Pool::new(loans);
    for (giver, _) in givers.iter().zip(covered).filter(|(_, covered)| *covered) {
        let pays = dice.pick(&[GuaranteePays::Accelerated, GuaranteePays::Arrears]);
        let mut support = Support::loan_guarantee(giver, pays).with_name(&format!("loans of {giver}"));
        support.after_days = dice.pick(&[None, Some(0), Some(1), Some(7), Some(45), Some(90)]);
        let most = dice.pick(&[100_000, 600_000, 3_000_000]);
        support.cap = (!dice.once_in(3)).then(|| dice.yuan(100, most));
        // Those who are called for loans may stand before or behind the others.
        let place = dice.below(deal.supports.len() + 1);
        deal.supports.insert(place, support);
    }
    let_fail(dice, deal);
    pay_later(dice, deal);
}

/// Once in four, where a loan is left that nobody guarantees or buys back, lets the servicer advance some of what borrowers miss.
pub(crate) fn advance(dice: &mut Dice<'_>, deal: &mut Deal) {
    let guaranteed = |loan: &Loan| deal.supports.iter().any(|it| loan.guarantor == it.by.as_str());
    let is_left = |loan: &Loan| !guaranteed(loan) && loan.ineligible.is_none();
    if !dice.once_in(4) || !deal.pool.loans().iter().any(is_left) {
        return;
    }
    let servicer = deal.servicing.servicer.clone();
    let mut support = Support::servicer_advance(&servicer, dice.pick(&[1, 1, 2, 3, 6])).with_name("advances");
    support.after_days = dice.pick(&[None, Some(0), Some(5), Some(40)]);
    support.cap = dice.once_in(3).then(|| dice.yuan(100, 600_000));
    let place = dice.below(deal.supports.len() + 1);
    deal.supports.insert(place, support);
    for party in deal.parties.iter_mut().filter(|party| party.name == servicer && party.quality.is_none()) {
        party.quality = Some(quality(dice));
    }
    pay_later(dice, deal);
}

fn let_fail(dice: &mut Dice<'_>, deal: &mut Deal) {
    for party in deal.parties.iter_mut().filter(|party| GIVERS.contains(&party.name.as_str())) {
        if party.quality.is_none() && !dice.once_in(4) {
            party.quality = Some(quality(dice));
            let rho = AssetCorrelation::new(Decimal::new(dice.below(60) as i64, 2)).unwrap();
            party.asset_correlation = dice.once_in(2).then_some(rho);
        }
    }
}

/// Some pay a fraction of what they were called for, later.
fn pay_later(dice: &mut Dice<'_>, deal: &mut Deal) {
    for party in &mut deal.parties {
        let gives = deal.supports.iter().any(|support| support.by == party.name);
        if gives && party.after_failure.is_none() && !dice.once_in(3) {
            party.after_failure = Some(AfterFailure::new(dice.share(), dice.below(15) as u32));
        }
    }
}

fn promise(dice: &mut Dice<'_>, deal: &Deal, by: &str) -> Support {
    let seniors = deal.notes.iter().filter(|note| note.name != SUB);
    let all: Vec<String> = seniors.clone().map(|note| note.name.clone()).collect();
    let earning: Vec<String> =
        seniors.filter(|note| note.coupon.is_some()).map(|note| note.name.clone()).collect();
    let only = dice.below(4);
    let interest_each_date =
        if only == 1 || earning.is_empty() { Vec::new() } else { dice.some_of(&earning) };
    let principal_at_maturity =
        if only == 2 && !interest_each_date.is_empty() { Vec::new() } else { dice.some_of(&all) };
    let fees: Vec<String> = deal.fees.iter().map(|fee| fee.name.clone()).collect();
    let mut support = Support::undertaking(by, &[]);
    support.taxes_each_date = deal.vat.is_some() && dice.once_in(2);
    support.fees_each_date =
        if fees.is_empty() || !dice.once_in(3) { Vec::new() } else { dice.some_of(&fees) };
    support.interest_each_date = interest_each_date;
    support.principal_at_maturity = principal_at_maturity;
    support.principal_at = dice.pick(&[PrincipalAt::Expected, PrincipalAt::Expected, PrincipalAt::Legal]);
    support.cap = dice.once_in(2).then(|| dice.yuan(100, 1_000_000));
    let agreed = ReturnRate::new(dice.rate(), dice.pick(&COUNTS));
    support.agreed_return = (!dice.once_in(3)).then_some(agreed);
    support.reimbursed = dice.pick(&[ReimbursementTiming::EachDate, ReimbursementTiming::AfterSenior]);
    support
}

/// Once in two an undertaking becomes another kind of support, with caps of all kinds.
fn of_kind(dice: &mut Dice<'_>, deal: &Deal, mut support: Support) -> Support {
    if dice.once_in(2) {
        cap(dice, &mut support);
    }
    match dice.below(8) {
        0..=2 if !deal.supports.is_empty() => guarantee(dice, deal, support),
        3 => {
            support.kind = SupportKind::GuaranteeLetter;
            support.cap = Some(dice.yuan(100, 1_000_000));
            support
        }
        4 | 5 => facility(dice, deal, support),
        _ => support,
    }
}

fn cap(dice: &mut Dice<'_>, support: &mut Support) {
    support.revolving = support.cap.is_some() && dice.once_in(2);
    support.cap_each_date = dice.once_in(3).then(|| dice.yuan(100, 300_000));
    let counted = dice.pick(&[YearCount::FromClosing, YearCount::Calendar]);
    support.cap_each_year = dice.once_in(3).then(|| YearCap::new(dice.yuan(100, 500_000), counted));
    let has_notes = !support.interest_each_date.is_empty() || !support.principal_at_maturity.is_empty();
    let share = dice.share().max("0.1%".parse().unwrap());
    support.cap_of_notes = (has_notes && dice.once_in(3)).then_some(share);
}

/// It stands behind what somebody before it covers; where that is nothing, or once in four, it does so beyond their caps.
fn guarantee(dice: &mut Dice<'_>, deal: &Deal, support: Support) -> Support {
    let mut guarantee = support.clone();
    guarantee.kind = SupportKind::PlanGuarantee;
    guarantee.taxes_each_date &= deal.supports.iter().any(|it| it.taxes_each_date);
    let both = |own: &mut Vec<String>, others: fn(&Support) -> &Vec<String>| {
        own.retain(|name| deal.supports.iter().any(|it| others(it).contains(name)));
    };
    both(&mut guarantee.fees_each_date, |it| &it.fees_each_date);
    both(&mut guarantee.interest_each_date, |it| &it.interest_each_date);
    both(&mut guarantee.principal_at_maturity, |it| &it.principal_at_maturity);
    let notes = guarantee.interest_each_date.len() + guarantee.principal_at_maturity.len();
    if notes == 0 || dice.once_in(4) {
        let mut beyond = support.beyond_cap();
        beyond.kind = SupportKind::PlanGuarantee;
        return beyond;
    }
    guarantee
}

/// A loan for interest above all, which its giver does not lend for its own fees.
fn facility(dice: &mut Dice<'_>, deal: &Deal, support: Support) -> Support {
    let mut facility = support.with_cap(dice.yuan(100, 300_000));
    facility.kind = SupportKind::LiquidityFacility;
    facility.reimbursed = ReimbursementTiming::EachDate;
    let own = |name: &String| deal.fees.iter().any(|fee| fee.name == *name && fee.payee == facility.by);
    let fees = facility.fees_each_date.iter().filter(|name| !own(name)).cloned().collect();
    facility.fees_each_date = fees;
    let earning: Vec<String> = deal
        .notes
        .iter()
        .filter(|it| it.name != SUB && it.coupon.is_some())
        .map(|it| it.name.clone())
        .collect();
    if !earning.is_empty() && !dice.once_in(4) {
        (facility.interest_each_date, facility.principal_at_maturity) = (earning, Vec::new());
    }
    let covers = facility.taxes_each_date
        || facility.fees_each_date.len()
            + facility.interest_each_date.len()
            + facility.principal_at_maturity.len()
            > 0;
    let fee = ReturnRate::new(dice.rate(), dice.pick(&COUNTS));
    facility.commitment_fee = (!dice.once_in(4)).then_some(fee);
    if !covers {
        facility.principal_at_maturity = vec![deal.notes[0].name.clone()];
    }
    facility
}

/// The steps that pay what facilities cost: one for all of them, or one for each.
pub(crate) fn facility_fees(dice: &mut Dice<'_>, deal: &Deal) -> Vec<Step> {
    let costs =
        |it: &&Support| is_facility(it) && (it.commitment_fee.is_some() || it.agreed_return.is_some());
    let names: Vec<&str> = deal.supports.iter().filter(costs).map(Support::name).collect();
    match dice.below(2) {
        _ if names.is_empty() => Vec::new(),
        0 => vec![Step::support_fees(&names)],
        _ => names.iter().map(|name| Step::support_fees(&[name])).collect(),
    }
}

/// The steps that repay supports: one for all of them; or one for some, and one for each other. A return that is
/// agreed on must be paid somewhere; the rest a giver may have to get from the borrowers.
pub(crate) fn reimbursements(dice: &mut Dice<'_>, deal: &Deal) -> Vec<Step> {
    let must = |support: &&Support| support.agreed_return.is_some() || is_facility(support);
    let to_plan: Vec<&Support> =
        deal.supports.iter().filter(|support| !support.kind.pays_for_borrowers()).collect();
    if dice.below(3) == 0 {
        let any = to_plan.iter().any(must);
        let chosen = !to_plan.is_empty() && (any || dice.once_in(2));
        return chosen.then(Step::reimbursement).into_iter().collect();
    }
    let chosen = to_plan.into_iter().filter(|support| must(support) || dice.once_in(2));
    let names: Vec<&str> = chosen.map(Support::name).collect();
    let names = dice.shuffled(names, 2);
    // Some by name, and the rest in one step that names none.
    if names.len() > 1 && dice.once_in(3) {
        return vec![Step::reimbursement_of(&names[..1]), Step::reimbursement()];
    }
    let (together, alone) = names.split_at(dice.below(names.len() + 1));
    let first = (!together.is_empty()).then(|| Step::reimbursement_of(together));
    first.into_iter().chain(alone.iter().map(|name| Step::reimbursement_of(&[name]))).collect()
}
