//! A plan account split into income and principal, and the waterfall in the three parts that it then has.

use abs_waterfall::deal::{Deal, Step};
use abs_waterfall::waterfall::{SplitLedgers, SplitRecoveries, StepKind, Surplus};

use crate::any_deal::SUB;
use crate::dice::Dice;
use crate::stack::is_facility;

const INCOME: &str = "income ledger";
const PRINCIPAL: &str = "principal ledger";

/// Splits the plan account of a deal whose waterfall is of one account.
pub(crate) fn split(dice: &mut Dice<'_>, own: &mut Dice<'_>, deal: &mut Deal) {
    let mut ledgers = SplitLedgers::default();
    let to_principal = SplitRecoveries::Principal;
    ledgers.recoveries = dice.pick(&[SplitRecoveries::Income, to_principal, to_principal]);
    deal.accounts.surplus = dice.pick(&[Surplus::Keep, Surplus::Residual]);
    if deal.accounts.surplus == Surplus::Residual && own.once_in(3) {
        deal.accounts.surplus = Surplus::ResidualOfBoth;
    }
    let plan = deal.accounts.plan.clone();
    deal.accounts = deal.accounts.clone().with_split(ledgers);
    let is_principal = |step: &Step| matches!(step.kind, StepKind::Principal(_));
    let first = deal.waterfall.iter().position(is_principal).unwrap_or_default();
    let (mut above, mut principal, mut below) = (Vec::new(), Vec::new(), Vec::new());
    for (i, step) in std::mem::take(&mut deal.waterfall).into_iter().enumerate() {
        match &step.kind {
            StepKind::Principal(_) => principal.push(of_principal(step, &plan)),
            _ if i < first && !waits_for_income(deal, &step) => above.push(of_both(dice, step, &plan)),
            _ => below.push(of_income(step, &plan)),
        }
    }
    above.push(Step::make_good());
    deal.waterfall = above.into_iter().chain(principal).chain(below).collect();
    if own.once_in(3) {
        turbo(own, deal);
    }
}

/// What income leaves repays notes, anywhere below what it owes principal and above the residual.
fn turbo(own: &mut Dice<'_>, deal: &mut Deal) {
    let make_good = deal.waterfall.iter().position(|step| step.kind == StepKind::MakeGood).unwrap();
    let is_senior = |step: &&Step| match &step.kind {
        StepKind::Principal(notes) => notes.iter().all(|note| note != SUB),
        _ => false,
    };
    let seniors: Vec<Step> = deal.waterfall.iter().filter(is_senior).cloned().collect();
    if seniors.is_empty() {
        return;
    }
    let mut step = own.pick(&seniors).with_sources(&[INCOME]);
    (step.when, step.cap) = (None, None);
    let step = if own.once_in(3) { step.with_cap(own.yuan(1, 50_000)) } else { step };
    deal.waterfall.insert(own.between(make_good + 1, deal.waterfall.len() - 1), step);
}

/// What income pays only once it has made good what it owes principal.
fn waits_for_income(deal: &Deal, step: &Step) -> bool {
    let lends =
        |name: &String| deal.supports.iter().any(|support| support.name() == name && is_facility(support));
    match &step.kind {
        StepKind::Interest(notes) => notes.iter().any(|note| note == SUB),
        StepKind::Reimbursement(of) => of.is_empty() || !of.iter().all(lends),
        _ => false,
    }
}

/// The same accounts, with this ledger for the plan account.
fn with_ledger(mut step: Step, plan: &str, ledger: &str) -> Step {
    step.from.iter_mut().filter(|name| *name == plan).for_each(|name| *name = ledger.into());
    step
}

fn of_principal(step: Step, plan: &str) -> Step {
    let mut step = with_ledger(step, plan, PRINCIPAL);
    step.from.sort_by_key(|name| name != PRINCIPAL);
    step
}

fn of_income(step: Step, plan: &str) -> Step {
    with_ledger(step, plan, INCOME)
}

/// Where income pays first, principal may pay last.
fn of_both(dice: &mut Dice<'_>, step: Step, plan: &str) -> Step {
    let mut step = with_ledger(step, plan, INCOME);
    if step.from.first().is_some_and(|name| name == INCOME) && !dice.once_in(3) {
        step.from.push(PRINCIPAL.into());
    }
    step
}
