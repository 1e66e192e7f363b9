//! What the givers of supports paid and got, date by date and in sum.

use super::report::Projection;
use super::steps::today;
use crate::calendar::Date;
use crate::enhancement::{Recourse, SupportBook, SupportKind};
use crate::money::Money;
use crate::servicing::ReceiptKind;
use crate::waterfall::{Claim, Reason, State, Transfer};

/// One support on one date.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct SupportDate {
    /// What it was called for, whether it paid or not.
    pub called: Money,
    /// What it paid.
    #[doc(alias = "代偿")]
    pub drawn: Money,
    /// What it was repaid, by the plan, by those in whose place it had paid, and by borrowers whose loans it guarantees.
    pub reimbursed: Money,
    /// The agreed return that it was paid; of a liquidity facility its interest.
    pub return_paid: Money,
    /// The commitment fee that it was paid.
    #[doc(alias = "承诺费")]
    pub fee_paid: Money,
    /// What its giver paid after its failure, of what it had been called for.
    #[doc(alias = "破产清偿")]
    pub late_paid: Money,
}

/// What a party paid and got under all its supports.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct GiverReport {
    /// The party.
    pub name: String,
    /// What it paid when it was called.
    pub drawn: Money,
    /// What it was repaid of that.
    pub reimbursed: Money,
    /// The agreed return that it was paid.
    pub return_paid: Money,
    /// The commitment fees that it was paid.
    pub fee_paid: Money,
    /// What it paid after its failure.
    pub late_paid: Money,
}

impl GiverReport {
    /// What it got less what it paid; negative where it lost.
    pub fn net(&self) -> Money {
        self.reimbursed + self.return_paid + self.fee_paid - self.drawn - self.late_paid
    }
}

/// One support over the life of the deal.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct SupportReport {
    /// Its name.
    pub name: String,
    /// What kind of promise it is.
    #[cfg_attr(feature = "serde", serde(default))]
    pub kind: SupportKind,
    /// The party that gives it.
    pub by: String,
    /// The first distribution date on which its giver could not pay; `None` if it always could.
    pub failed: Option<Date>,
    /// The day on which its giver failed, if it did by the last distribution date.
    #[cfg_attr(feature = "serde", serde(default))]
    pub failed_on: Option<Date>,
    /// What it was called for, paid, and got back.
    pub recourse: Recourse,
    /// The commitment fee that it was paid,
    #[cfg_attr(feature = "serde", serde(default))]
    pub fee_paid: Money,
    /// and that it is still owed.
    #[cfg_attr(feature = "serde", serde(default))]
    pub fee_due: Money,
    /// What its giver paid after its failure, of what it had been called for: to those who paid in its place, and to the plan.
    #[cfg_attr(feature = "serde", serde(default))]
    pub late_paid: Money,
}

impl SupportReport {
    /// What its giver got under it less what it paid; negative where it lost.
    pub fn net(&self) -> Money {
        let recourse = &self.recourse;
        recourse.return_paid + self.fee_paid - recourse.outstanding() - self.late_paid
    }
}

impl Projection {
    /// Every party that stands behind the deal here, in the order in which they are first called.
    pub fn givers(&self) -> Vec<GiverReport> {
        let mut givers: Vec<GiverReport> = Vec::new();
        for support in &self.supports {
            let known = givers.iter().position(|giver| giver.name == support.by);
            let at = known.unwrap_or(givers.len());
            if known.is_none() {
                givers.push(GiverReport { name: support.by.clone(), ..GiverReport::default() });
            }
            givers[at].add(support);
        }
        givers
    }
}

impl GiverReport {
    fn add(&mut self, support: &SupportReport) {
        self.drawn += support.recourse.drawn;
        self.reimbursed += support.recourse.reimbursed;
        self.return_paid += support.recourse.return_paid;
        self.fee_paid += support.fee_paid;
        self.late_paid += support.late_paid;
    }
}

impl SupportDate {
    /// That of a support on a date that is over, given what moved on it and what it left open of calls; of a guarantee of loans
    /// since the date before.
    pub(super) fn of(support: usize, open: Money, transfers: &[Transfer]) -> SupportDate {
        let moved = |matches: &dyn Fn(Reason) -> bool| today(transfers, matches);
        let paid = |claim: Claim| moved(&|reason| reason == Reason::Paid(claim));
        let drawn = moved(&|reason| match reason {
            Reason::Drawn { support: of, .. } | Reason::Received(ReceiptKind::Guaranteed { support: of }) => {
                of == support
            }
            _ => false,
        });
        let of_borrowers = moved(&|reason| reason == Reason::RecoveredBy(support));
        let instead = moved(&|reason| matches!(reason, Reason::Late { to, .. } if to == Some(support)));
        SupportDate {
            called: drawn + open,
            drawn,
            reimbursed: paid(Claim::Reimbursement(support)) + instead + of_borrowers,
            return_paid: paid(Claim::Return(support)),
            fee_paid: paid(Claim::Commitment(support)),
            late_paid: moved(&|reason| matches!(reason, Reason::Late { support: of, .. } if of == support)),
        }
    }
}

/// The book of a support; an empty one, where there are no books.
pub(super) fn book(state: &State, support: usize) -> SupportBook {
    state.books.get(support).copied().unwrap_or_default()
}
