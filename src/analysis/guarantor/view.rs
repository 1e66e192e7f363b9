//! The guarantor's view of one deal, of what was counted.

use super::GuarantorError;
use super::contributions::TailPaths;
use super::edge::Edges;
use super::exposure::{Exposure, PartnerExposure, in_yuan};
use super::fee::FairFee;
use super::fee_dates::Accrued;
use super::later::LaterRecoveries;
use super::liability::Liability;
use super::profit::ProfitAndLoss;
use super::result::{GuarantorView, Reserve};
use super::stake::Stake;
use super::tail::TailShare;
use super::tally::Tally;
use super::terms::GuaranteeTerms;
use super::with_without::{Shortfall, WithWithout};
use super::wrong_way::WrongWayRisk;
use crate::manifest::Manifest;
use crate::simulation::{Estimate, Simulation};

impl GuarantorView {
    /// Runs the paths of the tail once more.
    pub(super) fn of(
        stake: &Stake<'_>,
        terms: &GuaranteeTerms,
        simulation: &Simulation,
        share: TailShare,
        tally: &Tally,
    ) -> Result<GuarantorView, GuarantorError> {
        let (paths, level, group_paths) = (tally.paths, terms.level, tally.group_paths());
        let accrued = || Accrued::new(&stake.dates, &tally.groups);
        let accrued = accrued().ok_or_else(|| GuarantorError::NoBase(terms.guarantor.clone()))?;
        let losses = tally.losses.tail.clone().losses();
        let edges = Edges::of(&losses, share, &group_paths);
        let stakes = (std::slice::from_ref(stake), [1.0].as_slice());
        let tail = TailPaths::new(stakes, simulation.seed(), losses, edges).contributions(level)?;
        let (net, above) = (tally.losses.net.mean(paths), tally.losses.net.above(paths));
        let shortfall = Estimate { value: tail.shortfall.to_f64(), ..above.mean_above(level.to_f64()) };
        let fee = FairFee::new(net, shortfall, stake.opening(), terms.charge(), &accrued);
        let liability = Liability::of(stake, &fee, terms.fee);
        let exposure = |view| Exposure::of(&stake.dates.dates, view, paths, level);
        let profit = tally.profit.as_ref();
        Ok(GuarantorView {
            manifest: manifest(stake, simulation, paths),
            terms: terms.clone(),
            paths,
            promised: exposure(&tally.promised),
            performed: exposure(&tally.performed),
            later: LaterRecoveries::of(&tally.later, &accrued, paths),
            fee,
            alone: Vec::new(),
            reserve: Reserve {
                level,
                reserve: Estimate { value: tail.quantile.to_f64(), ..above.quantile(level.to_f64()) },
                liquidity: in_yuan(&tally.promised.peak, paths).quantile(level.to_f64()),
            },
            regulator: liability.figures(terms.kind, stake.net_assets()),
            liability,
            partners: partners(terms, tally),
            tail,
            wrong_way: stake.independent.as_ref().and_then(|_| WrongWayRisk::of(&tally.calls, paths)),
            profit: profit.map(|profit| ProfitAndLoss::of(terms.fee, profit, paths, level)),
            without: without(terms, share, tally),
            plan_fee: None,
        })
    }
}

/// That of the paths that were run, the first of the simulation.
fn manifest(stake: &Stake<'_>, simulation: &Simulation, paths: u64) -> Manifest {
    let start = simulation.range().start;
    let run = start..start + paths;
    Manifest { seed: Some(simulation.seed()), ranges: vec![run], ..Manifest::of(&stake.deal.identity) }
}

fn partners(terms: &GuaranteeTerms, tally: &Tally) -> Vec<PartnerExposure> {
    let partners = terms.shared.shares().iter().zip(tally.sharers.iter().skip(1));
    partners.map(|(share, shared)| PartnerExposure::of(&share.who, shared, tally.paths)).collect()
}

fn without(terms: &GuaranteeTerms, share: TailShare, tally: &Tally) -> Vec<WithWithout> {
    if terms.without.is_empty() {
        return Vec::new();
    }
    let group_paths = tally.group_paths();
    let with = Shortfall::of(&tally.losses, share, &group_paths);
    let names = terms.without.iter().zip(&tally.without);
    names.map(|(name, less)| WithWithout::of(name, &with, less, share, &group_paths)).collect()
}
