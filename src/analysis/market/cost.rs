//! What a pool costs the public.

use super::budget::{Chance, Payment, chance_above};
use super::definition::Market;
use super::error::MarketError;
use super::pool::MarketPool;
use super::segment::Segment;
use crate::credit::FactorLoading;
use crate::money::Money;

/// What a pool costs the public. Nothing is discounted.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct PublicCost {
    /// The expected subsidies to firms, in yuan: those paid on repayment weighted by the chance that the firm survives.
    pub subsidies: f64,
    /// The grants to the issuer and to institutions.
    pub grants: Money,
    /// Both, in yuan.
    pub total: f64,
    /// The total per yuan of face.
    pub per_yuan: f64,
    /// The total per firm, in yuan.
    pub per_firm: f64,
    /// The total per yuan of face of firms that no bank serves: per additional yuan. `None` if there are none.
    pub per_additional: Option<f64>,
    /// The cost if every firm is paid its subsidy: the budget that always suffices.
    pub most: Money,
    /// The chance that the market's budget does not suffice, if it has one.
    pub short: Option<Chance>,
}

impl Market {
    /// What a pool of this market costs the public. What firms have in common ([`Market::asset_correlation`]) does not change the
    /// expected cost, but the chance that a budget does not suffice: that is the mean over one common factor, whose error is in
    /// the bounds of the chance.
    ///
    /// # Errors
    /// [`MarketError`] where the market does not keep its rules, or the pool is of another.
    ///
    /// ```
    /// use abs_waterfall::Money;
    /// use abs_waterfall::analysis::market::{Alternative, Fees, Market, MarketLoan, Segment, Subsidy};
    /// let unserved = Alternative::NoBank("9%".parse()?);
    /// let market = Market::new("one kind", MarketLoan::bullet("4%".parse()?, 12), Fees::new("50%".parse()?))
    ///     .with_subsidy(Subsidy::of_face("3%".parse()?).once_repaid(12))
    ///     .with_segment(Segment::new("young", 20, Money::from_yuan(10_000_000), "2%".parse()?, unserved));
    /// let cost = market.equilibria()?.pool().map(|pool| market.public_cost(pool)).transpose()?;
    /// let total = cost.map(|cost| cost.total.round());
    /// assert_eq!(total, Some(5_880_000.0), "20 firms × 300,000 yuan × 98 % that repay");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn public_cost(&self, pool: &MarketPool) -> Result<PublicCost, MarketError> {
        self.check()?;
        self.check_pool(pool)?;
        let payments = self.payments(pool);
        let grants: Money = self.grants.iter().map(|grant| grant.amount(pool.size)).sum();
        let subsidies: f64 = payments.iter().map(Payment::expected).sum();
        let total = subsidies + grants.to_f64();
        let additional = self.additional(pool).to_f64();
        Ok(PublicCost {
            subsidies,
            grants,
            total,
            per_yuan: total / pool.size.to_f64(),
            per_firm: total / pool.firms as f64,
            per_additional: (additional > 0.0).then(|| total / additional),
            most: grants + payments.iter().map(Payment::most).sum(),
            short: self.budget.map(|budget| {
                chance_above(budget - grants, &payments, FactorLoading::from(self.asset_correlation))
            }),
        })
    }

    /// A pool of nobody has no cost per firm either.
    fn check_pool(&self, pool: &MarketPool) -> Result<(), MarketError> {
        let fits = pool.by_segment.len() == self.segments.len()
            && pool.by_segment.iter().zip(&self.segments).all(|(firms, segment)| *firms <= segment.firms)
            && pool.by_segment.iter().map(|&firms| u64::from(firms)).sum::<u64>() == pool.firms
            && pool.firms > 0
            && pool.size > Money::ZERO;
        if fits { Ok(()) } else { Err(MarketError::OtherMarket) }
    }

    /// What the firms of each segment that takes part are paid.
    fn payments(&self, pool: &MarketPool) -> Vec<Payment> {
        let each = self.segments.iter().zip(&pool.by_segment).filter(|(_, firms)| **firms > 0);
        let payment = |(segment, &firms): (&Segment, &u32)| {
            let default = segment.default_probability.to_f64();
            let amount = self.subsidy.paid(segment, &self.loan, pool.price.value);
            Payment { amount, firms, default: if self.subsidy.on_repayment { default } else { 0.0 } }
        };
        each.map(payment).collect()
    }

    /// The face of the loans of firms that no bank serves.
    fn additional(&self, pool: &MarketPool) -> Money {
        let each = self.segments.iter().zip(&pool.by_segment);
        let unserved = each.filter(|(segment, _)| !segment.alternative.is_bank());
        unserved.map(|(segment, &firms)| segment.face_of(firms)).sum()
    }
}
