//! The priority of payments as written.

use crate::money::Money;

/// One step of the waterfall (分配顺序). Steps are taken in order on every distribution date, each from the cash that
/// the ones before it left; names within one step rank together (同一顺位按比例) and share short cash in proportion to
/// what each is due.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "files",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "kebab-case", deny_unknown_fields)
)]
#[doc(alias = "分配顺序")]
pub enum Step {
    /// VAT and surcharges on the interest collected.
    Taxes,
    /// What is due of these fees.
    Fees(Vec<String>),
    /// What is due of these fees, up to an amount in sum on each date; the rest stays due, for a later step or date.
    CappedFees {
        /// The fees.
        fees: Vec<String>,
        /// The most that this step pays on one date.
        cap: Money,
    },
    /// What is due of the interest on these notes.
    Interest(Vec<String>),
    /// Principal of these notes, as far as each takes any: see [`NoteRepayment`](crate::deal::NoteRepayment).
    Principal(Vec<String>),
    /// What the enhancer paid: first the agreed return on it, then itself.
    Reimbursement,
    /// All that is left, once every note has been repaid in full, to the holders of a note or to a party. The last
    /// step; until then what is left stays in the plan account.
    Residual(String),
}

impl Step {
    /// What is due of one fee.
    pub fn fee(name: &str) -> Step {
        Step::Fees(vec![name.into()])
    }

    /// The interest on one note.
    pub fn interest(note: &str) -> Step {
        Step::Interest(vec![note.into()])
    }

    /// The principal of one note.
    pub fn principal(note: &str) -> Step {
        Step::Principal(vec![note.into()])
    }
}
