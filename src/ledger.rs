//! The ledger: money moves only by a transfer between two accounts.
//!
//! Outside parties (borrowers, the tax office, noteholders, the enhancer) have accounts too, so whatever is transferred,
//! the whole ledger sums to nothing.

use crate::money::Money;

/// An account, by its place in the ledger: the four that every deal has, then every party's, then the holders' of every
/// note.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct AccountId(u16);

impl AccountId {
    /// All borrowers together: an outside party.
    pub(crate) const BORROWERS: AccountId = AccountId(0);
    /// The account that borrowers pay into (监管账户).
    pub(crate) const COLLECTION: AccountId = AccountId(1);
    /// The account that everything is paid from (专项计划账户).
    pub(crate) const PLAN: AccountId = AccountId(2);
    /// The tax office: an outside party.
    pub(crate) const TAX_OFFICE: AccountId = AccountId(3);

    /// The account of the n-th party of the deal, or beyond the parties that of a note's holders.
    pub(crate) const fn after_fixed(n: usize) -> AccountId {
        AccountId::at(4 + n)
    }

    /// The account at a place in the ledger.
    pub(crate) const fn at(index: usize) -> AccountId {
        AccountId(index as u16)
    }

    pub(crate) const fn index(self) -> usize {
        self.0 as usize
    }
}

/// Balances by account, in fen. A resolved deal is bounded far below where 64 bits wrap.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ledger {
    balances: Vec<i64>,
}

impl Ledger {
    /// Every account empty.
    pub(crate) fn new(accounts: usize) -> Ledger {
        Ledger { balances: vec![0; accounts] }
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

    /// The sum over all accounts: nothing, unless the library is wrong.
    #[inline]
    pub(crate) fn sum(&self) -> Money {
        Money::from_fen(self.balances.iter().fold(0, |sum, balance| sum.wrapping_add(*balance)))
    }
}
