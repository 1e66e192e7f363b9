//! A deal fit to be run.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::error::DealErrors;
use super::resolve::Register;
use super::warning::DealWarning;
use super::{Deal, DealIdentity, IssueTransfer};
use crate::calendar::PaymentPeriod;
use crate::credit::{DefaultSampler, Key, Latent};
use crate::money::Money;
use crate::path::CashFlowPlan;
use crate::pool::Loan;
use crate::servicing::CollectionPlan;
use crate::waterfall::Plan;

/// A deal whose every name is bound, date computed and rule checked: immutable, flat, and fit to be run from any thread.
///
/// Its large parts (the contractual schedule, the companies, their default thresholds) are shared: a clone, and a deal
/// [varied](ResolvedDeal::varied) from it, take little memory of their own.
#[derive(Clone, Debug)]
pub struct ResolvedDeal {
    pub(super) definition: Arc<Deal>,
    /// What tells its results from those of other deals.
    pub(crate) identity: DealIdentity,
    pub(crate) periods: Vec<PaymentPeriod>,
    pub(crate) cash: CashFlowPlan,
    pub(super) companies: Arc<Register>,
    pub(crate) sampler: Arc<DefaultSampler>,
    /// The common factor of the credit model, the same in all deals.
    pub(crate) market: Key,
    /// The parties that can fail as names in the credit model, by distribution date: those that give supports, then the servicer.
    /// `None` if one fails in scenarios alone.
    pub(crate) givers: Vec<Option<Latent>>,
    /// Who services the pool, by its number among the parties.
    pub(crate) servicer: usize,
    /// The payments for the issue, in the order of the deal.
    pub(crate) issue: Vec<IssueTransfer>,
    /// The ledger's accounts by name.
    pub(crate) accounts: Vec<String>,
    pub(super) warnings: Vec<DealWarning>,
}

impl ResolvedDeal {
    /// The definition this was resolved from.
    pub fn definition(&self) -> &Deal {
        &self.definition
    }

    /// What a person should look at, though the deal keeps every rule; usually nothing.
    ///
    /// ```
    /// # #[cfg(feature = "files")]
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use abs_waterfall::Deal;
    /// let mut deal = Deal::load("examples/deals/fujian.toml")?;
    /// assert!(deal.clone().resolve()?.warnings().is_empty());
    /// let abs_waterfall::deal::FeeAmount::Rate { rate, .. } = &mut deal.fees[0].amount else { return Ok(()) };
    /// *rate = "0.32".parse()?;
    /// let expected = "fee \"running\": the rate is 32.00% a year, and hardly any fee is above 5 %: is a percent sign \
    ///                 missing, or one too many?";
    /// assert_eq!(deal.resolve()?.warnings()[0].to_string(), expected);
    /// # Ok(())
    /// # }
    /// # #[cfg(not(feature = "files"))]
    /// # fn main() {}
    /// ```
    pub fn warnings(&self) -> &[DealWarning] {
        &self.warnings
    }

    /// The loan of this index.
    pub(crate) fn loan(&self, index: u32) -> &Loan {
        &self.definition.pool.loans()[index as usize]
    }

    /// Where the loans stand, by their ids.
    pub(crate) fn loans_by_id(&self) -> BTreeMap<&str, usize> {
        self.definition.pool.loans().iter().enumerate().map(|(i, loan)| (loan.id.as_str(), i)).collect()
    }

    /// Which of those that give supports a party is.
    pub(crate) fn giver(&self, party: &str) -> Option<usize> {
        let is_it = |giver: &usize| self.definition.parties[*giver].name == party;
        self.plan().givers.iter().position(is_it)
    }

    /// Which of those that can fail a party is.
    pub(crate) fn failing(&self, party: &str) -> Option<usize> {
        self.plan().failing.iter().position(|failing| self.definition.parties[*failing].name == party)
    }

    /// What is paid out, and how.
    pub(crate) fn plan(&self) -> &Plan {
        &self.cash.plan
    }

    /// What the pool will collect.
    pub(crate) fn collections(&self) -> &CollectionPlan {
        &self.cash.collections
    }

    /// Principal that the pool owes at the cut-off.
    pub fn opening_principal(&self) -> Money {
        self.collections().opening()
    }

    /// The periods of the deal, one for each distribution date.
    pub fn periods(&self) -> &[PaymentPeriod] {
        &self.periods
    }

    /// This deal with some of its terms changed. What the change does not touch is kept and not worked out again: after
    /// another amount, fee, recovery or correlation no loan is amortised again, so that it takes milliseconds for a deal of a
    /// hundred thousand loans.
    ///
    /// # Errors
    /// [`DealErrors`]: everything that is wrong with the changed deal.
    ///
    /// ```
    /// # #[cfg(feature = "files")]
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use abs_waterfall::{Deal, Simulation};
    /// let deal = Deal::load("examples/deals/fujian.toml")?.resolve()?;
    /// let correlated = deal.varied(|deal| deal.credit.asset_correlation = "0.3".parse().unwrap_or_default())?;
    /// let simulation = Simulation::new(10_000);
    /// let called = |risk: abs_waterfall::Risk| risk.enhancer().map(|enhancer| enhancer.probability_of_call().value());
    /// assert!(called(correlated.simulate(&simulation)?) > called(deal.simulate(&simulation)?));
    /// # Ok(())
    /// # }
    /// # #[cfg(not(feature = "files"))]
    /// # fn main() {}
    /// ```
    pub fn varied(&self, change: impl FnOnce(&mut Deal)) -> Result<ResolvedDeal, DealErrors> {
        let mut definition = Deal::clone(&self.definition);
        change(&mut definition);
        definition.resolve_after(Some(self))
    }
}
