//! What a question comes to under one scenario: exactly, as nothing is estimated.

use super::question::{Question, Statistic};
use crate::money::Money;
use crate::projection::{NoteReport, Projection};
use crate::simulation::Estimate;

/// The measures that one scenario tells, by the kind of their subject.
const TOLD: [(&str, &[&str]); 3] = [
    ("note ", &["loss", "received"]),
    ("support ", &["called", "left a call open", "drawn", "unreimbursed"]),
    ("pool", &["defaulted", "lost", "defaults"]),
];

impl Question {
    /// Does one scenario say anything of it? It tells what notes lose and receive, what supports pay, what the pool loses, and a
    /// note's yield and average life; not what would be without support or if everybody paid, whether a payment was missed on a
    /// date, what all senior notes lose together, nor anything of the servicer.
    pub fn is_of_scenarios(&self) -> bool {
        let is_told = || {
            self.of().rsplit_once(": ").is_some_and(|(subject, what)| {
                TOLD.iter().any(|(kind, told)| subject.starts_with(kind) && told.contains(&what))
            })
        };
        match self.statistic() {
            Statistic::ExpectedLoss | Statistic::Yield | Statistic::AverageLife => true,
            Statistic::ExpectedLossWithoutSupport | Statistic::BaseYield => false,
            _ => is_told(),
        }
    }

    /// The answer under one scenario: a mean or quantile is the amount itself, a probability zero or one, and the error is
    /// nothing. What does not exist, as the yield of what brings nothing back, is NaN. `None` where the scenario
    /// [says nothing](Question::is_of_scenarios) of it.
    ///
    /// ```
    /// # #[cfg(feature = "files")]
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use abs_waterfall::analysis::Question;
    /// use abs_waterfall::{Deal, Scenario};
    /// let deal = Deal::load("examples/deals/fujian.toml")?.resolve()?;
    /// let projection = deal.project(&Scenario::no_default().with_default("C01", 6))?;
    /// let drawn: Question = "mean of support Fujian Credit Enhancement: drawn".parse()?;
    /// assert_eq!(drawn.ask_of(&projection).map(|answer| answer.value), Some(1_823_147.07));
    /// # Ok(())
    /// # }
    /// # #[cfg(not(feature = "files"))]
    /// # fn main() {}
    /// ```
    pub fn ask_of(&self, projection: &Projection) -> Option<Estimate> {
        if !self.is_of_scenarios() {
            return None;
        }
        let note = || projection.note(self.of().strip_prefix("note ")?);
        let value = match self.statistic() {
            Statistic::Probability => f64::from(u8::from(self.measured(projection)? > 0.0)),
            Statistic::MeanIfPositive => {
                Some(self.measured(projection)?).filter(|amount| *amount > 0.0).unwrap_or(f64::NAN)
            }
            Statistic::ExpectedLoss => note()?.loss().to_f64() / note()?.amount.to_f64(),
            Statistic::Yield => note()?.annual_yield.unwrap_or(f64::NAN),
            Statistic::AverageLife => note()?.average_life.unwrap_or(f64::NAN),
            _ => self.measured(projection)?,
        };
        Some(Estimate { value, error: 0.0 })
    }

    /// What the measure of this name is: in yuan, or a number, or zero or one.
    fn measured(&self, of: &Projection) -> Option<f64> {
        let (subject, what) = self.of().rsplit_once(": ")?;
        match (subject.strip_prefix("note "), subject.strip_prefix("support ")) {
            (Some(name), _) => Some(of_note(of.note(name)?, what)),
            (_, Some(name)) => Some(of_support(of, name, what)),
            _ => Some(of_pool(of, what)),
        }
    }
}

fn of_note(note: &NoteReport, what: &str) -> f64 {
    if what == "loss" { note.loss().to_f64() } else { note.received().to_f64() }
}

/// Of a support that the scenario does without, nothing.
fn of_support(of: &Projection, name: &str, what: &str) -> f64 {
    let yes = |happened: bool| f64::from(u8::from(happened));
    let Some(support) = of.supports.iter().find(|support| support.name == name) else { return 0.0 };
    match what {
        "called" => yes(support.recourse.was_called()),
        "left a call open" => yes(!support.recourse.unanswered.is_zero()),
        "drawn" => support.recourse.drawn.to_f64(),
        _ => support.recourse.outstanding().to_f64(),
    }
}

/// Where parts of loans default, how many loans do is no number.
fn of_pool(of: &Projection, what: &str) -> f64 {
    let defaulted: Money = of.dates.iter().map(|date| date.collected.defaulted).sum();
    let recovered: Money = of.dates.iter().map(|date| date.collected.recovery).sum();
    match what {
        "defaulted" => defaulted.to_f64(),
        "lost" => (defaulted - recovered).to_f64(),
        _ if of.pool_defaults.is_empty() => of.defaults.len() as f64,
        _ => f64::NAN,
    }
}
