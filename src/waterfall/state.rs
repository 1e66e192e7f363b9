//! What changes while a waterfall runs: balances, dues, and the ledger.
//!
//! Accrual is state and not a step: every period's interest, fees and taxes fall due by themselves, so no step can
//! forget them or do it twice.

mod dues;

use super::event::{EventState, PaymentOrder};
use super::fee::{FeeAccrual, FeeBase, FeePlan};
use super::note::NotePlan;
use super::plan::Plan;
use super::tax::PoolTax;
use crate::credit::Rated;
use crate::enhancement::{SupportBook, SupportBooks, SupportState};
use crate::ledger::{AccountId, Ledger};
use crate::money::Money;
use crate::servicing::{Collected, Commingled, Inflow, Reaction};

/// A class of notes on its way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct NoteState {
    pub(crate) balance: Money,
    /// Accrued and not paid.
    pub(crate) interest_due: Money,
}

/// What of a note was left unpaid when a date closed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct NoteUnpaid {
    pub(crate) interest: Money,
    /// Principal that was expected,
    pub(crate) expected: Money,
    /// and that had to be paid.
    pub(crate) required: Money,
}

/// Why a plan has ended. From then on nothing accrues and nobody is called; arrears stay on record, and cash that still
/// comes in is paid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PlanEnd {
    /// Only subordinated notes are outstanding, if any; nothing can still be collected; the plan's accounts are empty.
    WoundUp,
    /// The legal final date has passed.
    LegalFinal,
}

/// The state of one run; made once, copied over for every path, never growing.
#[derive(Clone, Debug, Default)]
pub(crate) struct State {
    pub(crate) ledger: Ledger,
    pub(crate) notes: Vec<NoteState>,
    /// By note, what of the interest due has accrued for this date, if a step pays a part alone; what is paid of all is paid of arrears
    /// first.
    pub(crate) current: Vec<Money>,
    pub(crate) fees_due: Vec<Money>,
    pub(crate) vat_due: Money,
    pub(crate) supports: Vec<SupportState>,
    /// What there is to book of supports beyond that; nothing in most deals.
    pub(crate) books: SupportBooks,
    /// Performing principal of the pool,
    pub(crate) pool: Money,
    /// and what it was when the last date closed.
    pub(crate) opening_pool: Money,
    /// Principal that has defaulted.
    pub(crate) defaulted: Money,
    /// What was paid to a servicer that has failed,
    pub(crate) commingled: Commingled,
    /// and what its estate has paid of it.
    pub(crate) returned: Money,
    /// Balance of all notes that are not subordinated.
    pub(crate) senior: Money,
    /// Balance of all notes.
    pub(crate) outstanding: Money,
    /// Why the plan has ended, once it has.
    pub(crate) end: Option<PlanEnd>,
    /// The distribution date that is under way, or was last.
    pub(crate) date: usize,
    /// Has an event made every date one on which it pays?
    pub(crate) pays_every_date: bool,
    /// Is a clean-up call exercised on this path?
    pub(crate) exercises_call: bool,
    /// Has what was left of the pool been sold, and for how much?
    pub(crate) sold: bool,
    pub(crate) sold_for: Money,
    /// What has been paid for loans that were bought back.
    pub(crate) repurchased: Money,
    /// By which order it pays.
    pub(crate) order: PaymentOrder,
    /// What events have done to collections.
    pub(crate) reaction: Reaction,
    /// How far each event has come.
    pub(crate) events: Vec<EventState>,
    /// By note, what was left unpaid on the last date; kept only where there are events.
    pub(crate) unpaid: Vec<NoteUnpaid>,
    /// By party that can fail: the first date on which it cannot pay, whoever looks away from its supports; kept only where a condition asks.
    pub(crate) failures: Vec<usize>,
    /// How parties are rated on the path, in the order of the days; in a simulation nothing.
    pub(crate) ratings: Vec<Rated>,
    /// What income owes principal, as long as the plan account is split into the two; `None` if it is not, or no longer.
    pub(crate) owed_to_principal: Option<Money>,
    /// What borrowers have paid to the plan since closing, what others but guarantors paid in their place and into reserves, what the
    /// accounts have earned, and what the plan has paid: tallied apart from the ledger, to check it.
    pub(crate) collected: Money,
    pub(crate) paid_in: Money,
    pub(crate) earned: Money,
    /// What borrowers have paid to the guarantors of their loans, past the plan.
    pub(crate) recovered_by_others: Money,
    pub(crate) paid: Money,
    pub(crate) scratch: Scratch,
}

/// Space for sharing out among claims that rank together.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scratch {
    pub(crate) dues: Vec<Money>,
    pub(crate) shares: Vec<Money>,
    pub(crate) shortfalls: Vec<Money>,
    pub(crate) extra: Vec<Money>,
    pub(crate) order: Vec<usize>,
}

impl State {
    /// The state at closing: nothing collected, every note outstanding in full, and this much owed by the pool.
    pub(crate) fn at_closing(plan: &Plan, pool: Money) -> State {
        let issued = |note: &NotePlan| NoteState { balance: note.amount, interest_due: Money::ZERO };
        let senior = plan.notes.iter().filter(|note| !note.kind.is_subordinated());
        State {
            ledger: Ledger::new(plan.chart),
            notes: plan.notes.iter().map(issued).collect(),
            current: if plan.pays_parts() { vec![Money::ZERO; plan.notes.len()] } else { Vec::new() },
            fees_due: vec![Money::ZERO; plan.fees.len()],
            supports: vec![SupportState::default(); plan.supports.len()],
            books: SupportBooks::of(&plan.supports, plan.dues()),
            events: vec![EventState::default(); plan.events.len()],
            pool,
            opening_pool: pool,
            senior: senior.map(|note| note.amount).sum(),
            outstanding: plan.notes.iter().map(|note| note.amount).sum(),
            exercises_call: plan.clean_up.as_ref().is_some_and(|call| call.in_simulations),
            owed_to_principal: plan.split.as_ref().map(|_| Money::ZERO),
            ..State::default()
        }
    }

    /// Becomes a copy of another state of the same plan, in place.
    #[inline]
    pub(crate) fn copy_from(&mut self, other: &State) {
        self.ledger.copy_from(&other.ledger);
        self.notes.clone_from(&other.notes);
        self.fees_due.clone_from(&other.fees_due);
        self.vat_due = other.vat_due;
        self.supports.clone_from(&other.supports);
        if !other.books.is_empty() {
            self.books.copy_from(&other.books);
        }
        self.pool = other.pool;
        self.opening_pool = other.opening_pool;
        self.defaulted = other.defaulted;
        self.commingled = other.commingled;
        self.returned = other.returned;
        self.senior = other.senior;
        self.outstanding = other.outstanding;
        self.end = other.end;
        self.date = other.date;
        self.pays_every_date = other.pays_every_date;
        self.exercises_call = other.exercises_call;
        self.sold = other.sold;
        (self.sold_for, self.repurchased) = (other.sold_for, other.repurchased);
        self.order = other.order;
        self.owed_to_principal = other.owed_to_principal;
        // Nearly all deals pay interest whole, and have no event.
        if !other.current.is_empty() {
            self.current.clone_from(&other.current);
        }
        if !other.events.is_empty() {
            self.events.clone_from(&other.events);
            self.unpaid.clone_from(&other.unpaid);
            self.reaction = other.reaction;
        }
        self.collected = other.collected;
        self.paid_in = other.paid_in;
        self.recovered_by_others = other.recovered_by_others;
        self.earned = other.earned;
        self.paid = other.paid;
    }

    /// Cash in the plan account, in both of its ledgers if it is split, with what is kept for bullets.
    #[inline]
    pub(crate) fn cash(&self) -> Money {
        let cash = self.ledger.balance(AccountId::PLAN) + self.ledger.balance(AccountId::KEPT);
        let ledgers = [AccountId::INCOME, AccountId::PRINCIPAL];
        if self.is_split() {
            cash + ledgers.map(|ledger| self.ledger.balance(ledger)).iter().sum()
        } else {
            cash
        }
    }

    /// Was any support of this giver called, whether it paid or not?
    #[inline]
    pub(crate) fn has_called(&self, plan: &Plan, is_giver: impl Fn(usize) -> bool) -> bool {
        let mut supports = plan.supports.iter().zip(&self.supports);
        supports.any(|(support, state)| is_giver(support.giver) && state.recourse.was_called())
    }

    /// Did it matter that this giver stood behind the deal: was it called, did it earn a commitment fee, or has it bought the pool?
    /// Without it the path would be another.
    #[inline]
    pub(crate) fn relies_on(&self, plan: &Plan, is_giver: impl Fn(usize) -> bool) -> bool {
        let mut supports = plan.supports.iter().zip(&self.supports).enumerate();
        let matters = supports.any(|(i, (support, state))| {
            is_giver(support.giver)
                && (state.recourse.was_called() || self.books.get(i).is_some_and(SupportBook::earns))
        });
        let buys = || plan.clean_up.as_ref().is_some_and(|call| call.is_by(&is_giver));
        matters || (self.sold && buys())
    }

    /// Was anybody called?
    #[inline]
    pub(crate) fn has_called_anybody(&self) -> bool {
        self.supports.iter().any(|support| support.recourse.was_called())
    }

    /// What was kept on the date before is cash like any other again, in the account that pays principal. Cash that only changes its
    /// account for a while is no payment: nothing is recorded.
    #[inline]
    pub(crate) fn release_kept(&mut self, to: AccountId) {
        let kept = self.ledger.balance(AccountId::KEPT);
        if !kept.is_zero() {
            self.ledger.transfer(AccountId::KEPT, to, kept);
        }
    }

    /// Keeps the cash that reaches a bullet note before its maturity, up to what the note is owed, from the steps below
    /// (到期前留存). On the next date what ranks above the note can use it.
    #[inline]
    pub(crate) fn keep(&mut self, note: usize, source: AccountId) {
        let amount = self.notes[note].balance.min(self.ledger.balance(source));
        self.ledger.transfer(source, AccountId::KEPT, amount);
    }

    /// After an event, or once the pool is sold, no plan, lockout or maturity holds cash back from a note that is not subordinated.
    #[inline]
    pub(crate) fn repays_at_once(&self) -> bool {
        self.order != PaymentOrder::Normal || self.sold
    }

    /// Lets fees, interest and agreed return fall due over one of the accruals, on the balances at its opening.
    #[inline(always)]
    pub(crate) fn accrue(&mut self, plan: &Plan, accrual: usize) {
        for (i, fee) in plan.fees.iter().enumerate() {
            let accrued = self.fee_accrued(fee, accrual);
            self.fees_due[i] += accrued;
        }
        for (note, state) in plan.notes.iter().zip(&mut self.notes) {
            state.interest_due += note.accrues(state.balance, state.interest_due, accrual);
        }
        for (support, SupportState { recourse, .. }) in plan.supports.iter().zip(&mut self.supports) {
            if let Some(factor) = support.return_factors.get(accrual) {
                recourse.return_due += recourse.outstanding().times(*factor);
            }
        }
    }

    /// Over what the date accrues: once every date is paid, from the one before it; until then, from the one that always is paid.
    #[inline(always)]
    pub(crate) fn accrual(&self, plan: &Plan) -> usize {
        if self.pays_every_date { self.date + plan.dates } else { self.date }
    }

    /// What is going to fall due of interest on this date.
    #[cold]
    pub(crate) fn accrue_current(&mut self, plan: &Plan, accrual: usize) {
        for ((note, state), current) in plan.notes.iter().zip(&self.notes).zip(&mut self.current) {
            *current = note.accrues(state.balance, state.interest_due, accrual);
        }
    }

    /// Takes in what a period collected: the tax on its interest falls due, and the pool owes so much less.
    #[inline(always)]
    pub(crate) fn receive(&mut self, plan: &Plan, collected: &Collected) {
        if let PoolTax::OnInterest(vat) = plan.vat {
            self.vat_due += collected.interest.times(vat);
        }
        self.pool -= collected.principal + collected.defaulted;
        self.defaulted += collected.defaulted;
    }

    /// Closes a date: the plan ends on the first on which it is wound up, or on its legal final date.
    #[inline(always)]
    pub(crate) fn close(&mut self, plan: &Plan, date: usize, inflow: Inflow<'_>) {
        self.opening_pool = self.pool;
        if self.end.is_some() {
            return;
        }
        if self.owes_nothing() && self.is_wound_up(plan, date, inflow) {
            self.end = Some(PlanEnd::WoundUp);
        } else if date >= plan.legal_final {
            self.end = Some(PlanEnd::LegalFinal);
        }
    }

    /// Is no principal owed any more, by the pool or to notes that are not subordinated? On nearly all dates some is.
    #[inline(always)]
    pub(crate) fn owes_nothing(&self) -> bool {
        self.pool.is_zero() && self.senior.is_zero()
    }

    /// Is the plan wound up, now that no principal is owed any more? Every loan has been repaid or has defaulted: what then still comes
    /// in are recoveries that are known, so looking at later periods foresees nothing.
    #[cold]
    fn is_wound_up(&self, plan: &Plan, date: usize, inflow: Inflow<'_>) -> bool {
        let interest_due = |(note, state): (&NotePlan, &NoteState)| {
            !note.kind.is_subordinated() && !state.interest_due.is_zero()
        };
        (self.sold || inflow.is_over_after(date))
            && self.ledger.closing(plan.chart).owned.is_zero()
            && !plan.notes.iter().zip(&self.notes).any(interest_due)
            && !self.books.awaits()
    }

    /// What accrues of a fee over one of the accruals.
    #[inline(always)]
    pub(super) fn fee_accrued(&self, fee: &FeePlan, accrual: usize) -> Money {
        self.fee(fee, accrual).min(fee.cap)
    }

    #[inline(always)]
    fn fee(&self, fee: &FeePlan, accrual: usize) -> Money {
        match &fee.accrual {
            FeeAccrual::Fixed(amounts) => amounts[accrual],
            FeeAccrual::Rate { base: FeeBase::Pool, factors } => self.opening_pool.times(factors[accrual]),
            FeeAccrual::Rate { base: FeeBase::Notes(notes), factors } => {
                let base: Money = notes.iter().map(|&note| self.notes[note].balance).sum();
                base.times(factors[accrual])
            }
        }
    }
}

#[cfg(test)]
mod tests;
