//! What a party deals in with the plan, beside what it is paid for its services.

use crate::deal::ResolvedDeal;
use crate::ledger::AccountId;
use crate::money::Money;
use crate::waterfall::State;

/// What a party deals in with the plan: what it stands behind, pays in and buys.
#[derive(Clone, Debug)]
pub(super) struct Dealings {
    pub(super) account: AccountId,
    /// The supports that it gives.
    pub(super) supports: Vec<usize>,
    /// What it pays into reserves at closing.
    paid_in: Money,
    /// Does it buy loans back, and may it buy what is left of the pool?
    buys_loans: bool,
    buys_pool: bool,
}

impl Dealings {
    /// Those of the party of this number.
    pub(super) fn of(deal: &ResolvedDeal, party: usize) -> Dealings {
        let (definition, plan) = (deal.definition(), deal.plan());
        let account = plan.chart.party(party);
        let is_own = |support: &usize| plan.givers[plan.supports[*support].giver] == party;
        let buyer = definition.clean_up.as_ref().map(|call| &call.by);
        Dealings {
            account,
            supports: (0..plan.supports.len()).filter(is_own).collect(),
            paid_in: plan.paid_in_by(account),
            buys_loans: deal.cash.repurchases.is_by(account),
            buys_pool: buyer.is_some_and(|buyer| definition.parties[party].name == *buyer),
        }
    }

    /// Are there any?
    pub(super) fn are_there(&self) -> bool {
        let buys = self.buys_loans || self.buys_pool;
        buys || !self.supports.is_empty() || !self.paid_in.is_zero()
    }

    /// What it spent on a path that ended like this: into reserves, for loans that it bought back, and for what was left of the pool.
    pub(super) fn spent(&self, last: &State) -> Money {
        let loans = if self.buys_loans { last.repurchased } else { Money::ZERO };
        let pool = if self.buys_pool { last.sold_for } else { Money::ZERO };
        self.paid_in + loans + pool
    }
}
