//! The ledger: money moves only by a transfer between two accounts.
//!
//! Outside parties (borrowers, the tax office, noteholders, enhancers) have accounts too, so whatever is transferred, the
//! whole ledger sums to nothing.

use crate::money::Money;

/// An account, by its place in the ledger. Which there are is for the [`Chart`] to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct AccountId(u16);

impl AccountId {
    /// All borrowers together: an outside party.
    pub(crate) const BORROWERS: AccountId = AccountId(0);
    /// The account that borrowers pay into (监管账户).
    pub(crate) const COLLECTION: AccountId = AccountId(1);
    /// The account that everything is paid from (专项计划账户).
    pub(crate) const PLAN: AccountId = AccountId(2);
    /// What is kept from one date to the next, out of the reach of the steps below; released at every opening.
    pub(crate) const KEPT: AccountId = AccountId(3);
    /// Where the plan account is split: its ledger of income (收入分账户),
    pub(crate) const INCOME: AccountId = AccountId(4);
    /// and of principal (本金分账户). In any other deal these places are those of other accounts.
    pub(crate) const PRINCIPAL: AccountId = AccountId(5);

    #[inline]
    pub(crate) const fn index(self) -> usize {
        self.0 as usize
    }
}

/// The accounts of a deal: the borrowers', those that the plan owns, the tax office's, every party's, and the holders' of
/// every note.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Chart {
    /// Has the plan account a ledger of income and one of principal?
    pub(crate) split: bool,
    pub(crate) reserves: usize,
    pub(crate) parties: usize,
    pub(crate) notes: usize,
    /// Has the bank that keeps the plan's accounts one of its own, as it pays interest on them?
    pub(crate) bank: bool,
}

impl Chart {
    /// The n-th reserve account (准备金账户).
    pub(crate) const fn reserve(self, n: usize) -> AccountId {
        AccountId::KEPT.plus(1 + self.ledgers() + n)
    }

    /// How many ledgers the plan account is split into.
    const fn ledgers(self) -> usize {
        if self.split { 2 } else { 0 }
    }

    /// The accounts that the plan owns: what is kept for a while is in the plan account.
    pub(crate) fn owned(self) -> impl Iterator<Item = AccountId> {
        let own = [AccountId::COLLECTION, AccountId::PLAN];
        let ledgers = [AccountId::INCOME, AccountId::PRINCIPAL];
        let own = own.into_iter().chain(ledgers.into_iter().take(self.ledgers()));
        own.chain((0..self.reserves).map(move |n| self.reserve(n)))
    }

    /// The tax office: an outside party.
    pub(crate) const fn tax_office(self) -> AccountId {
        self.reserve(self.reserves)
    }

    /// The n-th party of the deal.
    pub(crate) const fn party(self, n: usize) -> AccountId {
        self.tax_office().plus(1 + n)
    }

    /// The holders of the n-th note.
    pub(crate) const fn holders(self, n: usize) -> AccountId {
        self.party(self.parties).plus(n)
    }

    /// The note whose holders' account it is; `None` of any other account.
    pub(crate) const fn note_of(self, account: AccountId) -> Option<usize> {
        match account.index().checked_sub(self.holders(0).index()) {
            Some(note) if note < self.notes => Some(note),
            _ => None,
        }
    }

    /// The bank that keeps the plan's accounts: an outside party, where there is one.
    pub(crate) const fn bank(self) -> AccountId {
        self.holders(self.notes)
    }

    /// How many accounts there are.
    pub(crate) const fn len(self) -> usize {
        self.bank().index() + if self.bank { 1 } else { 0 }
    }

    /// Every account, in the order of the ledger.
    pub(crate) fn accounts(self) -> impl Iterator<Item = AccountId> {
        (0..self.len()).map(|n| AccountId(n as u16))
    }
}

impl AccountId {
    const fn plus(self, n: usize) -> AccountId {
        AccountId(self.0 + n as u16)
    }
}

/// Balances by account, in fen. A resolved deal is bounded far below where 64 bits wrap.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ledger {
    balances: Vec<i64>,
}

impl Ledger {
    /// Every account empty.
    pub(crate) fn new(chart: Chart) -> Ledger {
        Ledger { balances: vec![0; chart.len()] }
    }

    /// Becomes a copy of another ledger, in place.
    #[inline]
    pub(crate) fn copy_from(&mut self, other: &Ledger) {
        self.balances.clone_from(&other.balances);
    }

    #[inline]
    pub(crate) fn balance(&self, account: AccountId) -> Money {
        Money::from_fen(self.balances[account.index()])
    }

    #[inline]
    pub(crate) fn transfer(&mut self, from: AccountId, to: AccountId, amount: Money) {
        let (from, to, fen) = (from.index(), to.index(), amount.fen());
        self.balances[from] = self.balances[from].wrapping_sub(fen);
        self.balances[to] = self.balances[to].wrapping_add(fen);
    }

    /// Money from nowhere, as no transfer makes it: for tests of the check that finds it.
    #[cfg(test)]
    pub(crate) fn conjure(&mut self, account: AccountId, amount: Money) {
        self.balances[account.index()] += amount.fen();
    }

    /// What the books close with.
    #[inline]
    pub(crate) fn closing(&self, chart: Chart) -> Closing {
        let add = |sum: i64, balance: &i64| sum.wrapping_add(*balance);
        let sum = self.balances.iter().fold(0, add);
        // Nearly all deals have no reserve and no ledgers: the loops over those are over at once.
        let [_, collection, plan, kept, others @ ..] = self.balances.as_slice() else {
            return Closing::default();
        };
        let further = &others[..chart.ledgers() + chart.reserves];
        let owned = further.iter().fold(collection.wrapping_add(*plan).wrapping_add(*kept), add);
        let lowest = further.iter().fold(*collection.min(plan).min(kept), |lowest, own| lowest.min(*own));
        let [sum, owned, lowest] = [sum, owned, lowest].map(Money::from_fen);
        Closing { sum, owned, lowest }
    }
}

/// What the books of a date close with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Closing {
    /// The sum over all accounts: nothing, unless the library is wrong.
    pub(crate) sum: Money,
    /// What the plan's accounts hold together.
    pub(crate) owned: Money,
    /// What the lowest of them holds.
    pub(crate) lowest: Money,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_account_has_its_place() {
        let chart = Chart { split: false, reserves: 2, parties: 3, notes: 2, bank: false };
        let in_order = [AccountId::BORROWERS, AccountId::COLLECTION, AccountId::PLAN, AccountId::KEPT];
        let reserves = [chart.reserve(0), chart.reserve(1)];
        let outside = [chart.tax_office(), chart.party(0), chart.party(1), chart.party(2)];
        let holders = [chart.holders(0), chart.holders(1)];
        let all: Vec<AccountId> =
            in_order.into_iter().chain(reserves).chain(outside).chain(holders).collect();
        assert_eq!(all, chart.accounts().collect::<Vec<_>>());
        assert_eq!(chart.len(), 12);
        assert_eq!([9, 10, 11].map(|n| chart.note_of(AccountId(n))), [None, Some(0), Some(1)]);
    }

    #[test]
    fn the_ledgers_of_a_split_account_stand_before_the_reserves() {
        let chart = Chart { split: true, reserves: 1, parties: 0, notes: 0, bank: false };
        let last =
            [AccountId::KEPT, AccountId::INCOME, AccountId::PRINCIPAL, chart.reserve(0), chart.tax_office()];
        assert_eq!(chart.accounts().skip(3).collect::<Vec<_>>(), last);
    }

    #[test]
    fn money_only_moves() {
        let chart = Chart { split: false, reserves: 1, parties: 1, notes: 0, bank: false };
        let mut ledger = Ledger::new(chart);
        ledger.transfer(AccountId::BORROWERS, AccountId::PLAN, Money::from_fen(10));
        ledger.transfer(AccountId::PLAN, chart.reserve(0), Money::from_fen(4));
        ledger.transfer(AccountId::PLAN, chart.party(0), Money::from_fen(7));
        let [sum, owned, lowest] = [0, 3, -1].map(Money::from_fen);
        assert_eq!(ledger.closing(chart), Closing { sum, owned, lowest });
    }

    #[test]
    fn both_ledgers_are_the_plans_and_none_may_be_overdrawn() {
        let chart = Chart { split: true, reserves: 1, parties: 1, notes: 0, bank: false };
        for overdrawn in [AccountId::INCOME, AccountId::PRINCIPAL, chart.reserve(0)] {
            let mut ledger = Ledger::new(chart);
            ledger.transfer(AccountId::BORROWERS, AccountId::PLAN, Money::from_fen(10));
            ledger.transfer(overdrawn, chart.party(0), Money::from_fen(3));
            let [sum, owned, lowest] = [0, 7, -3].map(Money::from_fen);
            assert_eq!(ledger.closing(chart), Closing { sum, owned, lowest });
        }
    }
}
