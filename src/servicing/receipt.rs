//! What the plan receives on its dates: what borrowers pay, and what others pay into it in their place.

use super::collections::Collected;
use crate::ledger::AccountId;
use crate::money::Money;

/// Cash of a date that a party pays, and no borrower. On most paths of most deals there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Receipt {
    /// The index of the distribution date that pays it out.
    pub(crate) date: usize,
    /// Who pays it.
    pub(crate) from: AccountId,
    pub(crate) kind: ReceiptKind,
    /// What it counts as: interest is taxed, principal leaves the pool, a recovery does neither. Nothing defaults by it.
    pub(crate) paid: Collected,
}

/// Why a party pays in a borrower's place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ReceiptKind {
    /// The guarantor of loans (代偿), under the support of this number.
    Guaranteed { support: usize },
    /// That guarantor, of what it was called for after its failure.
    GuaranteedLate { support: usize },
    /// The estate of a servicer that has failed.
    Estate,
    /// The originator, who buys back this loan, as it was not eligible (不合格资产赎回).
    Repurchased { loan: u32 },
}

/// What becomes on a date of a guarantor's part in loans, beside what it pays to the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RecourseEntry {
    /// The index of the distribution date.
    pub(crate) date: usize,
    /// The number of the support.
    pub(crate) support: usize,
    /// The guarantor's account.
    pub(crate) to: AccountId,
    /// What it was called for and did not pay.
    pub(crate) unanswered: Money,
    /// What it recovers from borrowers, past the plan.
    pub(crate) recovered: Money,
}

/// What was paid to a servicer that has failed, and is lost to the plan (资金混同).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[doc(alias = "资金混同")]
pub struct Commingled {
    /// Interest.
    pub interest: Money,
    /// Principal: the borrowers owe so much less, and nothing of it has defaulted.
    pub principal: Money,
}

impl Commingled {
    /// Interest and principal together.
    pub fn cash(&self) -> Money {
        self.interest + self.principal
    }

    #[cfg(feature = "serde")]
    pub(crate) fn is_nothing(&self) -> bool {
        *self == Commingled::default()
    }

    /// What was lost since an earlier moment.
    pub(crate) fn since(self, earlier: Commingled) -> Commingled {
        Commingled {
            interest: self.interest - earlier.interest,
            principal: self.principal - earlier.principal,
        }
    }
}

/// What the plan receives on a path, by date.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Inflow<'a> {
    /// By date, what borrowers pay.
    pub(crate) borrowers: &'a [Collected],
    /// What others pay, in any order.
    pub(crate) others: &'a [Receipt],
    /// What becomes of guarantors' parts in loans, in any order.
    pub(crate) recourse: &'a [RecourseEntry],
    /// By date, what borrowers have paid a servicer that has failed; empty where it has not.
    pub(crate) lost: &'a [Commingled],
    /// By date, the tax of a pool that is taxed kind by kind; empty for any other.
    pub(crate) taxes: &'a [Money],
}

impl<'a> Inflow<'a> {
    /// What others pay on a date.
    pub(crate) fn others_on(self, date: usize) -> impl Iterator<Item = &'a Receipt> {
        self.others.iter().filter(move |receipt| receipt.date == date)
    }

    /// What becomes of guarantors' parts in loans on a date.
    pub(crate) fn recourse_on(self, date: usize) -> impl Iterator<Item = &'a RecourseEntry> {
        self.recourse.iter().filter(move |entry| entry.date == date)
    }

    /// Is nothing paid any more after a date?
    #[inline]
    pub(crate) fn is_over_after(self, date: usize) -> bool {
        self.borrowers[date + 1..].iter().all(|period| period.cash().is_zero())
            && self.lost.iter().skip(date + 1).all(|lost| lost.cash().is_zero())
            && !self.others.iter().any(|receipt| receipt.date > date && !receipt.paid.cash().is_zero())
    }
}
