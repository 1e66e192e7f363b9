//! Orders of payments in which everything that falls due is paid exactly once.

use std::collections::BTreeSet;

use abs_waterfall::deal::{Deal, Note, NoteRepayment, Step};
use abs_waterfall::enhancement::ReimbursementTiming;
use abs_waterfall::waterfall::{InterestPart, Orders, StepKind};

use crate::any_deal::SUB;
use crate::any_formula::{accounts, cap, condition};
use crate::any_reserve::insert_steps;
use crate::any_support::{facility_fees, reimbursements};
use crate::dice::Dice;

/// The waterfall of a deal, in the usual order or, now and then, in any.
pub(crate) fn order(dice: &mut Dice<'_>, deal: &Deal) -> Vec<Step> {
    let mut steps: Vec<Step> = deal.vat.iter().map(|_| Step::taxes()).collect();
    let (first, later) = fees(dice, deal);
    steps.extend(first);
    steps.extend(facility_fees(dice, deal));
    steps.extend(senior(dice, deal));
    steps.extend(reimbursements(dice, deal));
    steps.extend(later);
    for sub in deal.notes.iter().filter(|note| note.name == SUB) {
        steps.extend(sub.coupon.iter().map(|_| Step::interest(SUB)));
        steps.push(Step::principal(SUB));
    }
    let mut steps = dice.shuffled(steps, 5);
    limit(dice, deal, &mut steps);
    insert_steps(dice, deal, &mut steps);
    wait_below_the_senior(deal, &mut steps);
    cap_first(&mut steps);
    pay_the_rest_of_a_yield(dice, &mut steps);
    if dice.once_in(3) {
        pay_in_parts(dice, &mut steps);
    }
    let to_sub = deal.notes.iter().any(|note| note.name == SUB) && !dice.once_in(4);
    let takers: &[&str] = if to_sub { &[SUB] } else { &["servicer", "a", "enhancer"] };
    steps.push(Step::residual(dice.pick(takers)));
    steps
}

/// A step that pays some of a fee must stand above the one that pays the rest.
fn cap_first(steps: &mut [Step]) {
    for i in 0..steps.len() {
        let Step { kind: StepKind::Fees(all), cap: None, .. } = steps[i].clone() else { continue };
        let shares = |step: &Step| match &step.kind {
            StepKind::Fees(fees) => step.cap.is_some() && fees.iter().any(|fee| all.contains(fee)),
            _ => false,
        };
        if let Some(last) = steps.iter().rposition(shares).filter(|last| *last > i) {
            steps.swap(i, last);
        }
    }
}

/// What the cap on the yield of the sub leaves may have a step of its own below.
fn pay_the_rest_of_a_yield(dice: &mut Dice<'_>, steps: &mut Vec<Step>) {
    let capped = |step: &Step| step.cap.is_some() && matches!(step.kind, StepKind::Interest(_));
    if let Some(at) = steps.iter().position(capped).filter(|_| dice.once_in(2)) {
        steps.insert(dice.between(at + 1, steps.len()), Step::interest(SUB));
    }
}

/// Some interest that is not subordinated is paid up to a cap, and the rest below.
pub(crate) fn cap_interest(dice: &mut Dice<'_>, deal: &mut Deal) {
    let mut orders = Orders::default();
    let mut change = |steps: &[Step], split: bool| {
        let mut steps = steps.to_vec();
        if dice.once_in(2) {
            cap_one(dice, deal, split, &mut steps);
        }
        steps
    };
    let waterfall = change(&deal.waterfall, deal.accounts.split.is_some());
    orders = orders.with_accelerated(change(&deal.orders.accelerated, false));
    orders = orders.with_default(change(&deal.orders.default, false));
    orders = orders.with_liquidation(change(&deal.orders.liquidation, false));
    (deal.waterfall, deal.orders) = (waterfall, orders);
}

/// Once in four a note that is not subordinated is repaid ahead too, beside its step or above it; of two ledgers from either.
pub(crate) fn pay_ahead(dice: &mut Dice<'_>, deal: &mut Deal) {
    let is_senior = |step: &Step| matches!(&step.kind, StepKind::Principal(notes) if notes[0] != SUB);
    let seniors: Vec<usize> =
        (0..deal.waterfall.len()).filter(|at| is_senior(&deal.waterfall[*at])).collect();
    if !dice.once_in(4) || seniors.is_empty() {
        return;
    }
    let at = dice.pick(&seniors);
    let mut step = deal.waterfall[at].clone().ahead();
    (step.cap, step.when) = (None, None);
    if dice.once_in(2) {
        step.cap = Some(cap(dice, deal));
    }
    if dice.once_in(3) {
        step.when = Some(condition(dice, deal, 1));
    }
    // Nothing of it is due, so one account pays it; and a bullet keeps what reaches its own step.
    step.from.truncate(1);
    let bullet = |name: &String| {
        let mut notes = deal.notes.iter().filter(|note| note.name == *name);
        notes.any(|note| matches!(note.repayment, NoteRepayment::Bullet { .. }))
    };
    let is_bullet = matches!(&step.kind, StepKind::Principal(notes) if notes.iter().any(bullet));
    let shares = |at: &usize| match (&deal.waterfall[*at].kind, &step.kind) {
        (StepKind::Principal(one), StepKind::Principal(other)) => one.iter().any(|note| other.contains(note)),
        _ => false,
    };
    let first = seniors.iter().copied().find(shares).unwrap_or(at);
    let (at, below) = if is_bullet { (first, first) } else { (at, at + 1) };
    let make_good = deal.waterfall.iter().position(|step| step.kind == StepKind::MakeGood);
    let place = match (make_good, &deal.accounts.split) {
        (Some(make_good), Some(split)) if dice.once_in(2) => {
            step.from = vec![split.income.clone()];
            dice.between(make_good + 1, deal.waterfall.len() - 1)
        }
        (Some(_), _) => dice.between(at, below),
        (None, _) => dice.between(at.saturating_sub(2), below),
    };
    deal.waterfall.insert(place, step);
}

fn cap_one(dice: &mut Dice<'_>, deal: &Deal, split: bool, steps: &mut Vec<Step>) {
    let is_whole = |step: &Step| {
        let is_plain = step.cap.is_none() && step.when.is_none();
        is_plain && matches!(&step.kind, StepKind::Interest(notes) if notes[0] != SUB)
    };
    let whole: Vec<usize> = (0..steps.len()).filter(|at| is_whole(&steps[*at])).collect();
    if whole.is_empty() {
        return;
    }
    let at = dice.pick(&whole);
    // What is most senior may not wait, and what can use principal stands above what income makes good.
    let defers = deal.notes.iter().any(|note| note.deferrable.is_some());
    let last = if split || defers { at + 1 } else { steps.len() - 1 };
    let rest = steps[at].clone();
    steps[at].cap = Some(cap(dice, deal));
    steps.insert(dice.between(at + 1, last), rest);
}

/// Interest of this date and arrears may each have a rank.
fn pay_in_parts(dice: &mut Dice<'_>, steps: &mut Vec<Step>) {
    let is_whole = |step: &Step| matches!(step.kind, StepKind::Interest(_)) && step.cap.is_none();
    let whole: Vec<usize> = (0..steps.len()).filter(|at| is_whole(&steps[*at])).collect();
    if let Some(at) = (!whole.is_empty()).then(|| dice.pick(&whole)) {
        let parts = dice.shuffled(vec![InterestPart::Current, InterestPart::Arrears], 3);
        let below = steps[at].clone().of_part(parts[1]);
        steps[at].part = Some(parts[0]);
        steps.insert(dice.between(at + 1, steps.len()), below);
    }
}

/// What waits for the senior notes must stand below the last of their principal.
fn wait_below_the_senior(deal: &Deal, steps: &mut [Step]) {
    let after = |name: &str| {
        let mut named = deal.supports.iter().filter(|support| support.name() == name);
        named.any(|support| support.reimbursed == ReimbursementTiming::AfterSenior)
    };
    let any_after = deal.supports.iter().any(|support| after(support.name()));
    let senior = |step: &Step| matches!(&step.kind, StepKind::Principal(notes) if notes[0] != SUB);
    let waits = |step: &Step| match &step.kind {
        StepKind::Reimbursement(of) if of.is_empty() => any_after,
        StepKind::Reimbursement(of) => of.iter().any(|name| after(name)),
        StepKind::Principal(notes) => notes[0] == SUB,
        _ => false,
    };
    while let (Some(at), Some(last)) = (steps.iter().position(waits), steps.iter().rposition(senior)) {
        let early = at..=last;
        if early.is_empty() {
            break;
        }
        steps[early].rotate_left(1);
    }
}

/// The fee steps before the notes, and those after.
fn fees(dice: &mut Dice<'_>, deal: &Deal) -> (Vec<Step>, Vec<Step>) {
    let names: Vec<String> = deal.fees.iter().map(|fee| fee.name.clone()).collect();
    let (capped, full): (Vec<String>, Vec<String>) = names.into_iter().partition(|_| dice.once_in(2));
    let (mut first, mut later) = (Vec::new(), Vec::new());
    match dice.below(2) {
        _ if full.is_empty() => {}
        0 => first.push(together(Step::fees, &full)),
        _ => first.extend(full.iter().map(|fee| Step::fee(fee))),
    }
    if !capped.is_empty() {
        first.push(together(Step::fees, &capped).with_cap(cap(dice, deal)));
        // What somebody stands behind must be paid in full by one step.
        let covered = |fee: &String| deal.supports.iter().any(|support| support.fees_each_date.contains(fee));
        let (full, rest): (Vec<String>, Vec<String>) = capped.iter().cloned().partition(covered);
        match dice.below(3) {
            0 => later.push(together(Step::fees, &capped)),
            1 if !rest.is_empty() => {
                let some = dice.some_of(&rest);
                later.push(together(Step::fees, &some).with_cap(cap(dice, deal)));
                later.extend(full.iter().map(|fee| Step::fee(fee)));
            }
            _ => later.extend(full.iter().map(|fee| Step::fee(fee))),
        }
    }
    (first, later)
}

/// Caps some of the principal, and lets some steps take cash from other accounts than the plan account.
fn limit(dice: &mut Dice<'_>, deal: &Deal, steps: &mut [Step]) {
    let accounts = accounts(deal);
    for step in steps {
        let pays = match &step.kind {
            StepKind::Principal(_) => {
                step.cap = dice.once_in(3).then(|| cap(dice, deal));
                true
            }
            StepKind::Interest(notes) if notes[..] == [SUB] => {
                step.cap = (!dice.once_in(4)).then(|| cap(dice, deal));
                true
            }
            StepKind::Taxes | StepKind::Fees(_) | StepKind::SupportFees(_) | StepKind::Interest(_) => true,
            _ => false,
        };
        // A tax that a reserve alone pays is what can stay unpaid after the end.
        let is_tax = matches!(step.kind, StepKind::Taxes);
        if pays && accounts.len() > 1 && (is_tax || dice.once_in(2)) {
            let mut from = accounts.clone();
            match dice.below(if is_tax { 8 } else { 4 }) {
                0 => from.truncate(2),
                1 => {}
                2 => from = dice.shuffled(from, 1),
                _ => from = vec![dice.pick(&accounts[1..])],
            }
            step.from = from;
        }
    }
}

/// One step for what ranks together.
fn together(step: fn(&[&str]) -> Step, names: &[String]) -> Step {
    step(&names.iter().map(String::as_str).collect::<Vec<_>>())
}

/// Interest and principal of the notes that are not subordinated: one after the other, or together in one step.
fn senior(dice: &mut Dice<'_>, deal: &Deal) -> Vec<Step> {
    let notes = || deal.notes.iter().filter(|note| note.name != SUB);
    let names = |earning: bool| -> Vec<String> {
        let chosen = notes().filter(|note: &&Note| !earning || note.coupon.is_some());
        chosen.map(|note| note.name.clone()).collect()
    };
    let (earning, all) = (names(true), names(false));
    let in_turn = |names: &[String], step: fn(&str) -> Step| names.iter().map(|n| step(n)).collect();
    let mut interest: Vec<Step> = match dice.below(2) {
        _ if earning.is_empty() => Vec::new(),
        0 => vec![together(Step::interest_on, &dice.shuffled(earning, 2))],
        _ => in_turn(&earning, Step::interest),
    };
    let kinds: BTreeSet<usize> = notes().map(kind).collect();
    let principal: Vec<Step> = match dice.below(2) {
        // Only notes that are repaid in the same way can rank together.
        _ if kinds.len() > 1 => in_turn(&dice.shuffled(all, 2), Step::principal),
        0 => in_turn(&all, Step::principal),
        _ => {
            let all = dice.shuffled(all, 2);
            vec![in_some_ratio(dice, &all)]
        }
    };
    interest.extend(principal);
    interest
}

/// Principal of these notes, perhaps in a ratio.
fn in_some_ratio(dice: &mut Dice<'_>, notes: &[String]) -> Step {
    let step = together(Step::principal_of, notes);
    let parts: Vec<u32> = notes.iter().map(|_| dice.between(1, 9) as u32).collect();
    if dice.once_in(3) { step } else { step.in_ratio(&parts) }
}

/// How a note is repaid, as a number.
fn kind(note: &Note) -> usize {
    match note.repayment {
        NoteRepayment::PassThrough { .. } => 0,
        NoteRepayment::Bullet { .. } => 1,
        _ => 2,
    }
}
