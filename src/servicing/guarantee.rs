//! Loan guarantees (基础资产保证): which loans have one, and when a guarantor is called for each of their instalments.
//!
//! A guaranteed loan that misses an instalment is late and has not defaulted: it stays in the performing pool, and nothing comes
//! in, until its guarantor is called and pays, or does not.

mod absent;
mod at_once;
mod books;
mod case;
mod desk;
mod recovery;

use super::schedule::Grid;
use crate::calendar::Date;
use crate::ledger::AccountId;
use crate::money::{Factor, Money};

pub(crate) use case::{Case, CaseEnd};
pub(super) use desk::undo;
pub(crate) use desk::{Brought, GuaranteeDesk};

/// What a guarantor of loans pays once a borrower does not.
///
/// ```
/// use abs_waterfall::servicing::GuaranteePays;
/// assert_ne!(GuaranteePays::Arrears, GuaranteePays::Accelerated);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum GuaranteePays {
    /// Every instalment that is missed, each so many days after it was due: the loan goes on as agreed.
    Arrears,
    /// The balance and the interest due on the first missed due date, at once: the plan then gets no more of the loan.
    Accelerated,
}

/// The loan guarantees of a deal.
#[derive(Clone, Debug, Default)]
pub(crate) struct Guarantees {
    plans: Vec<GuaranteePlan>,
    /// By loan, which of them covers it; beyond the last where none does. Empty where there are none.
    of_loan: Vec<u8>,
    dates: usize,
}

/// One loan guarantee, resolved, or the advances of a servicer.
#[derive(Clone, Debug)]
pub(crate) struct GuaranteePlan {
    /// Its number among the supports of the deal,
    pub(crate) support: usize,
    /// and its giver's among those that give supports.
    pub(crate) giver: usize,
    /// The giver's account.
    pub(crate) account: AccountId,
    pub(crate) pays: GuaranteePays,
    /// Of servicer advances, how many calls for one loan there are at most. Who advances has its money back first.
    pub(crate) advances: Option<usize>,
    /// The most that it ever pays. What it recovers does not restore it.
    pub(crate) cap: Money,
    /// So many days after a missed due date.
    pub(crate) waits_days: u32,
    /// What its giver pays later of what it is called for after its failure, if it does.
    pub(crate) late: Option<LateShare>,
    /// By grid of due dates and instalment, when it is called; empty for a grid without a loan of its own.
    pub(crate) calls: Vec<Vec<CallDay>>,
}

/// What a party that has failed pays later: a share of each call, rounded half-up, and by date of the call the one on which it comes;
/// none is left where that is past the last.
#[derive(Clone, Debug)]
pub(crate) struct LateShare {
    pub(crate) share: Factor,
    pub(crate) on: Vec<usize>,
}

/// When a guarantor is called for an instalment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CallDay {
    pub(crate) day: Date,
    /// The first date whose calculation date is on that day or later; `None` after the last.
    pub(crate) date: Option<u32>,
}

impl Guarantees {
    /// These guarantees of loans, given which of them each loan has, in a deal of so many dates.
    pub(crate) fn new(plans: Vec<GuaranteePlan>, of_loan: Vec<u8>, dates: usize) -> Guarantees {
        if plans.is_empty() { Guarantees::default() } else { Guarantees { plans, of_loan, dates } }
    }

    /// These for a pool in parts, given of which loan each part is one: its guarantor is that of the loan.
    pub(crate) fn in_parts(&self, of: &[u32]) -> Guarantees {
        let mut guarantees = self.clone();
        if !self.is_empty() {
            guarantees.of_loan.extend(of.iter().map(|loan| self.of_loan[*loan as usize]));
        }
        guarantees
    }

    /// Is there none?
    #[inline]
    pub(crate) fn is_empty(&self) -> bool {
        self.plans.is_empty()
    }

    /// Does somebody give one of them?
    pub(crate) fn any_of(&self, is_giver: impl Fn(usize) -> bool) -> bool {
        self.plans.iter().any(|plan| is_giver(plan.giver))
    }

    /// The number among the supports of one of them.
    pub(crate) fn support_of(&self, guarantee: usize) -> usize {
        self.plans[guarantee].support
    }

    /// The guarantee of a loan, and its number.
    pub(crate) fn of(&self, loan: u32) -> Option<(usize, &GuaranteePlan)> {
        let number = usize::from(*self.of_loan.get(loan as usize)?);
        Some((number, self.plans.get(number)?))
    }

    /// The guarantees of which some calls come after the last calculation date: the support, and the first due date whose call
    /// does, given the grids of due dates.
    pub(crate) fn called_late(&self, grids: &[Grid]) -> Vec<(usize, Date)> {
        let late = |plan: &GuaranteePlan| {
            let by_grid = plan.calls.iter().zip(grids).filter_map(|(calls, grid)| {
                let first = calls.iter().position(|call| call.date.is_none())?;
                grid.dates.get(first).copied()
            });
            by_grid.min().map(|due| (plan.support, due))
        };
        self.plans.iter().filter_map(late).collect()
    }
}
