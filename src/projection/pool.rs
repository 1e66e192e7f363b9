//! What a default rate of the whole pool means in a deal: how much in which month, and what came of it.

use super::error::ScenarioError;
use super::guaranteed::Fate;
use super::report::PoolDefaultReport;
use crate::calendar::{Date, months_after, months_begun, period_of};
use crate::deal::ResolvedDeal;
use crate::money::{Money, Rounding};
use crate::rate::Rate;
use crate::scenario::{Defaults, PoolDefaults, PoolShare, Scenario};
use crate::servicing::{Cut, CutAmount, CutOff, Recovered};

/// The parts of the pool that default, in order of their days; `None` if the scenario is about whole loans only.
///
/// # Errors
/// [`ScenarioError`] if a timing does not fit the pool, or there are two rates.
pub(super) fn cuts(scenario: &Scenario, deal: &ResolvedDeal) -> Result<Option<Vec<Cut>>, ScenarioError> {
    let (mut cuts, mut rates, mut shares) = (Vec::new(), 0, 0);
    for (of, defaults) in scenario.defaults.iter().enumerate() {
        match defaults {
            Defaults::Loans(_) => {}
            Defaults::Pool(defaults) => {
                rates += 1;
                cuts.extend(over_time(defaults, of, deal)?);
            }
            Defaults::Share(share) => {
                shares += 1;
                cuts.push(on_date(*share, of));
            }
        }
    }
    if rates > 1 {
        return Err(ScenarioError::TwoPoolRates);
    }
    cuts.sort_by_key(|cut| cut.from);
    Ok((rates + shares > 0).then_some(cuts))
}

/// A cumulative rate, month by month: a month's part misses the due dates in it, and its recovery is counted from its end.
///
/// # Errors
/// [`ScenarioError`] if the timing does not fit the pool.
pub(crate) fn over_time(
    defaults: &PoolDefaults,
    of: usize,
    deal: &ResolvedDeal,
) -> Result<Vec<Cut>, ScenarioError> {
    defaults.timing.check()?;
    let months = months(deal);
    let weights = defaults.timing.weights(months);
    if weights.len() > months {
        return Err(ScenarioError::TimingTooLong { shares: weights.len(), months });
    }
    let amount = deal.opening_principal().times(defaults.rate.share(Rounding::HalfUp));
    let lag = u64::from(deal.definition().credit.recovery_lag());
    let cut = |(month, amount): (u64, Money)| {
        let from = months_after(cutoff(deal), month).ok()?.tomorrow().ok()?;
        let recovered_on = months_after(cutoff(deal), month + 1 + lag).ok();
        let recovered = Recovered::In(recovered_on.and_then(|date| period_of(date, deal.periods())));
        Some(Cut { from, amount: CutAmount::Fixed(amount), recovered, of })
    };
    let monthly = (0..).zip(amount.split(&weights)).filter(|(_, amount)| !amount.is_zero());
    Ok(monthly.filter_map(cut).collect())
}

fn on_date(PoolShare { share, on }: PoolShare, of: usize) -> Cut {
    let amount = CutAmount::Share(share.share(Rounding::HalfUp));
    Cut { from: on, amount, recovered: Recovered::WithLoan, of }
}

fn cutoff(deal: &ResolvedDeal) -> Date {
    let definition = deal.definition();
    definition.cutoff.unwrap_or(definition.closing)
}

/// The months from the cut-off to the last due date of the pool.
fn months(deal: &ResolvedDeal) -> usize {
    let (cutoff, grids) = (cutoff(deal), deal.collections().schedule().grids());
    let last = grids.iter().filter_map(|grid| grid.dates.last()).max().copied().unwrap_or(cutoff);
    months_begun(cutoff, last).max(1) as usize
}

/// What came of every stress of the whole pool.
pub(super) fn reports(
    scenario: &Scenario,
    cuts: &[Cut],
    cut_off: &[CutOff],
    fates: &[Fate],
    deal: &ResolvedDeal,
) -> Vec<PoolDefaultReport> {
    let report = |(of, stress): (usize, String)| {
        let own =
            || cuts.iter().zip(cut_off).filter(move |(cut, _)| cut.of == of).map(|(_, cut_off)| cut_off);
        let defaulted: Money = own().map(|cut| cut.defaulted).sum();
        let fates = || own().flat_map(|cut| &fates[cut.parts.clone()]);
        let lost: Money = fates().map(|fate| fate.loss.lost).sum();
        PoolDefaultReport {
            stress,
            asked: own().map(|cut| cut.asked).sum(),
            defaulted,
            rate: share_of(defaulted, deal.opening_principal()),
            recovery: defaulted - lost,
            paid_by_others: fates().filter_map(|fate| Some(fate.guaranteed.as_ref()?.paid)).sum(),
        }
    };
    let in_words = |defaults: &Defaults| match defaults {
        Defaults::Loans(_) => None,
        Defaults::Pool(defaults) => Some(defaults.to_string()),
        Defaults::Share(share) => Some(share.to_string()),
    };
    let stresses = scenario.defaults.iter().enumerate();
    stresses.filter_map(|(of, defaults)| Some(report((of, in_words(defaults)?)))).collect()
}

/// A part as a share of the whole, to a ten-thousandth of a percent.
fn share_of(part: Money, whole: Money) -> Rate {
    let share = part.to_decimal().checked_div(whole.to_decimal()).unwrap_or_default();
    Rate::new(share.round_dp(6)).unwrap_or_default()
}
