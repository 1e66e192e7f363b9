//! The stages of resolution. Each depends on those before it and on some terms of the deal; where neither has changed since
//! the deal was resolved before, what it came to is shared.

use std::sync::Arc;

use super::errors::Errors;
use super::names::DealNames;
use super::parties::Roles;
use super::{
    collections, companies, credit, dates, disclosed, guarantees, issue, repurchases, schedule, servicer,
    warnings, waterfall,
};
use crate::credit::Key;
use crate::deal::error::DealErrors;
use crate::deal::{Deal, DealIdentity, ResolvedDeal};
use crate::path::CashFlowPlan;

impl Deal {
    /// Binds every name, computes every date and every factor, and checks every rule.
    ///
    /// # Errors
    /// [`DealErrors`]: everything that is wrong at once, each with its place in the deal.
    pub fn resolve(self) -> Result<ResolvedDeal, DealErrors> {
        self.resolve_after(None)
    }

    /// Resolves it, given a deal like it that has been resolved before.
    pub(crate) fn resolve_after(self, earlier: Option<&ResolvedDeal>) -> Result<ResolvedDeal, DealErrors> {
        let mut errors = Errors::default();
        let names = DealNames::of(&self, &mut errors);
        let roles = Roles::of(&self, &names, &mut errors);
        let periods = dates::resolve(&self, &mut errors);
        let schedule = schedule::resolve(&self, earlier, &mut errors);
        let collections = collections::resolve(&self, &periods, &schedule, earlier, &mut errors);
        let companies = companies::resolve(&self, earlier, &mut errors);
        let sampler = credit::sampler(&self, &companies, &schedule, earlier, &mut errors);
        let givers = credit::givers(&self, &roles.failing(&self), &periods, &mut errors);
        let plan = waterfall::resolve(&self, &names, &roles, &periods, collections.as_ref(), &mut errors);
        let custody = servicer::custody(&self, &roles, &periods, &schedule, &mut errors);
        let parties = (DealNames::chart(&self), &roles);
        let guarantees = guarantees::resolve(&self, parties, &periods, &schedule, &mut errors);
        let repurchases = repurchases::resolve(&self, parties, &periods, &schedule, &mut errors);
        let issue = issue::resolve(&self, &names, &mut errors);
        disclosed::check(&self, &names, &mut errors);
        let (Some(collections), Some(sampler), true) = (collections, sampler, errors.is_empty()) else {
            return Err(errors.into());
        };
        let cash = CashFlowPlan::new(collections, (guarantees, repurchases), plan, custody);
        let Some(cash) = errors.take("waterfall", cash) else {
            return Err(errors.into());
        };
        let warnings = warnings::of(&self, &cash, &periods);
        let (accounts, market) = (DealNames::accounts(&self), Key::factor("global"));
        let definition = Arc::new(self);
        let resolved = ResolvedDeal {
            identity: DealIdentity::of(Arc::clone(&definition)),
            definition,
            periods,
            cash,
            companies,
            sampler,
            market,
            givers,
            servicer: roles.servicer,
            issue,
            accounts,
            warnings,
        };
        Ok(resolved)
    }
}
