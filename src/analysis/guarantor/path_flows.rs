//! What a guarantor pays and gets back on one path, by date.

use super::sharing::Sharing;
use crate::money::Money;
use crate::servicing::Collected;
use crate::waterfall::{Claim, Plan, Reason, Recorder, State, Transfer};

/// What a guarantor pays and gets back on one path, of its own share: made once, used for any number of paths.
#[derive(Clone, Debug)]
pub(super) struct PathFlows {
    /// By support: is it the guarantor's?
    supports: Vec<bool>,
    /// By note: is it in the base of the fee?
    notes: Vec<bool>,
    /// By date, what it paid.
    pub(super) drawn: Vec<Money>,
    /// By date, what came back, with returns.
    pub(super) repaid: Vec<Money>,
    /// By date, the base of the fee at its opening.
    pub(super) base: Vec<Money>,
    /// What all of those who share the risk paid and got back.
    pub(super) sharing: Sharing,
}

impl PathFlows {
    pub(super) fn new(plan: &Plan, supports: Vec<bool>, notes: Vec<bool>, sharing: Sharing) -> PathFlows {
        let nothing = vec![Money::ZERO; plan.dates];
        PathFlows { supports, notes, drawn: nothing.clone(), repaid: nothing.clone(), base: nothing, sharing }
    }

    /// Starts a path that has the base of this one, and no payment, before its first date.
    pub(super) fn start(&mut self, base: &[Money]) {
        self.drawn.fill(Money::ZERO);
        self.repaid.fill(Money::ZERO);
        self.base.copy_from_slice(base);
        self.sharing.clear();
    }

    /// By date, what it paid and what came back.
    pub(super) fn by_date(&self) -> impl Iterator<Item = (Money, Money)> + '_ {
        self.drawn.iter().copied().zip(self.repaid.iter().copied())
    }

    /// Paid less what came back, over all dates.
    pub(super) fn net(&self) -> Money {
        self.by_date().map(|(drawn, repaid)| drawn - repaid).sum()
    }

    /// The largest amount that it was out of pocket after any date.
    pub(super) fn peak(&self) -> Money {
        let mut out = Money::ZERO;
        let after = self.by_date().map(|(drawn, repaid)| {
            out += drawn - repaid;
            out
        });
        after.fold(Money::ZERO, Money::max)
    }

    /// The present value of what it paid less what came back, given the discount factor of each date: rounded half away from
    /// zero to the fen, once for the path.
    pub(super) fn present_value(&self, discounts: &[f64]) -> i64 {
        let net = self.by_date().map(|(drawn, repaid)| (drawn - repaid).fen() as f64);
        let value: f64 = net.zip(discounts).map(|(net, discount)| net * discount).sum();
        libm::round(value) as i64
    }
}

impl Recorder for PathFlows {
    #[inline]
    fn opened(&mut self, date: usize, _plan: &Plan, state: &State, _collected: &Collected) {
        let in_base = state.notes.iter().zip(&self.notes).filter(|(_, is_in)| **is_in);
        self.base[date] = in_base.map(|(note, _)| note.balance).sum();
    }

    #[inline]
    fn transferred(&mut self, transfer: Transfer) {
        let (date, amount) = (transfer.date, transfer.amount);
        match transfer.reason {
            Reason::Drawn { support, .. } if self.supports[support] => {
                self.drawn[date] += self.sharing.compensate(amount)[0];
            }
            Reason::Paid(Claim::Reimbursement(support)) if self.supports[support] => {
                self.repaid[date] += self.sharing.repay(amount)[0];
            }
            Reason::Paid(Claim::Return(support)) if self.supports[support] => {
                self.repaid[date] += self.sharing.return_on(amount)[0];
            }
            _ => {}
        }
    }
}
