//! The terms of a deal in words.

use super::Deal;
use crate::waterfall::Claim;

impl Deal {
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
