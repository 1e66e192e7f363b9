//! What is lost in the hands of a servicer that has failed.

use super::Engine;
use crate::ledger::AccountId;
use crate::servicing::{Commingled, Inflow};
use crate::waterfall::record::{Reason, Recorder};

impl<R: Recorder, const RARE: bool, const OTHERS: bool> Engine<'_, R, RARE, OTHERS> {
    /// Borrowers have paid the servicer and owe so much less; where income and principal are apart, income owes principal what is
    /// lost of it.
    #[cold]
    pub(super) fn lose(&mut self, inflow: Inflow<'_>, servicer: AccountId) {
        let Some(&lost) = inflow.lost.get(self.date) else { return };
        self.transfer(AccountId::BORROWERS, servicer, lost.cash(), Reason::Commingled);
        let state = &mut *self.state;
        state.pool -= lost.principal;
        let Commingled { interest, principal } = state.commingled;
        state.commingled =
            Commingled { interest: interest + lost.interest, principal: principal + lost.principal };
        if let Some(owed) = &mut state.owed_to_principal {
            *owed += lost.principal;
        }
    }
}
