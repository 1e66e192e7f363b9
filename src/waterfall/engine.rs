//! The one engine: collects, accrues, takes every step, and closes the books of every date with `==`.

mod books;
mod custody;
mod ledgers;
mod opening;
mod short;
mod supports;

use std::ops::Range;

use thiserror::Error;

use super::event::PaymentOrder;
use super::order::{ConditionalSteps, Funds, RankedClaim, StepPlan};
use super::plan::{Claim, Plan};
use super::record::{Reason, Recorder, Transfer};
use super::state::{PlanEnd, State};
use super::watch::Happening;
use crate::credit::Failure;
use crate::ledger::AccountId;
use crate::money::Money;
use crate::servicing::{Collected, Inflow};

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

/// Runs a waterfall over some of its dates, from the state before them to the state after them. A giver of supports pays on
/// the dates before it `fails`, by giver, and not from there on. A plan takes less time if it is not asked for [terms](Plan::terms)
/// that it does not have.
///
/// # Errors
/// [`CashNotConserved`] never, unless the library is wrong.
#[inline]
pub(crate) fn run<const RARE: bool, const OTHERS: bool>(
    plan: &Plan,
    inflow: Inflow<'_>,
    dates: Range<usize>,
    fails: &[Failure],
    state: &mut State,
    recorder: &mut impl Recorder,
) -> Result<(), CashNotConserved> {
    Engine::<_, RARE, OTHERS> { plan, state, recorder, date: dates.start, fails }.run(inflow, dates)
}

/// One distribution date being settled. The engine is compiled for plans into which `OTHERS` than borrowers pay, or in which what
/// borrowers pay may be lost; for plans that may have `RARE` terms too; and for all others.
struct Engine<'a, R, const RARE: bool, const OTHERS: bool> {
    plan: &'a Plan,
    state: &'a mut State,
    recorder: &'a mut R,
    date: usize,
    fails: &'a [Failure],
}

impl<R: Recorder, const RARE: bool, const OTHERS: bool> Engine<'_, R, RARE, OTHERS> {
    #[inline]
    fn run(&mut self, inflow: Inflow<'_>, dates: Range<usize>) -> Result<(), CashNotConserved> {
        let plan = self.plan;
        for date in dates {
            self.date = date;
            let Some(collected) = self.open(inflow)? else { continue };
            self.test_events(false);
            if RARE && plan.clean_up.is_some() {
                self.sell(collected.accrued);
            }
            self.recorder.opened(date, plan, self.state, &collected);
            // Where guarantors are called after the last due dates, most paths are over before the last date.
            if !OTHERS || R::KEEPS_STEPS || !self.has_nothing_to_pay(&collected) {
                self.take_all();
            }
            self.check()?;
            self.test_events(true);
            self.state.close(plan, date, inflow);
            self.recorder.closed(date, plan, self.state);
        }
        Ok(())
    }

    /// Was the plan wound up on an earlier date, and has nothing come in since? Then all its accounts are empty and no support is
    /// called: no step changes anything.
    #[inline(always)]
    fn has_nothing_to_pay(&self, received: &Collected) -> bool {
        self.state.end == Some(PlanEnd::WoundUp) && received.cash().is_zero()
    }

    /// Takes all steps, in their order.
    #[inline(always)]
    fn take_all(&mut self) {
        let plan = self.plan;
        let steps = if RARE { plan.steps(self.state) } else { &plan.steps };
        for (number, step) in steps.iter().enumerate() {
            self.recorder.taking(number, step, plan, self.state);
            self.take(step);
            self.recorder.taken(step, plan, self.state);
        }
    }

    /// The only way money moves.
    #[inline(always)]
    fn transfer(&mut self, from: AccountId, to: AccountId, amount: Money, reason: Reason) {
        if amount.is_zero() {
            return;
        }
        self.state.ledger.transfer(from, to, amount);
        self.recorder.transferred(Transfer { date: self.date, from, to, amount, reason });
    }

    /// Tests the events of the date, before or after its payment. Once the plan has ended none happens any more.
    #[inline(always)]
    fn test_events(&mut self, after_payment: bool) {
        if RARE && !self.plan.events.is_empty() && self.state.end.is_none() {
            self.test_some_events(after_payment);
        }
    }

    #[cold]
    fn test_some_events(&mut self, after_payment: bool) {
        let (date, recorder) = (self.date, &mut *self.recorder);
        let tell = |happening: Happening| recorder.event(date, happening);
        match after_payment {
            false => self.state.test_before_payment(self.plan, tell),
            true => self.state.test_after_payment(self.plan, date, tell),
        }
        if self.state.order != PaymentOrder::Normal && self.is_split() {
            self.merge();
        }
    }

    #[inline(always)]
    fn take(&mut self, step: &StepPlan) {
        match step {
            StepPlan::Pay(ranked, funds) => self.pay_one(ranked, funds),
            StepPlan::Share(claims, funds) => self.share(claims, funds),
            StepPlan::TopUp { reserve, from, cap } => {
                let account = self.plan.reserves[*reserve].account;
                let lacks = self.plan.reserves[*reserve].lacks(self.state, self.is_final());
                let cap = cap.as_ref().map_or(Money::MAX, |cap| cap.of_step(self.state, lacks));
                let amount = lacks.min(cap).min(self.cash_in(*from));
                self.transfer(*from, account, amount, Reason::ToppedUp(*reserve));
            }
            StepPlan::Release { reserve, to } => {
                let account = self.plan.reserves[*reserve].account;
                let amount = self.plan.reserves[*reserve].exceeds(self.state, self.is_final());
                self.transfer(account, *to, amount, Reason::Released(*reserve));
            }
            StepPlan::When(conditional) => self.take_when(conditional),
            StepPlan::MakeGood => self.make_good(),
            StepPlan::FreePrincipal => self.free_principal(),
        }
    }

    /// Takes a step with a condition, if it holds now that its turn has come.
    #[cold]
    fn take_when(&mut self, conditional: &ConditionalSteps) {
        if conditional.when.holds(self.state) {
            conditional.parts.iter().for_each(|part| self.take(part));
        }
    }

    /// Is it the plan's legal final date, or later?
    fn is_final(&self) -> bool {
        self.date >= self.plan.legal_final
    }

    #[inline]
    fn cash_in(&self, account: AccountId) -> Money {
        self.state.ledger.balance(account)
    }

    /// Takes a step that pays one claim. What it is of is told apart here and once: what is inlined below then knows it, and
    /// need not ask again what is due, who is paid and what to settle.
    #[inline(always)]
    fn pay_one(&mut self, ranked: &RankedClaim, funds: &Funds) {
        match ranked.claim {
            Claim::Vat => self.pay_alone(Claim::Vat, ranked, funds),
            Claim::Fee(fee) => self.pay_alone(Claim::Fee(fee), ranked, funds),
            Claim::Interest(note) => self.pay_alone(Claim::Interest(note), ranked, funds),
            Claim::Current(_) | Claim::Arrears(_) | Claim::Ahead(_) => self.pay_rarely(ranked, funds),
            Claim::Principal(note) => {
                self.pay_alone(Claim::Principal(note), ranked, funds);
                self.keep(note, funds);
            }
            Claim::Return(support) => self.pay_alone(Claim::Return(support), ranked, funds),
            Claim::Reimbursement(support) => self.pay_alone(Claim::Reimbursement(support), ranked, funds),
            Claim::Commitment(support) => self.pay_alone(Claim::Commitment(support), ranked, funds),
            Claim::Residual => self.pay_alone(Claim::Residual, ranked, funds),
        }
    }

    /// Few orders pay a part of interest, or principal ahead: a plan that does has [rare terms](Claim::is_rare).
    #[cold]
    fn pay_rarely(&mut self, ranked: &RankedClaim, funds: &Funds) {
        if RARE {
            self.pay_alone(ranked.claim, ranked, funds);
        }
    }

    /// Pays one claim from cash, or finds more for what is short.
    #[inline(always)]
    fn pay_alone(&mut self, claim: Claim, ranked: &RankedClaim, funds: &Funds) {
        let payable = self.payable(claim);
        if payable.is_zero() {
            return;
        }
        let claims = std::slice::from_ref(ranked);
        let payable = payable.min(self.most(claims, funds));
        let cash = self.cash_in(funds.source);
        if payable > cash && self.can_make_up(ranked, funds) {
            self.pay_short(claims, funds);
        } else {
            self.pay(claim, ranked.payee, payable.min(cash), funds.source);
        }
    }

    /// Takes a step that pays several claims, which are all of one kind: it too is told apart once.
    #[inline(always)]
    fn share(&mut self, claims: &[RankedClaim], funds: &Funds) {
        let Some(first) = claims.first() else { return };
        match first.claim {
            Claim::Fee(_) => self.pay_together(Claim::Fee, claims, funds),
            Claim::Interest(_) => self.pay_together(Claim::Interest, claims, funds),
            Claim::Current(_) | Claim::Arrears(_) | Claim::Ahead(_) => {
                self.share_rarely(first.claim, claims, funds);
            }
            Claim::Principal(_) => {
                self.pay_together(Claim::Principal, claims, funds);
                claims.iter().for_each(|ranked| self.keep(ranked.claim.number(), funds));
            }
            Claim::Return(_) => self.pay_together(Claim::Return, claims, funds),
            Claim::Reimbursement(_) => self.pay_together(Claim::Reimbursement, claims, funds),
            Claim::Commitment(_) => self.pay_together(Claim::Commitment, claims, funds),
            // There is one of each.
            Claim::Vat | Claim::Residual => self.pay_together(|_| first.claim, claims, funds),
        }
    }

    #[cold]
    fn share_rarely(&mut self, first: Claim, claims: &[RankedClaim], funds: &Funds) {
        match first {
            Claim::Current(_) if RARE => self.pay_together(Claim::Current, claims, funds),
            Claim::Arrears(_) if RARE => self.pay_together(Claim::Arrears, claims, funds),
            Claim::Ahead(_) if RARE => self.pay_together(Claim::Ahead, claims, funds),
            _ => {}
        }
    }

    /// Pays claims that rank together, of a kind: in full if cash reaches.
    #[inline(always)]
    fn pay_together(&mut self, kind: impl Fn(usize) -> Claim, claims: &[RankedClaim], funds: &Funds) {
        let kind = |ranked: &RankedClaim| kind(ranked.claim.number());
        let payable: Money = claims.iter().map(|ranked| self.payable(kind(ranked))).sum();
        if payable > self.cash_in(funds.source).min(self.most(claims, funds)) {
            return self.pay_short(claims, funds);
        }
        for ranked in claims {
            self.pay(kind(ranked), ranked.payee, self.payable(kind(ranked)), funds.source);
        }
    }

    /// What a claim may be paid on this date, if cash reaches it.
    #[inline(always)]
    fn payable(&self, claim: Claim) -> Money {
        match claim {
            Claim::Principal(note) if !RARE => self.state.payable_normally(self.plan, note, self.date),
            Claim::Residual if !RARE => self.state.left_in(AccountId::PLAN),
            _ => self.state.payable(self.plan, claim, self.date),
        }
    }

    /// Keeps the cash that reaches a bullet before its maturity, where no event lets it be repaid at once.
    #[inline]
    fn keep(&mut self, note: usize, funds: &Funds) {
        let keeps = self.plan.notes[note].kind.keeps(self.date) && !funds.is_turbo;
        if keeps && funds.source == self.principal_account() && !(RARE && self.state.repays_at_once()) {
            self.state.keep(note, funds.source);
        }
    }

    /// Is the plan account split into two ledgers now?
    #[inline(always)]
    fn is_split(&self) -> bool {
        RARE && self.state.is_split()
    }

    /// The account that pays principal.
    #[inline(always)]
    fn principal_account(&self) -> AccountId {
        if RARE { self.state.principal_account() } else { AccountId::PLAN }
    }

    /// What the claims of a step may be paid in sum.
    #[cold]
    fn due(&self, claims: &[RankedClaim]) -> Money {
        claims.iter().map(|ranked| self.payable(ranked.claim)).sum()
    }

    /// The most that a step pays on this date. Principal that must be paid is not capped, and interest of subordinated notes only
    /// until the others are repaid.
    #[inline]
    fn most(&self, claims: &[RankedClaim], funds: &Funds) -> Money {
        let is_free = |ranked: &RankedClaim| match ranked.claim {
            Claim::Principal(_) => self.plan.is_expected(ranked.claim, self.date),
            Claim::Interest(_) | Claim::Current(_) | Claim::Arrears(_) => self.state.senior.is_zero(),
            _ => false,
        };
        match &funds.cap {
            Some(cap) if RARE && !claims.iter().any(is_free) => cap.of_step(self.state, self.due(claims)),
            _ => Money::MAX,
        }
    }

    #[inline(always)]
    fn pay(&mut self, claim: Claim, payee: AccountId, amount: Money, source: AccountId) {
        if amount.is_zero() {
            return;
        }
        self.transfer(source, payee, amount, Reason::Paid(claim));
        self.state.settle(self.plan, claim, amount);
        self.state.paid += amount;
        if RARE && !self.state.books.is_empty() {
            self.state.books.take_paid(self.plan.due(claim), amount);
        }
    }
}

#[cfg(test)]
mod tests;
