//! Why a text is no stress.

use thiserror::Error;

use crate::credit::{GradeError, MultipleError};
use crate::rate::RateError;
use crate::reading::instead;
use crate::words::UnknownWord;

/// Why a text is no stress.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum StressError {
    /// It does not say when.
    #[error(
        "`{text}` does not say when: write it {advice}",
        text = .0, advice = instead(.0, "C01:6 for six instalments, or C01:2025-06-20 for a date")
    )]
    NoWhen(String),
    /// Neither a number of instalments nor a date.
    #[error("`{text}` is neither a number of instalments nor a date: write it {advice}", text = .0, advice = instead(.0, "6 or 2025-06-20"))]
    When(String),
    /// Not a date.
    #[error("`{text}` is not a date: write it {advice}", text = .0, advice = instead(.0, "2025-06-20"))]
    Date(String),
    /// Something behind when.
    #[error(
        "`{0}` says more than who and when: only `principal` may follow, where interest is still paid once"
    )]
    TooMuch(String),
    /// A word before an equals sign that is none of those there are.
    #[error(transparent)]
    Word(#[from] UnknownWord),
    /// A quote that does not close, or one in the middle.
    #[error("the quotes of `{0}` do not close: put the whole name in quotes, and double those in it")]
    Quotes(String),
    /// One of two recoveries or lags, of which nobody knows which is meant.
    #[error("`{0}=` is there twice, which does not say what is meant: write it once")]
    Twice(&'static str),
    /// No name.
    #[error("a name is empty: name the loan, the firm, the industry or the region")]
    NoName,
    /// How many of the largest.
    #[error("`{0}` is not how many of the largest borrowers: write it like largest=3")]
    Count(String),
    /// Not a share.
    #[error(transparent)]
    Rate(#[from] RateError),
    /// No failure.
    #[error("`{0}` is no failure: write the party and the day, like fails=Guarantor:2025-06-26")]
    Failure(String),
    /// No rating.
    #[error("`{0}` is no rating: write the party, its grade and the day, like rated=Guarantor:A+:2025-06-26")]
    Rating(String),
    /// No grade.
    #[error(transparent)]
    Grade(#[from] GradeError),
    /// Not how many times.
    #[error(transparent)]
    Multiple(#[from] MultipleError),
    /// Not a number of months.
    #[error("`{0}` is not a number of months: write it like lag=6")]
    Months(String),
    /// Neither a named curve nor shares.
    #[error("`{0}` is no timing: write front, even, back, or a share for each month, like 20%/30%/50%")]
    Timing(String),
    /// The shares of the months do not make up the whole.
    #[error("the shares of the months sum to {0} %: they must sum to 100 %")]
    TimingSum(rust_decimal::Decimal),
}
