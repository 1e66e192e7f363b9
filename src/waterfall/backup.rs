//! The fee of a backup servicer, in place of that of the servicer that has failed.

use super::plan::Plan;
use super::state::State;

/// A backup servicer, resolved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct BackupPlan {
    /// In whose place it comes, among those that can fail.
    pub(crate) fails: usize,
    /// Its own fee.
    pub(crate) fee: usize,
    /// The fee of the servicer.
    pub(crate) replaced: Option<usize>,
}

impl State {
    /// Takes back what has just accrued of the fee that is not charged: the backup servicer's while the servicer serves, and the
    /// servicer's once it has failed or was removed.
    #[cold]
    pub(super) fn charge_one_servicer(&mut self, plan: &Plan, backup: BackupPlan, accrual: usize) {
        let is_gone = self.has_failed(backup.fails) || self.is_terminated(plan);
        let idle = if is_gone { backup.replaced } else { Some(backup.fee) };
        if let Some(fee) = idle {
            let accrued = self.fee_accrued(&plan.fees[fee], accrual);
            self.fees_due[fee] -= accrued;
        }
    }
}
