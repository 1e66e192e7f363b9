//! How large notes may be: what is found.

use std::fmt;
use std::ops::ControlFlow;

use rust_decimal::Decimal;

use super::criterion::Limit;
use super::error::SolveError;
use super::runs::{Runs, SolveProgress, abandoned, varied};
use super::search::{Direction, Goal, Search};
use super::sizing::Sizing;
use super::solution::Solution;
use super::steps::Steps;
use super::words::{Unit, sentence};
use crate::deal::{Deal, ResolvedDeal};
use crate::manifest::Manifest;
use crate::money::Money;
use crate::simulation::{Estimate, Risk, Simulation};

/// How often a stack is gone through again; it hardly takes more than three times.
const MOST_PASSES: u32 = 10;

/// How large notes may be.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Sizes {
    /// What made it: the deal at these amounts, the seed and the paths.
    pub manifest: Manifest,
    /// What was asked.
    pub sizing: Sizing,
    /// What the notes and the junior come to together.
    pub total: Money,
    /// The notes from the top down.
    pub notes: Vec<SizedNote>,
    /// What is left for the junior.
    pub junior: Money,
    /// Is every note within its limit at these amounts? Not known to be if it was stopped.
    pub holds: bool,
    /// Was it gone through to the end?
    pub complete: bool,
}

/// How large one note may be.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct SizedNote {
    /// Its limit.
    pub limit: Limit,
    /// The most that it may be.
    pub amount: Money,
    /// What ranks below it, as a share of the total: its subordination, or attachment point.
    #[doc(alias = "次级占比")]
    pub subordination: f64,
    /// The measure of its limit at the amounts found for all; `None` if it was stopped.
    pub measured: Option<Estimate>,
    /// The search for its amount, in yuan: how sure that is.
    pub solution: Solution,
}

impl ResolvedDeal {
    /// How large notes may be for each to stay within its limit.
    ///
    /// Every amount is looked at on the paths of `simulation`, so that the answer is the same each time. It takes about as many
    /// simulations a note as the total has binary digits in steps, and some more to tell how sure it is.
    ///
    /// # Errors
    /// [`SolveError`] where the deal has no such note, or cannot be run at some amount.
    pub fn size(&self, sizing: &Sizing, simulation: &Simulation) -> Result<Sizes, SolveError> {
        self.size_watched(sizing, simulation, |_| ControlFlow::Continue(()))
    }

    /// [`size`](ResolvedDeal::size) with a watcher, called as that of a simulation is, which can stop it: what was known by then
    /// is the result.
    ///
    /// # Errors
    /// [`SolveError`] where the deal has no such note, or cannot be run at some amount.
    pub fn size_watched(
        &self,
        sizing: &Sizing,
        simulation: &Simulation,
        watch: impl Fn(SolveProgress) -> ControlFlow<()> + Sync,
    ) -> Result<Sizes, SolveError> {
        let places = sizing.places(self.definition())?;
        let amounts: Vec<Money> = places.iter().map(|place| self.definition().notes[*place].amount).collect();
        let total: Money = amounts.iter().sum();
        let steps = Steps::new(Decimal::ZERO, total.to_decimal(), sizing.step.to_decimal())?;
        let most = search(steps, sizing.notes.first()).most_evaluations() * sizing.notes.len() as u64 + 1;
        let mut stack = Stack {
            deal: self,
            sizing,
            simulation,
            places,
            amounts: vec![Money::ZERO; amounts.len()],
            solutions: Vec::new(),
            runs: Runs::new(watch, most),
        };
        stack.give_junior(total);
        let risk = stack.find()?;
        stack.sized(risk.as_ref(), total)
    }
}

/// The search for an amount whose measure rises with it.
fn search(steps: Steps, limit: Option<&Limit>) -> Search {
    let target = limit.map_or(0.0, |limit| limit.at_most.to_f64());
    Search::new(steps, Goal::AtMost(target)).with_direction(Direction::Rising)
}

/// A stack that is being sized.
struct Stack<'a, W> {
    deal: &'a ResolvedDeal,
    sizing: &'a Sizing,
    simulation: &'a Simulation,
    /// Where the notes stand in the deal, the junior last.
    places: Vec<usize>,
    /// Their amounts, as far as they are found.
    amounts: Vec<Money>,
    solutions: Vec<Solution>,
    runs: Runs<W>,
}

impl<W: Fn(SolveProgress) -> ControlFlow<()> + Sync> Stack<'_, W> {
    fn give_junior(&mut self, amount: Money) {
        if let Some(junior) = self.amounts.last_mut() {
            *junior = amount;
        }
    }

    /// Sizes the notes from the top down, and again those that miss their limit by then: what the whole gives, or `None` if it was
    /// stopped.
    fn find(&mut self) -> Result<Option<Risk>, SolveError> {
        let junior = self.amounts.len() - 1;
        for note in 0..junior {
            if self.size_one(note, junior)?.is_break() {
                return Ok(None);
            }
        }
        for pass in 0.. {
            let ControlFlow::Continue(risk) = self.whole()? else { break };
            let Some(missed) = self.first_missed(&risk)?.filter(|_| pass < MOST_PASSES) else {
                return Ok(Some(risk));
            };
            for note in missed..junior {
                let other = if note == missed { note + 1 } else { junior };
                if self.size_one(note, other)?.is_break() {
                    return Ok(None);
                }
            }
        }
        Ok(None)
    }

    /// Makes a note as large as it may be out of what it and another have together; the other has the rest. `Break` if it was
    /// stopped.
    fn size_one(&mut self, note: usize, other: usize) -> Result<ControlFlow<()>, SolveError> {
        let both = self.amounts[note] + self.amounts[other];
        let steps = Steps::new(Decimal::ZERO, both.to_decimal(), self.sizing.step.to_decimal())?;
        let mut search = search(steps, self.sizing.notes.get(note));
        if note < self.solutions.len() {
            search = search.with_guess(self.amounts[note].to_decimal());
        }
        let solution = search.run_stoppable(|at| self.measured((note, other), both, at))?;
        let amount = solution.value().and_then(|at| Money::try_from(at).ok()).unwrap_or_default();
        (self.amounts[note], self.amounts[other]) = (amount, both - amount);
        let flow = if solution.complete { ControlFlow::Continue(()) } else { ControlFlow::Break(()) };
        match self.solutions.get_mut(note) {
            Some(before) => *before = solution,
            None => self.solutions.push(solution),
        }
        Ok(flow)
    }

    /// The measure of a note of this amount, where another has the rest of what both have.
    fn measured(
        &mut self,
        (note, other): (usize, usize),
        both: Money,
        at: Decimal,
    ) -> Result<ControlFlow<(), Estimate>, SolveError> {
        if at.is_zero() {
            // Nobody loses anything on a note of nothing.
            return Ok(ControlFlow::Continue(Estimate { value: 0.0, error: 0.0 }));
        }
        let mut amounts = self.amounts.clone();
        // A multiple of a step of whole fen.
        amounts[note] = Money::try_from(at).unwrap_or_default();
        amounts[other] = both - amounts[note];
        Ok(match self.risk(at, &amounts)? {
            ControlFlow::Continue(risk) => ControlFlow::Continue(self.sizing.notes[note].measured(&risk)?),
            ControlFlow::Break(()) => ControlFlow::Break(()),
        })
    }

    fn risk(&mut self, at: Decimal, amounts: &[Money]) -> Result<ControlFlow<(), Risk>, SolveError> {
        let name = |amounts: &[Money]| {
            let notes = self.places.iter().zip(amounts);
            let note = |(place, amount): (&usize, &Money)| {
                format!("{} of {amount}", self.deal.definition().notes[*place].name)
            };
            notes.map(note).collect::<Vec<_>>().join(", ")
        };
        let set = |deal: &mut Deal| {
            for (place, amount) in self.places.iter().zip(amounts) {
                deal.notes[*place].amount = *amount;
            }
            Ok(())
        };
        let changed = varied(self.deal, || name(amounts), set)?;
        let changed = if self.sizing.without_supports { abandoned(changed) } else { changed };
        self.runs.simulated(self.simulation, at, &changed)
    }

    /// The deal at the amounts found.
    fn whole(&mut self) -> Result<ControlFlow<(), Risk>, SolveError> {
        let (amounts, at) = (self.amounts.clone(), self.amounts.first().copied().unwrap_or_default());
        self.risk(at.to_decimal(), &amounts)
    }

    /// The first note that is beyond its limit.
    fn first_missed(&self, risk: &Risk) -> Result<Option<usize>, SolveError> {
        for (note, limit) in self.sizing.notes.iter().enumerate() {
            if limit.measured(risk)?.value > limit.at_most.to_f64() {
                return Ok(Some(note));
            }
        }
        Ok(None)
    }

    fn sized(self, risk: Option<&Risk>, total: Money) -> Result<Sizes, SolveError> {
        let holds = match risk {
            Some(risk) => self.first_missed(risk)?.is_none(),
            None => false,
        };
        let mut below = total;
        let mut notes = Vec::with_capacity(self.solutions.len());
        for ((limit, amount), solution) in self.sizing.notes.iter().zip(&self.amounts).zip(self.solutions) {
            below -= *amount;
            notes.push(SizedNote {
                limit: limit.clone(),
                amount: *amount,
                subordination: if total.is_zero() { 0.0 } else { below.to_f64() / total.to_f64() },
                measured: risk.map(|risk| limit.measured(risk)).transpose()?,
                solution,
            });
        }
        Ok(Sizes {
            manifest: risk.map_or_else(|| Manifest::of(&self.deal.identity), Risk::manifest),
            sizing: self.sizing.clone(),
            total,
            notes,
            junior: self.amounts.last().copied().unwrap_or_default(),
            holds,
            complete: risk.is_some(),
        })
    }
}

impl Sizes {
    /// The note of a name; `None` if it is none of those that were sized.
    pub fn note(&self, name: &str) -> Option<&SizedNote> {
        self.notes.iter().find(|note| note.limit.note == name)
    }

    /// Gives the notes of a deal these amounts; what the deal does not have is passed over.
    pub fn put_into(&self, deal: &mut Deal) {
        let sized = self.notes.iter().map(|note| (&note.limit.note, note.amount));
        for (name, amount) in sized.chain([(&self.sizing.junior, self.junior)]) {
            if let Some(note) = deal.notes.iter_mut().find(|note| note.name == *name) {
                note.amount = amount;
            }
        }
    }
}

/// One sentence a note, without full stops.
impl fmt::Display for Sizes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let alone = if self.sizing.without_supports { ", as if nobody stood behind the deal" } else { "" };
        for note in &self.notes {
            let Limit { note: name, criterion, at_most } = &note.limit;
            let found = sentence(&note.solution, Unit::Yuan, Unit::Percent);
            let (amount, total, criterion) = (note.amount, self.total, criterion.in_words());
            writeln!(
                f,
                "{name} may be {amount} of {total} for {criterion} of at most {at_most}{alone}: {found}"
            )?;
        }
        write!(f, "{} is left for {}", self.junior, self.sizing.junior)
    }
}
