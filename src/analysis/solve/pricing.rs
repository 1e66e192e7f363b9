//! Which rate leaves a class of notes its yield: what is asked.

use std::fmt;

use super::criterion::note;
use super::error::SolveError;
use super::search::Direction;
use super::steps::Steps;
use crate::deal::{Deal, FeeAmount};
use crate::names::NameProblem;
use crate::rate::Rate;
use crate::scenario::Scenario;
use crate::simulation::Simulation;

/// The rate that is solved for.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum PricedTerm {
    /// The coupon of a note, which has one already; its day count stays.
    Coupon(String),
    /// The rate of a fee that is a rate on a balance.
    FeeRate(String),
    /// The contract rate of all loans alike.
    LoanRate,
}

/// Which yield is looked at: that of the buyer at par, effective a year, ACT/365F.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Yield {
    /// Under a scenario, exactly: under [`Scenario::no_default`], the base case.
    Under(Scenario),
    /// Of the expected cash flows over the paths of a simulation.
    Expected(Simulation),
}

/// The rate at which a class of notes still has its yield.
///
/// Of a coupon or a fee it is the highest, of the loans' rate the lowest: as what a note costs is paid before what is left, which
/// is the sub's.
///
/// ```
/// # #[cfg(feature = "files")]
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use abs_waterfall::analysis::solve::{PricedTerm, Pricing, Yield};
/// use abs_waterfall::{Deal, Scenario};
/// let deal = Deal::load("examples/deals/fujian.toml")?.resolve()?;
/// let base = Yield::Under(Scenario::no_default());
/// let pricing = Pricing::new(PricedTerm::Coupon("senior".into()), "sub", "10%".parse()?, base);
/// let priced = deal.price(&pricing)?;
/// let repriced = deal.varied(|deal| priced.put_into(deal))?;
/// let sub_yield = repriced.project(&Scenario::no_default())?.note("sub").and_then(|sub| sub.annual_yield);
/// assert!(sub_yield >= Some(0.1));
/// # Ok(())
/// # }
/// # #[cfg(not(feature = "files"))]
/// # fn main() {}
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Pricing {
    /// The rate.
    pub term: PricedTerm,
    /// The note that is to have the yield.
    pub note: String,
    /// The least that its yield may be.
    pub at_least: Rate,
    /// Which yield.
    pub basis: Yield,
    /// The rates to look among.
    pub steps: Steps,
}

impl Pricing {
    /// Among coupons up to 20 %, fees up to 10 % or loan rates up to 36 %, in steps of 0.01 %.
    #[must_use]
    pub fn new(term: PricedTerm, note: &str, at_least: Rate, basis: Yield) -> Pricing {
        let steps = Steps::hundredths_of_a_percent(match term {
            PricedTerm::Coupon(_) => 2_000,
            PricedTerm::FeeRate(_) => 1_000,
            PricedTerm::LoanRate => 3_600,
        });
        Pricing { term, note: note.into(), at_least, basis, steps }
    }

    /// Among other rates, as fractions of one.
    #[must_use]
    pub fn with_steps(self, steps: Steps) -> Pricing {
        Pricing { steps, ..self }
    }

    /// Has the deal what it needs?
    pub(super) fn check(&self, deal: &Deal) -> Result<(), SolveError> {
        note(deal, &self.note)?;
        self.term.set(&mut deal.clone(), Rate::ZERO)
    }

    /// What the yield does while the rate rises.
    pub(super) fn direction(&self) -> Direction {
        match &self.term {
            PricedTerm::LoanRate => Direction::Rising,
            PricedTerm::Coupon(of) if *of == self.note => Direction::Rising,
            PricedTerm::Coupon(_) | PricedTerm::FeeRate(_) => Direction::Falling,
        }
    }
}

impl PricedTerm {
    /// Gives a deal this rate.
    ///
    /// # Errors
    /// [`SolveError`] where the deal has no such rate.
    pub fn set(&self, deal: &mut Deal, to: Rate) -> Result<(), SolveError> {
        match self {
            PricedTerm::Coupon(name) => {
                let place = note(deal, name)?;
                let coupon = deal.notes[place].coupon.as_mut();
                coupon.ok_or_else(|| SolveError::NoCoupon(name.clone()))?.rate = to;
            }
            PricedTerm::FeeRate(name) => *fee_rate(deal, name)? = to,
            PricedTerm::LoanRate => deal.pool.loans_mut().iter_mut().for_each(|loan| loan.rate = to),
        }
        Ok(())
    }
}

fn fee_rate<'a>(deal: &'a mut Deal, name: &str) -> Result<&'a mut Rate, SolveError> {
    let Some(place) = deal.fees.iter().position(|fee| fee.name == name) else {
        let names = deal.fees.iter().map(|fee| fee.name.as_str());
        return Err(NameProblem::unknown("fee", name, names).into());
    };
    match &mut deal.fees[place].amount {
        FeeAmount::Rate { rate, .. } => Ok(rate),
        FeeAmount::Fixed { .. } => Err(SolveError::NoRate(name.into())),
    }
}

/// "the coupon of senior".
impl fmt::Display for PricedTerm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PricedTerm::Coupon(note) => write!(f, "the coupon of {note}"),
            PricedTerm::FeeRate(fee) => write!(f, "the rate of the fee {fee}"),
            PricedTerm::LoanRate => f.write_str("the rate of the loans"),
        }
    }
}

/// "if nobody defaults", "of the expected cash flows".
impl fmt::Display for Yield {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Yield::Under(scenario) => write!(f, "if {scenario}"),
            Yield::Expected(_) => f.write_str("of the expected cash flows"),
        }
    }
}
