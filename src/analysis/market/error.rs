//! Why a market has no answer.

use thiserror::Error;

use crate::analysis::guarantor::GuarantorError;
#[cfg(feature = "files")]
use crate::deal::ChangeError;
use crate::deal::DealErrors;
use crate::limits::AmountProblem;
use crate::names::NameProblem;

/// Why a market has no answer. That nobody takes part is no error, but an [`Outcome`](super::Outcome).
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum MarketError {
    /// A market without firms.
    #[error("the market has no segments: give it at least one")]
    NoSegments,
    /// Something is wrong in a segment.
    #[error("segment `{name}`: {problem}")]
    Segment {
        /// Which.
        name: String,
        /// What.
        problem: SegmentProblem,
    },
    /// An amount of the whole market that no market can have.
    #[error(transparent)]
    Amount(#[from] AmountProblem),
    /// A loan or a subsidy with a term that is none.
    #[error("{what} is {months} months: it must be from {least} to {most}")]
    Months {
        /// Which term.
        what: &'static str,
        /// What it is.
        months: u32,
        /// The shortest that it may be.
        least: u32,
        /// The longest.
        most: u32,
    },
    /// More firms than a market may have.
    #[error(
        "the market has {firms} firms: it may have {most}; let one firm of the file stand for several of its kind"
    )]
    TooManyFirms {
        /// How many.
        firms: u64,
        /// How many it may have.
        most: u64,
    },
    /// More segments than a market may have.
    #[error("the market has {segments} segments: it may have {most}; put firms that are alike into one")]
    TooManySegments {
        /// How many.
        segments: usize,
        /// How many it may have.
        most: usize,
    },
    /// A field or a value that a market does not have.
    #[cfg(feature = "files")]
    #[error(transparent)]
    Change(#[from] ChangeError),
    /// More combinations than a sweep may have.
    #[cfg(feature = "files")]
    #[error("there are more than {most} combinations of values: vary fewer fields, or give fewer values")]
    TooManyCells {
        /// How many there may be.
        most: usize,
    },
    /// A fee that is no fee of these firms.
    #[error(
        "the guarantor's fee for {firms} firms is {fee} per yuan: the function that tells it must give a number not below 0"
    )]
    Fee {
        /// How many take part.
        firms: u64,
        /// What it was said to be.
        fee: String,
    },
    /// A template without loans, beside which a pool is neither large nor small.
    #[error(
        "the template has no loans: take a deal that has some, so that its notes can be scaled with the pool"
    )]
    EmptyTemplate,
    /// A template that nobody guarantees.
    #[error(
        "the template has no support, so that nobody takes a fee for one: give it one, or leave the template out"
    )]
    NoGuarantor,
    /// A template that does not keep its rules with the firms of the market.
    #[error("the template with the market's loans: {0}")]
    Template(#[from] DealErrors),
    /// The guarantor's view of a template that cannot be had.
    #[error("the template's guarantor: {0}")]
    Guarantor(#[from] GuarantorError),
    /// A pool that is none of this market.
    #[error("the pool is of another market: ask the market that it was found in")]
    OtherMarket,
    /// A file that cannot be read, or is no market.
    #[cfg(feature = "files")]
    #[error(transparent)]
    File(#[from] crate::analysis::CaseFileError),
}

/// What is wrong in a segment.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SegmentProblem {
    /// Its name.
    #[error(transparent)]
    Name(#[from] NameProblem),
    /// An amount that it cannot have.
    #[error(transparent)]
    Amount(#[from] AmountProblem),
    /// Nobody in it.
    #[error("it has no firms: give it at least one, or leave it out")]
    NoFirms,
}
