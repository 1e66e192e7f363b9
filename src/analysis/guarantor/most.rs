//! The most that a guarantor can pay and get: what has been seen on too few paths is measured by it.

use super::charge::Charge;
use crate::deal::ResolvedDeal;
use crate::money::Money;
use crate::simulation::{Limits, fen};

/// In fen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Most {
    /// What it can pay.
    pub(super) drawn: u64,
    /// What it can get back beyond that.
    pub(super) returned: u64,
    /// What it can be paid in fees.
    pub(super) fees: u64,
    /// What anybody can pay or be owed.
    pub(super) any: u64,
    /// What all loans owe at the cut-off.
    pub(super) pool: u64,
}

impl Most {
    pub(super) fn of(
        deal: &ResolvedDeal,
        supports: &[usize],
        opening: Money,
        charge: Option<&Charge>,
    ) -> Most {
        let (plan, limits) = (deal.plan(), Limits::of(deal));
        let drawn = |&support: &usize| limits.drawn(support) + limits.late(support);
        let returned = |&support: &usize| {
            let factors = plan.supports[support].return_factors.iter();
            factors.map(|factor| limits.drawn(support).times(*factor)).sum::<Money>() + limits.fees(support)
        };
        Most {
            drawn: fen(supports.iter().map(drawn).sum()),
            returned: fen(supports.iter().map(returned).sum()),
            fees: fen(charge.map_or(Money::ZERO, |charge| charge.most(opening))),
            any: fen(limits.any),
            pool: fen(deal.opening_principal()),
        }
    }

    /// That of several deals.
    pub(super) fn sum(all: impl Iterator<Item = Most>) -> Most {
        all.fold(Most::default(), |a, b| Most {
            drawn: a.drawn.saturating_add(b.drawn),
            returned: a.returned.saturating_add(b.returned),
            fees: a.fees.saturating_add(b.fees),
            any: a.any.saturating_add(b.any),
            pool: a.pool.saturating_add(b.pool),
        })
    }
}
