//! What of a claim is expected, must and may be paid on a date, and what a payment settles.

use super::State;
use crate::money::Money;
use crate::waterfall::note::NotePlan;
use crate::waterfall::plan::{Claim, Plan};

impl State {
    /// What is due of the interest that has accrued for this date.
    fn current_interest(&self, note: usize) -> Money {
        self.current.get(note).copied().unwrap_or_default().min(self.notes[note].interest_due)
    }

    /// What is expected to be paid of a claim on this date, as a part of what may be. For what then stays open supports are
    /// called, and coverage counts it.
    #[inline(always)]
    pub(crate) fn expected(&self, plan: &Plan, claim: Claim, date: usize) -> Money {
        match claim {
            _ if !plan.is_expected(claim, date) => Money::ZERO,
            Claim::Principal(note) => self.principal_due(plan, note, date),
            _ => self.payable(plan, claim, date),
        }
    }

    /// What must be paid of a claim on this date: of what stays open a note has missed a payment. It is what is expected, but
    /// of principal in a tail, between its expected and its legal final maturity.
    #[inline(always)]
    pub(crate) fn required(&self, plan: &Plan, claim: Claim, date: usize) -> Money {
        match claim {
            _ if !plan.is_required(claim, date) => Money::ZERO,
            Claim::Principal(note) => self.principal_due(plan, note, date),
            _ => self.payable(plan, claim, date),
        }
    }

    /// Has a note missed a payment: is something of it unpaid that was due on a date, now over, or before?
    #[inline(always)]
    pub(crate) fn is_missed(&self, plan: &Plan, note: usize, date: usize) -> bool {
        let (NotePlan { kind, required_from, interest_required_from, .. }, state) =
            (&plan.notes[note], &self.notes[note]);
        (date >= *interest_required_from && !state.interest_due.is_zero())
            || (date >= *required_from && !kind.due(state.balance, date).is_zero())
    }

    /// What a claim may be paid on this date, if cash reaches it.
    #[inline(always)]
    pub(crate) fn payable(&self, plan: &Plan, claim: Claim, date: usize) -> Money {
        match claim {
            Claim::Vat => self.vat_due,
            Claim::Fee(fee) => self.fees_due[fee],
            Claim::Interest(note) => self.notes[note].interest_due,
            Claim::Current(note) => self.current_interest(note),
            Claim::Arrears(note) => self.notes[note].interest_due - self.current_interest(note),
            Claim::Principal(note) => self.principal_payable(plan, note, date),
            Claim::Ahead(note) => self.ahead_payable(note),
            Claim::Return(support) if self.is_reimbursable(plan, support) => {
                self.supports[support].recourse.return_due
            }
            Claim::Reimbursement(support) if self.is_reimbursable(plan, support) => {
                self.supports[support].recourse.outstanding()
            }
            Claim::Residual => self.residual(plan),
            Claim::Return(_) | Claim::Reimbursement(_) => Money::ZERO,
            Claim::Commitment(support) => self.books.get(support).map_or(Money::ZERO, |book| book.fee_due),
        }
    }

    #[inline]
    fn principal_payable(&self, plan: &Plan, note: usize, date: usize) -> Money {
        match self.repays_at_once() && !plan.notes[note].kind.is_subordinated() {
            true => self.notes[note].balance,
            false => self.payable_normally(plan, note, date),
        }
    }

    /// Ahead of its plan, lockout and maturity a note may be repaid whole.
    fn ahead_payable(&self, note: usize) -> Money {
        self.notes[note].balance
    }

    /// What a note may be repaid while no event has happened, by its lockout, plan or maturity.
    #[inline]
    pub(crate) fn payable_normally(&self, plan: &Plan, note: usize, date: usize) -> Money {
        let (NotePlan { kind, unlocked, .. }, balance) = (&plan.notes[note], self.notes[note].balance);
        if date < *unlocked { Money::ZERO } else { kind.payable(balance, date, self.senior.is_zero()) }
    }

    /// The principal of a note that has fallen due by a date, once any of it has: all, or what its plan wants repaid by then.
    #[inline]
    fn principal_due(&self, plan: &Plan, note: usize, date: usize) -> Money {
        plan.notes[note].kind.due(self.notes[note].balance, date)
    }

    fn is_reimbursable(&self, plan: &Plan, support: usize) -> bool {
        !plan.supports[support].waits_for_senior || self.senior.is_zero()
    }

    /// Takes a payment off what is owed.
    #[inline(always)]
    pub(crate) fn settle(&mut self, plan: &Plan, claim: Claim, paid: Money) {
        match claim {
            Claim::Vat => self.vat_due -= paid,
            Claim::Fee(fee) => self.fees_due[fee] -= paid,
            Claim::Interest(note) | Claim::Arrears(note) => self.notes[note].interest_due -= paid,
            Claim::Current(note) => {
                self.notes[note].interest_due -= paid;
                self.current[note] -= paid;
            }
            Claim::Principal(note) | Claim::Ahead(note) => {
                self.notes[note].balance -= paid;
                self.outstanding -= paid;
                if !plan.notes[note].kind.is_subordinated() {
                    self.senior -= paid;
                }
            }
            Claim::Return(support) => {
                let recourse = &mut self.supports[support].recourse;
                recourse.return_due -= paid;
                recourse.return_paid += paid;
            }
            Claim::Reimbursement(support) => self.supports[support].recourse.reimbursed += paid,
            Claim::Commitment(support) => {
                if let Some(book) = self.books.get_mut(support) {
                    book.fee_due -= paid;
                    book.fee_paid += paid;
                }
            }
            Claim::Residual => {}
        }
    }
}
