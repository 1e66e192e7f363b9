//! The one engine: collects, accrues, takes every step, and closes the books of every date with `==`.

mod custody;
mod ledgers;
mod opening;
mod supports;

use std::ops::Range;

use thiserror::Error;

use super::event::PaymentOrder;
use super::order::{ConditionalSteps, Funds, RankedClaim, StepPlan};
use super::plan::{Claim, Plan};
use super::record::{Reason, Recorder, Transfer};
use super::state::{Scratch, State};
use crate::credit::Failure;
use crate::ledger::{AccountId, Closing};
use crate::money::Money;
use crate::servicing::Inflow;

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
/// the dates before it `fails`, by giver, and not from there on.
///
/// # Errors
/// [`CashNotConserved`] never, unless the library is wrong.
#[inline]
pub(crate) fn run(
    plan: &Plan,
    inflow: Inflow<'_>,
    dates: Range<usize>,
    fails: &[Failure],
    state: &mut State,
    recorder: &mut impl Recorder,
) -> Result<(), CashNotConserved> {
    let mut engine = Engine { plan, state, recorder, date: dates.start, fails };
    for date in dates {
        engine.date = date;
        let Some(collected) = engine.open(inflow)? else { continue };
        engine.test_events(false);
        if plan.clean_up.is_some() {
            engine.sell(collected.accrued);
        }
        engine.recorder.opened(date, plan, engine.state, &collected);
        for (number, step) in plan.steps(engine.state).iter().enumerate() {
            engine.recorder.taking(number, step, plan, engine.state);
            engine.take(step);
            engine.recorder.taken(step, plan, engine.state);
        }
        engine.check()?;
        engine.test_events(true);
        engine.state.close(plan, date, inflow);
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
    fails: &'a [Failure],
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

    /// Tests the events of the date, before or after its payment. Once the plan has ended none happens any more.
    #[inline(always)]
    fn test_events(&mut self, after_payment: bool) {
        if !self.plan.events.is_empty() && self.state.end.is_none() {
            self.test_some_events(after_payment);
        }
    }

    #[cold]
    fn test_some_events(&mut self, after_payment: bool) {
        let (date, recorder) = (self.date, &mut *self.recorder);
        let tell = |event: usize, happened: bool| recorder.event(date, event, happened);
        match after_payment {
            false => self.state.test_before_payment(self.plan, tell),
            true => self.state.test_after_payment(self.plan, date, tell),
        }
        if self.state.order != PaymentOrder::Normal && self.state.is_split() {
            self.merge();
        }
    }

    #[inline(always)]
    fn take(&mut self, step: &StepPlan) {
        match step {
            StepPlan::Pay(ranked, funds) => self.pay_one(ranked, funds),
            StepPlan::Share(claims, funds) => self.share(claims, funds),
            StepPlan::TopUp { reserve, from, cap } => {
                let cap = cap.as_ref().map_or(Money::MAX, |cap| cap.now(self.state));
                let account = self.plan.reserves[*reserve].account;
                let lacks = self.plan.reserves[*reserve].lacks(self.state, self.is_final());
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
            Claim::Current(_) | Claim::Arrears(_) => self.pay_part(ranked, funds),
            Claim::Principal(note) => {
                self.pay_alone(Claim::Principal(note), ranked, funds);
                self.state.keep(self.plan, note, self.date, funds.source);
            }
            Claim::Return(support) => self.pay_alone(Claim::Return(support), ranked, funds),
            Claim::Reimbursement(support) => self.pay_alone(Claim::Reimbursement(support), ranked, funds),
            Claim::Commitment(support) => self.pay_alone(Claim::Commitment(support), ranked, funds),
            Claim::Residual => self.pay_alone(Claim::Residual, ranked, funds),
        }
    }

    /// Few orders pay a part of interest.
    #[cold]
    fn pay_part(&mut self, ranked: &RankedClaim, funds: &Funds) {
        self.pay_alone(ranked.claim, ranked, funds);
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
            Claim::Current(_) => self.pay_parts(Claim::Current, claims, funds),
            Claim::Arrears(_) => self.pay_parts(Claim::Arrears, claims, funds),
            Claim::Principal(_) => {
                self.pay_together(Claim::Principal, claims, funds);
                for ranked in claims {
                    self.state.keep(self.plan, ranked.claim.number(), self.date, funds.source);
                }
            }
            Claim::Return(_) => self.pay_together(Claim::Return, claims, funds),
            Claim::Reimbursement(_) => self.pay_together(Claim::Reimbursement, claims, funds),
            Claim::Commitment(_) => self.pay_together(Claim::Commitment, claims, funds),
            // There is one of each.
            Claim::Vat | Claim::Residual => self.pay_together(|_| first.claim, claims, funds),
        }
    }

    #[cold]
    fn pay_parts(&mut self, kind: fn(usize) -> Claim, claims: &[RankedClaim], funds: &Funds) {
        self.pay_together(kind, claims, funds);
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

    #[inline(always)]
    fn payable(&self, claim: Claim) -> Money {
        self.state.payable(self.plan, claim, self.date)
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
            Some(cap) if !claims.iter().any(is_free) => cap.now(self.state),
            _ => Money::MAX,
        }
    }

    /// Shares the cash of the first account out among claims in proportion to what is due, by largest remainder. What must be
    /// paid and is still short comes from further accounts, and then from those who stand behind it, each in turn, shared in
    /// proportion to what is short; all of it through the first account.
    fn pay_short(&mut self, claims: &[RankedClaim], funds: &Funds) {
        let mut scratch = std::mem::take(&mut self.state.scratch);
        scratch.prepare(claims.iter().map(|ranked| self.payable(ranked.claim)));
        let most = scratch.dues.iter().sum::<Money>().min(self.most(claims, funds));
        let cash = most.min(self.cash_in(funds.source));
        if funds.ratio.is_empty() {
            cash.split_into(&scratch.dues, &mut scratch.shares, &mut scratch.order);
        } else {
            scratch.share_by(cash, &funds.ratio);
        }
        for &account in &funds.further {
            let left = most - scratch.shares.iter().sum();
            let short = scratch.find_short(|i| self.state.expected(self.plan, claims[i].claim, self.date));
            let paid = short.min(left).min(self.cash_in(account));
            scratch.add(paid);
            self.state.owe_principal(account, paid);
            for (ranked, extra) in claims.iter().zip(&scratch.extra) {
                self.transfer(account, funds.source, *extra, Reason::MadeUp(ranked.claim));
            }
        }
        if self.state.books.is_empty() {
            self.call_all(claims, funds.source, &mut scratch);
        } else {
            self.call_by_books(claims, funds.source, &mut scratch);
        }
        for (ranked, share) in claims.iter().zip(&scratch.shares) {
            self.pay(ranked.claim, ranked.payee, *share, funds.source);
        }
        self.state.scratch = scratch;
    }

    /// Calls on every support in turn for what of the claims is short.
    fn call_all(&mut self, claims: &[RankedClaim], to: AccountId, scratch: &mut Scratch) {
        for support in 0..self.plan.supports.len() {
            let short = scratch.find_short(|i| self.covered(&claims[i], support));
            if short > Money::ZERO {
                let promise = &self.plan.supports[support];
                let left = promise.cap - self.state.supports[support].recourse.drawn;
                let paid = self.call(support, short, left);
                self.draw_all(support, claims, paid, to, scratch);
            }
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
    }

    /// Is there anybody or any account to pay what a claim is short?
    #[inline]
    fn can_make_up(&self, ranked: &RankedClaim, funds: &Funds) -> bool {
        let supported = ranked.covers.any() && self.state.end.is_none();
        (supported || !funds.further.is_empty()) && self.is_expected(ranked)
    }

    #[inline]
    fn is_expected(&self, ranked: &RankedClaim) -> bool {
        self.plan.is_expected(ranked.claim, self.date)
    }

    /// What of a claim a support stands behind on this date. Once the plan has ended, nothing.
    #[inline]
    fn covered(&self, ranked: &RankedClaim, support: usize) -> Money {
        match self.plan.supports[support].waits_for_legal {
            _ if !ranked.covers.has(support) || self.state.end.is_some() => Money::ZERO,
            true => self.state.required(self.plan, ranked.claim, self.date),
            false => self.state.expected(self.plan, ranked.claim, self.date),
        }
    }

    /// Calls on a support for a shortfall, given what its caps leave: what is paid, which may be less.
    #[cold]
    fn call(&mut self, support: usize, shortfall: Money, left: Money) -> Money {
        let room = if self.stands(support) { left } else { Money::ZERO };
        let support = &mut self.state.supports[support];
        support.open(self.date);
        support.call(shortfall, room)
    }

    /// Can the giver of a support pay on this date?
    fn stands(&self, support: usize) -> bool {
        self.date < self.fails[self.plan.supports[support].giver].date
    }

    /// Shares out what is paid under a support, and brings it to where the claims are paid from.
    fn draw_all(
        &mut self,
        support: usize,
        claims: &[RankedClaim],
        paid: Money,
        to: AccountId,
        scratch: &mut Scratch,
    ) {
        scratch.add(paid);
        let from = self.plan.supports[support].account;
        for (ranked, extra) in claims.iter().zip(&scratch.extra) {
            self.transfer(from, to, *extra, Reason::Drawn { support, claim: ranked.claim });
        }
    }

    /// Before the steps are taken the plan account is not overdrawn, nor a ledger of it: the first step that is short would
    /// make it good by a payment back, and the check at the end would not find it. (Of the plan's accounts it alone is paid
    /// from before that.)
    #[inline]
    fn check_covered(&self) -> Result<(), CashNotConserved> {
        let lowest_ledger = || self.cash_in(AccountId::INCOME).min(self.cash_in(AccountId::PRINCIPAL));
        let plan = self.cash_in(AccountId::PLAN);
        match if self.state.is_split() { plan.min(lowest_ledger()) } else { plan } {
            overdrawn if overdrawn < Money::ZERO => {
                Err(CashNotConserved { date: self.date + 1, difference: overdrawn })
            }
            _ => Ok(()),
        }
    }

    /// Closes the books: the ledger of all parties sums to nothing; the plan's accounts hold what came in less what went
    /// out, and none is overdrawn; the collection account is empty; the borrowers have paid what was collected, what a failed
    /// servicer holds, and what guarantors of their loans recovered. On every date of every path, with `==`.
    #[inline]
    fn check(&self) -> Result<(), CashNotConserved> {
        let state = &*self.state;
        let Closing { sum, owned, lowest } = state.ledger.closing(self.plan.chart);
        let drawn: Money = state.supports.iter().map(|support| support.recourse.drawn).sum();
        let plan = owned - (state.collected + state.paid_in + state.earned + drawn - state.paid);
        let overdrawn = lowest.min(Money::ZERO);
        let collection = self.cash_in(AccountId::COLLECTION);
        let paid_to_others = state.commingled.cash() + state.recovered_by_others;
        let borrowers = self.cash_in(AccountId::BORROWERS) + state.collected + paid_to_others;
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
        for amounts in [&mut self.shares, &mut self.shortfalls, &mut self.extra] {
            amounts.clear();
            amounts.resize(self.dues.len(), Money::ZERO);
        }
    }

    /// Shares an amount, which is no more than what is due, out in a ratio, but to nobody more than it is due: what one does not need
    /// goes to the others by the same rule.
    fn share_by(&mut self, amount: Money, ratio: &[Money]) {
        // In `shortfalls` stand the parts of those that need more than they have.
        self.shortfalls.copy_from_slice(ratio);
        let mut left = amount;
        loop {
            left.split_into(&self.shortfalls, &mut self.extra, &mut self.order);
            let is_full = |i: &usize| self.shortfalls[*i] > Money::ZERO && self.extra[*i] > self.dues[*i];
            let full: Vec<usize> = (0..self.dues.len()).filter(is_full).collect();
            if full.is_empty() {
                break;
            }
            for i in full {
                self.shares[i] = self.dues[i];
                self.shortfalls[i] = Money::ZERO;
                left -= self.dues[i];
            }
        }
        self.shares.iter_mut().zip(&self.extra).for_each(|(share, extra)| *share += *extra);
    }

    /// Finds what claims are short of what is wanted of them: in sum.
    fn find_short(&mut self, wanted: impl Fn(usize) -> Money) -> Money {
        for (i, short) in self.shortfalls.iter_mut().enumerate() {
            *short = (wanted(i) - self.shares[i]).or_zero();
        }
        self.shortfalls.iter().sum()
    }

    /// Shares an amount out in proportion to what was found short.
    fn add(&mut self, amount: Money) {
        amount.split_into(&self.shortfalls, &mut self.extra, &mut self.order);
        self.shares.iter_mut().zip(&self.extra).for_each(|(share, extra)| *share += *extra);
    }
}

#[cfg(test)]
mod tests;
