//! Reserves of every kind.

use abs_waterfall::Money;
use abs_waterfall::deal::{Deal, Reserve, Step};

use crate::any_formula::{amount, cap, condition};
use crate::dice::Dice;

/// One or two reserves. A target can read either of them, so both are there before either has its target.
pub(crate) fn reserves(dice: &mut Dice<'_>, deal: &mut Deal) {
    let names = ["reserve", "buffer"];
    deal.reserves =
        names[..dice.pick(&[1, 2, 2])].iter().map(|name| Reserve::new(name, Money::ZERO)).collect();
    for i in 0..deal.reserves.len() {
        let target = amount(dice, deal, 2);
        let opening = (!dice.once_in(3)).then(|| dice.yuan(1, 200_000));
        let payer = dice.pick(&["servicer", "enhancer", "manager"]);
        let released_when = dice.once_in(2).then(|| condition(dice, deal, 2));
        let reserve = &mut deal.reserves[i];
        reserve.target = target;
        reserve.opening = opening.unwrap_or_default();
        reserve.paid_in_by = opening.map(|_| payer.into());
        reserve.released_when = released_when;
    }
}

/// Puts the steps that fill and empty the reserves in among the others, in any rank.
pub(crate) fn insert_steps(dice: &mut Dice<'_>, deal: &Deal, steps: &mut Vec<Step>) {
    for reserve in &deal.reserves {
        if reserve.opening.is_zero() || !dice.once_in(4) {
            let mut step = Step::top_up(&reserve.name);
            step.cap = dice.once_in(3).then(|| cap(dice, deal));
            steps.insert(dice.below(steps.len() + 1), step);
        }
        steps.insert(dice.below(steps.len() + 1), Step::release(&reserve.name));
    }
}
