//! What is found wrong with a deal while it is resolved.

use crate::deal::error::{DealError, DealErrors, Problem};
use crate::found::Found;

/// Everything found wrong so far.
pub(super) type Errors = Found<Problem>;

impl From<Errors> for DealErrors {
    fn from(errors: Errors) -> DealErrors {
        DealErrors(errors.into_iter().map(|(place, problem)| DealError { place, problem }).collect())
    }
}
