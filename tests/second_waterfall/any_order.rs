//! Orders of payments in which everything that falls due is paid exactly once.

use std::collections::BTreeSet;

use abs_waterfall::Money;
use abs_waterfall::deal::{Deal, Note, NoteRepayment, Step};
use abs_waterfall::enhancement::ReimbursementTiming;

use crate::any_deal::SUB;
use crate::dice::Dice;

/// The waterfall of a deal, in the usual order or, now and then, in any.
pub(crate) fn order(dice: &mut Dice<'_>, deal: &Deal) -> Vec<Step> {
    let mut steps: Vec<Step> = deal.vat.iter().map(|_| Step::Taxes).collect();
    let (first, later) = fees(dice, deal);
    steps.extend(first);
    steps.extend(senior(dice, deal));
    // A return that is agreed on must be paid somewhere; the rest the enhancer may have to get from the borrowers.
    if deal.undertaking.as_ref().is_some_and(|given| given.agreed_return.is_some() || !dice.once_in(2)) {
        steps.push(Step::Reimbursement);
    }
    steps.extend(later);
    for sub in deal.notes.iter().filter(|note| note.name == SUB) {
        steps.extend(sub.coupon.map(|_| Step::interest(SUB)));
        steps.push(Step::principal(SUB));
    }
    let mut steps = dice.shuffled(steps, 5);
    wait_below_the_senior(deal, &mut steps);
    cap_first(&mut steps);
    let to_sub = deal.notes.iter().any(|note| note.name == SUB) && !dice.once_in(4);
    let takers: &[&str] = if to_sub { &[SUB] } else { &["servicer", "a", "enhancer"] };
    steps.push(Step::Residual(dice.pick(takers).into()));
    steps
}

/// A step that pays some of a fee must stand above the one that pays the rest.
fn cap_first(steps: &mut [Step]) {
    for i in 0..steps.len() {
        let Step::Fees(all) = steps[i].clone() else { continue };
        let shares = |step: &Step| matches!(step, Step::CappedFees { fees, .. } if fees.iter().any(|f| all.contains(f)));
        if let Some(last) = steps.iter().rposition(shares).filter(|last| *last > i) {
            steps.swap(i, last);
        }
    }
}

/// What waits for the senior notes must stand below the last of their principal.
fn wait_below_the_senior(deal: &Deal, steps: &mut [Step]) {
    let after = deal.undertaking.as_ref().is_some_and(|u| u.reimbursed == ReimbursementTiming::AfterSenior);
    let senior = |step: &Step| matches!(step, Step::Principal(notes) if notes[0] != SUB);
    let waits = |step: &Step| match step {
        Step::Reimbursement => after,
        Step::Principal(notes) => notes[0] == SUB,
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
    // What the enhancer stands behind is paid in full by one step.
    let covered = |name: &String| deal.undertaking.as_ref().is_some_and(|u| u.fees_each_date.contains(name));
    let (capped, full): (Vec<String>, Vec<String>) =
        names.into_iter().partition(|name| dice.once_in(2) && !covered(name));
    let (mut first, mut later) = (Vec::new(), Vec::new());
    match dice.below(2) {
        _ if full.is_empty() => {}
        0 => first.push(Step::Fees(full)),
        _ => first.extend(full.iter().map(|fee| Step::fee(fee))),
    }
    if !capped.is_empty() {
        let cap = |dice: &mut Dice<'_>| -> Money { dice.yuan(1, 20_000) };
        first.push(Step::CappedFees { fees: capped.clone(), cap: cap(dice) });
        match dice.below(3) {
            0 => later.push(Step::Fees(capped)),
            1 => later.push(Step::CappedFees { fees: dice.some_of(&capped), cap: cap(dice) }),
            _ => {}
        }
    }
    (first, later)
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
        0 => vec![Step::Interest(dice.shuffled(earning, 2))],
        _ => in_turn(&earning, Step::interest),
    };
    let kinds: BTreeSet<bool> = notes().map(is_bullet).collect();
    let principal: Vec<Step> = match dice.below(2) {
        // Only notes that are repaid in the same way can rank together.
        _ if kinds.len() > 1 => in_turn(&dice.shuffled(all, 2), Step::principal),
        0 => in_turn(&all, Step::principal),
        _ => vec![Step::Principal(dice.shuffled(all, 2))],
    };
    interest.extend(principal);
    interest
}

fn is_bullet(note: &Note) -> bool {
    matches!(note.repayment, NoteRepayment::Bullet { .. })
}
