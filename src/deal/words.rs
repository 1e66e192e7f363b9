//! The terms of a deal in words.

use super::{Deal, Pool};
use crate::pool::Loan;
use crate::waterfall::Claim;

impl Deal {
    /// The loans.
    pub(crate) fn loans(&self) -> &[Loan] {
        match &self.pool {
            Pool::Loans(loans) => loans,
            Pool::Tape(_) => &[],
        }
    }

    /// Has it the very loans of another deal, and not only equal ones?
    pub(crate) fn has_same_loans(&self, other: &Deal) -> bool {
        std::ptr::eq(self.loans(), other.loans())
    }

    /// A claim in words.
    pub(crate) fn describe(&self, claim: Claim) -> String {
        match claim {
            Claim::Vat => "VAT".into(),
            Claim::Fee(fee) => format!("fee \"{}\"", self.fees[fee].name),
            Claim::Interest(note) => format!("interest on \"{}\"", self.notes[note].name),
            Claim::Principal(note) => format!("principal of \"{}\"", self.notes[note].name),
            Claim::Return => "agreed return to the enhancer".into(),
            Claim::Reimbursement => "reimbursement of the enhancer".into(),
            Claim::Residual => "residual".into(),
        }
    }
}
