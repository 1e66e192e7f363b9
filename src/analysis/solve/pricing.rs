//! Which rate leaves a class of notes its yield: what is asked.

use std::fmt;

use super::criterion::note;
use super::error::SolveError;
use super::search::Direction;
use super::steps::Steps;
use crate::deal::{CouponRate, Deal, Fee, FeeAmount};
use crate::names::NameProblem;
use crate::pool::{Loan, Repayment};
use crate::rate::Rate;
use crate::scenario::Scenario;
use crate::simulation::Simulation;

/// The rate that is solved for.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum PricedTerm {
    /// The coupon of a note, which has a fixed one already; its day count stays.
    Coupon(String),
    /// The rate of a fee that is a rate on a balance.
    FeeRate(String),
    /// The contract rate of all loans alike, of which none may have payments that are stated: no rate changes those.
    LoanRate,
}

/// Which yield is looked at: that of the buyer at the issue price, effective a year, ACT/365F.
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
/// Of a fee, or of another note's coupon, it is the highest rate, as what they cost is paid before what is left for the note. Of
/// the note's own coupon, and of the loans' rate, it is the lowest.
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
        self.term.check(deal)
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
    /// [`SolveError`] where the deal has no such rate: then it stays as it is.
    pub fn set(&self, deal: &mut Deal, to: Rate) -> Result<(), SolveError> {
        self.check(deal)?;
        match self {
            PricedTerm::Coupon(name) => {
                let note = deal.notes.iter_mut().find(|note| note.name == *name);
                note.and_then(|note| note.coupon.as_mut())
                    .into_iter()
                    .for_each(|coupon| coupon.rate = to.into());
            }
            PricedTerm::FeeRate(name) => {
                let fee = deal.fees.iter_mut().find(|fee| fee.name == *name);
                if let Some(FeeAmount::Rate { rate, .. }) = fee.map(|fee| &mut fee.amount) {
                    *rate = to;
                }
            }
            PricedTerm::LoanRate => deal.pool.loans_mut().iter_mut().for_each(|loan| loan.rate = to),
        }
        Ok(())
    }

    /// Has a deal this rate?
    fn check(&self, deal: &Deal) -> Result<(), SolveError> {
        match self {
            PricedTerm::Coupon(name) => {
                match deal.notes[note(deal, name)?].coupon.as_ref().map(|it| &it.rate) {
                    Some(CouponRate::Fixed(_)) => Ok(()),
                    Some(_) => Err(SolveError::NotFixed(name.clone())),
                    None => Err(SolveError::NoCoupon(name.clone())),
                }
            }
            PricedTerm::FeeRate(name) => match fee(deal, name)?.amount {
                FeeAmount::Rate { .. } => Ok(()),
                FeeAmount::Fixed { .. } => Err(SolveError::NoRate(name.clone())),
            },
            PricedTerm::LoanRate => {
                let error = |loan: &Loan| match loan.repayment {
                    Repayment::Payments(_) => Some(SolveError::StatedPayments(loan.id.to_string())),
                    _ if loan.floating.is_some() => Some(SolveError::FloatingLoan(loan.id.to_string())),
                    _ => None,
                };
                deal.pool.loans().iter().find_map(error).map_or(Ok(()), Err)
            }
        }
    }
}

fn fee<'a>(deal: &'a Deal, name: &str) -> Result<&'a Fee, SolveError> {
    let names = || deal.fees.iter().map(|fee| fee.name.as_str());
    let found = deal.fees.iter().find(|fee| fee.name == name);
    Ok(found.ok_or_else(|| NameProblem::unknown("fee", name, names()))?)
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
