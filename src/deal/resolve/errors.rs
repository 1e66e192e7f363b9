//! What is found wrong with a deal while it is resolved.

use crate::deal::error::{DealError, Problem};

/// Everything found wrong so far.
#[derive(Debug, Default)]
pub(super) struct Errors(pub(super) Vec<DealError>);

impl Errors {
    pub(super) fn add(&mut self, place: &str, problem: impl Into<Problem>) {
        self.0.push(DealError { place: place.into(), problem: problem.into() });
    }

    /// The value, or `None` after reporting why there is none.
    pub(super) fn take<T, E: Into<Problem>>(&mut self, place: &str, result: Result<T, E>) -> Option<T> {
        result.map_err(|problem| self.add(place, problem)).ok()
    }
}
