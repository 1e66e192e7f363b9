//! What guarantors of loans do on a path, all cases together, and how the plan is told of it.

use super::super::collections::Collected;
use super::super::receipt::{Receipt, ReceiptKind, RecourseEntry};
use super::Guarantees;
use crate::money::Money;

/// What guarantors do on a path, all cases together.
#[derive(Clone, Debug, Default)]
pub(crate) struct GuarantorBooks {
    /// The first date of a call; past the last if there is none.
    pub(crate) first: usize,
    /// By guarantee and date.
    pub(super) by_date: Vec<GuarantorDate>,
    /// By kind of asset, where kinds are taxed apart, and date: what guarantors pay.
    pub(crate) by_kind: Vec<Collected>,
    /// Space for sharing what comes back of a loan.
    pub(super) order: Vec<usize>,
}

/// What a guarantor does on a date.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct GuarantorDate {
    /// What it pays to the plan: interest and principal.
    pub(super) paid: Collected,
    /// What it was called for and did not pay.
    pub(super) unanswered: Money,
    /// What it recovers from borrowers.
    pub(super) recovered: Money,
    /// What it pays to the plan of what it was called for after its failure.
    pub(super) late: Money,
}

impl GuarantorBooks {
    /// Nobody is called.
    pub(super) fn clear(&mut self) {
        self.first = usize::MAX;
        self.by_date.clear();
        self.by_kind.clear();
    }

    /// Makes room for all that these guarantors may do.
    pub(super) fn open(&mut self, guarantees: &Guarantees, kind_of: &[u8]) {
        let kinds = kind_of.iter().max().map_or(0, |last| usize::from(*last) + 1);
        self.by_date.resize(guarantees.plans.len() * guarantees.dates, GuarantorDate::default());
        self.by_kind.resize(kinds * guarantees.dates, Collected::default());
    }

    /// A guarantor pays so much, and leaves so much open.
    #[inline]
    pub(super) fn pay(&mut self, place: usize, paid: Collected, unanswered: Money) {
        let date = &mut self.by_date[place];
        (date.paid, date.unanswered) = (date.paid.plus(paid), date.unanswered + unanswered);
    }

    /// What is paid for assets of a kind.
    pub(super) fn pay_of_kind(&mut self, place: usize, paid: Collected) {
        self.by_kind[place] = self.by_kind[place].plus(paid);
    }

    /// What guarantors pay to the plan, added to what others do, and what becomes of their recourse, by date.
    pub(crate) fn tell(
        &self,
        guarantees: &Guarantees,
        others: &mut Vec<Receipt>,
        recourse: &mut Vec<RecourseEntry>,
    ) {
        let GuarantorBooks { first, by_date, .. } = self;
        others.reserve(2 * by_date.len());
        recourse.clear();
        recourse.reserve(by_date.len());
        let places = by_date.chunks(guarantees.dates.max(1)).zip(&guarantees.plans);
        for (by_date, plan) in places {
            let (from, support) = (plan.account, plan.support);
            for (date, told) in by_date.iter().enumerate().skip(*first) {
                if !told.paid.cash().is_zero() {
                    let kind = ReceiptKind::Guaranteed { support };
                    others.push(Receipt { date, from, kind, paid: told.paid });
                }
                if !told.late.is_zero() {
                    let paid = Collected { recovery: told.late, ..Collected::default() };
                    others.push(Receipt { date, from, kind: ReceiptKind::GuaranteedLate { support }, paid });
                }
                if !(told.unanswered.is_zero() && told.recovered.is_zero()) {
                    let GuarantorDate { unanswered, recovered, .. } = *told;
                    recourse.push(RecourseEntry { date, support, to: from, unanswered, recovered });
                }
            }
        }
    }
}
