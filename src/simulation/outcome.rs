//! What a path came to, for everyone in the deal.

use std::cmp::Reverse;

use super::dealings::Dealings;
use super::flows::missed_before;
use super::originator::Stake;
use crate::deal::ResolvedDeal;
use crate::enhancement::{Recourse, SupportBook, SupportPlan};
use crate::ledger::Chart;
use crate::money::Money;
use crate::path::{CashFlowPlan, Path, Without};
use crate::servicing::PoolLoss;
use crate::waterfall::State;

/// Who is who in a deal, resolved once.
#[derive(Clone, Debug)]
pub(super) struct Roles {
    /// The accounts of the ledger.
    chart: Chart,
    /// Every class of notes.
    pub(super) notes: Vec<String>,
    /// The notes that are not subordinated.
    pub(super) seniors: Vec<usize>,
    /// By support: what it is called.
    pub(super) supports: Vec<String>,
    /// The supports that earn a commitment fee, and those whose givers pay a fraction after their failure.
    pub(super) with_fee: Vec<usize>,
    pub(super) paying_late: Vec<usize>,
    /// By event: what it is called.
    pub(super) events: Vec<String>,
    /// By mask: the party without whose supports a deal is looked at; `None` where nobody stands behind it.
    pub(super) masks: Vec<Option<String>>,
    pub(super) servicer: Dealings,
    /// The fees that the servicer receives.
    pub(super) servicer_fees: Vec<usize>,
    pub(super) servicer_can_fail: bool,
    /// What the originator has at stake, if it has.
    pub(super) originator: Option<Stake>,
    /// By note: is something of it not paid when due on the path without events?
    missed: Vec<bool>,
}

impl Roles {
    pub(super) fn of(deal: &ResolvedDeal) -> Roles {
        let (definition, plan) = (deal.definition(), deal.plan());
        let (notes, fees) = (plan.notes.iter().enumerate(), plan.fees.iter().enumerate());
        let of_supports = |is_it: fn(&SupportPlan) -> bool| -> Vec<usize> {
            (0..plan.supports.len()).filter(|support| is_it(&plan.supports[*support])).collect()
        };
        let party = |giver: usize| definition.parties[plan.givers[giver]].name.clone();
        let mask = |mask: &Without| match mask {
            Without::Everybody => None,
            Without::Giver(giver) => Some(party(*giver)),
        };
        Roles {
            chart: plan.chart,
            notes: definition.notes.iter().map(|note| note.name.clone()).collect(),
            seniors: notes.filter(|(_, note)| !note.kind.is_subordinated()).map(|(i, _)| i).collect(),
            supports: definition.supports.iter().map(|support| support.name().into()).collect(),
            with_fee: of_supports(SupportPlan::has_fee),
            paying_late: of_supports(SupportPlan::pays_late),
            events: definition.events.iter().map(|event| event.name.clone()).collect(),
            masks: deal.cash.masks.iter().map(mask).collect(),
            servicer: Dealings::of(deal, deal.servicer),
            servicer_fees: fees.filter(|(_, fee)| fee.payee == deal.servicer).map(|(i, _)| i).collect(),
            servicer_can_fail: plan.servicer.is_some(),
            originator: Stake::of(deal),
            missed: missed_before(deal).split_off(plan.dates * plan.notes.len()),
        }
    }
}

/// How a path ended: one that was run, or the one without events.
#[derive(Clone, Copy)]
pub(super) enum Ending<'a> {
    Of(&'a Path),
    Eventless(&'a CashFlowPlan),
}

impl<'a> Ending<'a> {
    /// The last state.
    #[inline(always)]
    fn state(self) -> &'a State {
        match self {
            Ending::Of(path) => path.state(),
            Ending::Eventless(cash) => cash.last_state(),
        }
    }

    /// The last state under a mask.
    #[inline(always)]
    fn without(self, mask: usize) -> &'a State {
        match self {
            Ending::Of(path) => path.without(mask),
            Ending::Eventless(cash) => cash.eventless.without.get(mask).unwrap_or(cash.last_state()),
        }
    }
}

/// What a path came to.
pub(super) struct Outcome<'a> {
    pub(super) roles: &'a Roles,
    ending: Ending<'a>,
    /// The last state.
    pub(super) state: &'a State,
    /// That under the first mask, nobody's support: asked for so often that it is looked up once.
    alone: &'a State,
    /// By note: was something not paid on the date on which it was due?
    pub(super) missed: &'a [bool],
    pub(super) defaults: usize,
    pub(super) loss: PoolLoss,
    pub(super) servicer_failed: bool,
}

impl<'a> Outcome<'a> {
    #[inline(always)]
    pub(super) fn new(
        roles: &'a Roles,
        ending: Ending<'a>,
        missed: &'a [bool],
        (defaults, loss): (usize, PoolLoss),
        servicer_failed: bool,
    ) -> Outcome<'a> {
        let (state, alone) = (ending.state(), ending.without(0));
        Outcome { roles, ending, state, alone, missed, defaults, loss, servicer_failed }
    }

    /// That of the path without events.
    pub(super) fn eventless(cash: &'a CashFlowPlan, roles: &'a Roles) -> Outcome<'a> {
        Outcome::new(roles, Ending::Eventless(cash), &roles.missed, (0, PoolLoss::default()), false)
    }

    /// The last state under a mask.
    #[inline(always)]
    pub(super) fn without(&self, mask: usize) -> &State {
        if mask == 0 { self.alone } else { self.ending.without(mask) }
    }

    /// The recourse ledger of a support.
    #[inline(always)]
    pub(super) fn recourse(&self, support: usize) -> &Recourse {
        &self.state.supports[support].recourse
    }

    /// The book of a support that has more than a recourse ledger.
    pub(super) fn book(&self, support: usize) -> SupportBook {
        self.state.books.get(support).copied().unwrap_or_default()
    }

    /// What the holders of a note received.
    #[inline(always)]
    pub(super) fn received(&self, note: usize) -> Money {
        self.state.ledger.balance(self.roles.chart.holders(note))
    }

    /// What the servicer received; what it paid and got back for supports of its own, and what else it spent, apart, and what is lost
    /// should it fail.
    #[inline(always)]
    pub(super) fn servicer_received(&self) -> Money {
        let own = &self.roles.servicer;
        let supports = own.supports.iter().map(|&support| self.recourse(support));
        let paid: Money = supports.map(|recourse| recourse.outstanding() - recourse.return_paid).sum();
        let booked = || {
            let books = own.supports.iter().map(|&support| self.book(support));
            books.map(|book| book.late_paid - book.fee_paid).sum()
        };
        let booked = if self.state.books.is_empty() { Money::ZERO } else { booked() };
        let spent = paid + booked + own.spent(self.state);
        self.state.ledger.balance(own.account) + spent - self.held_back()
    }

    /// What a servicer that has failed holds of borrowers' payments.
    #[inline(always)]
    fn held_back(&self) -> Money {
        self.state.commingled.cash() - self.state.returned
    }

    /// What the originator spent, and paid under its supports.
    pub(super) fn originator_paid(&self, stake: &Stake) -> Money {
        let drawn = |support: &usize| self.recourse(*support).drawn + self.book(*support).late_paid;
        stake.dealings.spent(self.state) + stake.dealings.supports.iter().map(drawn).sum()
    }

    /// What it received, on the notes that it keeps too.
    pub(super) fn originator_received(&self, stake: &Stake) -> Money {
        let notes: Money = stake.notes.iter().map(|&note| self.received(note)).sum();
        let held_back = if stake.services { self.held_back() } else { Money::ZERO };
        self.state.ledger.balance(stake.dealings.account) + notes + self.originator_paid(stake) - held_back
    }

    /// Fees that the servicer is owed.
    #[inline(always)]
    pub(super) fn servicer_unpaid(&self) -> Money {
        self.roles.servicer_fees.iter().map(|&fee| self.state.fees_due[fee]).sum()
    }

    /// What the notes that are not subordinated lost together, given the last state.
    #[inline(always)]
    pub(super) fn senior_loss(&self, last: &State) -> Money {
        self.roles.seniors.iter().map(|&note| unpaid(last, note)).sum()
    }

    #[inline(always)]
    pub(super) fn severity(&self, path: u64) -> Severity {
        Severity {
            senior_loss_alone: self.senior_loss(self.alone),
            pool_loss: self.loss.lost,
            path: Reverse(path),
        }
    }
}

/// Principal and interest of a note unpaid at a state.
#[inline(always)]
pub(super) fn unpaid(state: &State, note: usize) -> Money {
    state.notes[note].balance + state.notes[note].interest_due
}

/// How bad a path was: by what the notes that are not subordinated would lose without the enhancer, then by what the
/// pool lost, then by the path's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
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
