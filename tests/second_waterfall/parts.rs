//! Shares of the pool that default: what is cut off a loan is a claim of its own, which defaults whole.
//!
//! Besides, nothing of the pool must be the path without that, and all of it every loan; whoever fails, and whatever events do.

use abs_waterfall::credit::Recovery;
use abs_waterfall::deal::Deal;
use abs_waterfall::projection::Projection;
use abs_waterfall::scenario::Stress;
use abs_waterfall::{Date, Money, ResolvedDeal, Rounding, Scenario};
use proptest::prelude::*;
use rust_decimal::Decimal;

use crate::days::{Ratio, Yuan, days_later, dues_of, part_of};
use crate::desk::{Desk, Path};
use crate::dice::Dice;
use crate::hands::Hands;
use crate::loans::{Pay, recovered};
use crate::pool::{self, Claim, Miss, Misses};
use crate::share::share;

/// On this day so many percent of what performs default.
#[derive(Clone, Debug)]
pub(crate) struct Cut {
    pub(crate) day: Date,
    pub(crate) percent: u32,
}

/// What a part of a loan is of the whole one.
pub(crate) struct Part {
    contract: Vec<Pay>,
    /// By next instalment, it is one part less another one.
    more: Vec<Ratio>,
    less: Vec<Ratio>,
    /// What its collateral brings, where that is what comes back.
    pub(crate) collateral: Option<Yuan>,
}

impl Part {
    /// What it is of an amount of the whole loan's next instalment.
    pub(crate) fn of(&self, next: usize, amount: impl Fn(&Pay) -> Yuan) -> Yuan {
        let all = amount(&self.contract[next]);
        let part = |ratios: &[Ratio]| part_of(all, ratios[next], Rounding::HalfUp);
        part(&self.more) - part(&self.less)
    }
}

/// What has not been cut off a loan, on its way from cut to cut.
#[derive(Clone)]
struct Left<'a> {
    claim: &'a Claim,
    /// With which instalment each is paid.
    with: Vec<usize>,
    /// What it pays, and which part of the loan it is before each instalment.
    pays: Vec<(Yuan, Yuan)>,
    parts: Vec<Ratio>,
    /// The instalment that is paid next, and the first that is not the pool's to lose.
    next: usize,
    until: usize,
    /// What has been neither paid nor cut off, and what of the loan has not been paid.
    balance: Yuan,
    of: Yuan,
    /// The part it was when it last had a balance.
    last: Ratio,
    deposit: Yuan,
    collateral: Option<Yuan>,
}

/// How a loan is named of which a loan is a part, or which it is.
pub(crate) fn whole(id: &str) -> &str {
    id.split(", share ").next().unwrap()
}

pub(crate) fn is_part(id: &str) -> bool {
    whole(id) != id
}

/// Is a loan a part that this cut has made?
pub(crate) fn is_of(number: usize, id: &str) -> bool {
    id.ends_with(&format!(", share {number}"))
}

/// The claims in parts, and who defaults among them.
pub(crate) fn split(hands: &Hands<'_>, claims: &[Claim], path: &Path) -> (Vec<Claim>, Misses) {
    let mut lefts: Vec<Left<'_>> =
        claims.iter().map(|claim| Left::whole(hands, claim, &path.misses)).collect();
    let (mut parts, mut misses) = (Vec::new(), path.misses.clone());
    let mut cuts: Vec<(usize, &Cut)> = path.cuts.iter().enumerate().collect();
    cuts.sort_by_key(|(_, cut)| cut.day);
    for (number, cut) in cuts {
        lefts.iter_mut().for_each(|left| left.pay_before(hands, cut.day));
        let owed: Vec<Yuan> = lefts.iter().map(Left::to_lose).collect();
        let percent = (Decimal::from(cut.percent), Decimal::ONE_HUNDRED);
        let asked = part_of(owed.iter().sum(), percent, Rounding::HalfUp);
        for (left, amount) in lefts.iter_mut().zip(share(asked, &owed)) {
            if let Some(part) = left.cut(amount, percent, number) {
                let miss = Miss { due: left.claim.due(left.next, hands).0, pays_interest: false };
                misses.insert(part.loan.id.to_string(), miss);
                parts.push(part);
            }
        }
    }
    (lefts.iter().map(Left::claim).chain(parts).collect(), misses)
}

impl<'a> Left<'a> {
    fn whole(hands: &Hands<'_>, claim: &'a Claim, misses: &Misses) -> Left<'a> {
        let with = hands.paid_with(&claim.days());
        let pays: Vec<(Yuan, Yuan)> =
            claim.pays.iter().map(|(_, pay)| (pay.interest, pay.principal)).collect();
        let all = (Decimal::from(10_000_000_000_i64), Decimal::from(10_000_000_000_i64));
        let end = with.iter().map(|with| with + 1).max().unwrap().max(pays.len());
        let missed = claim.default(hands, misses).map(|loss| loss.with + 1);
        let bought = claim.bought_on(hands);
        let bought = bought.map(|day| (0..).find(|i| claim.due(*i, hands).0 >= day).unwrap());
        let balance = pays.iter().map(|(_, principal)| principal).sum();
        let recovery = hands.deal.credit.recovery;
        let collateral = matches!(recovery, Recovery::OfAppraisedValue { .. })
            .then(|| recovered(recovery, &claim.loan, Decimal::from(1_000_000_000_000_i64)));
        Left {
            claim,
            with,
            parts: vec![all; pays.len()],
            pays,
            next: 0,
            until: [Some(end), missed, bought].into_iter().flatten().min().unwrap(),
            balance,
            of: balance,
            last: all,
            deposit: claim.loan.deposit.to_decimal(),
            collateral,
        }
    }

    fn part(&self) -> Ratio {
        if self.of.is_zero() { self.last } else { (self.balance, self.of) }
    }

    /// What the loan pays with one instalment, those that have waited for it last.
    fn pay(&mut self, with: usize) {
        let part = self.part();
        self.parts.get_mut(with).into_iter().for_each(|of| *of = part);
        let together = (0..self.pays.len()).rev().filter(|i| self.with[*i] == with).collect::<Vec<_>>();
        for i in together {
            let pay = &self.claim.pays[i].1;
            let part = self.part();
            let paid = [pay.interest, pay.principal].map(|it| part_of(it, part, Rounding::HalfUp));
            (self.pays[i], self.last) = ((paid[0], paid[1]), part);
            (self.balance, self.of) = (self.balance - paid[1], self.of - pay.principal);
        }
    }

    fn pay_before(&mut self, hands: &Hands<'_>, day: Date) {
        while self.next < self.until && self.claim.due(self.next, hands).0 < day {
            self.pay(self.next);
            self.next += 1;
        }
    }

    fn to_lose(&self) -> Yuan {
        if self.next < self.until { self.balance } else { Decimal::ZERO }
    }

    /// As it would be if all the rest were paid.
    fn paid_out(&self) -> Left<'a> {
        let mut paid = self.clone();
        let end = self.with.iter().max().unwrap() + 1;
        (self.next..end.max(self.pays.len())).for_each(|with| paid.pay(with));
        paid
    }

    /// Cuts so much off; and of a loan that only owes fees any more, this share. The part, if it is anything.
    fn cut(&mut self, amount: Yuan, share: Ratio, number: usize) -> Option<Claim> {
        if self.next >= self.until || (amount.is_zero() && !self.balance.is_zero()) {
            return None;
        }
        let mut part = self.paid_out();
        if !self.balance.is_zero() {
            let of_balance = |all: Yuan| part_of(all, (amount, self.balance), Rounding::HalfUp);
            (part.deposit, part.collateral) = (of_balance(self.deposit), self.collateral.map(of_balance));
        }
        let collateral = self.collateral.zip(part.collateral).map(|(all, part)| all - part);
        if self.balance.is_zero() {
            self.last.0 -= part_of(self.last.0, share, Rounding::HalfUp);
        }
        self.balance -= amount;
        let left = self.paid_out();
        (self.pays, self.parts) = (left.pays, left.parts);
        for (part, left) in part.pays.iter_mut().zip(&self.pays) {
            *part = (part.0 - left.0, part.1 - left.1);
        }
        if part.pays.iter().all(|(interest, principal)| (interest + principal).is_zero()) {
            return None;
        }
        (self.deposit, self.collateral) = (self.deposit - part.deposit, collateral);
        let id = format!("{}, share {number}", self.claim.loan.id);
        Some(part.told_as(&id, self.parts.clone()))
    }

    fn claim(&self) -> Claim {
        self.told_as(&self.claim.loan.id, vec![(Decimal::ZERO, Decimal::ONE); self.parts.len()])
    }

    fn told_as(&self, id: &str, less: Vec<Ratio>) -> Claim {
        let fen = (self.deposit * Decimal::ONE_HUNDRED).try_into().unwrap();
        let mut loan = self.claim.loan.clone().with_deposit(Money::from_fen(fen));
        loan.id = id.into();
        let mut outstanding: Yuan = self.pays.iter().map(|(_, principal)| principal).sum();
        let pay = |((paid, contract), (interest, principal)): (&(Date, Pay), &(Yuan, Yuan))| {
            let pay = Pay { outstanding, interest: *interest, principal: *principal, ..*contract };
            outstanding -= principal;
            (*paid, pay)
        };
        let pays = self.claim.pays.iter().zip(&self.pays).map(pay).collect();
        let contract = self.claim.pays.iter().map(|(_, pay)| *pay).collect();
        let (more, collateral) = (self.parts.clone(), self.collateral);
        Claim { loan, pays, part: Some(Part { contract, more, less, collateral }) }
    }
}

/// Some shares of the pool default too, perhaps.
pub(crate) fn let_shares_default(
    dice: &mut Dice<'_>,
    deal: &Deal,
    desk: &Desk<'_>,
    mut scenario: Scenario,
    path: &mut Path,
) -> Scenario {
    if !dice.once_in(3) {
        return scenario;
    }
    for _ in 0..dice.between(1, 3) {
        let day = days_later(dice.pick(&desk.periods).calculation, dice.below(60) as i32 - 50);
        let cut =
            Cut { day: day.max(days_later(pool::cutoff(deal), 1)), percent: dice.pick(&[50, 17, 3, 100]) };
        scenario = scenario.with(share_of_pool(cut.percent, cut.day));
        path.cuts.push(cut);
    }
    scenario
}

fn share_of_pool(percent: u32, on: Date) -> Stress {
    format!("pool={percent}%:{on}").parse().unwrap()
}

pub(crate) fn none_is_the_plain_path(
    deal: &Deal,
    resolved: &ResolvedDeal,
    scenario: &Scenario,
) -> Result<(), TestCaseError> {
    let plain = resolved.project(scenario).unwrap();
    let none = scenario.clone().with(share_of_pool(0, deal.closing));
    let walked = resolved.project(&none).unwrap();
    prop_assert_eq!(&walked.defaults, &plain.defaults);
    are_alike(&walked, &plain)
}

pub(crate) fn all_is_every_loan(
    dice: &mut Dice<'_>,
    deal: &Deal,
    resolved: &ResolvedDeal,
    (others, path): (&Scenario, &Path),
) -> Result<(), TestCaseError> {
    let cutoff = pool::cutoff(deal);
    let last = pool::loans(deal).iter().filter_map(|loan| dues_of(loan).last().copied()).min().unwrap();
    let days = (last - cutoff).get_days().max(1) as usize;
    let day = days_later(cutoff, 1 + dice.below(days) as i32).min(last);
    let originator_fails = path.fails.get(crate::repurchases::ORIGINATOR).copied().unwrap_or(Date::MAX);
    let named = pool::loans(deal).iter().fold(others.clone(), |scenario, loan| {
        let dues = dues_of(loan);
        let after = dues.partition_point(|due| *due < day.max(days_later(cutoff, 1)));
        let is_bought = loan.ineligible.is_some_and(|on| on < originator_fails && dues[after] >= on);
        if is_bought { scenario } else { scenario.with_default(&loan.id, after as u32) }
    });
    let all = resolved.project(&others.clone().with(share_of_pool(100, day))).unwrap();
    are_alike(&all, &resolved.project(&named).unwrap())
}

fn are_alike(one: &Projection, other: &Projection) -> Result<(), TestCaseError> {
    for (date, same) in one.dates.iter().zip(&other.dates) {
        prop_assert_eq!(date, same);
    }
    prop_assert_eq!(&one.ledger, &other.ledger);
    prop_assert_eq!((&one.ending, &one.servicer), (&other.ending, &other.servicer));
    prop_assert_eq!((&one.events, &one.supports), (&other.events, &other.supports));
    Ok(())
}
