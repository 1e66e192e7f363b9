//! A step for which cash does not reach: what there is is shared, and further accounts and those who stand behind make up what they can.

use super::Engine;
use crate::ledger::AccountId;
use crate::money::Money;
use crate::waterfall::order::{Funds, RankedClaim};
use crate::waterfall::record::{Reason, Recorder};
use crate::waterfall::state::Scratch;

impl<R: Recorder, const RARE: bool, const OTHERS: bool> Engine<'_, R, RARE, OTHERS> {
    /// Is there anybody or any account to pay what a claim is short?
    #[inline]
    pub(super) fn can_make_up(&self, ranked: &RankedClaim, funds: &Funds) -> bool {
        let supported = ranked.covers.any() && self.state.end.is_none();
        (supported || !funds.further.is_empty()) && self.is_expected(ranked)
    }

    #[inline]
    fn is_expected(&self, ranked: &RankedClaim) -> bool {
        self.plan.is_expected(ranked.claim, self.date)
    }

    /// Shares the cash of the first account out among claims in proportion to what is due, by largest remainder. What must be
    /// paid and is still short comes from further accounts, and then from those who stand behind it, each in turn, shared in
    /// proportion to what is short; all of it through the first account.
    pub(super) fn pay_short(&mut self, claims: &[RankedClaim], funds: &Funds) {
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
        if !RARE || self.state.books.is_empty() {
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

    /// What of a claim a support stands behind on this date. Once the plan has ended, nothing.
    #[inline]
    pub(super) fn covered(&self, ranked: &RankedClaim, support: usize) -> Money {
        match self.plan.supports[support].waits_for_legal {
            _ if !ranked.covers.has(support) || self.state.end.is_some() => Money::ZERO,
            true => self.state.required(self.plan, ranked.claim, self.date),
            false => self.state.expected(self.plan, ranked.claim, self.date),
        }
    }

    /// Calls on a support for a shortfall, given what its caps leave: what is paid, which may be less.
    #[cold]
    pub(super) fn call(&mut self, support: usize, shortfall: Money, left: Money) -> Money {
        let room = if self.stands(support) { left } else { Money::ZERO };
        let support = &mut self.state.supports[support];
        support.open(self.date);
        support.call(shortfall, room)
    }

    /// Can the giver of a support pay on this date?
    pub(super) fn stands(&self, support: usize) -> bool {
        self.date < self.fails[self.plan.supports[support].giver].date
    }

    /// Shares out what is paid under a support, and brings it to where the claims are paid from.
    pub(super) fn draw_all(
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
}

impl Scratch {
    pub(super) fn prepare(&mut self, dues: impl Iterator<Item = Money>) {
        self.dues.clear();
        self.dues.extend(dues);
        for amounts in [&mut self.shares, &mut self.shortfalls, &mut self.extra] {
            amounts.clear();
            amounts.resize(self.dues.len(), Money::ZERO);
        }
    }

    /// Shares an amount, which is no more than what is due, out in a ratio, but to nobody more than it is due: what one does not need
    /// goes to the others by the same rule.
    pub(super) fn share_by(&mut self, amount: Money, ratio: &[Money]) {
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
    pub(super) fn find_short(&mut self, wanted: impl Fn(usize) -> Money) -> Money {
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
