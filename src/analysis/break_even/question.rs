//! What is asked.

use crate::rate::Rate;
use crate::scenario::Timing;

/// A question about a class of notes: what breaks it? It breaks where it misses interest on a date, or principal at its legal
/// final maturity; a subordinated class where anything of it is left in the end.
///
/// Nobody stands behind the deal unless that is asked for: what is looked for is what the pool and the order of payments bear.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct BreakEven {
    /// The class.
    pub note: String,
    /// When a default rate of the whole pool strikes.
    #[cfg_attr(feature = "serde", serde(default))]
    pub timing: Timing,
    /// The default rate that the class should bear, such as that of its target rating.
    #[cfg_attr(feature = "serde", serde(default))]
    pub target: Option<Rate>,
    /// Are the supports called?
    #[cfg_attr(feature = "serde", serde(default))]
    pub with_supports: bool,
}

impl BreakEven {
    /// What breaks this class, with defaults spread evenly, and nobody behind the deal?
    #[must_use]
    pub fn new(note: impl Into<String>) -> BreakEven {
        BreakEven { note: note.into(), timing: Timing::Even, target: None, with_supports: false }
    }

    /// With a default rate of this timing.
    #[must_use]
    pub fn with_timing(self, timing: Timing) -> BreakEven {
        BreakEven { timing, ..self }
    }

    /// With a default rate that it should bear.
    #[must_use]
    pub fn with_target(self, target: Rate) -> BreakEven {
        BreakEven { target: Some(target), ..self }
    }

    /// With everybody behind the deal who is in it, none of whom fails.
    #[must_use]
    pub fn with_supports(self) -> BreakEven {
        BreakEven { with_supports: true, ..self }
    }

    /// "without supports", for a sentence.
    pub(super) fn supports_in_words(with_supports: bool) -> &'static str {
        if with_supports { "with all supports" } else { "without supports" }
    }
}
