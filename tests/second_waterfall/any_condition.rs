//! Conditions on some of the steps of a deal that is otherwise whole.

use abs_waterfall::deal::{Deal, Step};
use abs_waterfall::waterfall::{Condition, Orders, StepKind};

use crate::any_formula::{condition, day};
use crate::dice::Dice;

/// Puts a condition on a step of some orders.
pub(crate) fn conditions(dice: &mut Dice<'_>, deal: &mut Deal) {
    let mut orders = Orders::default();
    let mut change = |steps: &[Step]| match steps {
        [] => Vec::new(),
        steps if !dice.once_in(3) => with_condition(dice, deal, steps.to_vec()),
        steps => steps.to_vec(),
    };
    let waterfall = change(&deal.waterfall);
    orders = orders.with_accelerated(change(&deal.orders.accelerated));
    orders = orders.with_default(change(&deal.orders.default));
    orders = orders.with_liquidation(change(&deal.orders.liquidation));
    (deal.waterfall, deal.orders) = (waterfall, orders);
}

/// One of the steps is taken only while something holds: above the same without a condition, or with another way for when it does
/// not hold.
fn with_condition(dice: &mut Dice<'_>, deal: &Deal, mut steps: Vec<Step>) -> Vec<Step> {
    let is_principal = |step: &Step| matches!(step.kind, StepKind::Principal(_));
    let principal: Vec<usize> = (0..steps.len()).filter(|at| is_principal(&steps[*at])).collect();
    let moves = |step: &Step| matches!(step.kind, StepKind::TopUp(_) | StepKind::Release(_));
    let reserves: Vec<usize> = (0..steps.len()).filter(|at| moves(&steps[*at])).collect();
    let at = match dice.below(4) {
        0 | 1 => dice.pick(&principal),
        2 if !reserves.is_empty() => dice.pick(&reserves),
        _ => dice.below(steps.len() - 1),
    };
    let step = steps[at].clone();
    if step.kind == StepKind::MakeGood {
        return steps;
    }
    let is_whole = step.cap.is_none() || matches!(step.kind, StepKind::Principal(_) | StepKind::TopUp(_));
    let instead = if is_whole && dice.once_in(2) {
        let when = fixed(dice, deal);
        let otherwise = alone(&step).into_iter().map(|step| step.when(Condition::not(when.clone())));
        [step.clone().when(when.clone())].into_iter().chain(otherwise).collect()
    } else {
        let when = if dice.once_in(2) { fixed(dice, deal) } else { condition(dice, deal, 2) };
        vec![partly(dice, step.clone()).when(when), step]
    };
    steps.splice(at..=at, instead);
    steps
}

/// What the payment of a date cannot change.
fn fixed(dice: &mut Dice<'_>, deal: &Deal) -> Condition {
    match dice.below(6) {
        0..=2 if !deal.events.is_empty() => Condition::Happened(dice.pick(&deal.events).name.clone()),
        3 if !deal.supports.is_empty() => Condition::Fails(dice.pick(&deal.supports).by.clone()),
        4 => Condition::not(Condition::From(day(dice, deal))),
        _ => Condition::From(day(dice, deal)),
    }
}

/// One after the other, what a step pays together.
fn alone(step: &Step) -> Vec<Step> {
    let each = |names: &[String], kind: fn(Vec<String>) -> StepKind| {
        let of = |name: &String| {
            let mut one = step.clone();
            (one.kind, one.ratio) = (kind(vec![name.clone()]), Vec::new());
            one
        };
        names.iter().map(of).collect()
    };
    match &step.kind {
        StepKind::Fees(names) => each(names, StepKind::Fees),
        StepKind::Interest(names) => each(names, StepKind::Interest),
        StepKind::Principal(names) => each(names, StepKind::Principal),
        _ => vec![step.clone()],
    }
}

/// The same step, of some of what it pays.
fn partly(dice: &mut Dice<'_>, mut step: Step) -> Step {
    if let StepKind::Fees(names) | StepKind::Interest(names) | StepKind::Principal(names) = &mut step.kind {
        let some = dice.some_of(names);
        if some.len() < names.len() {
            (*names, step.ratio) = (some, Vec::new());
        }
    }
    step
}
