//! How safe a note is to be: the measures that ratings have targets for.

use std::fmt;
use std::str::FromStr;

use super::error::SolveError;
use crate::deal::Deal;
use crate::names::NameProblem;
use crate::rate::Probability;
use crate::simulation::{Estimate, Risk};
use crate::words::{self, UnknownWord};

/// What is measured of a note.
///
/// ```
/// use abs_waterfall::analysis::solve::Criterion;
/// assert_eq!("expected-loss".parse(), Ok(Criterion::ExpectedLoss));
/// assert_eq!(Criterion::Loss.to_string(), "loss");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Criterion {
    /// How often principal or interest is unpaid in the end, be it by a fen.
    #[doc(alias = "违约概率")]
    Loss,
    /// How often something is not paid on the date on which it is due.
    MissedPayment,
    /// What is unpaid in the end on average, as a share of the amount issued.
    #[doc(alias = "预期损失")]
    ExpectedLoss,
}

/// How much of it a note may have.
///
/// ```
/// use abs_waterfall::analysis::solve::Limit;
/// let limit = Limit::loss("senior", "0.1%".parse()?);
/// assert_eq!(limit.to_string(), "a probability of loss of senior of at most 0.10%");
/// # Ok::<(), abs_waterfall::RateError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Limit {
    /// The note.
    pub note: String,
    /// What is measured of it.
    pub criterion: Criterion,
    /// The most that it may be.
    pub at_most: Probability,
}

impl Criterion {
    /// The words for them.
    const WORDS: [(&str, Criterion); 3] = [
        ("loss", Criterion::Loss),
        ("missed-payment", Criterion::MissedPayment),
        ("expected-loss", Criterion::ExpectedLoss),
    ];

    /// "probability of loss".
    pub(super) fn in_words(self) -> &'static str {
        match self {
            Criterion::Loss => "a probability of loss",
            Criterion::MissedPayment => "a probability of missing a payment",
            Criterion::ExpectedLoss => "an expected loss",
        }
    }
}

impl Limit {
    /// A limit of this measure.
    #[must_use]
    pub fn new(note: &str, criterion: Criterion, at_most: Probability) -> Limit {
        Limit { note: note.into(), criterion, at_most }
    }

    /// A limit of the probability of loss.
    #[must_use]
    pub fn loss(note: &str, at_most: Probability) -> Limit {
        Limit::new(note, Criterion::Loss, at_most)
    }

    /// A limit of the probability of missing a payment.
    #[must_use]
    pub fn missed_payment(note: &str, at_most: Probability) -> Limit {
        Limit::new(note, Criterion::MissedPayment, at_most)
    }

    /// A limit of the expected loss as a share of the amount issued.
    #[must_use]
    pub fn expected_loss(note: &str, at_most: Probability) -> Limit {
        Limit::new(note, Criterion::ExpectedLoss, at_most)
    }

    /// The measure in a result.
    pub(super) fn measured(&self, risk: &Risk) -> Result<Estimate, SolveError> {
        let names = || risk.notes().map(|note| note.name());
        let note = risk.note(&self.note).ok_or_else(|| NameProblem::unknown("note", &self.note, names()))?;
        Ok(match self.criterion {
            // Nobody loses anything on a note of nothing.
            _ if note.amount().is_zero() => Estimate { value: 0.0, error: 0.0 },
            Criterion::Loss => note.probability_of_loss().estimate(),
            Criterion::MissedPayment => note.probability_of_missed_payment().estimate(),
            Criterion::ExpectedLoss => note.expected_loss(),
        })
    }

    /// Is the note in the deal?
    pub(super) fn check(&self, deal: &Deal) -> Result<(), SolveError> {
        note(deal, &self.note).map(drop)
    }
}

/// Where the note of a name stands in a deal.
pub(super) fn note(deal: &Deal, name: &str) -> Result<usize, SolveError> {
    let names = || deal.notes.iter().map(|note| note.name.as_str());
    let found = deal.notes.iter().position(|note| note.name == name);
    Ok(found.ok_or_else(|| NameProblem::unknown("note", name, names()))?)
}

/// In words.
impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {} of at most {}", self.criterion.in_words(), self.note, self.at_most)
    }
}

/// The word for it: `expected-loss`.
impl fmt::Display for Criterion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(words::word(&Criterion::WORDS, self))
    }
}

/// From the same word.
impl FromStr for Criterion {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Criterion, UnknownWord> {
        words::meaning(&Criterion::WORDS, word)
    }
}
