//! A guaranteed loan that its borrower no longer pays, and what becomes of it.

use super::super::collections::LoanDefault;
use crate::money::Money;

/// A guaranteed loan that its borrower no longer pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Case {
    pub(crate) default: LoanDefault,
    pub(crate) guarantee: usize,
    /// In which period it would be recovered if nobody guaranteed it.
    pub(super) comes: Option<usize>,
    /// With which instalment it shows,
    pub(super) shows: usize,
    /// and the principal outstanding before that.
    pub(crate) outstanding: Money,
    /// What the guarantor was called for, interest and principal,
    pub(crate) called: Money,
    /// and what it paid of that: of an amount that is less than what was called for, interest first.
    pub(crate) paid: Money,
    pub(super) paid_principal: Money,
    /// What it pays later of what it was called for after its failure: interest first too.
    pub(crate) paid_late: Money,
    pub(super) late_principal: Money,
    /// The instalment that is called for next,
    pub(super) next: usize,
    /// and how many calls for more than nothing there were.
    pub(super) calls: usize,
    pub(crate) end: CaseEnd,
    /// What the plan recovers of the loan, and what the guarantor does.
    pub(crate) recovered_by_plan: Money,
    pub(crate) recovered: Money,
}

/// What became of a case by the last date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CaseEnd {
    /// The loan is late: calls are still to come, or would be after the last date; or so would its default.
    Late,
    /// The guarantor has paid in full.
    PaidInFull,
    /// A call was not met, or nothing more is advanced: the loan has defaulted, on this date, with so much principal outstanding.
    Defaulted { date: usize, principal: Money },
}

impl Case {
    /// A case in which nobody has been called yet.
    pub(super) fn of(
        default: LoanDefault,
        guarantee: usize,
        comes: Option<usize>,
        (shows, outstanding): (usize, Money),
    ) -> Case {
        Case {
            default,
            guarantee,
            comes,
            shows,
            outstanding,
            called: Money::ZERO,
            paid: Money::ZERO,
            paid_principal: Money::ZERO,
            paid_late: Money::ZERO,
            late_principal: Money::ZERO,
            next: shows,
            calls: 0,
            end: CaseEnd::Late,
            recovered_by_plan: Money::ZERO,
            recovered: Money::ZERO,
        }
    }
}
