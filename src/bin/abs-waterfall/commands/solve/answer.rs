//! How an answer is printed.

use std::fmt::Display;

use crate::arguments::Format;
use crate::output::{self, Failure, Outcome};

/// Prints an answer: as a sentence, or as JSON.
pub(super) fn print(answer: &(impl Display + serde::Serialize), format: Format) -> Outcome {
    match format {
        Format::Text => output::print(&abs_waterfall::report::page(&format!("{answer}.\n"))),
        Format::Json => output::print_json(answer),
        Format::Csv => Err(Failure::told("the answer is no table: write --format text or json")),
    }
}
