//! A solution in words.

use rust_decimal::Decimal;

use super::search::Goal;
use super::solution::{Answer, Evaluation, Solution};
use crate::money::Money;
use crate::simulation::Estimate;

/// How a number is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    /// As it is.
    Plain,
    /// A share of one, in percent.
    Percent,
    /// Yuan.
    Yuan,
}

/// So many decimals show an exact number.
const EXACT_DECIMALS: usize = 6;

/// The most decimals that an error is shown with.
const MOST_DECIMALS: i32 = 10;

impl Unit {
    pub(super) fn value(self, value: Decimal) -> String {
        match self {
            Unit::Plain => value.normalize().to_string(),
            Unit::Percent => format!("{} %", (value * Decimal::ONE_HUNDRED).normalize()),
            Unit::Yuan => {
                Money::try_from(value).map_or_else(|_| value.to_string(), |money| money.to_string())
            }
        }
    }

    /// A number that was computed, in as many decimals as say something.
    pub(super) fn number(self, value: f64) -> String {
        let (scaled, unit) = self.scaled(value);
        let text = format!("{scaled:.EXACT_DECIMALS$}");
        let plain = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
        format!("{plain}{unit}")
    }

    /// An estimate to two digits of its error.
    pub(super) fn measure(self, measure: Estimate) -> String {
        if measure.value.is_nan() {
            return "no number".into();
        }
        if measure.error == 0.0 {
            return self.number(measure.value);
        }
        let (factor, unit) = self.scaled(1.0);
        let scaled = measure.scaled(factor);
        let digits = if scaled.error.is_finite() { 1 - scaled.error.log10().floor() as i32 } else { 2 };
        let decimals = digits.clamp(0, MOST_DECIMALS) as usize;
        format!("{scaled:.decimals$}{unit}")
    }

    fn scaled(self, value: f64) -> (f64, &'static str) {
        match self {
            Unit::Percent => (value * 100.0, " %"),
            Unit::Plain | Unit::Yuan => (value, ""),
        }
    }
}

/// A solution in a sentence without its full stop.
pub(super) fn sentence(of: &Solution, value: Unit, measure: Unit) -> String {
    let goal = match of.goal {
        Goal::AtMost(target) => format!("at most {}", measure.number(target)),
        Goal::AtLeast(target) => format!("at least {}", measure.number(target)),
    };
    let told = |it: Evaluation| measure.measure(it.measure);
    let at = |it: Evaluation| value.value(it.at);
    let range = || format!("from {} to {}", value.value(of.steps.first()), value.value(of.steps.last()));
    let answer = match of.answer {
        Answer::Between { last, next } => format!(
            "{} is the last at which it is {goal} ({}); at {} it is {}",
            at(last),
            told(last),
            at(next),
            told(next)
        ),
        Answer::Everywhere { last } => {
            format!("it is {goal} in all of the range {} ({} at {})", range(), told(last), at(last))
        }
        Answer::Nowhere { first } => {
            format!("it is nowhere {goal} in the range {} ({} at {})", range(), told(first), at(first))
        }
        Answer::Stopped { last, next } => format!(
            "the search was stopped; where it ceases to be {goal} is {}",
            between(of, value, last, next)
        ),
    };
    let turns = if of.monotone {
        ""
    } else {
        "; it does not change in one direction, so that there may be other answers"
    };
    format!("{answer}{}{turns}", sure(of, value))
}

/// How sure an answer is, where it is not exact and where it was looked for.
fn sure(of: &Solution, value: Unit) -> String {
    let (met, missed) = (of.surely_met, of.surely_missed);
    let is_exact = match of.answer {
        Answer::Between { last, next } => met == Some(last) && missed == Some(next),
        Answer::Everywhere { last } => met == Some(last),
        Answer::Nowhere { first } => missed == Some(first),
        Answer::Stopped { .. } => true,
    };
    if is_exact || !of.complete {
        return String::new();
    }
    format!("; at two standard errors the answer is {}", between(of, value, met, missed))
}

/// Where an answer is, given a value that is known to meet the goal and one that is known to miss it.
fn between(of: &Solution, value: Unit, met: Option<Evaluation>, missed: Option<Evaluation>) -> String {
    let (behind, before) = if of.met_below { ("above", "below") } else { ("below", "above") };
    let at = |it: Evaluation| value.value(it.at);
    match (met, missed) {
        (Some(met), Some(missed)) if met.at <= missed.at => format!("between {} and {}", at(met), at(missed)),
        (Some(met), Some(missed)) => format!("between {} and {}", at(missed), at(met)),
        (Some(met), None) => format!("{} or {behind} it, maybe beyond the range", at(met)),
        (None, Some(missed)) => format!("{before} {}, maybe beyond the range", at(missed)),
        (None, None) => "not known".into(),
    }
}
