//! Calls on supports that are more than a promise with one cap each. No other deal comes here.

use super::Engine;
use crate::credit::Failure;
use crate::enhancement::LateDue;
use crate::ledger::AccountId;
use crate::money::Money;
use crate::servicing::Collected;
use crate::waterfall::order::RankedClaim;
use crate::waterfall::plan::Claim;
use crate::waterfall::record::{Reason, Recorder};
use crate::waterfall::state::Scratch;

/// A call for the claims of one step, support by support.
struct Call {
    /// By claim, what was left open because a giver had failed.
    failed: Vec<Money>,
    /// Who paid, with what by claim.
    paid: Vec<(usize, Vec<Money>)>,
    /// Who was called in vain.
    in_vain: Vec<InVain>,
}

/// A call on a support whose giver has failed.
struct InVain {
    support: usize,
    /// By claim, what it has been called for since then and is open: of that, what counts for the first time.
    open: Vec<Money>,
    first: Vec<Money>,
}

impl<R: Recorder, const RARE: bool, const OTHERS: bool> Engine<'_, R, RARE, OTHERS> {
    /// Opens the books of a date: caps start anew, fees fall due, and what givers that have failed still pay comes in.
    #[cold]
    pub(super) fn open_books(&mut self) {
        self.state.books.open(self.date);
        for note in 0..self.state.current.len() {
            let [current, arrears] =
                [Claim::Current(note), Claim::Arrears(note)].map(|part| self.plan.due(part));
            self.state.books.merge(current, arrears);
        }
        let accrual = self.state.accrual(self.plan);
        for (support, promise) in self.plan.supports.iter().enumerate() {
            let Some(further) = &promise.further else { continue };
            let of_notes = further.caps.of_notes.iter().flat_map(|(_, notes)| notes);
            let notes = of_notes.map(|&note| self.state.notes[note].balance).sum();
            let accrues = self.state.end.is_none() && self.stands(support);
            let recourse = self.state.supports[support].recourse;
            self.state.books.open_caps(support, further, notes);
            if let Some(book) = self.state.books.get_mut(support).filter(|_| accrues) {
                book.accrue(promise, &recourse, accrual);
            }
        }
        for due in self.state.books.take_late(self.date) {
            self.pay_late(due);
        }
    }

    /// To whoever paid in its place, as far as that is still owed it; the rest to the plan.
    fn pay_late(&mut self, LateDue { support, to, amount, .. }: LateDue) {
        let from = self.plan.supports[support].account;
        let mut left = amount;
        if let Some(to) = to {
            let recourse = &mut self.state.supports[to].recourse;
            let paid = amount.min(recourse.outstanding());
            recourse.reimbursed += paid;
            left -= paid;
            self.transfer(from, self.plan.supports[to].account, paid, Reason::Late { support, to: Some(to) });
        }
        let paid = Collected { recovery: left, ..Collected::default() };
        self.receive_from(from, &paid, Reason::Late { support, to: None });
        if let Some(book) = self.state.books.get_mut(support) {
            book.late_paid += amount;
        }
    }

    /// Calls on every support in turn for what of the claims is short: a guarantee only for what those before it leave open as
    /// they have failed.
    #[cold]
    pub(super) fn call_by_books(&mut self, claims: &[RankedClaim], to: AccountId, scratch: &mut Scratch) {
        let mut call = Call::of(claims.len());
        for support in 0..self.plan.supports.len() {
            let mut short = scratch.find_short(|i| self.covered(&claims[i], support));
            if self.plan.supports[support].only_failures() {
                short = scratch.limit_short(&call.failed);
            }
            if short.is_zero() {
                continue;
            }
            let room = self.room(support);
            let paid = self.call(support, short, room);
            if self.stands(support) {
                self.use_up(support, paid, false);
                self.draw_all(support, claims, paid, to, scratch);
                call.paid.push((support, scratch.extra.clone()));
            } else if self.plan.supports[support].is_watched() {
                let in_vain = self.count(support, claims, room, scratch);
                if !self.plan.supports[support].only_failures() {
                    call.failed.iter_mut().zip(&in_vain.open).for_each(|(sum, open)| *sum += *open);
                }
                call.in_vain.push(in_vain);
            }
        }
        for in_vain in &call.in_vain {
            self.close_call(in_vain, &call, claims);
        }
    }

    /// What all caps of a support leave.
    fn room(&self, support: usize) -> Money {
        let (promise, recourse) = (&self.plan.supports[support], &self.state.supports[support].recourse);
        self.state.books.get(support).map_or(Money::ZERO, |book| book.room(promise, recourse))
    }

    fn use_up(&mut self, support: usize, amount: Money, in_vain: bool) {
        if let Some(book) = self.state.books.get_mut(support) {
            book.use_up(amount, in_vain);
        }
    }

    /// Counts what a giver that has failed is called for: of what is short, what has been counted is what the claim was called
    /// for before and has not been paid since, oldest first; of the rest as much as its caps leave.
    fn count(
        &mut self,
        support: usize,
        claims: &[RankedClaim],
        room: Money,
        scratch: &mut Scratch,
    ) -> InVain {
        let before = |(i, ranked): (usize, &RankedClaim)| {
            let counted = self.state.books.counted(support, self.plan.due(ranked.claim));
            (counted - scratch.shares[i]).or_zero().min(scratch.shortfalls[i])
        };
        let mut open: Vec<Money> = claims.iter().enumerate().map(before).collect();
        let new: Vec<Money> =
            scratch.shortfalls.iter().zip(&open).map(|(short, open)| *short - *open).collect();
        let counts = new.iter().sum::<Money>().min(room);
        let first = counts.split(&new);
        open.iter_mut().zip(&first).for_each(|(open, first)| *open += *first);
        self.use_up(support, counts, true);
        InVain { support, open, first }
    }

    /// Keeps what of a call in vain is open once those behind it have paid, and what its giver will pay of it: to them in
    /// proportion to what each has paid, and the rest to the plan.
    fn close_call(&mut self, in_vain: &InVain, call: &Call, claims: &[RankedClaim]) {
        let InVain { support, open, first } = in_vain;
        for (i, ranked) in claims.iter().enumerate() {
            let behind = call.paid.iter().filter(|(other, _)| other > support);
            let (others, paid): (Vec<usize>, Vec<Money>) =
                behind.map(|(other, paid)| (*other, paid[i])).unzip();
            let left = (open[i] - paid.iter().sum()).or_zero();
            self.state.books.count(*support, self.plan.due(ranked.claim), left);
            let Some((on, late)) = self.late(*support, first[i]) else { continue };
            let to_others = late.min(paid.iter().sum());
            let mut expect =
                |to, amount| self.state.books.await_late(LateDue { on, support: *support, to, amount });
            for (other, amount) in others.into_iter().zip(to_others.split(&paid)) {
                expect(Some(other), amount);
            }
            expect(None, late - to_others);
        }
    }

    /// What a giver pays later of a due that counts for the first time, and on which date, if one is left. Who counts as failed
    /// before closing, because the deal is looked at without it, pays nothing.
    fn late(&self, support: usize, first: Money) -> Option<(usize, Money)> {
        let promise = &self.plan.supports[support];
        let late = promise.further.as_ref()?.late.as_ref()?;
        let on = *late.on.get(self.date)?;
        let is_absent = self.fails[promise.giver] == Failure::BEFORE_CLOSING;
        (on < self.plan.dates && !is_absent).then(|| (on, first.times(late.share)))
    }
}

impl Call {
    fn of(claims: usize) -> Call {
        Call { failed: vec![Money::ZERO; claims], paid: Vec::new(), in_vain: Vec::new() }
    }
}

impl Scratch {
    /// Lets no claim be short of more than this: in sum.
    fn limit_short(&mut self, most: &[Money]) -> Money {
        self.shortfalls.iter_mut().zip(most).for_each(|(short, most)| *short = (*short).min(*most));
        self.shortfalls.iter().sum()
    }
}
