//! What is asked of a simulation, in words: which figure, of what.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use crate::deal::ResolvedDeal;
use crate::rate::Probability;
use crate::simulation::{Distribution, Estimate, MeasureUnit, NoteRisk, Risk};

/// A figure that a simulation estimates: a statistic of one of the [measures](ResolvedDeal::measures) of a deal, or what a note
/// is expected to come to. Amounts are in yuan, probabilities and yields in shares of one, lives in years.
///
/// ```
/// # #[cfg(feature = "files")]
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use abs_waterfall::analysis::Question;
/// use abs_waterfall::{Deal, Simulation};
/// let deal = Deal::load("examples/deals/fujian.toml")?.resolve()?;
/// let question: Question = "probability of note senior: loss without support".parse()?;
/// question.check(&deal)?;
/// let risk = deal.simulate(&Simulation::new(10_000).with_seed(7))?;
/// assert_eq!(question.ask(&risk), risk.senior().loss_without_enhancer().probability_positive().estimate());
/// # Ok(())
/// # }
/// # #[cfg(not(feature = "files"))]
/// # fn main() {}
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    statistic: Statistic,
    of: String,
}

/// What a figure is in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Unit {
    /// Yuan.
    Yuan,
    /// A share of one: a probability, a yield.
    Share,
    /// Years.
    Years,
    /// A number of things, or of nobody knows what.
    #[default]
    Number,
}

/// What is asked of a measure, or of a note.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Statistic {
    /// How often the measure is not zero.
    Probability,
    /// The mean over all paths.
    Mean,
    /// The mean over the paths on which it is not zero.
    MeanIfPositive,
    /// The quantile of this probability.
    Quantile(Probability),
    /// The mean of what lies beyond that quantile, the expected shortfall of a loss.
    MeanAbove(Probability),
    /// The mean loss of a note as a share of its amount.
    ExpectedLoss,
    /// The mean loss of a note, had nobody stood behind the deal, as a share of its amount.
    ExpectedLossWithoutSupport,
    /// The yield of a note's expected cash flows.
    Yield,
    /// The yield of a note if everybody pays. It is exact.
    BaseYield,
    /// The average life of what a note is expected to repay.
    AverageLife,
}

/// Why a question cannot be asked.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum QuestionError {
    /// The text does not say what is asked.
    #[error(
        "`{0}` is no question: write a figure and what it is of, like `mean of pool: lost`, where the figure is \
         probability, mean, mean if positive, 99.9%, mean above 99.9%, expected loss, expected loss without support, \
         yield, base yield or average life"
    )]
    Unclear(String),
    /// The deal has no such measure.
    #[error("`{of}` is nothing that is counted of this deal; there is {known}")]
    NoSuchMeasure {
        /// What was asked about.
        of: String,
        /// What there is.
        known: String,
    },
    /// The deal has no such note.
    #[error("`{of}` is none of the deal's notes; there is {known}")]
    NoSuchNote {
        /// What was asked about.
        of: String,
        /// What there is.
        known: String,
    },
}

/// The words of a statistic that has no probability in it.
const WORDS: [(&str, Statistic); 8] = [
    ("probability", Statistic::Probability),
    ("mean", Statistic::Mean),
    ("mean if positive", Statistic::MeanIfPositive),
    ("expected loss", Statistic::ExpectedLoss),
    ("expected loss without support", Statistic::ExpectedLossWithoutSupport),
    ("yield", Statistic::Yield),
    ("base yield", Statistic::BaseYield),
    ("average life", Statistic::AverageLife),
];

impl Question {
    /// This statistic of a measure by its name (`note senior: loss`), or of a note (`note senior`).
    pub fn new(statistic: Statistic, of: impl Into<String>) -> Question {
        Question { statistic, of: of.into() }
    }

    /// The figure.
    pub fn statistic(&self) -> Statistic {
        self.statistic
    }

    /// What it is of.
    pub fn of(&self) -> &str {
        &self.of
    }

    /// What is asked when nobody says: for each note that is not subordinated how often it has a loss, with and without
    /// support; the expected yield of those that are; and what each support is not repaid.
    pub fn usual(deal: &ResolvedDeal) -> Vec<Question> {
        let definition = deal.definition();
        let mut questions = Vec::new();
        for note in &definition.notes {
            let of = |what: &str| format!("note {}{what}", note.name);
            if note.repayment.is_subordinated() {
                questions.push(Question::new(Statistic::Yield, of("")));
                continue;
            }
            questions.push(Question::new(Statistic::Probability, of(": loss")));
            if !definition.supports.is_empty() {
                questions.push(Question::new(Statistic::Probability, of(": loss without support")));
            }
        }
        let measures = deal.measures();
        let unreimbursed = measures.iter().filter(|name| name.as_ref().ends_with(": unreimbursed"));
        questions.extend(unreimbursed.map(|name| Question::new(Statistic::Mean, name.as_ref())));
        questions
    }

    /// Can it be asked of this deal?
    ///
    /// # Errors
    /// [`QuestionError`], which lists what there is.
    pub fn check(&self, deal: &ResolvedDeal) -> Result<(), QuestionError> {
        let of = || self.of.clone();
        if self.statistic.is_of_note() {
            let known: Vec<String> =
                deal.definition().notes.iter().map(|note| format!("note {}", note.name)).collect();
            let is_known = known.contains(&self.of);
            return if is_known {
                Ok(())
            } else {
                Err(QuestionError::NoSuchNote { of: of(), known: known.join(", ") })
            };
        }
        let known = deal.measures();
        if known.iter().any(|name| name.as_ref() == self.of) {
            return Ok(());
        }
        let known: Vec<&str> = known.iter().map(AsRef::as_ref).collect();
        Err(QuestionError::NoSuchMeasure { of: of(), known: known.join(", ") })
    }

    /// The answer of a simulation; of what its deal does not have, NaN with an infinite error.
    pub fn ask(&self, risk: &Risk) -> Estimate {
        let answer = if self.statistic.is_of_note() {
            let named = risk.notes().find(|note| self.of.strip_prefix("note ") == Some(note.name()));
            named.and_then(|note| self.statistic.of_note(note))
        } else {
            risk.measure(&self.of).and_then(|measure| self.statistic.of(measure))
        };
        answer.unwrap_or(Estimate { value: f64::NAN, error: f64::INFINITY })
    }

    /// What the answer is in, of this deal.
    pub fn unit(&self, deal: &ResolvedDeal) -> Unit {
        match self.statistic {
            Statistic::AverageLife => Unit::Years,
            Statistic::Probability => Unit::Share,
            _ if self.statistic.is_of_note() => Unit::Share,
            _ => match deal.measure_unit(&self.of) {
                Some(MeasureUnit::Money) => Unit::Yuan,
                Some(MeasureUnit::YesNo) => Unit::Share,
                Some(MeasureUnit::Count) | None => Unit::Number,
            },
        }
    }
}

impl Statistic {
    /// Is it asked of a note, and not of a measure?
    fn is_of_note(self) -> bool {
        match self {
            Statistic::Probability
            | Statistic::Mean
            | Statistic::MeanIfPositive
            | Statistic::Quantile(_)
            | Statistic::MeanAbove(_) => false,
            Statistic::ExpectedLoss
            | Statistic::ExpectedLossWithoutSupport
            | Statistic::Yield
            | Statistic::BaseYield
            | Statistic::AverageLife => true,
        }
    }

    fn of(self, measure: Distribution<'_>) -> Option<Estimate> {
        match self {
            Statistic::Probability => Some(measure.probability_positive().estimate()),
            Statistic::Mean => Some(measure.mean()),
            Statistic::MeanIfPositive => measure.mean_if_positive(),
            Statistic::Quantile(at) => Some(measure.quantile(at.to_f64())),
            Statistic::MeanAbove(at) => Some(measure.mean_above(at.to_f64())),
            _ => None,
        }
    }

    fn of_note(self, note: NoteRisk<'_>) -> Option<Estimate> {
        match self {
            Statistic::ExpectedLoss => Some(note.expected_loss()),
            Statistic::ExpectedLossWithoutSupport => Some(note.expected_loss_without_enhancer()),
            Statistic::Yield => note.annual_yield(),
            Statistic::BaseYield => note.base_yield().map(|value| Estimate { value, error: 0.0 }),
            Statistic::AverageLife => note.average_life(),
            _ => None,
        }
    }
}

/// In the words that it is read from: `mean above 99.9% of pool: lost`.
impl fmt::Display for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {}", self.statistic, self.of)
    }
}

impl fmt::Display for Statistic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Statistic::Quantile(at) => write!(f, "{}%", at.to_percent()),
            Statistic::MeanAbove(at) => write!(f, "mean above {}%", at.to_percent()),
            plain => f.write_str(crate::words::word(&WORDS, plain)),
        }
    }
}

/// From such words.
impl FromStr for Question {
    type Err = QuestionError;

    fn from_str(text: &str) -> Result<Question, QuestionError> {
        let unclear = || QuestionError::Unclear(text.into());
        let (statistic, of) = text.split_once(" of ").ok_or_else(unclear)?;
        let probability = |text: &str| text.replace(' ', "").parse::<Probability>().ok();
        let known = WORDS.iter().find(|(word, _)| *word == statistic.trim()).map(|(_, known)| *known);
        let beyond = |text: &str| probability(text.strip_prefix("mean above ")?).map(Statistic::MeanAbove);
        let at = |text| probability(text).map(Statistic::Quantile);
        let statistic = known.or_else(|| beyond(statistic.trim())).or_else(|| at(statistic));
        Ok(Question::new(statistic.ok_or_else(unclear)?, of.trim()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_in_and_out() {
        for text in [
            "probability of note senior: loss",
            "mean of support Guarantor of Fujian: drawn",
            "mean if positive of pool: lost",
            "99.9% of note senior: loss without support",
            "mean above 99.9% of pool: lost",
            "expected loss of note senior",
            "expected loss without support of note senior",
            "base yield of note sub",
        ] {
            assert_eq!(text.parse::<Question>().unwrap().to_string(), text);
        }
        for text in ["", "mean", "median of pool: lost", "mean above of pool: lost", "101% of pool: lost"] {
            assert_eq!(text.parse::<Question>(), Err(QuestionError::Unclear(text.into())), "{text:?}");
        }
    }

    #[cfg(feature = "files")]
    #[test]
    fn what_an_answer_is_in() {
        let deal = crate::Deal::load("examples/deals/fujian.toml").unwrap().resolve().unwrap();
        for (text, unit) in [
            ("mean of pool: lost", Unit::Yuan),
            ("99% of support Fujian Credit Enhancement: drawn", Unit::Yuan),
            ("probability of pool: lost", Unit::Share),
            ("mean of support Fujian Credit Enhancement: called", Unit::Share),
            ("yield of note sub", Unit::Share),
            ("average life of note senior", Unit::Years),
            ("mean of pool: defaults", Unit::Number),
        ] {
            assert_eq!(text.parse::<Question>().unwrap().unit(&deal), unit, "{text}");
        }
    }
}
