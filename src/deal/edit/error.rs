//! Why a deal cannot be changed in words.

use thiserror::Error;

/// What has no field that is missing at the top.
pub(super) const A_DEAL: &str = "a deal";

/// Why a deal cannot be changed so.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ChangeError {
    /// The text names no field.
    #[error("`{0}` is no field: write its path, like credit.asset_correlation or notes.senior.amount")]
    NoPath(String),
    /// The text has no value.
    #[error("`{0}` is no change: write a field and its value, like credit.asset_correlation=0.3")]
    NoValue(String),
    /// There is no such field.
    #[error("{path}: {within} has no `{field}`; {advice}")]
    NoSuchField {
        /// The path.
        path: String,
        /// The field.
        field: String,
        /// What has no such field.
        within: String,
        /// The nearest that there is, or all.
        advice: String,
    },
    /// A list has nothing of that name.
    #[error("{path}: there is no `{name}` in {within}; {advice}")]
    NoSuchName {
        /// The path.
        path: String,
        /// The name.
        name: String,
        /// The list.
        within: String,
        /// The nearest that there is, or all.
        advice: String,
    },
    /// Of a pool only the fields of its loans can be changed.
    #[error(
        "{path}: of a pool only fields of its loans can be changed, one by one or all at once, like pool.loans.*.rate"
    )]
    NoLoanField {
        /// The path.
        path: String,
    },
    /// A plain value has no fields.
    #[error("{path}: {within} is one value and has no fields")]
    NoParts {
        /// The path.
        path: String,
        /// The value.
        within: String,
    },
    /// The value is none for this field.
    #[error("{path}={value}: {message}")]
    Value {
        /// The path.
        path: String,
        /// What was to be written.
        value: String,
        /// What is wrong with it.
        message: String,
    },
}

impl ChangeError {
    /// A field that is missing at the top is missing in this.
    pub(super) fn within(self, whole: &str) -> ChangeError {
        match self {
            ChangeError::NoSuchField { path, field, within, advice } if within == A_DEAL => {
                ChangeError::NoSuchField { path, field, within: whole.into(), advice }
            }
            other => other,
        }
    }
}
