//! Supports of every kind, by those who may fail.

use abs_waterfall::AssetCorrelation;
use abs_waterfall::deal::{Deal, Step, Support};
use abs_waterfall::enhancement::{PrincipalAt, ReimbursementTiming, ReturnRate, SupportKind};
use abs_waterfall::pool::{Loan, Pool};
use abs_waterfall::servicing::GuaranteePays;
use rust_decimal::Decimal;

use crate::any_deal::SUB;
use crate::any_loan::{COUNTS, quality};
use crate::dice::Dice;

/// Those who may stand behind a deal.
pub(crate) const GIVERS: [&str; 3] = ["enhancer", "backer", "guarantor"];

/// Lets up to three parties, who may fail, give up to three supports; one of them may give several.
pub(crate) fn supports(dice: &mut Dice<'_>, deal: &mut Deal) {
    for i in 0..dice.pick(&[1, 2, 3, 3]) {
        let by = GIVERS[if dice.once_in(2) { dice.below(i + 1) } else { i }];
        let is_first = deal.supports.iter().all(|support| support.by != by);
        let support = promise(dice, deal, by);
        let named = !is_first || dice.once_in(3);
        deal.supports.push(if named { support.with_name(&format!("promise {}", i + 1)) } else { support });
    }
    let_fail(dice, deal);
}

/// Lets one or two parties, who may stand behind the plan too, guarantee some of the loans.
pub(crate) fn guarantee_loans(dice: &mut Dice<'_>, deal: &mut Deal) {
    let first = dice.below(GIVERS.len());
    let second = (first + 1) % GIVERS.len();
    let givers = [GIVERS[first], GIVERS[second]];
    let mut loans: Vec<Loan> = deal.pool.loans().to_vec();
    let mut covered = [false; 2];
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
        support.cap = dice.once_in(2).then(|| dice.yuan(100, 3_000_000));
        // Those who are called for loans may stand before or behind the others.
        let place = dice.below(deal.supports.len() + 1);
        deal.supports.insert(place, support);
    }
    let_fail(dice, deal);
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

/// The steps that repay supports: one for all of them; or one for some, and one for each other. A return that is
/// agreed on must be paid somewhere; the rest a giver may have to get from the borrowers.
pub(crate) fn reimbursements(dice: &mut Dice<'_>, deal: &Deal) -> Vec<Step> {
    let must = |support: &&Support| support.agreed_return.is_some();
    let to_plan: Vec<&Support> =
        deal.supports.iter().filter(|support| support.kind != SupportKind::LoanGuarantee).collect();
    if dice.below(3) == 0 {
        let any = to_plan.iter().any(|support| must(support));
        let chosen = !to_plan.is_empty() && (any || dice.once_in(2));
        return chosen.then(Step::reimbursement).into_iter().collect();
    }
    let chosen = to_plan.into_iter().filter(|support| must(support) || dice.once_in(2));
    let names: Vec<&str> = chosen.map(Support::name).collect();
    let names = dice.shuffled(names, 2);
    let (together, alone) = names.split_at(dice.below(names.len() + 1));
    let first = (!together.is_empty()).then(|| Step::reimbursement_of(together));
    first.into_iter().chain(alone.iter().map(|name| Step::reimbursement_of(&[name]))).collect()
}
