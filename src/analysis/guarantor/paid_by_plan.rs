//! The fee that the plan pays itself: it takes cash that would repay the guarantor, so it costs more than one from outside.

use std::ops::ControlFlow;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::GuarantorError;
use super::fee_dates::Accrued;
use super::run::count;
use super::stake::Stake;
use super::terms::{GuaranteeBase, GuaranteeTerms};
use crate::deal::{Deal, FeeAmount, FeeRateBase, ResolvedDeal};
use crate::names::NameProblem;
use crate::rate::Rate;
use crate::simulation::{Estimate, Simulation};

/// The rate of a fee of the plan at which it is worth what the guarantor promises: f = E X / E Σ d α B, where both sides are those
/// of the deal that pays f, on the same draws. B is what the fee is a rate on.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct PlanFee {
    /// The fee.
    pub fee: String,
    /// The lowest such rate, a year, to a ten thousandth of a percent. Its error is that of E X / E Σ d α B there, over how much
    /// faster the rate rises than that does.
    pub rate: Estimate,
    /// E X where the plan pays that rate, in yuan.
    pub net: Estimate,
}

/// A rate is a whole number of these.
const STEP_DECIMALS: u32 = 6;

/// The highest rate that is looked at, in percent.
const MOST_PERCENT: u32 = 100;

/// Where the next rate is always less than 19/20 nearer, so many are enough for all steps up to the highest.
const MOST_RATES: usize = 250;

impl PlanFee {
    /// What the plan pays costs the guarantor more the more it is: so from nothing on, each rate is what the one before it makes
    /// fair, and they rise to the lowest that makes itself fair.
    pub(super) fn find(
        deal: &ResolvedDeal,
        fee: &str,
        terms: &GuaranteeTerms,
        simulation: &Simulation,
    ) -> Result<PlanFee, GuarantorError> {
        let terms = terms_on(deal, fee, terms)?;
        let (mut rate, mut first) = (Decimal::ZERO, None);
        for _ in 0..MOST_RATES {
            let (fair, net) = fair(deal, fee, rate, &terms, simulation)?;
            let (before, start) = *first.get_or_insert((rate, fair.value));
            let next = on_grid(fair.value.max(0.0));
            if next.is_some_and(|next| next <= rate) {
                let rise = (fair.value - start) / (float(rate) - float(before));
                let error = if rise < 1.0 { fair.error / (1.0 - rise.max(0.0)) } else { fair.error };
                return Ok(PlanFee { fee: fee.into(), rate: Estimate { value: float(rate), error }, net });
            }
            match next.filter(|next| *next <= Decimal::new(i64::from(MOST_PERCENT), 2)) {
                Some(next) => rate = next,
                None => break,
            }
        }
        Err(GuarantorError::NoSuchRate { fee: fee.into(), most: MOST_PERCENT })
    }
}

/// The nearest rate on the grid; `None` of what is no number.
fn on_grid(rate: f64) -> Option<Decimal> {
    Decimal::try_from(rate).ok().map(|rate| rate.round_dp(STEP_DECIMALS))
}

fn float(rate: Decimal) -> f64 {
    rate.to_f64().unwrap_or(f64::NAN)
}

/// The terms of a fee that is what this one is, and nothing else that is asked.
fn terms_on(
    deal: &ResolvedDeal,
    fee: &str,
    terms: &GuaranteeTerms,
) -> Result<GuaranteeTerms, GuarantorError> {
    let fees = &deal.definition().fees;
    let known = fees.iter().map(|fee| fee.name.as_str());
    let found = fees.iter().find(|other| other.name == fee);
    let found = found.ok_or_else(|| NameProblem::unknown("fee", fee, known))?;
    let FeeAmount::Rate { base: FeeRateBase::Notes(notes), day_count, .. } = &found.amount else {
        return Err(GuarantorError::NoRate(fee.into()));
    };
    let base = GuaranteeBase::Notes(notes.clone());
    Ok(GuaranteeTerms { without: Vec::new(), fee: None, ..terms.clone().with_base(base, *day_count) })
}

/// E X / E Σ d α B where the plan pays this rate, and E X.
fn fair(
    deal: &ResolvedDeal,
    fee: &str,
    rate: Decimal,
    terms: &GuaranteeTerms,
    simulation: &Simulation,
) -> Result<(Estimate, Estimate), GuarantorError> {
    let varied = deal.varied(|deal| set_rate(deal, fee, rate))?;
    let stake = Stake::of((&varied.definition().name, &varied), &[&varied], terms)?;
    let tally = count(&stake, terms.tail()?, simulation, &|_| ControlFlow::Continue(()))?;
    let net = tally.losses.net.mean(tally.paths);
    let accrued = Accrued::new(&stake.dates, &tally.groups);
    let accrued = accrued.ok_or_else(|| GuarantorError::NoBase(terms.guarantor.clone()))?;
    Ok((accrued.running(net), net))
}

fn set_rate(deal: &mut Deal, name: &str, new: Decimal) {
    for fee in deal.fees.iter_mut().filter(|fee| fee.name == name) {
        if let FeeAmount::Rate { rate, .. } = &mut fee.amount {
            *rate = Rate::new(new).unwrap_or(*rate);
        }
    }
}
