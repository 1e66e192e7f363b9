//! What it costs a party to guarantee loans and to stand behind the plan: each as if it had promised nothing else.

use std::fmt;
use std::ops::ControlFlow;

use super::GuarantorError;
use super::fee_dates::Accrued;
use super::run::count;
use super::stake::{Stake, base};
use super::terms::{GuaranteeBase, GuaranteeTerms};
use crate::deal::{Deal, ResolvedDeal};
use crate::enhancement::Support;
use crate::simulation::{Estimate, Simulation};
use crate::waterfall::{Step, StepKind};

/// What a party would pay that guarantees loans and stands behind the plan too, had it promised one of the two alone. What it pays
/// for loans the plan need not call it for, so together they cost less than the sum.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct PromiseAlone {
    /// Which of the two.
    pub promise: GuarantorPromise,
    /// The expected present value of what it pays less what comes back, in yuan.
    pub net: Estimate,
    /// The running fee that pays for that, on the base of the fee for both.
    pub running: Estimate,
}

/// What a party has promised of a deal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum GuarantorPromise {
    /// What it pays in the place of borrowers.
    Loans,
    /// What it promised to the plan.
    Plan,
}

impl GuarantorPromise {
    fn has(self, support: &Support) -> bool {
        support.kind.pays_for_borrowers() == (self == GuarantorPromise::Loans)
    }
}

impl PromiseAlone {
    /// Both, if the party gives both; nothing where the deal is none without one of them, as when an event asks what was drawn.
    pub(super) fn all(
        deal: &ResolvedDeal,
        terms: &GuaranteeTerms,
        simulation: &Simulation,
    ) -> Result<Vec<PromiseAlone>, GuarantorError> {
        let own = || deal.definition().supports.iter().filter(|support| support.by == terms.guarantor);
        let both = [GuarantorPromise::Loans, GuarantorPromise::Plan];
        if !both.iter().all(|promise| own().any(|support| promise.has(support))) {
            return Ok(Vec::new());
        }
        let terms = terms_of_base(deal, terms)?;
        let deals =
            both.map(|promise| (promise, deal.varied(|deal| keep(deal, promise, &terms.guarantor)).ok()));
        let known = deals.iter().filter_map(|(promise, deal)| Some((*promise, deal.as_ref()?)));
        known.map(|(promise, deal)| PromiseAlone::of(promise, deal, &terms, simulation)).collect()
    }

    fn of(
        promise: GuarantorPromise,
        deal: &ResolvedDeal,
        terms: &GuaranteeTerms,
        simulation: &Simulation,
    ) -> Result<PromiseAlone, GuarantorError> {
        let stake = Stake::of((&deal.definition().name, deal), &[deal], terms)?;
        let tally = count(&stake, terms.tail()?, simulation, &|_| ControlFlow::Continue(()))?;
        let net = tally.losses.net.mean(tally.paths);
        let accrued = Accrued::new(&stake.dates, &tally.groups);
        let accrued = accrued.ok_or_else(|| GuarantorError::NoBase(terms.guarantor.clone()))?;
        Ok(PromiseAlone { promise, net, running: accrued.running(net) })
    }
}

/// The fee's terms, on the notes that it is on for both promises.
fn terms_of_base(deal: &ResolvedDeal, terms: &GuaranteeTerms) -> Result<GuaranteeTerms, GuarantorError> {
    let plan = deal.plan();
    let giver = deal.giver(&terms.guarantor);
    let own = (0..plan.supports.len()).filter(|support| Some(plan.supports[*support].giver) == giver);
    let is_in = base(deal, terms, &own.collect::<Vec<_>>())?;
    let notes = deal.definition().notes.iter().zip(is_in).filter(|(_, is_in)| *is_in);
    let base = GuaranteeBase::Notes(notes.map(|(note, _)| note.name.clone()).collect());
    Ok(GuaranteeTerms { base, without: Vec::new(), fee: None, ..terms.clone() })
}

/// Leaves a party one of its promises. What repays the other is no step any more.
fn keep(deal: &mut Deal, promise: GuarantorPromise, party: &str) {
    let taken: Vec<String> = deal
        .supports
        .extract_if(.., |support| support.by == party && !promise.has(support))
        .map(|support| support.name().to_string())
        .collect();
    let is_repaid = deal.supports.iter().any(|support| GuarantorPromise::Plan.has(support));
    deal.waterfall.retain_mut(|step| is_left(step, &taken, is_repaid));
    for steps in [&mut deal.orders.accelerated, &mut deal.orders.default, &mut deal.orders.liquidation] {
        steps.retain_mut(|step| is_left(step, &taken, is_repaid));
    }
}

/// Takes supports out of a step that repays some; is anything left of it, given whether anybody is repaid at all?
fn is_left(step: &mut Step, taken: &[String], is_repaid: bool) -> bool {
    match &mut step.kind {
        StepKind::Reimbursement(of) if of.is_empty() => is_repaid,
        StepKind::Reimbursement(of) => {
            of.retain(|name| !taken.contains(name));
            !of.is_empty()
        }
        StepKind::SupportFees(of) => {
            of.retain(|name| !taken.contains(name));
            !of.is_empty()
        }
        _ => true,
    }
}

/// "For the loans alone it should be paid 2.512 ± 0.030 % a year", without its full stop.
impl fmt::Display for PromiseAlone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.promise {
            GuarantorPromise::Loans => "what it pays in the place of borrowers",
            GuarantorPromise::Plan => "what it promises to the plan",
        };
        write!(f, "For {what} alone it should be paid {:.3} % a year", self.running.scaled(100.0))
    }
}
