//! What a guarantor pays and gets back on one path, from the transfers of the waterfall.

use super::date_flows::DateFlows;
use super::sharing::Sharing;
use crate::money::Money;
use crate::servicing::{Collected, ReceiptKind};
use crate::waterfall::{Claim, Plan, Reason, Recorder, State, Transfer};

/// What a guarantor pays and gets back on one path, of its own share: made once, used for any number of paths.
#[derive(Clone, Debug)]
pub(super) struct PathFlows {
    /// By support: is it the guarantor's?
    supports: Vec<bool>,
    /// By note: is it in the base of the fee?
    notes: Vec<bool>,
    /// What it paid and got back.
    pub(super) own: DateFlows,
    /// By date, the base of the fee at its opening.
    pub(super) base: Vec<Money>,
    /// What all of those who share the risk paid and got back.
    pub(super) sharing: Sharing,
}

impl PathFlows {
    pub(super) fn new(plan: &Plan, supports: Vec<bool>, notes: Vec<bool>, sharing: Sharing) -> PathFlows {
        let (own, base) = (DateFlows::new(plan.dates), vec![Money::ZERO; plan.dates]);
        PathFlows { supports, notes, own, base, sharing }
    }

    /// Starts a path that has this base, and no payment, before its first date.
    pub(super) fn start(&mut self, base: &[Money]) {
        self.own.clear();
        self.base.copy_from_slice(base);
        self.sharing.clear();
    }
}

impl Recorder for PathFlows {
    #[inline]
    fn opened(&mut self, date: usize, _plan: &Plan, state: &State, _collected: &Collected) {
        let in_base = state.notes.iter().zip(&self.notes).filter(|(_, is_in)| **is_in);
        self.base[date] = in_base.map(|(note, _)| note.balance).sum();
    }

    fn passed(&mut self, date: usize, plan: &Plan, state: &State, collected: &Collected) {
        self.opened(date, plan, state, collected);
    }

    #[inline]
    fn transferred(&mut self, transfer: Transfer) {
        let (date, amount) = (transfer.date, transfer.amount);
        match transfer.reason {
            Reason::Drawn { support, .. } | Reason::Received(ReceiptKind::Guaranteed { support })
                if self.supports[support] =>
            {
                self.own.drawn[date] += self.sharing.compensate(amount)[0];
            }
            Reason::Paid(Claim::Reimbursement(support)) | Reason::RecoveredBy(support)
                if self.supports[support] =>
            {
                self.own.repaid[date] += self.sharing.repay(amount)[0];
            }
            Reason::Paid(Claim::Return(support)) if self.supports[support] => {
                self.own.repaid[date] += self.sharing.return_on(amount)[0];
            }
            // A fee of the plan is its own, whoever shares its risk.
            Reason::Paid(Claim::Commitment(support)) if self.supports[support] => {
                self.own.repaid[date] += amount;
            }
            // What is paid late is paid under the support all the same, and is repaid to whoever paid in its place.
            Reason::Late { support, to } => {
                if self.supports[support] {
                    self.own.drawn[date] += self.sharing.compensate(amount)[0];
                }
                if to.is_some_and(|to| self.supports[to]) {
                    self.own.repaid[date] += self.sharing.repay(amount)[0];
                }
            }
            _ => {}
        }
    }
}
