//! What a search found, and how sure that is.

use std::fmt;

use rust_decimal::Decimal;

use super::search::Goal;
use super::steps::Steps;
use super::words::{Unit, sentence};
use crate::simulation::Estimate;

/// A measure at one value.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Evaluation {
    /// The value.
    #[cfg_attr(feature = "serde", serde(with = "super::in_files"))]
    pub at: Decimal,
    /// The measure there, with its standard error; of an exact number the error is nothing. One that is NaN, as the yield of
    /// what brings nothing back, meets no goal.
    pub measure: Estimate,
}

/// Where a measure stops meeting its goal.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
pub enum Answer {
    /// Between two neighbouring values.
    Between {
        /// The last value that meets the goal.
        last: Evaluation,
        /// The one behind it, which does not.
        next: Evaluation,
    },
    /// Nowhere it was looked at: the last value of the range still meets it.
    Everywhere {
        /// That value.
        last: Evaluation,
    },
    /// No value that was looked at meets it, nor the one of the range that should first.
    Nowhere {
        /// That one.
        first: Evaluation,
    },
    /// The search was stopped before it was known.
    Stopped {
        /// The last value that was seen to meet the goal.
        last: Option<Evaluation>,
        /// The first behind it that was seen not to.
        next: Option<Evaluation>,
    },
}

/// What a search found. *Last*, *next* and *behind* go away from the end of the range at which the goal is met.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Solution {
    /// The values it looked among.
    pub steps: Steps,
    /// What was wanted.
    pub goal: Goal,
    /// Is the goal met by values below the answer? Else it is by those above.
    pub met_below: bool,
    /// What was found.
    pub answer: Answer,
    /// The last value that would meet the goal were every measure two standard errors worse; `None` if none of the range would. By
    /// all that the paths tell, the truth is not before it. Of an exact measure it is the answer itself.
    ///
    /// It is found by searching again with the worse measure, and not from any slope.
    pub surely_met: Option<Evaluation>,
    /// The first value that would miss the goal even were every measure two standard errors better; `None` if none of the range
    /// would. The truth is not behind it.
    pub surely_missed: Option<Evaluation>,
    /// Was all of this found? Not if the search was stopped: then nothing is sure that is not known, and the answer itself may
    /// not be.
    pub complete: bool,
    /// Does the measure, wherever it was looked at, never come nearer to the goal again? Where it does, there may be other answers.
    pub monotone: bool,
    /// Everything that was looked at, by value.
    pub evaluations: Vec<Evaluation>,
}

impl Solution {
    /// The last value that was found to meet the goal; `None` if none was.
    pub fn value(&self) -> Option<Decimal> {
        Some(self.met()?.at)
    }

    /// The measure at the last value that was found to meet the goal; `None` if none was.
    pub fn met(&self) -> Option<Evaluation> {
        match self.answer {
            Answer::Between { last, .. } | Answer::Everywhere { last } => Some(last),
            Answer::Stopped { last, .. } => last,
            Answer::Nowhere { .. } => None,
        }
    }

    /// May this be the true answer, as far as the paths tell at two standard errors: is it from
    /// [`surely_met`](Solution::surely_met) to [`surely_missed`](Solution::surely_missed), ends included? Where nothing is sure,
    /// there is no bound.
    pub fn may_be(&self, value: Decimal) -> bool {
        let is_behind = |bound: Decimal| if self.met_below { value >= bound } else { value <= bound };
        let is_before = |bound: Decimal| if self.met_below { value <= bound } else { value >= bound };
        let (met, missed) = (self.surely_met.map(|sure| sure.at), self.surely_missed.map(|sure| sure.at));
        met.is_none_or(is_behind) && missed.is_none_or(is_before)
    }
}

/// In a sentence without its full stop.
impl fmt::Display for Solution {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&sentence(self, Unit::Plain, Unit::Plain))
    }
}
