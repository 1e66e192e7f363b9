//! The one engine: collects, accrues, takes every step, and closes the books of every date with `==`.

use std::ops::Range;

use thiserror::Error;

use super::order::{RankedClaim, StepPlan};
use super::plan::{Claim, Plan};
use super::record::{Reason, Recorder, Transfer};
use super::state::{Scratch, State};
use crate::ledger::AccountId;
use crate::money::Money;
use crate::servicing::Collected;

/// The books of a distribution date do not balance. That is an error in this library and not in the deal: please report
/// it with the deal, the seed and the path.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error(
    "cash in and cash out differ by {difference} on distribution date {date}: please report this deal and path"
)]
pub struct CashNotConserved {
    /// The distribution date, from 1.
    pub date: usize,
    /// What is missing or too much.
    pub difference: Money,
}

/// Runs a waterfall over some of its dates, from the state before them to the state after them. The enhancer pays on the
/// dates before `enhancer_fails` and not from there on.
///
/// # Errors
/// [`CashNotConserved`] never, unless the library is wrong.
#[inline]
pub(crate) fn run(
    plan: &Plan,
    periods: &[Collected],
    dates: Range<usize>,
    enhancer_fails: usize,
    state: &mut State,
    recorder: &mut impl Recorder,
) -> Result<(), CashNotConserved> {
    for date in dates {
        let collected = &periods[date];
        let mut engine = Engine { plan, state, recorder, date, enhancer_pays: date < enhancer_fails };
        engine.collect(collected);
        if engine.state.end.is_none() {
            engine.state.accrue(plan, date);
        }
        engine.state.receive(plan, collected);
        engine.check_covered()?;
        engine.recorder.opened(date, plan, engine.state, collected);
        for step in &plan.steps {
            engine.take(step);
        }
        engine.check()?;
        engine.state.close(plan, date, &periods[date + 1..]);
        engine.recorder.closed(date, plan, engine.state);
    }
    Ok(())
}

/// One distribution date being settled.
struct Engine<'a, R> {
    plan: &'a Plan,
    state: &'a mut State,
    recorder: &'a mut R,
    date: usize,
    enhancer_pays: bool,
}

impl<R: Recorder> Engine<'_, R> {
    /// The only way money moves.
    #[inline(always)]
    fn transfer(&mut self, from: AccountId, to: AccountId, amount: Money, reason: Reason) {
        if amount.is_zero() {
            return;
        }
        self.state.ledger.transfer(from, to, amount);
        self.recorder.transferred(Transfer { date: self.date, from, to, amount, reason });
    }

    /// From the borrowers to the plan account, through the collection account.
    #[inline]
    fn collect(&mut self, collected: &Collected) {
        let (borrowers, account) = (AccountId::BORROWERS, AccountId::COLLECTION);
        self.transfer(borrowers, account, collected.interest, Reason::CollectedInterest);
        self.transfer(borrowers, account, collected.principal, Reason::CollectedPrincipal);
        self.transfer(borrowers, account, collected.recovery, Reason::Recovered);
        self.transfer(account, AccountId::PLAN, collected.cash(), Reason::Transferred);
        self.state.collected += collected.cash();
    }

    /// Takes a step. A claim that stands alone, as nearly all do, is told apart here and once: what is inlined below
    /// then knows it, and need not ask again what is due, who is paid and what to settle.
    #[inline(always)]
    fn take(&mut self, step: &StepPlan) {
        let [ranked] = step.claims.as_slice() else { return self.pay_together(&step.claims, step.cap) };
        match ranked.claim {
            Claim::Vat => self.pay_alone(Claim::Vat, ranked, step.cap),
            Claim::Fee(fee) => self.pay_alone(Claim::Fee(fee), ranked, step.cap),
            Claim::Interest(note) => self.pay_alone(Claim::Interest(note), ranked, step.cap),
            Claim::Principal(note) => {
                self.pay_alone(Claim::Principal(note), ranked, step.cap);
                self.state.keep(self.plan, note, self.date);
            }
            Claim::Return => self.pay_alone(Claim::Return, ranked, step.cap),
            Claim::Reimbursement => self.pay_alone(Claim::Reimbursement, ranked, step.cap),
            Claim::Residual => self.pay_alone(Claim::Residual, ranked, step.cap),
        }
    }

    /// Pays one claim from cash, and draws on the undertaking for what is short.
    #[inline(always)]
    fn pay_alone(&mut self, claim: Claim, ranked: &RankedClaim, cap: Money) {
        let payable = self.state.payable(self.plan, claim, self.date).min(cap);
        let from_cash = payable.min(self.state.available());
        if from_cash < payable && self.is_covered(ranked) {
            let drawn = self.call(payable - from_cash);
            self.draw(claim, drawn);
            self.pay(claim, ranked.payee, from_cash + drawn);
        } else {
            self.pay(claim, ranked.payee, from_cash);
        }
    }

    /// Pays claims that rank together: in full if cash reaches.
    #[inline]
    fn pay_together(&mut self, claims: &[RankedClaim], cap: Money) {
        let payable: Money = claims.iter().map(|ranked| self.payable(ranked)).sum();
        if payable > self.state.available().min(cap) {
            self.pay_short(claims, cap);
        } else {
            claims.iter().for_each(|ranked| self.pay(ranked.claim, ranked.payee, self.payable(ranked)));
        }
        for ranked in claims {
            if let Claim::Principal(note) = ranked.claim {
                self.state.keep(self.plan, note, self.date);
            }
        }
    }

    #[inline]
    fn payable(&self, ranked: &RankedClaim) -> Money {
        self.state.payable(self.plan, ranked.claim, self.date)
    }

    /// Shares the cash out among claims in proportion to what is due, by largest remainder; then draws on the
    /// undertaking for the covered ones, and shares the draw in proportion to what they are short.
    fn pay_short(&mut self, claims: &[RankedClaim], cap: Money) {
        let mut scratch = std::mem::take(&mut self.state.scratch);
        scratch.prepare(claims.iter().map(|ranked| self.payable(ranked)));
        let total: Money = scratch.dues.iter().sum();
        let available = total.min(self.state.available()).min(cap);
        available.split_into(&scratch.dues, &mut scratch.shares, &mut scratch.order);
        for (i, ranked) in claims.iter().enumerate() {
            let short =
                if self.is_covered(ranked) { scratch.dues[i] - scratch.shares[i] } else { Money::ZERO };
            scratch.shortfalls.push(short);
        }
        let shortfall: Money = scratch.shortfalls.iter().sum();
        if shortfall > Money::ZERO {
            self.call(shortfall).split_into(&scratch.shortfalls, &mut scratch.draws, &mut scratch.order);
        }
        for (i, ranked) in claims.iter().enumerate() {
            self.draw(ranked.claim, scratch.draws[i]);
            self.pay(ranked.claim, ranked.payee, scratch.shares[i] + scratch.draws[i]);
        }
        self.state.scratch = scratch;
    }

    #[inline(always)]
    fn pay(&mut self, claim: Claim, payee: AccountId, amount: Money) {
        if amount.is_zero() {
            return;
        }
        self.transfer(AccountId::PLAN, payee, amount, Reason::Paid(claim));
        self.state.settle(self.plan, claim, amount);
        self.state.paid += amount;
    }

    /// Does the undertaking stand behind this claim on this date? Once the plan has ended, behind none.
    #[inline]
    fn is_covered(&self, ranked: &RankedClaim) -> bool {
        ranked.covered && self.plan.is_required(ranked.claim, self.date) && self.state.end.is_none()
    }

    /// Calls the enhancer for a shortfall: what it pays, which may be less.
    #[cold]
    fn call(&mut self, shortfall: Money) -> Money {
        let cap = self.plan.undertaking.as_ref().map_or(Money::ZERO, |given| given.cap);
        let (recourse, open) = (&mut self.state.recourse, &mut self.state.open);
        let paid = recourse.draw(shortfall, cap, self.enhancer_pays);
        *open += shortfall - paid;
        recourse.unanswered = recourse.unanswered.max(*open);
        paid
    }

    /// Brings what the enhancer pays for a claim into the plan account.
    fn draw(&mut self, claim: Claim, amount: Money) {
        if let Some(given) = &self.plan.undertaking {
            self.transfer(given.enhancer, AccountId::PLAN, amount, Reason::Drawn(claim));
        }
    }

    /// Before the steps are taken the plan account is not overdrawn: the first step that is short would make it good by a
    /// payment back, and the check at the end would not find it.
    #[inline]
    fn check_covered(&self) -> Result<(), CashNotConserved> {
        match self.state.cash() {
            overdrawn if overdrawn < Money::ZERO => {
                Err(CashNotConserved { date: self.date + 1, difference: overdrawn })
            }
            _ => Ok(()),
        }
    }

    /// Closes the books: the ledger of all parties sums to nothing; the plan account holds what came in less what went
    /// out and is not overdrawn; the collection account is empty; the borrowers have paid what was collected. On every
    /// date of every path, with `==`.
    #[inline]
    fn check(&self) -> Result<(), CashNotConserved> {
        let state = &*self.state;
        let sum = state.ledger.sum();
        let plan = state.cash() - (state.collected + state.recourse.drawn - state.paid);
        let overdrawn = state.cash().min(Money::ZERO);
        let collection = state.ledger.balance(AccountId::COLLECTION);
        let borrowers = state.ledger.balance(AccountId::BORROWERS) + state.collected;
        match [sum, plan, overdrawn, collection, borrowers].into_iter().find(|wrong| !wrong.is_zero()) {
            None => Ok(()),
            Some(difference) => Err(CashNotConserved { date: self.date + 1, difference }),
        }
    }
}

impl Scratch {
    fn prepare(&mut self, dues: impl Iterator<Item = Money>) {
        self.dues.clear();
        self.dues.extend(dues);
        self.shortfalls.clear();
        self.shares.clear();
        self.shares.resize(self.dues.len(), Money::ZERO);
        self.draws.clear();
        self.draws.resize(self.dues.len(), Money::ZERO);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::waterfall::Nothing;
    use crate::waterfall::note::{NoteKind, NotePlan};

    const PARTY: AccountId = AccountId::after_fixed(0);
    const HOLDERS: AccountId = AccountId::after_fixed(1);

    /// Ten yuan and ten fen of interest and principal on each of three dates, for a note of a hundred yuan.
    fn plan_and_periods() -> (Plan, [Collected; 3]) {
        let note = NotePlan {
            amount: Money::from_yuan(100),
            kind: NoteKind::PassThrough { matures: 2 },
            interest: Vec::new(),
        };
        let claim = RankedClaim { claim: Claim::Principal(0), payee: HOLDERS, covered: false };
        let plan = Plan {
            dates: 3,
            legal_final: 2,
            first_maturity: 2,
            accounts: HOLDERS.index() + 1,
            notes: vec![note],
            fees: Vec::new(),
            vat: None,
            undertaking: None,
            steps: vec![StepPlan { claims: vec![claim], cap: Money::MAX }],
        };
        let (interest, principal) = (Money::from_fen(10), Money::from_yuan(10));
        (plan, [Collected { interest, principal, ..Collected::default() }; 3])
    }

    /// The books of two dates close; somebody tampers with them; the third date finds it, and says by how much.
    #[test]
    fn books_that_do_not_balance_are_found_on_the_next_date() {
        type Tamper = fn(&mut State);
        let fen = Money::from_fen;
        let tampered: [(&str, Tamper, i64); 9] = [
            ("nothing", |_| {}, 0),
            ("money from nowhere", |state| state.ledger.conjure(PARTY, Money::from_fen(3)), 3),
            ("money gone", |state| state.ledger.conjure(PARTY, Money::from_fen(-3)), -3),
            ("paid, but not out of the account", |state| state.paid += Money::from_fen(3), 3),
            ("drawn, but not into the account", |state| state.recourse.drawn += Money::from_fen(3), -3),
            ("collected, but not into the account", |state| state.collected += Money::from_fen(3), -3),
            (
                "more paid than there is",
                |state| {
                    state.ledger.transfer(AccountId::PLAN, PARTY, Money::from_yuan(11));
                    state.paid += Money::from_yuan(11);
                },
                -90,
            ),
            (
                "cash left in the collection account",
                |state| state.ledger.transfer(PARTY, AccountId::COLLECTION, Money::from_fen(3)),
                3,
            ),
            (
                "borrowers' cash that passed the servicer by",
                |state| state.ledger.transfer(AccountId::BORROWERS, PARTY, Money::from_fen(3)),
                -3,
            ),
        ];
        for (what, tamper, difference) in tampered {
            let (plan, periods) = plan_and_periods();
            let mut state = State::at_closing(&plan, Money::from_yuan(100));
            run(&plan, &periods, 0..2, 3, &mut state, &mut Nothing).unwrap();
            tamper(&mut state);
            let found = run(&plan, &periods, 2..3, 3, &mut state, &mut Nothing);
            let wrong = CashNotConserved { date: 3, difference: fen(difference) };
            assert_eq!(found, if difference == 0 { Ok(()) } else { Err(wrong) }, "{what}");
        }
    }
}
