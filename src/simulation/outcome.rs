//! What a path came to, for everyone in the deal.

use std::cmp::Reverse;

use crate::deal::ResolvedDeal;
use crate::ledger::AccountId;
use crate::money::Money;
use crate::servicing::PoolLoss;
use crate::waterfall::State;

/// Whose account is whose.
#[derive(Clone, Debug)]
pub(super) struct Roles {
    /// The holders of the first note; the others follow.
    first_holders: usize,
    servicer: AccountId,
    /// Is the servicer the enhancer too?
    servicer_enhances: bool,
    /// The fees that the servicer receives.
    servicer_fees: Vec<usize>,
}

impl Roles {
    pub(super) fn of(deal: &ResolvedDeal) -> Roles {
        let definition = deal.definition();
        let servicer = &definition.servicing.servicer;
        let party = definition.parties.iter().position(|party| party.name == *servicer).unwrap_or(0);
        let fees = definition.fees.iter().enumerate();
        Roles {
            first_holders: deal.plan().first_holders(),
            servicer: AccountId::after_fixed(party),
            servicer_enhances: definition.undertaking.as_ref().is_some_and(|given| given.by == *servicer),
            servicer_fees: fees.filter(|(_, fee)| fee.payee == *servicer).map(|(i, _)| i).collect(),
        }
    }

    /// The fees that the servicer receives.
    pub(super) fn servicer_fees(&self) -> &[usize] {
        &self.servicer_fees
    }

    /// The servicer's account.
    pub(super) fn servicer(&self) -> AccountId {
        self.servicer
    }

    /// What the servicer has received by a state; what it paid and got back as the enhancer, if it is that too, apart.
    pub(super) fn servicer_paid(&self, state: &State) -> Money {
        let balance = state.ledger.balance(self.servicer);
        let recourse = &state.recourse;
        if self.servicer_enhances { balance + recourse.outstanding() - recourse.return_paid } else { balance }
    }
}

/// What a path came to.
pub(super) struct Outcome<'a> {
    pub(super) deal: &'a ResolvedDeal,
    pub(super) roles: &'a Roles,
    pub(super) state: &'a State,
    /// The final state had nobody stood behind the deal.
    pub(super) alone: &'a State,
    pub(super) missed: &'a [bool],
    pub(super) defaults: usize,
    pub(super) loss: PoolLoss,
}

impl<'a> Outcome<'a> {
    /// That of the path without events.
    pub(super) fn eventless(deal: &'a ResolvedDeal, roles: &'a Roles, missed: &'a [bool]) -> Outcome<'a> {
        let (state, alone) = (deal.cash.last_state(), &deal.cash.eventless.alone);
        Outcome { deal, roles, state, alone, missed, defaults: 0, loss: PoolLoss::default() }
    }

    pub(super) fn note_loss(&self, note: usize) -> Money {
        unpaid(self.state, note)
    }

    pub(super) fn note_loss_alone(&self, note: usize) -> Money {
        unpaid(self.alone, note)
    }

    pub(super) fn received(&self, note: usize) -> Money {
        self.state.ledger.balance(AccountId::at(self.roles.first_holders + note))
    }

    pub(super) fn servicer_received(&self) -> Money {
        self.roles.servicer_paid(self.state)
    }

    pub(super) fn servicer_unpaid(&self) -> Money {
        self.roles.servicer_fees.iter().map(|&fee| self.state.fees_due[fee]).sum()
    }

    /// What the notes that are not subordinated lost together.
    pub(super) fn senior_loss(&self) -> Money {
        self.seniors().map(|note| self.note_loss(note)).sum()
    }

    /// What the notes that are not subordinated would have lost together, had nobody stood behind the deal.
    pub(super) fn senior_loss_alone(&self) -> Money {
        self.seniors().map(|note| self.note_loss_alone(note)).sum()
    }

    pub(super) fn seniors(&self) -> impl Iterator<Item = usize> {
        let notes = self.deal.plan().notes.iter().enumerate();
        notes.filter(|(_, note)| !note.kind.is_subordinated()).map(|(i, _)| i)
    }

    pub(super) fn severity(&self, path: u64) -> Severity {
        Severity {
            senior_loss_alone: self.senior_loss_alone(),
            pool_loss: self.loss.lost,
            path: Reverse(path),
        }
    }
}

fn unpaid(state: &State, note: usize) -> Money {
    state.notes[note].balance + state.notes[note].interest_due
}

/// How bad a path was: by what the notes that are not subordinated would lose without the enhancer, then by what the
/// pool lost, then by the path's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Severity {
    pub(super) senior_loss_alone: Money,
    pub(super) pool_loss: Money,
    pub(super) path: Reverse<u64>,
}

impl Severity {
    /// Was anything lost at all?
    pub(super) fn is_bad(&self) -> bool {
        self.pool_loss > Money::ZERO || self.senior_loss_alone > Money::ZERO
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A pool that lost nothing can still have paid too late for the senior notes, and a pool that lost can have spared
    /// them.
    #[test]
    fn a_path_is_bad_where_the_seniors_or_the_pool_lose() {
        for (senior, pool, bad) in [(0, 0, false), (1, 0, true), (0, 1, true), (1, 1, true)] {
            let [senior_loss_alone, pool_loss] = [senior, pool].map(Money::from_fen);
            let severity = Severity { senior_loss_alone, pool_loss, path: Reverse(0) };
            assert_eq!(severity.is_bad(), bad, "seniors lose {senior_loss_alone}, the pool {pool_loss}");
        }
    }

    #[test]
    fn the_worse_path_is_the_one_with_the_higher_senior_loss_then_pool_loss_then_the_earlier_one() {
        let in_order = [(9, 0, 7), (9, 0, 8), (5, 3, 9), (5, 2, 1), (0, 8, 0)];
        let severities = in_order.map(|(senior, pool, path)| Severity {
            senior_loss_alone: Money::from_fen(senior),
            pool_loss: Money::from_fen(pool),
            path: Reverse(path),
        });
        assert!(severities.is_sorted_by(|worse, better| worse > better));
    }
}
