//! The break-even default rate: how much of the pool may default before a class is not paid.

use std::fmt;

use rayon::prelude::*;
use rust_decimal::Decimal;

use super::class::Class;
use super::question::BreakEven;
use crate::deal::ResolvedDeal;
use crate::money::Money;
use crate::projection::{ScenarioError, over_time};
use crate::rate::Rate;
use crate::scenario::{PoolDefaults, Timing};
use crate::servicing::{Cut, CutOff};

/// Rates are multiples of this part of one: 0.01 %.
const GRID: usize = 10_000;

/// Every so many of them are scanned: 0.25 %.
const SCAN: usize = 25;

/// The default rate of the whole pool up to which a class is paid.
///
/// Of the rates that are multiples of 0.01 %, it is the one before the lowest that breaks the class; found by a scan of every
/// 0.25 %, from none to all of the pool, and by bisection where the scan first fails. A rate of which a part could not be
/// applied, because less performs than it asks for, is no rate of its own and is not looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
#[doc(alias = "临界违约率")]
#[doc(alias = "BDR")]
pub struct BreakEvenRate {
    /// The class.
    pub note: String,
    /// When the defaults come.
    pub timing: Timing,
    /// Were the supports called?
    pub with_supports: bool,
    /// The rate.
    pub found: RateFound,
    /// Did every rate that was scanned above the first that broke the class break it too?
    pub monotone: bool,
    /// The default rate that the class should bear, if one was stated.
    pub target: Option<Rate>,
}

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum RateFound {
    /// At this rate the class is paid, at the next one it is not.
    At {
        /// The rate, all of which was applied.
        rate: Rate,
        /// The principal whose borrowers stop paying then.
        defaulted: Money,
    },
    /// No rate breaks it, up to the highest that can be applied in full.
    NoneUpTo {
        /// That rate.
        rate: Rate,
    },
    /// The class is not paid even where nobody defaults.
    EvenAtZero,
}

impl ResolvedDeal {
    /// The default rate of the whole pool up to which a class is paid.
    ///
    /// # Errors
    /// [`ScenarioError`] if the deal has no such note, or the timing does not fit its pool.
    ///
    /// ```
    /// # #[cfg(feature = "files")]
    /// # fn main() -> Result<(), abs_waterfall::Error> {
    /// use abs_waterfall::Deal;
    /// use abs_waterfall::analysis::BreakEven;
    /// use abs_waterfall::scenario::Timing;
    /// let deal = Deal::load("examples/deals/fujian.toml")?.resolve()?;
    /// let question = BreakEven::new("senior").with_timing(Timing::Front).with_target("5%".parse()?);
    /// println!("{}", deal.break_even_rate(&question)?);
    /// # Ok(())
    /// # }
    /// # #[cfg(not(feature = "files"))]
    /// # fn main() {}
    /// ```
    pub fn break_even_rate(&self, question: &BreakEven) -> Result<BreakEvenRate, ScenarioError> {
        let probe = Probe { class: Class::of(question, self)?, timing: &question.timing };
        let highest = probe.highest_applied()?;
        let scanned: Vec<usize> = (0..highest).step_by(SCAN).chain([highest]).collect();
        let paid = |grid: &usize| probe.is_paid(*grid);
        let paid: Vec<bool> = scanned.par_iter().map(paid).collect::<Result<_, _>>()?;
        let first = paid.iter().position(|paid| !paid);
        let found = match first {
            None => RateFound::NoneUpTo { rate: rate(highest) },
            Some(0) => RateFound::EvenAtZero,
            Some(first) => probe.between(scanned[first - 1], scanned[first])?,
        };
        Ok(BreakEvenRate {
            note: question.note.clone(),
            timing: question.timing.clone(),
            with_supports: question.with_supports,
            found,
            monotone: first.is_none_or(|first| !paid[first..].contains(&true)),
            target: question.target,
        })
    }
}

/// A rate on the grid.
fn rate(grid: usize) -> Rate {
    Rate::new(Decimal::new(grid as i64, 4)).unwrap_or_default()
}

/// Looks at one rate after the other.
struct Probe<'a> {
    class: Class<'a>,
    timing: &'a Timing,
}

impl Probe<'_> {
    fn cuts(&self, grid: usize) -> Result<Vec<Cut>, ScenarioError> {
        over_time(&PoolDefaults::new(rate(grid), self.timing.clone()), 0, self.class.deal)
    }

    fn cut_off(&self, grid: usize) -> Result<Vec<CutOff>, ScenarioError> {
        Ok(self.class.in_parts(&self.cuts(grid)?).cuts)
    }

    fn is_paid(&self, grid: usize) -> Result<bool, ScenarioError> {
        Ok(self.class.paid_after(&self.cuts(grid)?)?.in_full)
    }

    /// The highest rate of which every part can be applied.
    fn highest_applied(&self) -> Result<usize, ScenarioError> {
        let is_applied = |grid: usize| {
            let cuts = self.cut_off(grid)?;
            Ok(cuts.iter().all(|cut| cut.asked == cut.defaulted))
        };
        if is_applied(GRID)? { Ok(GRID) } else { last_before(0, GRID, is_applied) }
    }

    /// The last rate at which the class is paid, between one at which it is and one at which it is not.
    fn between(&self, paid: usize, unpaid: usize) -> Result<RateFound, ScenarioError> {
        let last = last_before(paid, unpaid, |grid| self.is_paid(grid))?;
        let defaulted = self.cut_off(last)?.iter().map(|cut| cut.defaulted).sum();
        Ok(RateFound::At { rate: rate(last), defaulted })
    }
}

/// By bisection, a place at which something holds with one behind it at which it does not.
pub(super) fn last_before(
    mut holds: usize,
    mut fails: usize,
    is_so: impl Fn(usize) -> Result<bool, ScenarioError>,
) -> Result<usize, ScenarioError> {
    while fails - holds > 1 {
        let middle = holds + (fails - holds) / 2;
        match is_so(middle)? {
            true => holds = middle,
            false => fails = middle,
        }
    }
    Ok(holds)
}

impl BreakEvenRate {
    /// The rate at which the class is still paid, be it the highest that can be applied; `None` if it is never paid.
    pub fn rate(&self) -> Option<Rate> {
        match self.found {
            RateFound::At { rate, .. } | RateFound::NoneUpTo { rate } => Some(rate),
            RateFound::EvenAtZero => None,
        }
    }

    /// That less the target, as a fraction of one, negative where it falls short: the cushion. Where no rate breaks the class
    /// it is at least this.
    pub fn cushion(&self) -> Option<Decimal> {
        Some(self.rate()?.to_decimal() - self.target?.to_decimal())
    }

    /// The stress that the class still bears, for a scenario.
    pub fn stress(&self) -> Option<PoolDefaults> {
        Some(PoolDefaults::new(self.rate()?, self.timing.clone()))
    }
}

/// "\"senior\" is paid up to a default rate of 5.08% of the pool (7,620,000.00), timing front, without supports; 0.08 points
/// above the target of 5.00%", without its full stop.
impl fmt::Display for BreakEvenRate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let BreakEvenRate { note, timing, target, .. } = self;
        match self.found {
            RateFound::At { rate, defaulted } => {
                write!(f, "\"{note}\" is paid up to a default rate of {rate} of the pool ({defaulted})")?;
            }
            RateFound::NoneUpTo { rate } => {
                write!(
                    f,
                    "no default rate of the pool breaks \"{note}\", up to {rate}, the highest that can be applied"
                )?;
            }
            RateFound::EvenAtZero => write!(f, "\"{note}\" is not paid even where nobody defaults")?,
        }
        write!(f, ", timing {timing}, {}", BreakEven::supports_in_words(self.with_supports))?;
        if let (Some(cushion), Some(target)) = (self.cushion(), target) {
            let points = (cushion.abs() * Decimal::ONE_HUNDRED).normalize();
            let side = if cushion.is_sign_negative() { "below" } else { "above" };
            write!(f, "; {points} points {side} the target of {target}")?;
        }
        match self.monotone {
            true => Ok(()),
            false => f.write_str("; it is paid again at some higher rates"),
        }
    }
}
