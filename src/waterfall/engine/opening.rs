//! The opening of a date: what comes in, and from whom; what falls due; and whether the plan pays at all.

use super::{CashNotConserved, Engine};
use crate::ledger::AccountId;
use crate::money::Money;
use crate::servicing::{Collected, Inflow, ReceiptKind, RecourseEntry};
use crate::waterfall::record::{Reason, Recorder};

impl<R: Recorder, const RARE: bool, const OTHERS: bool> Engine<'_, R, RARE, OTHERS> {
    /// Opens the date: the pool pays, what was kept is cash again, everything accrues. What was received, whoever paid it; or
    /// `None` if the plan does not pay on this date.
    #[inline]
    pub(super) fn open(&mut self, inflow: Inflow<'_>) -> Result<Option<Collected>, CashNotConserved> {
        self.state.date = self.date;
        if self.date == 0 {
            self.pay_in();
        }
        if RARE && self.plan.reinvestment.is_some() {
            self.earn(&inflow.borrowers[self.date]);
        }
        let received = self.receive(inflow);
        if RARE && !self.plan.event_only.is_empty() && !self.pays(&received)? {
            return Ok(None);
        }
        self.state.release_kept(self.principal_account());
        if self.state.end.is_none() {
            self.accrue();
        } else if RARE {
            self.state.current.fill(Money::ZERO);
        }
        if RARE && !self.state.books.is_empty() {
            self.open_books();
        }
        self.check_covered()?;
        Ok(Some(received))
    }

    /// Lets fees, interest and agreed return fall due.
    #[inline(always)]
    fn accrue(&mut self) {
        let (plan, state) = (self.plan, &mut *self.state);
        let accrual = if RARE { state.accrual(plan) } else { self.date };
        if RARE && !state.current.is_empty() {
            state.accrue_current(plan, accrual);
        }
        state.accrue(plan, accrual);
        if OTHERS && let Some(backup) = plan.backup {
            state.charge_one_servicer(plan, backup, accrual);
        }
    }

    #[inline]
    fn receive(&mut self, inflow: Inflow<'_>) -> Collected {
        if OTHERS {
            return self.receive_from_anybody(inflow);
        }
        let received = inflow.borrowers[self.date];
        self.collect(&received);
        self.state.receive(self.plan, &received);
        received
    }

    #[inline]
    fn receive_from_anybody(&mut self, inflow: Inflow<'_>) -> Collected {
        // What the pool pays once it is sold is its buyer's.
        if self.state.sold {
            return Collected::default();
        }
        if let (false, Some(servicer)) = (inflow.lost.is_empty(), self.plan.servicer) {
            self.lose(inflow, self.plan.chart.party(servicer));
        }
        let received = inflow.borrowers[self.date];
        self.collect(&received);
        let received = match inflow.others.is_empty() && inflow.recourse.is_empty() {
            true => received,
            false => self.collect_from_others(inflow, received),
        };
        self.state.receive(self.plan, &received);
        if let Some(tax) = inflow.taxes.get(self.date) {
            self.state.vat_due += *tax;
        }
        received
    }

    /// Does the plan pay on this date? If it is one only after an event that has not happened, that is asked on it. What has
    /// come in then waits in the plan account.
    #[cold]
    fn pays(&mut self, received: &Collected) -> Result<bool, CashNotConserved> {
        let Engine { plan, date, .. } = *self;
        if self.state.pays_every_date || !plan.event_only[date] {
            return Ok(true);
        }
        let recorder = &mut *self.recorder;
        let is_over = self.state.end.is_some();
        let pays = !is_over && self.state.test_between(plan, |happening| recorder.event(date, happening));
        if !pays {
            self.state.note_added_dates(plan);
            self.check_covered()?;
            self.check()?;
            self.recorder.passed(date, plan, self.state, received);
        }
        Ok(pays)
    }

    /// Reserves open with what was paid in at closing.
    fn pay_in(&mut self) {
        for (i, reserve) in self.plan.reserves.iter().enumerate() {
            if let Some((amount, by)) = reserve.opening {
                self.transfer(by, reserve.account, amount, Reason::PaidIn(i));
                self.state.paid_in += amount;
            }
        }
    }

    /// What the accounts have held since the date before, and what is now collected, has earned. It is income.
    #[cold]
    fn earn(&mut self, collected: &Collected) {
        let Some(reinvestment) = &self.plan.reinvestment else { return };
        let held = self.state.ledger.closing(self.plan.chart).owned;
        let collected = if self.state.sold { Money::ZERO } else { collected.cash() };
        let earned = reinvestment.earned(self.date, held, collected);
        let to = if self.is_split() { AccountId::INCOME } else { AccountId::PLAN };
        self.transfer(reinvestment.bank, to, earned, Reason::Earned);
        self.state.earned += earned;
    }

    /// From those who pay in a borrower's place, straight to the plan account; and what guarantors recover from borrowers. What the date
    /// has received with that.
    fn collect_from_others(&mut self, inflow: Inflow<'_>, mut received: Collected) -> Collected {
        for receipt in inflow.others_on(self.date) {
            received = received.plus(receipt.paid);
            let reason = match receipt.kind {
                ReceiptKind::GuaranteedLate { support } => Reason::Late { support, to: None },
                kind => Reason::Received(kind),
            };
            self.receive_from(receipt.from, &receipt.paid, reason);
            match receipt.kind {
                ReceiptKind::Repurchased { .. } => self.state.repurchased += receipt.paid.cash(),
                ReceiptKind::Estate => self.state.returned += receipt.paid.cash(),
                ReceiptKind::GuaranteedLate { support } => {
                    if let Some(book) = self.state.books.get_mut(support) {
                        book.late_paid += receipt.paid.cash();
                    }
                }
                ReceiptKind::Guaranteed { support } => {
                    // It is tallied with what else is paid under the support.
                    self.state.paid_in -= receipt.paid.cash();
                    self.state.supports[support].guarantee(receipt.paid.cash());
                }
            }
        }
        for entry in inflow.recourse_on(self.date) {
            let RecourseEntry { support, to, unanswered, recovered, .. } = *entry;
            self.transfer(AccountId::BORROWERS, to, recovered, Reason::RecoveredBy(support));
            self.state.supports[support].recover(recovered, unanswered);
            self.state.recovered_by_others += recovered;
        }
        received
    }

    /// Sells what is left of the pool, if somebody buys it.
    #[cold]
    pub(super) fn sell(&mut self, accrued: Money) {
        let (plan, fails) = (self.plan, self.fails);
        let has_failed = |giver: usize| self.date >= fails[giver].date;
        let call = plan.clean_up.as_ref();
        let Some(sale) = call.and_then(|call| call.sale(plan, self.state, accrued, has_failed)) else {
            return;
        };
        self.transfer(sale.buyer, self.principal_account(), sale.price, Reason::Sold);
        self.recorder.sold(self.date, &sale);
        self.state.paid_in += sale.price;
        (self.state.sold, self.state.pool) = (true, Money::ZERO);
        self.state.sold_for = sale.price;
    }

    /// From a party straight to the plan account, or its ledgers.
    pub(super) fn receive_from(&mut self, from: AccountId, paid: &Collected, reason: Reason) {
        let cash = paid.cash();
        match &self.plan.split {
            Some(split) if self.is_split() => {
                // The price of a loan that has not defaulted is principal, all of it.
                let is_price = matches!(reason, Reason::Received(ReceiptKind::Repurchased { .. }))
                    && !paid.principal.is_zero();
                let principal = if is_price { cash } else { self.state.allocate(split, paid) };
                self.transfer(from, AccountId::INCOME, cash - principal, reason);
                self.transfer(from, AccountId::PRINCIPAL, principal, reason);
            }
            _ => self.transfer(from, AccountId::PLAN, cash, reason),
        }
        self.state.paid_in += cash;
    }

    /// From the borrowers to the plan account, through the collection account.
    #[inline]
    fn collect(&mut self, collected: &Collected) {
        let (borrowers, account) = (AccountId::BORROWERS, AccountId::COLLECTION);
        self.transfer(borrowers, account, collected.interest, Reason::CollectedInterest);
        self.transfer(borrowers, account, collected.principal, Reason::CollectedPrincipal);
        self.transfer(borrowers, account, collected.recovery, Reason::Recovered);
        let cash = collected.cash();
        match &self.plan.split {
            Some(split) if self.is_split() => self.collect_apart(split, collected),
            _ => self.transfer(account, AccountId::PLAN, cash, Reason::Transferred),
        }
        self.state.collected += cash;
    }
}
