//! The result of a simulation, party by party.

use super::distribution::Distribution;
use super::estimate::{Estimate, Proportion};
use super::layout::NoteLayout;
use super::measures::Kind;
use super::risk::Risk;
use crate::calendar::Date;
use crate::money::Money;
use crate::waterfall::Price;

/// What happened to one class of notes.
#[derive(Clone, Copy, Debug)]
pub struct NoteRisk<'a> {
    pub(super) risk: &'a Risk,
    pub(super) index: usize,
}

impl<'a> NoteRisk<'a> {
    fn layout(&self) -> &'a NoteLayout {
        &self.risk.layout.notes[self.index]
    }

    /// Its name.
    pub fn name(&self) -> &'a str {
        &self.layout().name
    }

    /// The amount issued.
    pub fn amount(&self) -> Money {
        self.layout().amount
    }

    /// The price that its buyers pay.
    pub fn price(&self) -> Price {
        self.layout().price
    }

    /// What its buyers pay, in yuan.
    fn proceeds(&self) -> f64 {
        self.price().of(self.amount()).to_f64()
    }

    /// Is it subordinated, so that its principal is never due?
    pub fn is_subordinated(&self) -> bool {
        self.layout().is_subordinated
    }

    /// Does anything of it ever fall due? Of a subordinated note only the interest does, if it earns any that may not wait.
    pub fn falls_due(&self) -> bool {
        !self.is_subordinated() || self.layout().has_coupon
    }

    /// How often something of it was not paid on the date on which it was due: interest on any date, principal at
    /// maturity.
    pub fn probability_of_missed_payment(&self) -> Proportion {
        self.risk.distribution(Kind::NoteMissed(self.index)).probability_positive()
    }

    /// How often principal or interest was unpaid in the end.
    pub fn probability_of_loss(&self) -> Proportion {
        self.loss().probability_positive()
    }

    /// Principal and interest unpaid in the end, in yuan.
    pub fn loss(&self) -> Distribution<'a> {
        self.risk.distribution(Kind::NoteLoss(self.index))
    }

    /// The loss had nobody stood behind the deal.
    pub fn loss_without_enhancer(&self) -> Distribution<'a> {
        let (note, alone) = (self.index, Kind::NoteLossWithout { mask: 0, note: self.index });
        self.risk.distribution(if self.risk.enhancer().is_some() { alone } else { Kind::NoteLoss(note) })
    }

    /// The loss had this party promised nothing; `None` if it gives no support. Those behind it are called in its place.
    pub fn loss_without(&self, party: &str) -> Option<Distribution<'a>> {
        let mask = self.risk.layout.mask(party)?;
        Some(self.risk.distribution(Kind::NoteLossWithout { mask, note: self.index }))
    }

    /// Everything its holders received, in yuan.
    pub fn received(&self) -> Distribution<'a> {
        self.risk.distribution(Kind::NoteReceived(self.index))
    }

    /// The mean of the loss, as a share of the amount issued; of a note of nothing it is no question, and NaN.
    pub fn expected_loss(&self) -> Estimate {
        self.share(self.loss().mean())
    }

    /// The loss had nobody stood behind the deal.
    pub fn expected_loss_without_enhancer(&self) -> Estimate {
        self.share(self.loss_without_enhancer().mean())
    }

    fn share(&self, yuan: Estimate) -> Estimate {
        match self.amount().to_f64() {
            0.0 => Estimate { value: f64::NAN, error: f64::INFINITY },
            amount => yuan.scaled(1.0 / amount),
        }
    }

    /// The weighted average life of its expected principal payments, in years of 365 days from closing; `None` if none
    /// is expected. Its error is as that of the [yield](NoteRisk::annual_yield).
    pub fn average_life(&self) -> Option<Estimate> {
        self.risk.tally.flows.average_life(self.index, &self.risk.layout.years)
    }

    /// The effective annual yield of its expected cash flows to a buyer at its [price](NoteRisk::price), ACT/365F; `None` if
    /// nothing comes back.
    ///
    /// Its error is the larger of two: of a jackknife over groups of paths; and of the mean of what is missing against the
    /// path without events, by the rule of [`Distribution::mean`], which knows that there is more than the paths have seen.
    pub fn annual_yield(&self) -> Option<Estimate> {
        let most_excess = self.received().amounts().most_excess();
        let flows = &self.risk.tally.flows;
        flows.annual_yield(self.index, &self.risk.layout.years, self.proceeds(), most_excess)
    }

    /// The effective annual yield to a buyer at its [price](NoteRisk::price) if everybody pays, ACT/365F; `None` if nothing comes
    /// back.
    pub fn base_yield(&self) -> Option<f64> {
        self.risk.tally.flows.base_yield(self.index, &self.risk.layout.years, self.proceeds())
    }

    /// Would it have lost other amounts on any path, had nobody stood behind the deal?
    pub fn differs_without_enhancer(&self) -> bool {
        self.loss().amounts() != self.loss_without_enhancer().amounts()
    }

    /// The expected cash flows by payment date, in yuan: interest and residual, then principal.
    pub fn expected_cash_flows(&self) -> Vec<(Date, f64, f64)> {
        let mean = self.risk.tally.flows.mean(self.index);
        let parts = mean.income.into_iter().zip(mean.principal);
        self.risk
            .layout
            .dates
            .iter()
            .zip(parts)
            .map(|(date, (income, principal))| (*date, income, principal))
            .collect()
    }
}

/// What happened to the notes that are not subordinated, taken together: the losses of two classes on one path add up, as
/// their quantiles do not.
#[derive(Clone, Copy, Debug)]
pub struct SeniorRisk<'a> {
    pub(super) risk: &'a Risk,
}

impl<'a> SeniorRisk<'a> {
    /// The amount issued.
    pub fn amount(&self) -> Money {
        self.risk.notes().filter(|note| !note.is_subordinated()).map(|note| note.amount()).sum()
    }

    /// Principal and interest unpaid in the end, in yuan.
    pub fn loss(&self) -> Distribution<'a> {
        self.risk.distribution(Kind::SeniorLoss)
    }

    /// The loss had nobody stood behind the deal.
    pub fn loss_without_enhancer(&self) -> Distribution<'a> {
        let alone = Kind::SeniorLossWithout(0);
        self.risk.distribution(if self.risk.enhancer().is_some() { alone } else { Kind::SeniorLoss })
    }

    /// The loss had this party promised nothing; `None` if it gives no support. Those behind it are called in its place.
    pub fn loss_without(&self, party: &str) -> Option<Distribution<'a>> {
        self.risk.layout.mask(party).map(|mask| self.risk.distribution(Kind::SeniorLossWithout(mask)))
    }
}

/// What a support cost its giver.
#[derive(Clone, Copy, Debug)]
pub struct SupportRisk<'a> {
    pub(super) risk: &'a Risk,
    pub(super) index: usize,
}

impl<'a> SupportRisk<'a> {
    /// Its name.
    pub fn name(&self) -> &'a str {
        &self.risk.layout.supports[self.index]
    }

    /// How often it was called at all, whether it could pay or not.
    pub fn probability_of_call(&self) -> Proportion {
        self.risk.distribution(Kind::Called(self.index)).probability_positive()
    }

    /// How often it was called and did not pay all of it, because it had defaulted or reached its cap.
    pub fn probability_of_unanswered_call(&self) -> Proportion {
        self.risk.distribution(Kind::Unanswered(self.index)).probability_positive()
    }

    /// What it paid, in yuan, over all paths.
    pub fn drawn(&self) -> Distribution<'a> {
        self.risk.distribution(Kind::Drawn(self.index))
    }

    /// The average payment over the paths on which it was called, in yuan, including those on which it did not pay; `None`
    /// if there are none. Its error is as that of [`Distribution::mean_if_positive`].
    pub fn drawn_when_called(&self) -> Option<Estimate> {
        self.drawn().mean_among(self.probability_of_call().hits)
    }

    /// What it paid and the plan did not repay, in yuan.
    pub fn unreimbursed(&self) -> Distribution<'a> {
        self.risk.distribution(Kind::Unreimbursed(self.index))
    }

    /// The commitment fee that it was paid, in yuan.
    pub fn fee_paid(&self) -> Distribution<'a> {
        self.risk.distribution(Kind::FeePaid(self.index))
    }

    /// What its giver paid after its failure of what it had been called for, in yuan: to those who paid in its place, and to the
    /// plan.
    pub fn late_paid(&self) -> Distribution<'a> {
        self.risk.distribution(Kind::LatePaid(self.index))
    }
}

/// What the servicer earned, and what was lost with it.
#[derive(Clone, Copy, Debug)]
pub struct ServicerRisk<'a> {
    pub(super) risk: &'a Risk,
}

impl<'a> ServicerRisk<'a> {
    /// Its name.
    pub fn name(&self) -> &'a str {
        &self.risk.layout.servicer
    }

    /// Does it charge the plan any fee?
    pub fn charges_fees(&self) -> bool {
        self.risk.layout.servicer_charges
    }

    /// Everything it received from the plan in its own name, in yuan: its fees, and the residual if that goes to it. What
    /// it paid and got back under a support of its own stands there.
    pub fn received(&self) -> Distribution<'a> {
        self.risk.distribution(Kind::ServicerReceived)
    }

    /// Fees that it was owed in the end, in yuan.
    pub fn unpaid(&self) -> Distribution<'a> {
        self.risk.distribution(Kind::ServicerUnpaid)
    }

    /// Can it fail? It can where the deal says what its failure does.
    pub fn can_fail(&self) -> bool {
        self.risk.layout.servicer_can_fail
    }

    /// How often it failed by the last distribution date.
    pub fn probability_of_failure(&self) -> Proportion {
        self.risk.distribution(Kind::ServicerFailed).probability_positive()
    }

    /// What borrowers paid it and the plan never had, as it had failed, in yuan (资金混同).
    pub fn commingled(&self) -> Distribution<'a> {
        self.risk.distribution(Kind::Commingled)
    }

    /// What its estate paid of that, in yuan.
    pub fn returned(&self) -> Distribution<'a> {
        self.risk.distribution(Kind::Returned)
    }
}

/// What the pool lost.
#[derive(Clone, Copy, Debug)]
pub struct PoolRisk<'a> {
    pub(super) risk: &'a Risk,
}

impl<'a> PoolRisk<'a> {
    /// The number of loans that defaulted.
    pub fn defaults(&self) -> Distribution<'a> {
        self.risk.distribution(Kind::Defaults)
    }

    /// Principal outstanding on the loans that defaulted, in yuan.
    pub fn defaulted(&self) -> Distribution<'a> {
        self.risk.distribution(Kind::Defaulted)
    }

    /// What of that the plan did not recover within its life, in yuan.
    pub fn lost(&self) -> Distribution<'a> {
        self.risk.distribution(Kind::Lost)
    }
}
