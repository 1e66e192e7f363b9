//! A portfolio fit to be run.

use super::super::run::check_borrowers;
use super::super::stake::Stake;
use super::super::terms::GuaranteeTerms;
use super::{Portfolio, PortfolioDeal, PortfolioError};
use crate::calendar::Date;
use crate::deal::{Deal, ResolvedDeal};

/// A portfolio whose deals are resolved, and fit together.
#[derive(Clone, Debug)]
pub struct ResolvedPortfolio {
    pub(super) definition: Portfolio,
    pub(super) deals: Vec<ResolvedDeal>,
    pub(super) since: Date,
    warnings: Vec<String>,
}

impl Portfolio {
    /// Resolves every deal, with its default curves from the portfolio's day on, and checks that they fit together.
    ///
    /// # Errors
    /// [`PortfolioError`], which names the deal.
    pub fn resolve(self) -> Result<ResolvedPortfolio, PortfolioError> {
        self.check_crossings()?;
        let cutoffs = self.deals.iter().map(|entry| entry.deal.cutoff.unwrap_or(entry.deal.closing));
        let since = self.since.or(cutoffs.max()).ok_or(PortfolioError::NoDeals)?;
        let resolved = |entry: &PortfolioDeal| {
            let mut deal: Deal = entry.deal.clone();
            deal.credit.since = Some(since);
            deal.resolve().map_err(|errors| PortfolioError::Deal { deal: entry.name.clone(), errors })
        };
        let deals = self.deals.iter().map(resolved).collect::<Result<Vec<_>, _>>()?;
        let warnings = self.same_names().into_iter().collect();
        let portfolio = ResolvedPortfolio { definition: self, deals, since, warnings };
        portfolio.stakes()?;
        Ok(portfolio)
    }
}

impl ResolvedPortfolio {
    /// The definition this was resolved from.
    pub fn definition(&self) -> &Portfolio {
        &self.definition
    }

    /// The day on which every default curve starts.
    pub fn since(&self) -> Date {
        self.since
    }

    /// What a person should look at, though the portfolio keeps every rule; usually nothing.
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// What the guarantor has at stake in every deal.
    pub(super) fn stakes(&self) -> Result<Vec<Stake<'_>>, PortfolioError> {
        let all: Vec<&ResolvedDeal> = self.deals.iter().collect();
        let terms = &self.definition.terms;
        check_borrowers(&all, terms).map_err(|error| PortfolioError::Guarantor(error.into()))?;
        let entries = self.definition.deals.iter().zip(&self.deals);
        let stake = |(entry, deal): (&PortfolioDeal, _)| {
            let failed = |error| PortfolioError::InDeal { deal: entry.name.clone(), error };
            Stake::of((&entry.name, deal), &all, &entry.terms(terms)).map_err(failed)
        };
        entries.map(stake).collect()
    }
}

impl PortfolioDeal {
    /// The terms for it.
    pub(super) fn terms(&self, of_all: &GuaranteeTerms) -> GuaranteeTerms {
        let shared = self.shared.as_ref().unwrap_or(&of_all.shared).clone();
        GuaranteeTerms { fee: self.fee.or(of_all.fee), shared, ..of_all.clone() }
    }
}
