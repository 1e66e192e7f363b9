//! What the engine tells about itself: transfers, their reasons, and the close of every date.
//!
//! A projection, a simulated path and a replayed path run the same code; they differ in the recorder alone.

use super::clean_up::Sale;
use super::order::StepPlan;
use super::plan::{Claim, Plan};
use super::state::State;
use super::watch::Happening;
use crate::ledger::AccountId;
use crate::money::Money;
use crate::servicing::{Collected, ReceiptKind};

/// Why money moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reason {
    CollectedInterest,
    CollectedPrincipal,
    Recovered,
    /// From the collection account to the plan account (转付).
    Transferred,
    /// From whoever pays in a borrower's place.
    Received(ReceiptKind),
    /// From the borrowers of loans to their guarantor, past the plan; under the support of this number.
    RecoveredBy(usize),
    /// From borrowers to a servicer that has failed.
    Commingled,
    /// The price of what was left of the pool.
    Sold,
    /// Into a reserve, at closing.
    PaidIn(usize),
    /// Interest on the accounts of the plan.
    Earned,
    /// From a further account of the plan, for a claim that must be paid and that the account before does not reach.
    MadeUp(Claim),
    /// A draw on a support for a claim that the plan's cash does not reach.
    Drawn {
        support: usize,
        claim: Claim,
    },
    /// What the giver of a support, which has failed, pays later of what it was called for: to the giver of the support behind it
    /// that paid in its place, or to the plan.
    Late {
        support: usize,
        to: Option<usize>,
    },
    Paid(Claim),
    /// Into a reserve that is below its target.
    ToppedUp(usize),
    /// Out of a reserve that is above its target.
    Released(usize),
    /// From income to principal, of what it owes it.
    MadeGood,
    /// From principal that no note needs any more.
    Freed,
    /// From a ledger of the plan account, which is one account from now on.
    Merged,
}

/// One movement of money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Transfer {
    /// The distribution date, by its index.
    pub(crate) date: usize,
    pub(crate) from: AccountId,
    pub(crate) to: AccountId,
    pub(crate) amount: Money,
    pub(crate) reason: Reason,
}

/// What the holders of a note receive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoteMoney {
    Interest,
    Principal,
    Residual,
}

impl Transfer {
    /// Which note's holders receive it, if any do, and as what; given the note whose holders take the residual.
    #[inline(always)]
    pub(crate) fn received_by_note(self, residual_note: Option<usize>) -> Option<(usize, NoteMoney)> {
        match self.reason {
            Reason::Paid(Claim::Interest(note) | Claim::Current(note) | Claim::Arrears(note)) => {
                Some((note, NoteMoney::Interest))
            }
            Reason::Paid(Claim::Principal(note) | Claim::Ahead(note)) => Some((note, NoteMoney::Principal)),
            Reason::Paid(Claim::Residual) => residual_note.map(|note| (note, NoteMoney::Residual)),
            _ => None,
        }
    }
}

/// What is kept of a run.
pub(crate) trait Recorder {
    /// Is every step told, also on dates on which none can change anything?
    const KEEPS_STEPS: bool = false;

    /// The cash of a date has come in, this much, and everything has accrued; nothing is paid yet.
    fn opened(&mut self, _date: usize, _plan: &Plan, _state: &State, _collected: &Collected) {}

    /// The step of this index is about to be taken.
    fn taking(&mut self, _index: usize, _step: &StepPlan, _plan: &Plan, _state: &State) {}

    /// It has been taken.
    fn taken(&mut self, _step: &StepPlan, _plan: &Plan, _state: &State) {}

    /// Money has moved.
    fn transferred(&mut self, _transfer: Transfer) {}

    /// An event has happened, or was cured.
    fn event(&mut self, _date: usize, _happening: Happening) {}

    /// On a date this much has come in, and the plan does not pay on it, as no event has made it one on which it does.
    fn passed(&mut self, _date: usize, _plan: &Plan, _state: &State, _collected: &Collected) {}

    /// What was left of the pool is sold, before a date is paid.
    fn sold(&mut self, _date: usize, _sale: &Sale) {}

    /// Every step of a date has been taken.
    fn closed(&mut self, _date: usize, _plan: &Plan, _state: &State) {}
}

/// Keeps nothing: the final state is enough.
pub(crate) struct Nothing;

impl Recorder for Nothing {}
