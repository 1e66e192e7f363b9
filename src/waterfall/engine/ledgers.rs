//! What moves between income and principal while the plan account is split into the two. No other deal comes here.

use super::Engine;
use crate::ledger::AccountId;
use crate::servicing::Collected;
use crate::waterfall::record::{Reason, Recorder};
use crate::waterfall::split::SplitPlan;
use crate::waterfall::surplus::Surplus;

impl<R: Recorder, const RARE: bool, const OTHERS: bool> Engine<'_, R, RARE, OTHERS> {
    /// The ledgers are one account from now on, in which nothing is owed.
    pub(super) fn merge(&mut self) {
        for ledger in [AccountId::INCOME, AccountId::PRINCIPAL] {
            self.transfer(ledger, AccountId::PLAN, self.cash_in(ledger), Reason::Merged);
        }
        self.state.owed_to_principal = None;
    }

    /// From the collection account to the ledgers.
    #[cold]
    pub(super) fn collect_apart(&mut self, split: &SplitPlan, collected: &Collected) {
        let (account, cash) = (AccountId::COLLECTION, collected.cash());
        let principal = self.state.allocate(split, collected);
        self.transfer(account, AccountId::INCOME, cash - principal, Reason::Transferred);
        self.transfer(account, AccountId::PRINCIPAL, principal, Reason::Transferred);
    }

    #[cold]
    pub(super) fn make_good(&mut self) {
        let amount = self.state.to_make_good();
        self.transfer(AccountId::INCOME, AccountId::PRINCIPAL, amount, Reason::MadeGood);
        self.state.owed_to_principal = self.state.owed_to_principal.map(|owed| owed - amount);
    }

    #[cold]
    pub(super) fn free_principal(&mut self) {
        if self.state.outstanding.is_zero() || self.plan.surplus == Surplus::ResidualOfBoth {
            let left = self.cash_in(AccountId::PRINCIPAL);
            self.transfer(AccountId::PRINCIPAL, AccountId::INCOME, left, Reason::Freed);
        }
    }
}
