//! All estimates of a simulation as plain data: for files, for tables, for comparing.

use std::ops::Range;

use super::distribution::Distribution;
use super::estimate::{Estimate, Proportion};
use super::parties::{NoteRisk, SupportRisk};
use super::risk::Risk;
use crate::manifest::Manifest;
use crate::money::Money;
use crate::waterfall::Price;

/// The probabilities whose quantiles a report gives of amounts that are bad when high,
const UPPER: [f64; 4] = [0.5, 0.95, 0.99, 0.999];
/// and of amounts that are bad when low.
const LOWER: [f64; 4] = [0.5, 0.05, 0.01, 0.001];

/// Everything a simulation estimates. Amounts are in yuan.
///
/// Written to a file and read again it is the same to the bit, with an infinite error as nothing (`null` in JSON) in between.
///
/// ```
/// # #[cfg(feature = "files")]
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use abs_waterfall::simulation::RiskReport;
/// use abs_waterfall::{Deal, Simulation};
/// let deal = Deal::load("examples/deals/fujian.toml")?.resolve()?;
/// let report = deal.simulate(&Simulation::new(100))?.report();
/// let read: RiskReport = serde_json::from_str(&serde_json::to_string(&report)?)?;
/// assert_eq!(read, report);
/// # Ok(())
/// # }
/// # #[cfg(not(feature = "files"))]
/// # fn main() {}
/// ```
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct RiskReport {
    /// What made it.
    pub manifest: Manifest,
    /// The deal.
    pub deal: String,
    /// The seed.
    pub seed: u64,
    /// The number of paths.
    pub paths: u64,
    /// Which paths those are: in order, from the first included to the last excluded.
    pub ranges: Vec<Range<u64>>,
    /// The pool.
    pub pool: PoolRiskReport,
    /// By class of notes.
    pub notes: Vec<NoteRiskReport>,
    /// All notes that are not subordinated, together.
    pub senior: SeniorReport,
    /// By support, in the order in which they are called.
    pub supports: Vec<SupportRiskReport>,
    /// The servicer.
    pub servicer: ServicerReport,
    /// The originator; `None` where it has nothing at stake.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub originator: Option<OriginatorReport>,
    /// The numbers of the worst paths, worst first.
    pub worst_paths: Vec<u64>,
}

/// A distribution in a few numbers.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct DistributionReport {
    /// How often it is not zero.
    pub probability_positive: Estimate,
    /// The 95 % interval of that (Wilson).
    pub probability_interval_95: (f64, f64),
    /// The mean.
    pub mean: Estimate,
    /// The mean of the paths on which it is not zero.
    pub mean_if_positive: Option<Estimate>,
    /// Quantiles and what lies beyond them.
    pub quantiles: Vec<QuantileReport>,
    /// The largest.
    pub max: f64,
}

/// One quantile.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct QuantileReport {
    /// Its probability.
    pub probability: f64,
    /// The quantile.
    pub quantile: Estimate,
    /// The mean beyond it, on the bad side: of a loss, what is above (the expected shortfall); of a receipt, what is
    /// below.
    pub beyond: Estimate,
}

/// The pool.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct PoolRiskReport {
    /// Number of defaults.
    pub defaults: DistributionReport,
    /// Principal outstanding at default.
    pub defaulted: DistributionReport,
    /// What was not recovered.
    pub lost: DistributionReport,
}

/// One class of notes.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct NoteRiskReport {
    /// Its name.
    pub name: String,
    /// The amount issued.
    pub amount: Money,
    /// The price that its buyers pay.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Price::is_par"))]
    pub price: Price,
    /// How often something was not paid when due.
    pub probability_of_missed_payment: Estimate,
    /// The 95 % interval of that (Wilson).
    pub missed_payment_interval_95: (f64, f64),
    /// The expected loss as a share of the amount.
    pub expected_loss: Estimate,
    /// Principal and interest unpaid in the end.
    pub loss: DistributionReport,
    /// Principal and interest that would have been unpaid in the end, had nobody stood behind the deal.
    pub loss_without_enhancer: DistributionReport,
    /// Everything received.
    pub received: DistributionReport,
    /// Average life of the expected principal, years.
    pub average_life: Option<Estimate>,
    /// Yield if everybody pays, effective a year.
    pub base_yield: Option<f64>,
    /// Yield of the expected cash flows, effective a year.
    pub annual_yield: Option<Estimate>,
}

/// All notes that are not subordinated, together.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct SeniorReport {
    /// The amount issued.
    pub amount: Money,
    /// Principal and interest unpaid in the end.
    pub loss: DistributionReport,
    /// Principal and interest that would have been unpaid in the end, had nobody stood behind the deal.
    pub loss_without_enhancer: DistributionReport,
}

/// One support.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct SupportRiskReport {
    /// Its name.
    pub name: String,
    /// How often it was called.
    pub probability_of_call: Estimate,
    /// How often it did not pay all that it was called for.
    pub probability_of_unanswered_call: Estimate,
    /// What it paid.
    pub drawn: DistributionReport,
    /// What it paid on average when it was called.
    pub drawn_when_called: Option<Estimate>,
    /// What it was not repaid.
    pub unreimbursed: DistributionReport,
    /// The commitment fee that it was paid; `None` where it never is.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub fee_paid: Option<DistributionReport>,
    /// What its giver paid after its failure; `None` where it never does.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub late_paid: Option<DistributionReport>,
}

/// The servicer.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ServicerReport {
    /// Its name.
    pub name: String,
    /// What it received.
    pub received: DistributionReport,
    /// What it was owed in the end.
    pub unpaid: DistributionReport,
    /// What became of it; `None` where it cannot fail.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub failure: Option<ServicerFailureReport>,
}

/// The failure of a servicer.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ServicerFailureReport {
    /// How often it failed.
    pub failed: Estimate,
    /// What borrowers paid it and the plan never had.
    pub commingled: DistributionReport,
    /// What its estate paid of that.
    pub returned: DistributionReport,
}

/// The originator.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct OriginatorReport {
    /// Its name.
    pub name: String,
    /// What it received.
    pub received: DistributionReport,
    /// What it paid.
    pub paid: DistributionReport,
    /// The mean of the one less the other.
    pub net: Estimate,
}

impl Risk {
    /// Everything that is estimated, as plain data.
    pub fn report(&self) -> RiskReport {
        let (pool, servicer) = (self.pool(), self.servicer());
        RiskReport {
            manifest: self.manifest(),
            deal: self.deal().into(),
            seed: self.setup().seed(),
            paths: self.paths(),
            ranges: self.ranges().to_vec(),
            pool: PoolRiskReport {
                defaults: bad_when_high(pool.defaults()),
                defaulted: bad_when_high(pool.defaulted()),
                lost: bad_when_high(pool.lost()),
            },
            notes: self.notes().map(note).collect(),
            senior: SeniorReport {
                amount: self.senior().amount(),
                loss: bad_when_high(self.senior().loss()),
                loss_without_enhancer: bad_when_high(self.senior().loss_without_enhancer()),
            },
            supports: self.supports().map(support).collect(),
            servicer: ServicerReport {
                name: servicer.name().into(),
                received: bad_when_low(servicer.received()),
                unpaid: bad_when_high(servicer.unpaid()),
                failure: servicer.can_fail().then(|| ServicerFailureReport {
                    failed: servicer.probability_of_failure().estimate(),
                    commingled: bad_when_high(servicer.commingled()),
                    returned: bad_when_low(servicer.returned()),
                }),
            },
            originator: self.originator().map(|of| OriginatorReport {
                name: of.name().into(),
                received: bad_when_low(of.received()),
                paid: bad_when_high(of.paid()),
                net: of.net(),
            }),
            worst_paths: self.worst(usize::MAX),
        }
    }
}

fn bad_when_high(of: Distribution<'_>) -> DistributionReport {
    distribution(of, UPPER, |probability| of.mean_above(probability))
}

fn bad_when_low(of: Distribution<'_>) -> DistributionReport {
    distribution(of, LOWER, |probability| of.mean_below(probability))
}

fn distribution(of: Distribution<'_>, at: [f64; 4], beyond: impl Fn(f64) -> Estimate) -> DistributionReport {
    let positive: Proportion = of.probability_positive();
    let quantile = |probability| QuantileReport {
        probability,
        quantile: of.quantile(probability),
        beyond: beyond(probability),
    };
    DistributionReport {
        probability_positive: positive.estimate(),
        probability_interval_95: positive.interval_95(),
        mean: of.mean(),
        mean_if_positive: of.mean_if_positive(),
        quantiles: at.map(quantile).to_vec(),
        max: of.max(),
    }
}

fn note(note: NoteRisk<'_>) -> NoteRiskReport {
    NoteRiskReport {
        name: note.name().into(),
        amount: note.amount(),
        price: note.price(),
        probability_of_missed_payment: note.probability_of_missed_payment().estimate(),
        missed_payment_interval_95: note.probability_of_missed_payment().interval_95(),
        expected_loss: note.expected_loss(),
        loss: bad_when_high(note.loss()),
        loss_without_enhancer: bad_when_high(note.loss_without_enhancer()),
        received: bad_when_low(note.received()),
        average_life: note.average_life(),
        base_yield: note.base_yield(),
        annual_yield: note.annual_yield(),
    }
}

fn support(support: SupportRisk<'_>) -> SupportRiskReport {
    SupportRiskReport {
        name: support.name().into(),
        probability_of_call: support.probability_of_call().estimate(),
        probability_of_unanswered_call: support.probability_of_unanswered_call().estimate(),
        drawn: bad_when_high(support.drawn()),
        drawn_when_called: support.drawn_when_called(),
        unreimbursed: bad_when_high(support.unreimbursed()),
        fee_paid: (support.fee_paid().max() > 0.0).then(|| bad_when_low(support.fee_paid())),
        late_paid: (support.late_paid().max() > 0.0).then(|| bad_when_low(support.late_paid())),
    }
}
