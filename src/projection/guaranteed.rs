//! What became of the loans whose borrowers stopped paying, where they are guaranteed.

use std::collections::HashMap;
use std::fmt;

use crate::calendar::Date;
use crate::deal::ResolvedDeal;
use crate::money::Money;
use crate::path::{CashFlowPlan, Events, Path};
use crate::servicing::{Case, CaseEnd, LoanDefault, PoolLoss};

/// What became of a guaranteed loan whose borrower stopped paying.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
#[doc(alias = "代偿")]
pub struct GuaranteedLoan {
    /// The support under which its guarantor was called.
    pub support: String,
    /// The day on which its guarantor was called first; none where that is after the last calculation date.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub called_on: Option<Date>,
    /// What the guarantor was called for, interest and principal.
    pub called: Money,
    /// What it paid of that.
    pub paid: Money,
    /// What it paid later of what it was called for after its failure.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Money::is_nothing"))]
    pub paid_late: Money,
    /// What it recovers of the borrower within the dates.
    #[doc(alias = "追偿")]
    pub recovered: Money,
    /// What became of the loan.
    pub end: GuaranteeEnd,
}

/// What became of a guaranteed loan by the last calculation date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum GuaranteeEnd {
    /// It is late: what is missed is called for after the last calculation date, or nothing more is advanced and it has not been late
    /// for as long as the deal says.
    Late,
    /// Its guarantor has paid in full: it never defaulted.
    PaidInFull,
    /// A call was not met, or nothing more is advanced, and the loan defaulted.
    Defaulted {
        /// The calculation date on which it did.
        on: Date,
        /// Principal outstanding then.
        principal: Money,
    },
}

/// What a default came to: what it costs the plan, and what its guarantor did.
pub(super) struct Fate {
    pub(super) loss: PoolLoss,
    pub(super) guaranteed: Option<GuaranteedLoan>,
}

impl Fate {
    /// Of the defaults of a path that was run.
    pub(super) fn all(deal: &ResolvedDeal, cash: &CashFlowPlan, path: &Path, events: &Events) -> Vec<Fate> {
        let cases: HashMap<u32, &Case> = path.cases().iter().map(|case| (case.default.loan, case)).collect();
        let of = |(default, loss): (&LoanDefault, PoolLoss)| match cases.get(&default.loan) {
            Some(case) => Fate::of(deal, case, path.called_on(cash, events, case)),
            None => Fate { loss, guaranteed: None },
        };
        events.defaults.iter().zip(path.losses(cash, events)).map(of).collect()
    }

    fn of(deal: &ResolvedDeal, case: &Case, called_on: Option<Date>) -> Fate {
        let loss = PoolLoss { defaulted: case.outstanding, lost: case.outstanding - case.recovered_by_plan };
        let end = match case.end {
            CaseEnd::Late => GuaranteeEnd::Late,
            CaseEnd::PaidInFull => GuaranteeEnd::PaidInFull,
            CaseEnd::Defaulted { date, principal } => {
                GuaranteeEnd::Defaulted { on: deal.periods()[date].calculation, principal }
            }
        };
        let support = deal.cash.guarantees.support_of(case.guarantee);
        let support = deal.definition().supports.get(support).map_or("", |support| support.name());
        let Case { called, paid, paid_late, recovered, .. } = *case;
        Fate {
            loss,
            guaranteed: Some(GuaranteedLoan {
                support: support.into(),
                called_on,
                called,
                paid,
                paid_late,
                recovered,
                end,
            }),
        }
    }
}

/// "Guarantor was called from 2024-12-20 on for 100.00, paid 60.00 and recovers 12.00; the loan defaulted on 2025-01-20 with 40.00 outstanding",
/// without its full stop.
impl fmt::Display for GuaranteedLoan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let GuaranteedLoan { support, called_on, called, paid, paid_late, recovered, end } = self;
        let on = called_on.map_or(String::new(), |day| format!(" from {day} on"));
        write!(f, "{support} was called{on} for {called}, paid {paid}")?;
        if !paid_late.is_zero() {
            write!(f, ", {paid_late} later,")?;
        }
        write!(f, " and recovers {recovered}")?;
        match end {
            GuaranteeEnd::Late => f.write_str("; the loan is still late at the end"),
            GuaranteeEnd::PaidInFull => f.write_str("; the loan did not default"),
            GuaranteeEnd::Defaulted { on, principal } => {
                write!(f, "; the loan defaulted on {on} with {principal} outstanding")
            }
        }
    }
}
