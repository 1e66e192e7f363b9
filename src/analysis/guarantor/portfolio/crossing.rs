//! What crosses deals: companies that are in several, which must be the same in all of them, and others that must not be.

use std::collections::BTreeMap;

use super::{Portfolio, PortfolioDeal, PortfolioError};
use crate::credit::DefaultCurve;
use crate::deal::Party;
use crate::pool::Firm;
use crate::rate::AssetCorrelation;

impl Portfolio {
    /// Can no two deals be confused, and is every company one?
    pub(super) fn check_crossings(&self) -> Result<(), PortfolioError> {
        if self.deals.is_empty() {
            return Err(PortfolioError::NoDeals);
        }
        if self.terms.plan_fee.is_some() {
            return Err(PortfolioError::PlanFee);
        }
        for (number, second) in self.deals.iter().enumerate() {
            for first in &self.deals[..number] {
                check_names(first, second)?;
                check_givers(first, second)?;
            }
        }
        self.check_companies()
    }

    /// A registered company is as good in one deal as in another.
    fn check_companies(&self) -> Result<(), PortfolioError> {
        let mut known: BTreeMap<String, (Credit, &str)> = BTreeMap::new();
        for entry in &self.deals {
            for (registration, credit) in credits(entry) {
                let first = known.entry(registration.clone()).or_insert((credit.clone(), &entry.name));
                if first.0 != credit {
                    let (first, second) = (first.1.into(), entry.name.clone());
                    return Err(PortfolioError::CompanyDiffers { registration, first, second });
                }
            }
        }
        Ok(())
    }

    /// Firms without a registration that have one name in several deals: perhaps they are one, and here they are not.
    pub(super) fn same_names(&self) -> Option<String> {
        let mut deals: BTreeMap<Firm<'_>, Vec<&str>> = BTreeMap::new();
        for entry in &self.deals {
            for firm in
                entry.deal.pool.loans().iter().map(Firm::of).filter(|firm| matches!(firm, Firm::Named(_)))
            {
                let met = deals.entry(firm).or_default();
                if met.last() != Some(&entry.name.as_str()) {
                    met.push(&entry.name);
                }
            }
        }
        deals.retain(|_, deals| deals.len() > 1);
        let (Firm::Named(name), met) = deals.first_key_value()? else { return None };
        Some(format!(
            "{} names of firms without a registration are in several deals, such as `{name}` in {}: each is another firm in each \
             deal; where it is one, give it its registration.",
            deals.len(),
            met.join(" and in ")
        ))
    }
}

/// How good a company is, and how much it moves with the others.
type Credit = (Option<DefaultCurve>, AssetCorrelation);

/// Registered companies of a deal; what is wrong within it is found where it is resolved. No stress is on a party that owes
/// nothing; one that owes something is as good as its loans say.
fn credits(entry: &PortfolioDeal) -> impl Iterator<Item = (String, Credit)> + '_ {
    let model = &entry.deal.credit;
    let correlation = |own: Option<AssetCorrelation>| own.unwrap_or(model.asset_correlation);
    let loans = entry.deal.pool.loans();
    let borrowers = loans.iter().map(move |loan| {
        let curve = model.borrower_curve(&loan.quality).ok();
        (loan.registration.to_string(), (curve, correlation(loan.asset_correlation)))
    });
    let owes = |party: &Party| loans.iter().any(|loan| loan.registration.as_str() == party.registration);
    let parties = entry.deal.parties.iter().filter(move |party| !owes(party)).filter_map(move |party| {
        let curve = model.curve(party.quality.as_ref()?).ok();
        Some((party.registration.clone(), (curve, correlation(party.asset_correlation))))
    });
    borrowers.chain(parties).filter(|(registration, _)| !registration.is_empty())
}

/// Two deals have two names, and firms of one name in them are two.
fn check_names(first: &PortfolioDeal, second: &PortfolioDeal) -> Result<(), PortfolioError> {
    if first.name == second.name {
        return Err(PortfolioError::SameName(first.name.clone()));
    }
    let [one, other] = [first, second].map(|entry| entry.deal.namespace.as_ref().unwrap_or(&entry.deal.name));
    if Firm::new(one, "") == Firm::new(other, "") {
        let (first, second) = (first.name.clone(), second.name.clone());
        return Err(PortfolioError::SameNamespace { first, second, namespace: one.clone() });
    }
    Ok(())
}

/// Who gives supports in two deals is registered, and alike.
fn check_givers(first: &PortfolioDeal, second: &PortfolioDeal) -> Result<(), PortfolioError> {
    let registration = |entry: &PortfolioDeal, giver: &str| {
        let party = entry.deal.parties.iter().find(|party| party.name == giver);
        party.map(|party| party.registration.clone()).unwrap_or_default()
    };
    let gives =
        |entry: &PortfolioDeal, giver: &str| entry.deal.supports.iter().any(|support| support.by == giver);
    for support in first.deal.supports.iter().filter(|support| gives(second, &support.by)) {
        let [one, other] = [first, second].map(|entry| registration(entry, &support.by));
        if one.is_empty() || one != other {
            let (first, second) = (first.name.clone(), second.name.clone());
            return Err(PortfolioError::NotOneCompany { party: support.by.clone(), first, second });
        }
    }
    Ok(())
}
