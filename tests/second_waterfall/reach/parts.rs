//! What happens where shares of the pool default.

use abs_waterfall::Money;
use abs_waterfall::projection::{EntryKind, Projection};

use super::Rule;

pub(super) const RULES: [Rule; 7] = [
    ("shares of the pool default, and something comes back of one", |_, path| {
        let defaulted = path.pool_defaults.iter().filter(|share| !share.defaulted.is_zero());
        defaulted.count() > 1 && path.pool_defaults.iter().any(|share| !share.recovery.is_zero())
    }),
    ("a share of the pool defaults beside a whole loan, of which so much less does", |_, path| {
        has_share(path) && !path.defaults.is_empty()
    }),
    ("a guarantor pays for a share of the pool, and for a whole loan", |_, path| {
        let paid = |default: &abs_waterfall::projection::DefaultReport| {
            default.guaranteed.as_ref().is_some_and(|told| !told.paid.is_zero())
        };
        path.pool_defaults.iter().any(|share| !share.paid_by_others.is_zero())
            && path.defaults.iter().any(paid)
    }),
    ("a share of the pool defaults, and the servicer fails with cash", |_, path| {
        has_share(path) && path.servicer.as_ref().is_some_and(|told| !told.lost.cash().is_zero())
    }),
    ("a loan is bought back of which a part has defaulted", |_, path| {
        let prices = || path.ledger.iter().filter(|entry| entry.kind == EntryKind::Repurchased);
        prices().any(|price| prices().filter(|other| other.reason == price.reason).count() > 1)
    }),
    ("the pool is bought from the plan after a share of it defaulted", |_, path| {
        has_share(path) && path.clean_up.is_some()
    }),
    ("all that is left of the pool defaults", |_, path| {
        let whole = |share: &&abs_waterfall::projection::PoolDefaultReport| share.stress.contains("100");
        path.pool_defaults.iter().filter(whole).any(|share| share.defaulted > Money::ZERO)
    }),
];

fn has_share(path: &Projection) -> bool {
    path.pool_defaults.iter().any(|share| !share.defaulted.is_zero())
}
