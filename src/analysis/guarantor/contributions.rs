//! Who the tail is made of: the expected shortfall split over deals, firms, industries and regions, to the fen.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::date_flows::moved;
use super::edge::Edges;
use super::names::Names;
use super::runner::Runner;
use super::stake::Stake;
use super::sums::{Part, Sums};
use crate::money::Money;
use crate::rate::Probability;
use crate::servicing::LoanDefault;
use crate::simulation::{Estimate, SimulationError, group};

/// The expected shortfall of a guarantor's net payments over the deals' life, and what of it is whose.
///
/// On every path of the tail a defaulted loan gets a part of what its deal costs the guarantor, in proportion to its net loss:
/// interest and principal that it does not pay, less what is recovered of it in time. It gets no more than that loss: what is
/// left, for fees and for cash that is late, and what another deal gains, no default explains. Parts are split by largest
/// remainder, and so is the shortfall itself, which is rounded half-up to the fen: so each of the lists sums to it exactly.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct TailContributions {
    /// The level of the tail.
    pub level: Probability,
    /// The mean of the present value of net payments over the worst paths, as promised; of those that are just at the quantile
    /// only as many count as the tail has room for. A path with a gain counts as nothing.
    #[doc(alias = "预期亏空")]
    pub shortfall: Money,
    /// The quantile at which the tail begins: exactly the amount of one path.
    pub quantile: Money,
    /// By deal, the largest first: its own net payment on those paths.
    pub deals: Vec<Contribution>,
    /// By borrower, the largest first. One that did not default in the tail is not listed.
    pub firms: Vec<Contribution>,
    /// By industry of the borrowers.
    pub industries: Vec<Contribution>,
    /// By region of the borrowers.
    pub regions: Vec<Contribution>,
}

/// The part of one name in an expected shortfall.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Contribution {
    /// The name; empty where the tape does not say it, `None` of what no default explains.
    pub name: Option<String>,
    /// Its part, to the fen.
    pub amount: Money,
    /// Its part in yuan, with its error: the jackknife over 32 groups of paths, with one more path at the largest amount
    /// in quadrature; of a name that fewer than fifteen paths of the
    /// tail saw, the error of a mean by the library's rule, if that is larger; infinite with fewer than ten paths in the tail.
    pub estimate: Estimate,
}

/// The paths of a tail, and what each weighs.
pub(super) struct TailPaths<'a> {
    stakes: &'a [Stake<'a>],
    /// By deal, what an amount at its closing is worth on the day that losses are of.
    moved: &'a [f64],
    seed: u64,
    /// Losses and paths, in order.
    losses: Vec<(u64, u64)>,
    edges: Edges,
}

/// What everybody got on one path: by list, number and fen.
struct PathParts {
    loss: u64,
    group: usize,
    deals: Vec<(u32, i64)>,
    lists: [Vec<(u32, i64)>; 3],
}

/// So many loans are drawn between two steps of adding up: paths are drawn in parallel, and added in their order.
const LOANS_A_BLOCK: usize = 1_000_000;

impl<'a> TailPaths<'a> {
    pub(super) fn new(
        (stakes, moved): (&'a [Stake<'a>], &'a [f64]),
        seed: u64,
        mut losses: Vec<(u64, u64)>,
        edges: Edges,
    ) -> TailPaths<'a> {
        losses.retain(|(loss, _)| *loss >= edges.lowest());
        TailPaths { stakes, moved, seed, losses, edges }
    }

    /// Draws the paths of the tail again, and splits what was paid on them.
    pub(super) fn contributions(&self, level: Probability) -> Result<TailContributions, SimulationError> {
        let lists = [
            Names::firms(self.stakes),
            Names::said(self.stakes, |loan| loan.industry.as_str()),
            Names::said(self.stakes, |loan| loan.region.as_str()),
        ];
        let (deals, sums) = self.add_up(&lists)?;
        let most = |deal: u32| Money::from_fen(self.stakes[deal as usize].most.drawn as i64);
        let (shortfall, deals) = deals.split(most, &self.edges);
        let deals = contributions(deals, |deal| Some(self.stakes[deal as usize].name.as_str()));
        let [firms, industries, regions] = std::array::from_fn(|list| {
            let (names, owed): (&Names, _) = (&lists[list], lists[list].owed(self.stakes));
            let (_, parts) = sums[list].split(|number| owed[number as usize], &self.edges);
            contributions(parts, |number| names.name(number))
        });
        let quantile = Money::from_fen(self.edges.all.quantile as i64);
        Ok(TailContributions { level, shortfall, quantile, deals, firms, industries, regions })
    }

    /// By deal and by list.
    fn add_up(&self, lists: &[Names; 3]) -> Result<(Sums, [Sums; 3]), SimulationError> {
        let (mut deals, mut sums) = (Sums::default(), <[Sums; 3]>::default());
        let loans: usize = self.stakes.iter().map(|stake| stake.deal.collections().schedule().len()).sum();
        for block in self.losses.chunks((LOANS_A_BLOCK / loans.max(1)).clamp(16, 4_096)) {
            let runners = || self.stakes.iter().map(|stake| Runner::new(stake, self.seed)).collect();
            let parts = block.par_iter().map_init(runners, |runners: &mut Vec<Runner<'_>>, &(loss, path)| {
                self.parts(runners, loss, path, lists)
            });
            for path in parts.collect::<Result<Vec<PathParts>, _>>()? {
                deals.add(path.loss, path.group, &path.deals, &self.edges);
                for (sums, parts) in sums.iter_mut().zip(&path.lists) {
                    sums.add(path.loss, path.group, parts, &self.edges);
                }
            }
        }
        Ok((deals, sums))
    }

    fn parts(
        &self,
        runners: &mut [Runner<'_>],
        loss: u64,
        path: u64,
        lists: &[Names; 3],
    ) -> Result<PathParts, SimulationError> {
        let (mut deals, mut left) = (Vec::new(), loss as i64);
        let mut by_list = <[BTreeMap<u32, i64>; 3]>::default();
        let deals_and_days = runners.iter_mut().zip(self.stakes).zip(self.moved);
        for (deal, ((runner, stake), factor)) in deals_and_days.enumerate() {
            let net = moved(runner.run_promised(path)?, *factor);
            deals.push((deal as u32, net));
            for (loan, part) in loan_parts(runner, stake, net) {
                left -= part;
                for (names, list) in lists.iter().zip(&mut by_list) {
                    *list.entry(names.of(deal, loan)).or_insert(0) += part;
                }
            }
        }
        for (names, list) in lists.iter().zip(&mut by_list) {
            list.insert(names.nobody(), left);
        }
        let lists = by_list.map(|list| list.into_iter().collect());
        Ok(PathParts { loss, group: group(path), deals, lists })
    }
}

/// What each loan that defaulted on the path run last gets of what its deal costs, in fen.
fn loan_parts(runner: &Runner<'_>, stake: &Stake<'_>, net: i64) -> Vec<(u32, i64)> {
    let (events, cash) = (runner.events(), &stake.deal.cash);
    let defaults = &events.defaults;
    if net <= 0 {
        return Vec::new();
    }
    // A loan that is bought back for what it owes costs its originator.
    let loss = |default: &LoanDefault| match cash.is_bought(*default, events) {
        true => Money::ZERO,
        false => cash.collections.net_loss(*default).or_zero(),
    };
    let losses: Vec<Money> = defaults.iter().map(loss).collect();
    let shared = Money::from_fen(net).min(losses.iter().sum());
    let parts = shared.split(&losses);
    defaults.iter().zip(parts).map(|(default, part)| (default.loan, part.fen())).collect()
}

fn contributions<'n>(parts: Vec<Part>, name: impl Fn(u32) -> Option<&'n str>) -> Vec<Contribution> {
    let contribution = |part: Part| Contribution {
        name: name(part.number).map(str::to_string),
        amount: part.amount,
        estimate: part.estimate,
    };
    parts.into_iter().map(contribution).collect()
}
