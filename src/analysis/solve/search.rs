//! A root on a grid: where a measure stops meeting its goal, by as few evaluations as bisection needs.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use rust_decimal::Decimal;

use super::solution::{Answer, Evaluation, Solution};
use super::steps::Steps;
use crate::simulation::Estimate;

/// What a measure is wanted to be.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
pub enum Goal {
    /// At most this.
    AtMost(f64),
    /// At least this.
    AtLeast(f64),
}

/// What a measure does while the value rises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
pub enum Direction {
    /// It rises, or stays.
    Rising,
    /// It falls, or stays.
    Falling,
}

/// Where on a grid a measure stops meeting its goal.
///
/// One end of the grid is where the goal is met, if anywhere; from there on the search bisects. Which end that is follows from
/// the [`Direction`] of the measure; where it is not told, both ends are evaluated first. A measure need not be monotone: what is
/// found is always a value that meets the goal next to one that does not, and [`Solution::monotone`] tells whether the measure
/// turned anywhere it was looked at. [`with_scan`](Search::with_scan) looks at more of it.
///
/// Nothing is evaluated twice, and every evaluation should use the same random numbers: then the measure is one function of
/// the value, and the answer is the same each time.
///
/// The largest whole number whose square is at most 200:
///
/// ```
/// use abs_waterfall::analysis::solve::{Direction, Goal, Search, Steps};
/// use abs_waterfall::simulation::Estimate;
/// let steps = Steps::new(0.into(), 1_000.into(), 1.into())?;
/// let search = Search::new(steps, Goal::AtMost(200.0)).with_direction(Direction::Rising);
/// let solution = search.run(|at| {
///     let square: f64 = (at * at).to_string().parse()?;
///     Ok::<_, std::num::ParseFloatError>(Estimate { value: square, error: 0.0 })
/// })?;
/// assert_eq!(solution.value(), Some(14.into()));
/// assert!(solution.evaluations.len() <= 10);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[must_use]
pub struct Search {
    steps: Steps,
    goal: Goal,
    direction: Option<Direction>,
    scan: u32,
    guess: Option<Decimal>,
}

/// How many standard errors the answer is sure at.
const ERRORS: f64 = 2.0;

impl Goal {
    /// Does a measure meet it, were the measure so many of its standard errors worse? Where there is no number, or no error to
    /// tell by, it does not; of a negative number of errors, what is better.
    fn is_met(self, by: Estimate, errors_worse: f64) -> bool {
        // Nothing times an error that is not known is nothing.
        let worse = if errors_worse == 0.0 { 0.0 } else { errors_worse * by.error };
        match self {
            Goal::AtMost(target) => by.value + worse <= target,
            Goal::AtLeast(target) => by.value - worse >= target,
        }
    }

    /// Is one measure nearer to meeting it than another? One that is no number is nearer than none.
    fn is_nearer(self, one: f64, other: f64) -> bool {
        let nearer = match self {
            Goal::AtMost(_) => one < other,
            Goal::AtLeast(_) => one > other,
        };
        nearer || other.is_nan() && !one.is_nan()
    }
}

impl Search {
    /// A search on these values, of a measure whose direction is found.
    pub fn new(steps: Steps, goal: Goal) -> Search {
        Search { steps, goal, direction: None, scan: 0, guess: None }
    }

    /// With the direction of the measure told: then neither end is evaluated unless the search leads there.
    pub fn with_direction(self, direction: Direction) -> Search {
        Search { direction: Some(direction), ..self }
    }

    /// With the measure looked at first at the ends of so many equal parts of the range, rounded to the grid; the search is then
    /// in the first of them, from where the goal is met, at whose end it is not. So it finds the first crossing of a measure
    /// that turns, unless the measure crosses twice within one part.
    pub fn with_scan(self, parts: u32) -> Search {
        Search { scan: parts, ..self }
    }

    /// With a value that the answer is expected near: looked at first, and then at twice the distance each time, until the
    /// answer is between.
    pub fn with_guess(self, guess: Decimal) -> Search {
        Search { guess: Some(guess), ..self }
    }

    /// The most evaluations that it takes.
    pub fn most_evaluations(&self) -> u64 {
        let ends = if self.direction.is_some() { 0 } else { 2 };
        let scan = if self.scan > 0 { u64::from(self.scan) + 1 } else { 0 };
        let halvings = u64::from(u64::BITS - self.steps.count().leading_zeros());
        let guess = if self.guess.is_some() { halvings + 1 } else { 0 };
        (ends + scan + guess + 3 * halvings).min(self.steps.count())
    }

    /// Evaluates the measure where it must, and says what was found.
    ///
    /// # Errors
    /// What the evaluation gives: the search has none of its own.
    pub fn run<E>(&self, mut evaluate: impl FnMut(Decimal) -> Result<Estimate, E>) -> Result<Solution, E> {
        self.run_stoppable(|at| evaluate(at).map(ControlFlow::Continue))
    }

    /// [`run`](Search::run) with an evaluation that can stop it: the solution then says what was known.
    ///
    /// # Errors
    /// What the evaluation gives.
    pub fn run_stoppable<E>(
        &self,
        evaluate: impl FnMut(Decimal) -> Result<ControlFlow<(), Estimate>, E>,
    ) -> Result<Solution, E> {
        let mut looking =
            Looking { search: self, evaluate, seen: BTreeMap::new(), from_high: false, missed: Vec::new() };
        match looking.find() {
            Err(Halt::Failed(error)) => Err(error),
            Ok(()) | Err(Halt::Stopped) => Ok(looking.solution()),
        }
    }
}

/// Why a search ends early.
enum Halt<E> {
    Stopped,
    Failed(E),
}

/// A search under way. Values go by their place, counted from the end at which the goal is met.
struct Looking<'a, F> {
    search: &'a Search,
    evaluate: F,
    /// What was evaluated, by the number of the value on the grid.
    seen: BTreeMap<u64, Estimate>,
    /// Is the goal met at the high end, if anywhere?
    from_high: bool,
    /// The first place at which the goal is missed, past the last if none, for each of [`WORSE`] that it was found for.
    missed: Vec<u64>,
}

/// How many errors worse the measure is taken: as it is; better; worse. The better one comes before the worse one so that what
/// that looks at cannot bring what is surely missed nearer than the answer.
const WORSE: [f64; 3] = [0.0, -ERRORS, ERRORS];

impl<E, F: FnMut(Decimal) -> Result<ControlFlow<(), Estimate>, E>> Looking<'_, F> {
    fn find(&mut self) -> Result<(), Halt<E>> {
        self.from_high = self.meets_high()?;
        let last = self.search.steps.count() - 1;
        for part in 0..=u64::from(self.search.scan) {
            if self.search.scan > 0 {
                let number = u128::from(last) * u128::from(part) / u128::from(self.search.scan);
                self.look(number as u64)?;
            }
        }
        self.look_around_guess()?;
        for errors_worse in WORSE {
            let place = self.first_missed(errors_worse)?;
            self.missed.push(place);
        }
        Ok(())
    }

    /// Looks at the value that the answer is expected near, and beyond it at twice the distance each time.
    fn look_around_guess(&mut self) -> Result<(), Halt<E>> {
        let Some(guess) = self.search.guess else { return Ok(()) };
        let (goal, last) = (self.search.goal, self.search.steps.count() - 1);
        let start = self.turned(self.search.steps.nearest(guess));
        let is_met = goal.is_met(self.look(self.turned(start))?, 0.0);
        let (mut place, mut distance) = (start, 1);
        while if is_met { place < last } else { place > 0 } {
            place = if is_met { last.min(place + distance) } else { place.saturating_sub(distance) };
            distance *= 2;
            if goal.is_met(self.look(self.turned(place))?, 0.0) != is_met {
                break;
            }
        }
        Ok(())
    }

    /// Is the end at which the goal is met the high one?
    fn meets_high(&mut self) -> Result<bool, Halt<E>> {
        let goal = self.search.goal;
        if let Some(direction) = self.search.direction {
            return Ok((direction == Direction::Falling) == matches!(goal, Goal::AtMost(_)));
        }
        let (low, high) = (self.look(0)?, self.look(self.search.steps.count() - 1)?);
        Ok(match (goal.is_met(low, 0.0), goal.is_met(high, 0.0)) {
            (true, false) => false,
            (false, true) => true,
            _ => goal.is_nearer(high.value, low.value),
        })
    }

    /// The first place at which the goal is missed, were the measure so many errors worse; past the last if none.
    fn first_missed(&mut self, errors_worse: f64) -> Result<u64, Halt<E>> {
        let (mut low, mut high) = self.bracket(errors_worse);
        while low < high {
            let middle = low + (high - low) / 2;
            let measure = self.look(self.turned(middle))?;
            if self.search.goal.is_met(measure, errors_worse) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        Ok(high)
    }
}

impl<F> Looking<'_, F> {
    /// The number of a place, and the place of a number.
    fn turned(&self, place: u64) -> u64 {
        if self.from_high { self.search.steps.count() - 1 - place } else { place }
    }

    /// All that was evaluated, in the order of places.
    fn in_order(&self) -> Vec<(u64, Estimate)> {
        let mut seen: Vec<_> = self.seen.iter().map(|(number, seen)| (self.turned(*number), *seen)).collect();
        seen.sort_unstable_by_key(|(place, _)| *place);
        seen
    }

    /// Behind the last place that is known to meet the goal before the first that misses it, and that one.
    fn bracket(&self, errors_worse: f64) -> (u64, u64) {
        let (mut low, mut high) = (0, self.search.steps.count());
        for (place, measure) in self.in_order() {
            if self.search.goal.is_met(measure, errors_worse) {
                low = place + 1;
            } else {
                high = place;
                break;
            }
        }
        (low, high)
    }

    fn evaluation(&self, place: u64) -> Option<Evaluation> {
        let number = self.turned(place);
        let measure = *self.seen.get(&number)?;
        Some(Evaluation { at: self.search.steps.at(number), measure })
    }

    /// What was evaluated on both sides of the first place at which the goal is missed; `None` where the range ends.
    fn sides(&self, missed: u64) -> (Option<Evaluation>, Option<Evaluation>) {
        (missed.checked_sub(1).and_then(|last| self.evaluation(last)), self.evaluation_within(missed))
    }

    fn evaluation_within(&self, place: u64) -> Option<Evaluation> {
        (place < self.search.steps.count()).then(|| self.evaluation(place)).flatten()
    }

    fn answer(&self) -> Answer {
        match self.missed.first().map(|missed| self.sides(*missed)) {
            Some((Some(last), Some(next))) => Answer::Between { last, next },
            Some((Some(last), None)) => Answer::Everywhere { last },
            Some((None, Some(first))) => Answer::Nowhere { first },
            Some((None, None)) | None => {
                let (low, high) = self.bracket(0.0);
                Answer::Stopped { last: self.sides(low).0, next: self.evaluation_within(high) }
            }
        }
    }

    fn solution(&self) -> Solution {
        let sides = |of: usize| self.missed.get(of).map(|missed| self.sides(*missed));
        Solution {
            steps: self.search.steps,
            goal: self.search.goal,
            met_below: !self.from_high,
            answer: self.answer(),
            surely_met: sides(2).and_then(|(last, _)| last),
            surely_missed: sides(1).and_then(|(_, next)| next),
            complete: self.missed.len() == WORSE.len(),
            monotone: self.is_monotone(),
            evaluations: self.evaluations(),
        }
    }

    fn is_monotone(&self) -> bool {
        let seen = self.in_order();
        let turns = |pair: &[(u64, Estimate)]| self.search.goal.is_nearer(pair[1].1.value, pair[0].1.value);
        !seen.windows(2).any(turns)
    }

    fn evaluations(&self) -> Vec<Evaluation> {
        let evaluation = |(number, measure): (&u64, &Estimate)| Evaluation {
            at: self.search.steps.at(*number),
            measure: *measure,
        };
        self.seen.iter().map(evaluation).collect()
    }
}

impl<E, F: FnMut(Decimal) -> Result<ControlFlow<(), Estimate>, E>> Looking<'_, F> {
    /// The measure at the value of this number, evaluated if it was not yet.
    fn look(&mut self, number: u64) -> Result<Estimate, Halt<E>> {
        if let Some(seen) = self.seen.get(&number) {
            return Ok(*seen);
        }
        match (self.evaluate)(self.search.steps.at(number)).map_err(Halt::Failed)? {
            ControlFlow::Continue(measure) => {
                self.seen.insert(number, measure);
                Ok(measure)
            }
            ControlFlow::Break(()) => Err(Halt::Stopped),
        }
    }
}

#[cfg(test)]
mod tests;
