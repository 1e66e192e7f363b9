//! What guarantors of loans pay on a path: every call in the order of its day, and what that changes of what the pool brings.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::super::collections::{Collected, LoanDefault, PoolLoss};
use super::super::days::{DueTogether, PathDays};
use super::books::GuarantorBooks;
use super::case::{Case, CaseEnd};
use super::{CallDay, GuaranteePays, Guarantees};
use crate::calendar::Date;
use crate::credit::Failure;
use crate::money::Money;

/// Where calls are worked out: made once, used for any number of paths, never growing after the first.
#[derive(Clone, Debug, Default)]
pub(crate) struct GuaranteeDesk {
    cases: Vec<Case>,
    /// The next call of every case that is open.
    queue: BinaryHeap<Reverse<Waiting>>,
    /// The calls that are answered together, with their cases.
    together: Vec<(usize, Call)>,
    /// By guarantee, what its cap leaves.
    left: Vec<Money>,
    /// What its cases come to.
    pub(crate) books: GuarantorBooks,
    /// Space for sharing what a cap leaves.
    called: Vec<Money>,
    shares: Vec<Money>,
}

/// A case whose next call is to come: calls are answered by day, those of one day by guarantee, and by loan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Waiting {
    day: Date,
    guarantee: usize,
    loan: u32,
    case: usize,
}

/// What is due on a day on which a guarantor is called for it.
#[derive(Clone, Copy, Debug)]
struct Call {
    when: CallDay,
    interest: Money,
    principal: Money,
    is_last: bool,
    /// It is beyond what a servicer advances: nobody is called.
    is_beyond: bool,
}

/// Can a guarantor pay on a day?
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stands {
    Yes,
    /// It has failed, and may pay a part later.
    Failed,
    /// The deal is looked at without it.
    Absent,
}

/// What a guarantor that has failed pays of a call later, and on which date.
#[derive(Clone, Copy)]
pub(super) struct LatePayment {
    pub(super) on: usize,
    pub(super) amount: Money,
}

/// What a path brings that guarantors change.
pub(crate) struct Brought<'a> {
    pub(crate) periods: &'a mut [Collected],
    pub(crate) loss: &'a mut PoolLoss,
}

impl Call {
    fn due(self) -> Money {
        self.interest + self.principal
    }

    /// What the guarantor is called for of it.
    fn amount(self) -> Money {
        if self.is_beyond { Money::ZERO } else { self.due() }
    }
}

impl Guarantees {
    /// Answers all calls of a path on which givers of supports fail like this, given what the pool brings if nobody is called:
    /// there every loan defaults at once. `kind_of` says of every loan which kind it is of, where they are taxed apart.
    pub(crate) fn settle(
        &self,
        days: PathDays<'_>,
        (defaults, fails): (&[LoanDefault], &[Failure]),
        kind_of: &[u8],
        desk: &mut GuaranteeDesk,
        mut brought: Brought<'_>,
    ) {
        desk.clear();
        if defaults.is_empty() {
            return;
        }
        desk.open(self, days.plan.schedule().len(), kind_of);
        for default in defaults {
            let Some((guarantee, plan)) = self.of(default.loan) else { continue };
            if days.moved.is_none() && plan.pays_at_once(fails, self.dates) {
                let of = (*default, guarantee);
                desk.cases.push(self.pay_at_once(days, of, kind_of, &mut desk.books, &mut brought));
                continue;
            }
            let case = desk.cases.len();
            desk.cases.push(open(days, *default, guarantee, &mut brought));
            if plan.cap == Money::MAX {
                let case = (&mut desk.cases[case], fails);
                self.answer_alone(days, case, kind_of, &mut desk.books, &mut brought);
            } else {
                self.wait(days, case, desk);
            }
        }
        while let Some(Reverse(Waiting { day, guarantee, .. })) = desk.queue.peek().copied() {
            desk.together.clear();
            while let Some(Reverse(next)) = desk.queue.peek()
                && (next.day, next.guarantee) == (day, guarantee)
            {
                let case = next.case;
                desk.together.push((case, self.call(days, &desk.cases[case])));
                desk.queue.pop();
            }
            let stands = stands(fails, self.plans[guarantee].giver, day);
            self.answer(days, (guarantee, stands), kind_of, desk, &mut brought);
        }
    }

    /// The next call of a case is answered on its day, if that is not after the last calculation date.
    fn wait(&self, days: PathDays<'_>, case: usize, desk: &mut GuaranteeDesk) {
        let Case { default: LoanDefault { loan, .. }, guarantee, next, .. } = desk.cases[case];
        let CallDay { day, date } = days.call(&self.plans[guarantee], loan as usize, next);
        if let Some(date) = date {
            desk.books.first = desk.books.first.min(date as usize);
            desk.queue.push(Reverse(Waiting { day, guarantee, loan, case }));
        }
    }

    /// When the guarantor of a case is called first for anything; `None` if it never is.
    pub(crate) fn first_call(&self, days: PathDays<'_>, case: &Case) -> Option<CallDay> {
        let instalments = case.shows..days.end(case.default.loan as usize);
        let mut calls = instalments.map(|next| self.call(days, &Case { next, ..*case }));
        calls.find(|call| !call.due().is_zero()).map(|call| call.when)
    }

    /// What the guarantor of a case is called for next.
    #[inline]
    fn call(&self, days: PathDays<'_>, case: &Case) -> Call {
        let (loan, guarantee) = (case.default.loan as usize, &self.plans[case.guarantee]);
        let DueTogether { interest, principal } = days.due_with(loan, case.next);
        let is_paid = case.default.pays_interest && case.next == case.shows;
        let interest = if is_paid { Money::ZERO } else { interest };
        let when = days.call(guarantee, loan, case.next);
        let is_beyond = guarantee.advances.is_some_and(|most| case.calls >= most);
        let (principal, is_last) = match guarantee.pays {
            GuaranteePays::Accelerated => (case.outstanding, true),
            GuaranteePays::Arrears => (principal, case.next + 1 == days.end(loan)),
        };
        Call { when, interest, principal, is_last, is_beyond }
    }

    /// Answers the calls of one day on one guarantor: what its cap leaves is shared in proportion to what it is called for.
    fn answer(
        &self,
        days: PathDays<'_>,
        (guarantee, stands): (usize, Stands),
        kind_of: &[u8],
        desk: &mut GuaranteeDesk,
        brought: &mut Brought<'_>,
    ) {
        desk.called.clear();
        desk.called.extend(desk.together.iter().map(|(_, call)| call.amount()));
        let called: Money = desk.called.iter().sum();
        // What a giver that has failed is called for counts for its cap, as if it had paid.
        let counts = if stands == Stands::Absent { Money::ZERO } else { called.min(desk.left[guarantee]) };
        desk.left[guarantee] -= counts;
        desk.shares.clear();
        desk.shares.resize(desk.called.len(), Money::ZERO);
        counts.split_into(&desk.called, &mut desk.shares, &mut desk.books.order);
        for place in 0..desk.together.len() {
            let ((case, call), share) = (desk.together[place], desk.shares[place]);
            let (paid, late) = self.answered(guarantee, stands, call, share);
            let of_case = (&mut desk.cases[case], call, paid, late);
            if self.pay(days, of_case, kind_of, &mut desk.books, brought) {
                self.wait(days, case, desk);
            }
        }
    }

    /// Where a guarantor has no cap nobody shares it, and no call need wait for those of other loans.
    #[inline]
    fn answer_alone(
        &self,
        days: PathDays<'_>,
        (case, fails): (&mut Case, &[Failure]),
        kind_of: &[u8],
        books: &mut GuarantorBooks,
        brought: &mut Brought<'_>,
    ) {
        loop {
            let call = self.call(days, case);
            let Some(date) = call.when.date else { return };
            books.first = books.first.min(date as usize);
            let stands = stands(fails, self.plans[case.guarantee].giver, call.when.day);
            let (paid, late) = self.answered(case.guarantee, stands, call, call.amount());
            if !self.pay(days, (case, call, paid, late), kind_of, books, brought) {
                return;
            }
        }
    }

    /// What a guarantor pays of its share of a call, and later.
    #[inline]
    fn answered(
        &self,
        guarantee: usize,
        stands: Stands,
        call: Call,
        share: Money,
    ) -> (Money, Option<LatePayment>) {
        match stands {
            Stands::Yes => (share, None),
            Stands::Failed => (Money::ZERO, self.late(guarantee, call.when, share)),
            Stands::Absent => (Money::ZERO, None),
        }
    }

    /// What a guarantor that has failed pays later of this much, if a date is left.
    fn late(&self, guarantee: usize, when: CallDay, counts: Money) -> Option<LatePayment> {
        let (late, date) = (self.plans[guarantee].late.as_ref()?, when.date?);
        let on = *late.on.get(date as usize)?;
        (on < self.dates).then(|| LatePayment { on, amount: counts.times(late.share) })
    }

    /// A guarantor pays so much of a call: in full, and the next one is to come, if that was not the last; or not, and the loan
    /// defaults. Is one to come?
    #[inline]
    fn pay(
        &self,
        days: PathDays<'_>,
        (case, call, paid, late): (&mut Case, Call, Money, Option<LatePayment>),
        kind_of: &[u8],
        books: &mut GuarantorBooks,
        brought: &mut Brought<'_>,
    ) -> bool {
        let date = call.when.date.map_or(self.dates, |date| date as usize);
        let (interest, open) = (paid.min(call.interest), call.due() - paid);
        let principal = paid - interest;
        (case.called, case.paid) = (case.called + call.amount(), case.paid + paid);
        case.paid_principal += principal;
        case.next += 1;
        case.calls += usize::from(!call.due().is_zero());
        let received = Collected { interest, principal, ..Collected::default() };
        books.pay(case.guarantee * self.dates + date, received, call.amount() - paid);
        if let Some(kind) = kind_of.get(case.default.loan as usize) {
            books.pay_of_kind(usize::from(*kind) * self.dates + date, received);
        }
        if open.is_zero() && !call.is_last {
            return true;
        }
        if open.is_zero() {
            case.end = CaseEnd::PaidInFull;
            self.recover(days, (case, call.when.day, date), (Money::ZERO, late), books, brought);
        } else {
            self.leave_open(days, (case, call, date), (call.interest - interest, late), books, brought);
        }
        false
    }

    /// A call was not met in full, and the loan defaults; so much of the interest that was called for is open.
    #[cold]
    fn leave_open(
        &self,
        days: PathDays<'_>,
        (case, call, date): (&mut Case, Call, usize),
        (interest, late): (Money, Option<LatePayment>),
        books: &mut GuarantorBooks,
        brought: &mut Brought<'_>,
    ) {
        // A guarantee says when its loan has defaulted; advances do not say it sooner than the deal.
        let loan = case.default.loan as usize;
        let late_first = self.plans[case.guarantee].advances.map(|_| days.defaulted(loan, case.shows));
        let Some(date) = late_first.map_or(Some(date), |deal| deal.map(|deal| deal.max(date))) else {
            return;
        };
        let principal = case.outstanding - case.paid_principal;
        case.end = CaseEnd::Defaulted { date, principal };
        brought.periods[date].defaulted += principal;
        brought.loss.defaulted += principal;
        brought.loss.lost += principal;
        self.recover(days, (case, call.when.day, date), (interest, late), books, brought);
    }
}

/// The loan is late and has not defaulted; nothing of it is recovered yet.
#[inline]
fn open(days: PathDays<'_>, default: LoanDefault, guarantee: usize, brought: &mut Brought<'_>) -> Case {
    let shows = days.shows(default);
    let outstanding = days.outstanding(default.loan as usize, shows);
    // Where it was collected day by day nothing of it is booked yet.
    let comes = match days.moved {
        None => undo(days, default, outstanding, brought),
        Some(_) => days.recovered(default.loan as usize, shows),
    };
    Case::of(default, guarantee, comes, (shows, outstanding))
}

/// Can a giver of supports, which fail like this, pay on a day?
#[inline]
fn stands(fails: &[Failure], giver: usize, day: Date) -> Stands {
    match fails.get(giver) {
        Some(failure) if *failure == Failure::BEFORE_CLOSING => Stands::Absent,
        Some(failure) if failure.day <= day => Stands::Failed,
        _ => Stands::Yes,
    }
}

/// Takes back what was booked of a loan that has defaulted, as if it had not. The period in which it was recovered.
#[inline]
pub(in crate::servicing) fn undo(
    days: PathDays<'_>,
    default: LoanDefault,
    outstanding: Money,
    brought: &mut Brought<'_>,
) -> Option<usize> {
    let (loan, shows, recoveries) = (default.loan as usize, days.shows(default), days.plan.recoveries());
    // Of a loan that is late to the end nothing was booked.
    let due = days.loss(loan, shows);
    let defaulted = due.defaulted?;
    let is_held = days.holds_deposit_of(loan, shows);
    let deposit = if is_held { recoveries.deposit(loan, outstanding) } else { Money::ZERO };
    let collected = &mut brought.periods[defaulted];
    (collected.defaulted, collected.recovery) =
        (collected.defaulted - outstanding, collected.recovery - deposit);
    let recovery = due.recovered.map_or(Money::ZERO, |period| {
        let recovery = recoveries.amount(loan, outstanding - deposit);
        brought.periods[period].recovery -= recovery;
        recovery
    });
    brought.loss.defaulted -= outstanding;
    brought.loss.lost -= outstanding - deposit - recovery;
    due.recovered
}

impl GuaranteeDesk {
    /// Nobody is called.
    fn clear(&mut self) {
        self.cases.clear();
        self.books.clear();
    }

    /// Makes room for a path of a deal with so many loans: the first time all the space that a path can need.
    fn open(&mut self, guarantees: &Guarantees, loans: usize, kind_of: &[u8]) {
        if self.cases.capacity() < loans {
            self.cases.reserve(loans);
            self.queue.reserve(loans);
            self.together.reserve(loans);
            self.called.reserve(loans);
            self.shares.reserve(loans);
            self.books.order.reserve(loans.max(2));
        }
        self.left.clear();
        self.left.extend(guarantees.plans.iter().map(|plan| plan.cap));
        self.books.open(guarantees, kind_of);
    }

    /// The guaranteed loans of the path that their borrowers do not pay.
    pub(crate) fn cases(&self) -> &[Case] {
        &self.cases
    }
}
