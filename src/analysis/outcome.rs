//! What a question comes to under one scenario: exactly, as nothing is estimated.

use super::question::{Question, Statistic};
use crate::money::Money;
use crate::projection::{NoteReport, Projection};
use crate::simulation::Estimate;

impl Question {
    /// The answer under one scenario: a mean or quantile is the amount itself, a probability zero or one, and the error is
    /// nothing. What does not exist, as the yield of what brings nothing back, is NaN. `None` where one scenario says nothing of
    /// it: of what would be without support, or of the servicer.
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
        let value = match self.statistic() {
            Statistic::Probability => f64::from(u8::from(self.measured(projection)? > 0.0)),
            Statistic::MeanIfPositive => {
                Some(self.measured(projection)?).filter(|amount| *amount > 0.0).unwrap_or(f64::NAN)
            }
            Statistic::Mean | Statistic::Quantile(_) | Statistic::MeanAbove(_) => {
                self.measured(projection)?
            }
            Statistic::ExpectedLoss => {
                let note = self.note(projection)?;
                note.loss().to_f64() / note.amount.to_f64()
            }
            Statistic::ExpectedLossWithoutSupport => return None,
            Statistic::Yield | Statistic::BaseYield => {
                self.note(projection)?.annual_yield.unwrap_or(f64::NAN)
            }
            Statistic::AverageLife => self.note(projection)?.average_life.unwrap_or(f64::NAN),
        };
        Some(Estimate { value, error: 0.0 })
    }

    fn note<'a>(&self, projection: &'a Projection) -> Option<&'a NoteReport> {
        projection.note(self.of().strip_prefix("note ")?)
    }

    /// What the measure of this name is: in yuan, or a number, or zero or one.
    fn measured(&self, of: &Projection) -> Option<f64> {
        let (subject, what) = self.of().rsplit_once(": ")?;
        if let Some(name) = subject.strip_prefix("note ") {
            let note = of.note(name)?;
            return match what {
                "loss" => Some(note.loss().to_f64()),
                "received" => Some(note.received().to_f64()),
                _ => None,
            };
        }
        if let Some(name) = subject.strip_prefix("support ") {
            let recourse = &of.supports.iter().find(|support| support.name == name)?.recourse;
            return match what {
                "called" => Some(f64::from(u8::from(recourse.was_called()))),
                "left a call open" => Some(f64::from(u8::from(!recourse.unanswered.is_zero()))),
                "drawn" => Some(recourse.drawn.to_f64()),
                "unreimbursed" => Some(recourse.outstanding().to_f64()),
                _ => None,
            };
        }
        pool(of, subject, what)
    }
}

fn pool(of: &Projection, subject: &str, what: &str) -> Option<f64> {
    let defaulted = || of.dates.iter().map(|date| date.collected.defaulted).sum::<Money>();
    let recovered = || of.dates.iter().map(|date| date.collected.recovery).sum::<Money>();
    match (subject, what) {
        ("pool", "defaulted") => Some(defaulted().to_f64()),
        ("pool", "lost") => Some((defaulted() - recovered()).to_f64()),
        ("pool", "defaults") => Some(of.defaults.len() as f64),
        _ => None,
    }
}
