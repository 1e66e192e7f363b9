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

/// Balances by account.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ledger {
    balances: Vec<Money>,
}

impl Ledger {
    /// Every account empty.
    pub(crate) fn reset(&mut self, accounts: usize) {
        self.balances.clear();
        self.balances.resize(accounts, Money::ZERO);
    }

    #[inline]
    pub(crate) fn balance(&self, account: AccountId) -> Money {
        self.balances[account.index()]
    }

    #[inline]
    pub(crate) fn transfer(&mut self, from: AccountId, to: AccountId, amount: Money) {
        self.balances[from.index()] -= amount;
        self.balances[to.index()] += amount;
    }

    /// The sum over all accounts: nothing, unless the library is wrong.
    #[inline]
    pub(crate) fn sum(&self) -> Money {
        self.balances.iter().sum()
    }
}
