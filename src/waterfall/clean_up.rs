//! The clean-up call (清仓回购): somebody buys what is left of the pool.

use thiserror::Error;

use super::amount::FormulaProblem;
use super::condition::{Condition, ConditionPlan};
use super::gauge::Readable;
use super::plan::Plan;
use super::state::State;
use crate::found::Found;
use crate::ledger::AccountId;
use crate::money::Money;
use crate::names::{NameProblem, Names};

/// The right of a party, usually the originator, to buy what is left of the pool.
///
/// It can be exercised from the first distribution date on which its condition holds, before anything is paid on that date. The
/// price is the balance of the loans that have not defaulted, with the interest that they have accrued by the distribution
/// date; or, if that is more, what the plan still owes for taxes, fees, liquidity facilities (what they have lent, with their fees and
/// interest) and the notes that are not subordinated. Loans in default go with the rest for nothing. The price is booked as principal, and bears no VAT. All notes may then be repaid, and
/// whatever the pool still pays is the buyer's.
///
/// Whether it is exercised a [scenario](crate::Scenario::with_clean_up_call) says; in a simulation it always is, or never. A
/// buyer that has failed buys nothing.
///
/// ```
/// use abs_waterfall::waterfall::{CleanUpCall, Condition, Gauge};
/// let small = Condition::falls_below("10%".parse()?, Gauge::Pool, Gauge::OpeningPool);
/// let call = CleanUpCall::new("Lender", small).always_exercised();
/// assert!(call.in_simulations);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
#[doc(alias = "清仓回购")]
#[non_exhaustive]
pub struct CleanUpCall {
    /// The party that buys.
    pub by: String,
    /// When it may: usually once less than a tenth of the pool is left, as banks' capital rules have it.
    pub when: Condition,
    /// Does it in a simulation? It then buys on the first date on which it may.
    #[cfg_attr(feature = "serde", serde(default))]
    pub in_simulations: bool,
}

impl CleanUpCall {
    /// The right of this party to buy once this holds, of which it makes no use in a simulation.
    #[must_use]
    pub fn new(by: &str, when: Condition) -> CleanUpCall {
        CleanUpCall { by: by.into(), when, in_simulations: false }
    }

    /// The same right, of which it always makes use in a simulation.
    #[must_use]
    pub fn always_exercised(self) -> CleanUpCall {
        CleanUpCall { in_simulations: true, ..self }
    }
}

/// What is wrong with a clean-up call.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum CleanUpProblem {
    /// It names what there is not.
    #[error(transparent)]
    Name(#[from] NameProblem),
    /// Its condition is no formula.
    #[error(transparent)]
    Formula(#[from] FormulaProblem),
    /// A condition that is known too late.
    #[error(
        "its condition asks what is unpaid, which is known only after a payment: the pool is bought before one, so ask for the \
         pool, the notes or a date"
    )]
    AsksUnpaid,
}

/// A clean-up call, resolved.
#[derive(Clone, Debug)]
pub(crate) struct CleanUpPlan {
    buyer: AccountId,
    /// Which of the parties that can fail it is, if it is one.
    giver: Option<usize>,
    when: ConditionPlan,
    pub(crate) in_simulations: bool,
}

/// What is left of the pool is sold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sale {
    pub(crate) buyer: AccountId,
    pub(crate) price: Money,
    /// The balance of the loans that perform, and what they have accrued.
    pub(crate) balance: Money,
    pub(crate) accrued: Money,
}

impl CleanUpCall {
    /// Binds its names, given the accounts of the parties; `None` after an error.
    pub(crate) fn resolve(
        &self,
        parties: &Names,
        account_of: impl Fn(usize) -> AccountId,
        names: Readable<'_>,
        found: &mut Found<CleanUpProblem>,
    ) -> Option<CleanUpPlan> {
        let buyer = found.take("clean_up", parties.find(&self.by)).map(account_of);
        let when = self.when.resolve(0, "clean_up", names, found)?;
        if when.asks_unpaid() {
            found.add("clean_up", CleanUpProblem::AsksUnpaid);
        }
        let giver = names.giver(&self.by).ok();
        Some(CleanUpPlan { buyer: buyer?, giver, when, in_simulations: self.in_simulations })
    }
}

impl CleanUpPlan {
    /// Is the buyer one of these parties that can fail?
    pub(super) fn is_by(&self, is_giver: impl Fn(usize) -> bool) -> bool {
        self.giver.is_some_and(is_giver)
    }

    /// When it may be exercised.
    pub(super) fn condition(&self) -> &ConditionPlan {
        &self.when
    }

    /// Who buys, and for how much, if it does now; given the interest that performing loans have accrued, and whether a party
    /// has failed.
    pub(super) fn sale(
        &self,
        plan: &Plan,
        state: &State,
        accrued: Money,
        has_failed: impl Fn(usize) -> bool,
    ) -> Option<Sale> {
        let is_left = state.end.is_none() && !state.sold && !state.pool.is_zero();
        let stands = !self.giver.is_some_and(has_failed);
        let buys = state.exercises_call && is_left && stands && self.when.holds(state);
        let (buyer, balance) = (self.buyer, state.pool);
        buys.then(|| Sale { buyer, price: (balance + accrued).max(owed(plan, state)), balance, accrued })
    }
}

/// What the plan owes for taxes, fees, liquidity facilities and notes that are not subordinated: facilities are repaid before the
/// principal of notes.
fn owed(plan: &Plan, state: &State) -> Money {
    let senior = plan.notes.iter().zip(&state.notes).filter(|(note, _)| !note.kind.is_subordinated());
    let notes: Money = senior.map(|(_, state)| state.balance + state.interest_due).sum();
    let facilities = (0..plan.supports.len()).filter(|support| plan.supports[*support].is_facility());
    let fee = |support| state.books.get(support).map_or(Money::ZERO, |book| book.fee_due);
    let lent: Money = facilities.map(|support| state.supports[support].recourse.owed() + fee(support)).sum();
    state.vat_due + state.fees_due.iter().sum::<Money>() + lent + notes
}
