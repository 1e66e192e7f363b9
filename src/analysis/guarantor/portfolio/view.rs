//! The view of a portfolio, of what was counted.

use super::super::contributions::TailPaths;
use super::super::edge::Edges;
use super::super::exposure::{Exposure, in_yuan};
use super::super::liability::Liability;
use super::super::losses::Without;
use super::super::profit::ProfitAndLoss;
use super::super::result::Reserve;
use super::super::with_without::{Shortfall, WithWithout};
use super::super::{GuarantorError, TailContributions};
use super::book::Book;
use super::run::Counted;
use super::whole::Whole;
use super::{Clients, Concentration, DealInPortfolio, PortfolioError, PortfolioFees, PortfolioView};
use crate::money::Money;
use crate::simulation::{Estimate, SimulationError};

impl PortfolioView {
    /// Runs the paths of the tail once more, and of that of every deal.
    pub(super) fn of(book: &Book<'_>, counted: &Counted<'_>) -> Result<PortfolioView, PortfolioError> {
        let (definition, whole) = (&book.portfolio.definition, &counted.whole);
        let (terms, paths) = (&definition.terms, whole.paths());
        let tail = tail(book, whole)?;
        let deals = DealInPortfolio::all(book, &counted.deals, &tail)?;
        let no_base = || GuarantorError::NoBase(terms.guarantor.clone());
        let exposure =
            |view: usize| Exposure::of(&book.calendar.dates, &whole.views[view], paths, terms.level);
        let profit = whole.profit.as_ref();
        let concentration = [Clients::Plans, Clients::Borrowers]
            .map(|clients| Concentration::of(clients, &book.stakes, book.net_assets()));
        let liability = liability(&deals, &concentration);
        let (without_deals, without_firms) = without(book, whole);
        Ok(PortfolioView {
            name: definition.name.clone(),
            terms: terms.clone(),
            paths,
            day: book.day,
            since: book.portfolio.since,
            fees: PortfolioFees::of(book, whole, &tail, &deals).ok_or_else(no_base)?,
            reserve: reserve(whole, &tail),
            promised: exposure(0),
            performed: exposure(1),
            profit: profit.map(|profit| ProfitAndLoss::of(None, profit, paths, terms.level)),
            concentration,
            regulator: liability.figures(terms.kind, book.net_assets()),
            liability,
            tail,
            without_deals,
            without_firms,
            deals,
            warnings: book.portfolio.warnings().to_vec(),
        })
    }
}

fn tail(book: &Book<'_>, whole: &Whole<'_>) -> Result<TailContributions, SimulationError> {
    let losses = whole.losses.tail.clone().losses();
    let edges = Edges::of(&losses, book.share, &whole.group_paths());
    let paths = TailPaths::new((&book.stakes, &book.moved), book.simulation.seed(), losses, edges);
    paths.contributions(book.portfolio.definition.terms.level)
}

fn reserve(whole: &Whole<'_>, tail: &TailContributions) -> Reserve {
    let (paths, level) = (whole.paths(), tail.level);
    let quantile = whole.losses.net.above(paths).quantile(level.to_f64());
    Reserve {
        level,
        reserve: Estimate { value: tail.quantile.to_f64(), ..quantile },
        liquidity: in_yuan(&whole.views[0].peak, paths).quantile(level.to_f64()),
    }
}

/// What it is liable for in all deals.
fn liability(deals: &[DealInPortfolio], [_, borrowers]: &[Concentration; 2]) -> Liability {
    let all: Vec<&Liability> = deals.iter().map(|deal| &deal.view.liability).collect();
    Liability::sum(&all, borrowers.single.first().map_or(Money::ZERO, |largest| largest.amount))
}

/// By deal, where there are several, and by firm that was named.
fn without(book: &Book<'_>, whole: &Whole<'_>) -> (Vec<WithWithout>, Vec<WithWithout>) {
    let group_paths = whole.group_paths();
    let with = Shortfall::of(&whole.losses, book.share, &group_paths);
    let told = |name: &str, less: &Without| WithWithout::of(name, &with, less, book.share, &group_paths);
    let deals = book.stakes.iter().zip(&whole.without_deals).filter(|_| book.stakes.len() > 1);
    let firms = book.portfolio.definition.terms.without.iter().zip(&whole.without_firms);
    (
        deals.map(|(stake, less)| told(&stake.name, less)).collect(),
        firms.map(|(name, less)| told(name, less)).collect(),
    )
}
