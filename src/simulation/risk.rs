//! The result of a simulation, for everyone in the deal.

use std::ops::Range;
use std::sync::Arc;

use thiserror::Error;

use super::Simulation;
use super::amounts::Amounts;
use super::date_tally::DateTally;
use super::distribution::Distribution;
use super::estimate::{Estimate, Proportion};
use super::measures::{Kind, Measure};
use super::tally::Tally;
use crate::calendar::Date;
use crate::deal::{Deal, ResolvedDeal};
use crate::measure::years_between;
use crate::money::Money;

/// What the paths of a simulation did to everyone in the deal. All of it is counted in integers, so that results over
/// parts of a range of paths [merge](Risk::merge) to exactly the result over all of it.
///
/// Its memory does not depend on the number of paths: `3 × notes + 9` distributions of at most 0.6 megabytes each (most of
/// which are never touched), and 1 kilobyte for each note and distribution date; beside it the definition of the deal, which
/// is shared with the deal.
#[derive(Clone, Debug, PartialEq)]
pub struct Risk {
    setup: Simulation,
    /// The ranges of paths this counts: in order, apart, none empty.
    ranges: Vec<Range<u64>>,
    tally: Tally,
    layout: Layout,
}

/// What the numbers are of.
#[derive(Clone, Debug, PartialEq)]
struct Layout {
    deal: Arc<Deal>,
    dates: Vec<Date>,
    /// Years from closing to every payment date.
    years: Vec<f64>,
    measures: Vec<Measure>,
    /// What is counted of what the deal does not have.
    nothing: Amounts,
}

/// Why two results do not merge.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum MergeError {
    /// Results of different deals.
    #[error("the results are of different deals, or of different versions of one")]
    DifferentDeals,
    /// Results of different seeds: their path numbers mean different paths.
    #[error("the results are of different seeds, {0} and {1}")]
    DifferentSeeds(u64, u64),
    /// One has figures [by date](Risk::by_date), the other none.
    #[error("one of the results has figures by date, the other has none")]
    DatesInOne,
    /// A path would count twice.
    #[error("both results count path {0}")]
    Overlap(u64),
}

impl Risk {
    pub(super) fn new(
        deal: &ResolvedDeal,
        simulation: &Simulation,
        measures: Vec<Measure>,
        tally: Tally,
    ) -> Risk {
        let definition = deal.definition();
        let dates: Vec<Date> = deal.periods().iter().map(|period| period.payment).collect();
        let years = dates.iter().map(|date| years_between(definition.closing, *date)).collect();
        let nothing = Amounts::new(0, 0, 0);
        Risk {
            setup: simulation.without_batch(),
            ranges: vec![simulation.range.clone()],
            tally,
            layout: Layout { deal: deal.shared_definition(), dates, years, measures, nothing },
        }
    }

    /// The simulation, for [`replay`](ResolvedDeal::replay): its seed, and the range from the first path to the last.
    pub fn setup(&self) -> &Simulation {
        &self.setup
    }

    /// The ranges of paths that this counts, in order and apart; one, unless results with a gap between them were merged.
    pub fn ranges(&self) -> &[Range<u64>] {
        &self.ranges
    }

    /// How many paths were run.
    pub fn paths(&self) -> u64 {
        self.tally.paths
    }

    /// Does this count every path of a simulation? Of one that was stopped it does not, until the rest is merged with it.
    pub fn counts_all_of(&self, simulation: &Simulation) -> bool {
        let asked = &simulation.range;
        let holds = |range: &Range<u64>| range.start <= asked.start && asked.end <= range.end;
        self.setup.seed == simulation.seed && self.ranges.iter().any(holds)
    }

    /// The deal that was run.
    pub fn deal(&self) -> &Deal {
        &self.layout.deal
    }

    /// How many loans the pool has.
    pub fn loans(&self) -> usize {
        self.layout.deal.pool.loans().len()
    }

    /// The payment dates.
    pub fn dates(&self) -> &[Date] {
        &self.layout.dates
    }

    /// The result over the paths of both, to the bit what one run over them would have given.
    ///
    /// # Errors
    /// [`MergeError`] if they are not of the same deal and seed, or share a path.
    pub fn merge(self, other: &Risk) -> Result<Risk, MergeError> {
        if self.layout != other.layout {
            return Err(MergeError::DifferentDeals);
        }
        if self.setup.seed != other.setup.seed {
            return Err(MergeError::DifferentSeeds(self.setup.seed, other.setup.seed));
        }
        if self.tally.dates.is_some() != other.tally.dates.is_some() {
            return Err(MergeError::DatesInOne);
        }
        let mut ranges = self.ranges;
        ranges.extend_from_slice(&other.ranges);
        ranges.sort_unstable_by_key(|range| range.start);
        if let Some(pair) = ranges.windows(2).find(|pair| pair[1].start < pair[0].end) {
            return Err(MergeError::Overlap(pair[1].start));
        }
        ranges.dedup_by(|next, range| {
            let adjoins = range.end == next.start;
            if adjoins {
                range.end = next.end;
            }
            adjoins
        });
        let (first, last) = (
            self.setup.range.start.min(other.setup.range.start),
            self.setup.range.end.max(other.setup.range.end),
        );
        let setup = self.setup.with_range(first..last);
        Ok(Risk { setup, ranges, tally: self.tally.merge(&other.tally), layout: self.layout })
    }

    /// The numbers of the worst paths, worst first, at most sixteen: by what the notes that are not subordinated would
    /// lose without the enhancer, then by what the pool lost.
    pub fn worst(&self, paths: usize) -> Vec<u64> {
        self.tally.worst.iter().take(paths).map(|severity| severity.path.0).collect()
    }

    /// One class of notes; `None` if the deal has none of that name.
    pub fn note(&self, name: &str) -> Option<NoteRisk<'_>> {
        self.notes().find(|note| note.name() == name)
    }

    /// Every class of notes, in the order of the deal.
    pub fn notes(&self) -> impl Iterator<Item = NoteRisk<'_>> {
        (0..self.layout.deal.notes.len()).map(|index| NoteRisk { risk: self, index })
    }

    /// All notes that are not subordinated, together.
    pub fn senior(&self) -> SeniorRisk<'_> {
        SeniorRisk { risk: self }
    }

    /// The giver of the shortfall undertaking; `None` if there is none.
    pub fn enhancer(&self) -> Option<EnhancerRisk<'_>> {
        let undertaking = self.layout.deal.undertaking.as_ref()?;
        Some(EnhancerRisk { risk: self, support: 0, name: &undertaking.by })
    }

    /// The servicer.
    pub fn servicer(&self) -> ServicerRisk<'_> {
        let deal = &self.layout.deal;
        let name = &deal.servicing.servicer;
        ServicerRisk { risk: self, name, charges_fees: deal.fees.iter().any(|fee| fee.payee == *name) }
    }

    /// The pool.
    pub fn pool(&self) -> PoolRisk<'_> {
        PoolRisk { risk: self }
    }

    /// The distribution of a measure by its name, one of [`ResolvedDeal::measures`]; `None` if the deal has none of that
    /// name. What happened or not is one or zero.
    pub fn measure(&self, name: impl AsRef<str>) -> Option<Distribution<'_>> {
        let measure = self.layout.measures.iter().find(|measure| measure.name.as_ref() == name.as_ref())?;
        Some(self.distribution(measure.kind))
    }

    /// The distribution of what is counted; of what the deal does not have, nothing.
    fn distribution(&self, kind: Kind) -> Distribution<'_> {
        let mut counted = self.layout.measures.iter().zip(&self.tally.amounts);
        let (amounts, per) = match counted.find(|(measure, _)| measure.kind == kind) {
            Some((measure, amounts)) => (amounts, measure.unit.per()),
            None => return self.nothing(),
        };
        Distribution::in_units(amounts, self.tally.paths, per)
    }

    /// The distribution of what is never anything.
    pub(super) fn nothing(&self) -> Distribution<'_> {
        Distribution::in_units(&self.layout.nothing, self.tally.paths, 1.0)
    }

    /// What was counted by date.
    pub(super) fn date_tally(&self) -> Option<&DateTally> {
        self.tally.dates.as_ref()
    }
}

/// What happened to one class of notes.
#[derive(Clone, Copy, Debug)]
pub struct NoteRisk<'a> {
    risk: &'a Risk,
    index: usize,
}

impl<'a> NoteRisk<'a> {
    /// Its name.
    pub fn name(&self) -> &'a str {
        &self.risk.layout.deal.notes[self.index].name
    }

    /// The amount issued.
    pub fn amount(&self) -> Money {
        self.risk.layout.deal.notes[self.index].amount
    }

    /// Is it subordinated, so that its principal is never due?
    pub fn is_subordinated(&self) -> bool {
        self.risk.layout.deal.notes[self.index].repayment == crate::deal::NoteRepayment::Subordinated
    }

    /// Does anything of it ever fall due? Of a subordinated note only the interest does, if it earns any.
    pub fn falls_due(&self) -> bool {
        !self.is_subordinated() || self.risk.layout.deal.notes[self.index].coupon.is_some()
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

    /// Everything its holders received, in yuan.
    pub fn received(&self) -> Distribution<'a> {
        self.risk.distribution(Kind::NoteReceived(self.index))
    }

    /// The mean of the loss, as a share of the amount issued.
    pub fn expected_loss(&self) -> Estimate {
        self.loss().mean().scaled(1.0 / self.amount().to_f64())
    }

    /// The loss had nobody stood behind the deal.
    pub fn expected_loss_without_enhancer(&self) -> Estimate {
        self.loss_without_enhancer().mean().scaled(1.0 / self.amount().to_f64())
    }

    /// The weighted average life of its expected principal payments, in years of 365 days from closing; `None` if none
    /// is expected. Its error is as that of the [yield](NoteRisk::annual_yield).
    pub fn average_life(&self) -> Option<Estimate> {
        self.risk.tally.flows.average_life(self.index, &self.risk.layout.years)
    }

    /// The effective annual yield of its expected cash flows to a buyer at par, ACT/365F; `None` if nothing comes
    /// back.
    ///
    /// Its error is the larger of two: of a jackknife over groups of paths; and of the mean of what is missing against the
    /// path without events, by the rule of [`Distribution::mean`], which knows that there is more than the paths have seen.
    pub fn annual_yield(&self) -> Option<Estimate> {
        let most_excess = self.received().amounts().most_excess();
        let flows = &self.risk.tally.flows;
        flows.annual_yield(self.index, &self.risk.layout.years, self.amount().to_f64(), most_excess)
    }

    /// The effective annual yield to a buyer at par if everybody pays, ACT/365F; `None` if nothing comes back.
    pub fn base_yield(&self) -> Option<f64> {
        self.risk.tally.flows.base_yield(self.index, &self.risk.layout.years, self.amount().to_f64())
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
    risk: &'a Risk,
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
}

/// What the undertaking cost its giver.
#[derive(Clone, Copy, Debug)]
pub struct EnhancerRisk<'a> {
    risk: &'a Risk,
    support: usize,
    name: &'a str,
}

impl<'a> EnhancerRisk<'a> {
    /// Its name.
    pub fn name(&self) -> &'a str {
        self.name
    }

    /// How often it was called at all, whether it could pay or not.
    pub fn probability_of_call(&self) -> Proportion {
        self.risk.distribution(Kind::Called(self.support)).probability_positive()
    }

    /// How often it was called and did not pay all of it, because it had defaulted or reached its cap.
    pub fn probability_of_unanswered_call(&self) -> Proportion {
        self.risk.distribution(Kind::Unanswered(self.support)).probability_positive()
    }

    /// What it paid, in yuan, over all paths.
    pub fn drawn(&self) -> Distribution<'a> {
        self.risk.distribution(Kind::Drawn(self.support))
    }

    /// The average payment over the paths on which it was called, in yuan, including those on which it did not pay; `None`
    /// if there are none. Its error is as that of [`Distribution::mean_if_positive`].
    pub fn drawn_when_called(&self) -> Option<Estimate> {
        self.drawn().mean_among(self.probability_of_call().hits)
    }

    /// What it paid and the plan did not repay, in yuan.
    pub fn unreimbursed(&self) -> Distribution<'a> {
        self.risk.distribution(Kind::Unreimbursed(self.support))
    }
}

/// What the servicer earned.
#[derive(Clone, Copy, Debug)]
pub struct ServicerRisk<'a> {
    risk: &'a Risk,
    name: &'a str,
    charges_fees: bool,
}

impl<'a> ServicerRisk<'a> {
    /// Its name.
    pub fn name(&self) -> &'a str {
        self.name
    }

    /// Does it charge the plan any fee?
    pub fn charges_fees(&self) -> bool {
        self.charges_fees
    }

    /// Everything it received from the plan in its own name, in yuan: its fees, and the residual if that goes to it. What
    /// it paid and got back under an undertaking of its own stands with the enhancer.
    pub fn received(&self) -> Distribution<'a> {
        self.risk.distribution(Kind::ServicerReceived)
    }

    /// Fees that it was owed in the end, in yuan.
    pub fn unpaid(&self) -> Distribution<'a> {
        self.risk.distribution(Kind::ServicerUnpaid)
    }
}

/// What the pool lost.
#[derive(Clone, Copy, Debug)]
pub struct PoolRisk<'a> {
    risk: &'a Risk,
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
