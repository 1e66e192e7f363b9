//! What a cut of a service fee buys, and for whom.

use std::ops::ControlFlow;

use rust_decimal::Decimal;

use super::budget::left;
use super::error::IssuerError;
use crate::analysis::solve::{Direction, Goal, Search, Steps};
use crate::calendar::BasisPoints;
use crate::deal::{Deal, FeeAmount, ResolvedDeal};
use crate::money::{Money, Rounding};
use crate::pool::Repayment;
use crate::rate::Rate;
use crate::scenario::Scenario;
use crate::simulation::{Comparison, Estimate, Progress, Simulation};

/// What a cut of one service fee, or of all of them, buys. Each gain is what one of the three has if it gets all of it.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct FeeCut {
    /// The fee; `None` if all are cut at once.
    pub fee: Option<String>,
    /// What all fees come to less over the deal's life if nobody defaults: the cut itself, and what rates on a balance bring
    /// less, as notes that keep more cash are repaid earlier.
    pub saved: Money,
    /// The borrowers: by how much the rates of all loans can fall with as much left in the end as before, if nobody defaults, to
    /// a ten-thousandth of a percent; `None` if no loan's payments depend on its rate.
    pub loan_rate: Option<Rate>,
    /// The sub: what its holders receive more on average, in yuan; `None` if what is left goes to a party.
    pub sub: Option<Estimate>,
    /// The sub's effective annual yield if nobody defaults, before and after.
    pub sub_yield: Option<[f64; 2]>,
    /// Those who stand behind the deal: what is left unpaid to them falls by this on average.
    pub supports: Vec<SupportGain>,
}

/// What a support gains by a cut.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct SupportGain {
    /// The support.
    pub support: String,
    /// By how much what it pays and is not repaid falls on average, undiscounted, in yuan.
    pub unreimbursed: Estimate,
}

/// What is cut: each fee alone, then all at once where there are several.
pub(super) fn cases(deal: &ResolvedDeal) -> Vec<Option<&str>> {
    let fees = deal.definition().fees.iter().map(|fee| Some(fee.name.as_str()));
    let at_once = (fees.len() > 1).then_some(None);
    fees.chain(at_once).collect()
}

/// The cuts of a deal's fees, until they are stopped. The watcher is told which cut it is.
pub(super) fn all(
    deal: &ResolvedDeal,
    cut: Rate,
    simulation: &Simulation,
    watch: &(dyn Fn(u64, Progress) -> ControlFlow<()> + Sync),
) -> Result<Vec<FeeCut>, IssuerError> {
    let base = Base::of(deal)?;
    let mut cuts = Vec::new();
    for (fee, number) in cases(deal).into_iter().zip(0..) {
        let (found, is_whole) = one(&base, fee, cut, simulation, &|progress| watch(number, progress))?;
        cuts.push(found);
        if !is_whole {
            break;
        }
    }
    Ok(cuts)
}

/// The deal before any cut.
struct Base<'a> {
    deal: &'a ResolvedDeal,
    left: Money,
    fees: Money,
    sub: Option<usize>,
    sub_yield: Option<f64>,
}

impl<'a> Base<'a> {
    fn of(deal: &'a ResolvedDeal) -> Result<Base<'a>, IssuerError> {
        let projection = deal.project(&Scenario::no_default())?;
        let sub = deal.plan().residual_note();
        let sub_yield = sub.and_then(|sub| projection.notes[sub].annual_yield);
        Ok(Base { deal, left: left(deal, &projection), fees: fees(&projection), sub, sub_yield })
    }
}

fn fees(projection: &crate::projection::Projection) -> Money {
    let paid = projection.ledger.iter().filter(|entry| entry.kind == crate::projection::EntryKind::Fee);
    paid.map(|entry| entry.amount).sum()
}

/// One cut, and whether all paths were run for it.
fn one(
    base: &Base<'_>,
    fee: Option<&str>,
    cut: Rate,
    simulation: &Simulation,
    watch: &(dyn Fn(Progress) -> ControlFlow<()> + Sync),
) -> Result<(FeeCut, bool), IssuerError> {
    let with = || format!("{} cut by {cut}", fee.map_or("all fees".into(), |fee| format!("fee \"{fee}\"")));
    let changed = base.deal.varied(|deal| cut_fees(deal, fee, cut));
    let changed = changed.map_err(|errors| IssuerError::Deal { with: with(), errors })?;
    let projection = changed.project(&Scenario::no_default())?;
    let comparison = base.deal.compare(&changed, simulation, watch)?;
    let after = base.sub.and_then(|sub| projection.notes[sub].annual_yield);
    let sub = base.sub.map(|sub| format!("note {}: received", base.deal.definition().notes[sub].name));
    let found = FeeCut {
        fee: fee.map(Into::into),
        saved: base.fees - fees(&projection),
        loan_rate: loan_rate(base, &changed)?,
        sub: sub.and_then(|name| difference(&comparison, &name)),
        sub_yield: base.sub_yield.zip(after).map(|(before, after)| [before, after]),
        supports: supports(base.deal, &comparison),
    };
    Ok((found, comparison.paths == simulation.paths()))
}

/// Takes a share of a fee away, or of all.
fn cut_fees(deal: &mut Deal, fee: Option<&str>, cut: Rate) {
    let kept = Decimal::ONE - cut.to_decimal();
    for written in deal.fees.iter_mut().filter(|written| fee.is_none_or(|fee| written.name == fee)) {
        match &mut written.amount {
            FeeAmount::Rate { rate, .. } => *rate = rate.times(kept),
            FeeAmount::Fixed { amount, .. } => *amount -= amount.times(cut.share(Rounding::HalfUp)),
        }
        if let Some(cap) = &mut written.cap {
            *cap -= cap.times(cut.share(Rounding::HalfUp));
        }
    }
}

fn difference(comparison: &Comparison, name: &str) -> Option<Estimate> {
    let of = comparison.measures.iter().find(|measure| measure.name.as_ref() == name)?;
    Some(of.difference)
}

fn supports(deal: &ResolvedDeal, comparison: &Comparison) -> Vec<SupportGain> {
    let gain = |support: &crate::deal::Support| {
        let fallen = difference(comparison, &format!("support {}: unreimbursed", support.name()))?;
        let unreimbursed = Estimate { value: 0.0 - fallen.value, error: fallen.error };
        Some(SupportGain { support: support.name().into(), unreimbursed })
    };
    deal.definition().supports.iter().filter_map(gain).collect()
}

/// A ten-thousandth of a percent.
const FINEST: Decimal = Decimal::from_parts(1, 0, 0, false, 6);

/// By how much all loans' rates can fall in a deal whose fee is cut, with as much left as before.
fn loan_rate(base: &Base<'_>, cut: &ResolvedDeal) -> Result<Option<Rate>, IssuerError> {
    let rates = cut.definition().pool.loans().iter().filter(|loan| has_rate(&loan.repayment));
    let Some(highest) = rates.map(|loan| loan.rate).max().filter(|rate| *rate > Rate::ZERO) else {
        return Ok(None);
    };
    let Ok(steps) = Steps::new(Decimal::ZERO, highest.to_decimal(), FINEST) else { return Ok(None) };
    let search = Search::new(steps, Goal::AtLeast(base.left.to_f64())).with_direction(Direction::Falling);
    let solution = search.run(|by| {
        let with = || format!("the loans' rates lower by {by}");
        let cheaper = cut.varied(|deal| lower_rates(deal, by));
        let cheaper = cheaper.map_err(|errors| IssuerError::Deal { with: with(), errors })?;
        let left = left(&cheaper, &cheaper.project(&Scenario::no_default())?);
        Ok::<_, IssuerError>(Estimate { value: left.to_f64(), error: 0.0 })
    })?;
    Ok(solution.value().and_then(|by| Rate::new(by).ok()))
}

/// Do the payments depend on the rate? Those that are stated do not.
fn has_rate(repayment: &Repayment) -> bool {
    !matches!(repayment, Repayment::Payments(_))
}

/// A rate that floats is lower in every period, as are its floor and its cap.
fn lower_rates(deal: &mut Deal, by: Decimal) {
    let lower = |rate: Rate| Rate::new((rate.to_decimal() - by).max(Decimal::ZERO)).unwrap_or(rate);
    for loan in deal.pool.loans_mut().iter_mut().filter(|loan| has_rate(&loan.repayment)) {
        loan.rate = lower(loan.rate);
        let Some(floating) = &mut loan.floating else { continue };
        let spread = floating.spread_bp.to_decimal() - by * Decimal::from(10_000);
        floating.spread_bp = BasisPoints::new(spread).unwrap_or(floating.spread_bp);
        (floating.floor, floating.cap) = (floating.floor.map(lower), floating.cap.map(lower));
    }
}
