//! The view of a portfolio, of what was counted.

use super::super::capital::CapitalFee;
use super::super::contributions::{Contribution, TailContributions, TailPaths};
use super::super::edge::Edges;
use super::super::exposure::{Exposure, in_yuan};
use super::super::fee_dates::{Accrued, FeeDates, Group};
use super::super::liability::Liability;
use super::super::losses::Without;
use super::super::profit::ProfitAndLoss;
use super::super::result::{GuarantorView, Reserve};
use super::super::stake::Stake;
use super::super::tail::TailShare;
use super::super::tally::Tally;
use super::super::with_without::{Shortfall, WithWithout};
use super::super::{GuaranteeTerms, GuarantorError};
use super::calendar::Calendar;
use super::run::Counted;
use super::whole::Whole;
use super::{
    Clients, Concentration, DealInPortfolio, PortfolioError, PortfolioFees, PortfolioView, ResolvedPortfolio,
};
use crate::money::Money;
use crate::simulation::{Estimate, Simulation};

impl PortfolioView {
    /// Runs the paths of the tail once more, and of that of every deal.
    pub(super) fn of(
        portfolio: &ResolvedPortfolio,
        (stakes, moved): (&[Stake<'_>], &[f64]),
        (calendar, share): (&Calendar, TailShare),
        simulation: &Simulation,
        counted: &Counted<'_>,
    ) -> Result<PortfolioView, PortfolioError> {
        let (definition, whole) = (&portfolio.definition, &counted.whole);
        let (terms, level) = (&definition.terms, definition.terms.level);
        let group_paths: Vec<u64> = whole.groups.iter().map(|group| group.paths).collect();
        let paths = group_paths.iter().sum();
        let losses = whole.losses.tail.clone().losses();
        let edges = Edges::of(&losses, share, &group_paths);
        let tail = TailPaths::new((stakes, moved), simulation.seed(), losses, edges).contributions(level)?;
        let net_assets = definition.net_assets.or(stakes.iter().find_map(Stake::net_assets));
        let deals = Deals { portfolio, stakes, moved, share, simulation, tail: &tail, net_assets };
        let deals = deals.all(&counted.deals)?;
        let exposure = |view: usize| Exposure::of(&calendar.dates, &whole.views[view], paths, level);
        let above = whole.losses.net.above(paths);
        let concentration = [Clients::Plans, Clients::Borrowers]
            .map(|clients| Concentration::of(clients, stakes, net_assets));
        let liability = liability(&deals, &concentration);
        let (without_deals, without_firms) = without(stakes, terms, share, whole, &group_paths);
        Ok(PortfolioView {
            name: definition.name.clone(),
            terms: terms.clone(),
            paths,
            day: portfolio.deals.iter().map(|deal| deal.definition().closing).min().unwrap_or_default(),
            since: portfolio.since,
            fees: fees(stakes, moved, whole, &tail, &deals).ok_or_else(|| no_base(terms))?,
            reserve: Reserve {
                level,
                reserve: Estimate { value: tail.quantile.to_f64(), ..above.quantile(level.to_f64()) },
                liquidity: in_yuan(&whole.views[0].peak, paths).quantile(level.to_f64()),
            },
            promised: exposure(0),
            performed: exposure(1),
            profit: whole.profit.as_ref().map(|profit| ProfitAndLoss::of(None, profit, paths, level)),
            concentration,
            regulator: liability.figures(terms.kind, net_assets),
            liability,
            tail,
            without_deals,
            without_firms,
            deals,
            warnings: portfolio.warnings().to_vec(),
        })
    }
}

fn no_base(terms: &GuaranteeTerms) -> GuarantorError {
    GuarantorError::NoBase(terms.guarantor.clone())
}

/// What is told of each deal.
struct Deals<'a> {
    portfolio: &'a ResolvedPortfolio,
    stakes: &'a [Stake<'a>],
    moved: &'a [f64],
    share: TailShare,
    simulation: &'a Simulation,
    tail: &'a TailContributions,
    net_assets: Option<Money>,
}

impl Deals<'_> {
    fn all(&self, tallies: &[Tally]) -> Result<Vec<DealInPortfolio>, PortfolioError> {
        let parts: Vec<Contribution> = self.stakes.iter().map(|stake| self.part(&stake.name)).collect();
        let weights: Vec<Money> = parts.iter().map(|part| part.amount.or_zero()).collect();
        let reserves = self.tail.quantile.split(&weights);
        let deal = |(number, (part, reserve)): (usize, (Contribution, Money))| {
            self.deal(number, &tallies[number], &part, reserve)
        };
        parts.into_iter().zip(reserves).enumerate().map(deal).collect()
    }

    /// What a deal contributes; nothing where it does in no path of the tail.
    fn part(&self, name: &str) -> Contribution {
        let found = self.tail.deals.iter().find(|part| part.name.as_deref() == Some(name));
        found.cloned().unwrap_or_else(|| Contribution {
            name: Some(name.into()),
            amount: Money::ZERO,
            estimate: Estimate { value: 0.0, error: f64::INFINITY },
        })
    }

    fn deal(
        &self,
        number: usize,
        tally: &Tally,
        part: &Contribution,
        reserve: Money,
    ) -> Result<DealInPortfolio, PortfolioError> {
        let (stake, factor) = (&self.stakes[number], self.moved[number]);
        let terms = self.portfolio.definition.deals[number].terms(&self.portfolio.definition.terms);
        let failed = |error| PortfolioError::InDeal { deal: stake.name.clone(), error };
        let mut view =
            GuarantorView::of(stake, &terms, self.simulation, self.share, tally).map_err(failed)?;
        view.regulator = view.liability.figures(terms.kind, self.net_assets);
        let accrued = Accrued::new(&stake.dates, &tally.groups).ok_or_else(|| failed(no_base(&terms)))?;
        let shortfall = part.estimate.scaled(1.0 / factor);
        let in_portfolio = CapitalFee::new(view.fee.net, shortfall, terms.charge(), &accrued);
        Ok(DealInPortfolio { name: stake.name.clone(), factor, view, in_portfolio, reserve })
    }
}

/// What it is liable for in all deals.
fn liability(deals: &[DealInPortfolio], [_, borrowers]: &[Concentration; 2]) -> Liability {
    let all: Vec<&Liability> = deals.iter().map(|deal| &deal.view.liability).collect();
    Liability::sum(&all, borrowers.single.first().map_or(Money::ZERO, |largest| largest.amount))
}

/// The fees of all deals together; `None` if there is nothing that they could be a rate on.
fn fees(
    stakes: &[Stake<'_>],
    moved: &[f64],
    whole: &Whole<'_>,
    tail: &TailContributions,
    deals: &[DealInPortfolio],
) -> Option<PortfolioFees> {
    let dates = stakes.iter().zip(moved);
    let dates =
        dates.fold(FeeDates::default(), |all, (stake, factor)| all.followed_by(&stake.dates, *factor));
    let accrued = Accrued::new(&dates, &whole.groups)?;
    let paths = whole.groups.iter().map(|group: &Group| group.paths).sum();
    let (net, level) = (whole.losses.net.mean(paths), tail.level.to_f64());
    let (running, shortfall) = (accrued.running(net), whole.losses.net.above(paths).mean_above(level));
    let with_cost = |fee: fn(&CapitalFee) -> Estimate| {
        let mut with_cost = running;
        for deal in deals {
            let (own, whole) =
                (&deal.view.fee, deal.factor * deal.view.fee.balance_years / accrued.balance_years);
            with_cost.value += (fee(&deal.in_portfolio).value - own.running.value) * whole;
            with_cost.error += (fee(&deal.in_portfolio).error - own.running.error).max(0.0) * whole;
        }
        with_cost
    };
    Some(PortfolioFees {
        net,
        balance_years: accrued.balance_years,
        running,
        capital: Estimate {
            value: (tail.shortfall.to_f64() - net.value).max(0.0),
            error: shortfall.error + net.error,
        },
        falling: with_cost(|fee| fee.falling),
        held: with_cost(|fee| fee.held),
    })
}

/// By deal, where there are several, and by firm that was named.
fn without(
    stakes: &[Stake<'_>],
    terms: &GuaranteeTerms,
    share: TailShare,
    whole: &Whole<'_>,
    group_paths: &[u64],
) -> (Vec<WithWithout>, Vec<WithWithout>) {
    let with = Shortfall::of(&whole.losses, share, group_paths);
    let told = |name: &str, less: &Without| WithWithout::of(name, &with, less, share, group_paths);
    let deals = stakes.iter().zip(&whole.without_deals).filter(|_| stakes.len() > 1);
    let firms = terms.without.iter().zip(&whole.without_firms);
    (
        deals.map(|(stake, less)| told(&stake.name, less)).collect(),
        firms.map(|(name, less)| told(name, less)).collect(),
    )
}
