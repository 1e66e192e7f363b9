//! What is printed, and how the program ends.

use std::fmt;
use std::io::{self, ErrorKind, Write};
use std::path::Path;
use std::process::ExitCode;

use abs_waterfall::ResolvedDeal;
use abs_waterfall::simulation::Estimate;

/// How a command ends.
pub(crate) type Outcome = Result<(), Failure>;

/// Why a command gave no answer.
pub(crate) enum Failure {
    /// A sentence for the person.
    Told(String),
    /// Nobody reads on, as after `| head`: they have seen enough, and that is no error.
    NobodyReads,
    /// What was asked was answered, and the answer is no.
    No,
}

impl Failure {
    pub(crate) fn told(sentence: impl fmt::Display) -> Failure {
        Failure::Told(sentence.to_string())
    }

    pub(crate) fn in_file(path: &Path, error: &io::Error) -> Failure {
        Failure::Told(format!("{}: {error}", path.display()))
    }
}

/// Every error of the library is a sentence.
impl<E: Into<abs_waterfall::Error>> From<E> for Failure {
    fn from(error: E) -> Failure {
        Failure::told(error.into())
    }
}

/// Writes to standard output.
pub(crate) fn print(text: &str) -> Outcome {
    io::stdout().write_all(text.as_bytes()).map_err(|error| match error.kind() {
        ErrorKind::BrokenPipe => Failure::NobodyReads,
        _ => Failure::told(error),
    })
}

/// Writes something as JSON.
pub(crate) fn print_json(of: &impl serde::Serialize) -> Outcome {
    let json = serde_json::to_string_pretty(of).map_err(Failure::told)?;
    print(&(json + "\n"))
}

/// Writes a table as CSV.
pub(crate) fn print_csv<R: IntoIterator<Item = String>>(
    head: &[&str],
    rows: impl IntoIterator<Item = R>,
) -> Outcome {
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record(head).map_err(Failure::told)?;
    for row in rows {
        csv.write_record(row).map_err(Failure::told)?;
    }
    let bytes = csv.into_inner().map_err(Failure::told)?;
    print(&String::from_utf8_lossy(&bytes))
}

/// The head of a table of figures, one a line.
pub(crate) const FIGURES: [&str; 4] = ["of", "figure", "value", "error"];

/// One figure: what of, which, its value and its error.
pub(crate) fn figure(of: &str, figure: &str, estimate: Estimate) -> [String; 4] {
    [of.to_string(), figure.to_string(), number(estimate.value), number(estimate.error)]
}

/// A number for a program; nothing where it is not finite.
pub(crate) fn number(number: f64) -> String {
    if number.is_finite() { number.to_string() } else { String::new() }
}

/// Tells on standard error what a person should look at, where standard output is for a program.
pub(crate) fn warn(deal: &ResolvedDeal) {
    note(abs_waterfall::report::warnings(deal.warnings()).trim_end());
}

/// Tells something on standard error. Who closes that is told nothing.
pub(crate) fn note(sentence: &str) {
    if !sentence.is_empty() {
        _ = writeln!(io::stderr(), "{sentence}");
    }
}

/// Tells on standard error that somebody has ended the work before all paths were run.
pub(crate) fn note_if_stopped(done: u64, asked: u64) {
    if done < asked {
        note(&format!("Stopped: this counts {done} of {asked} paths."));
    }
}

/// Ends the program: 0 where it answered, 1 where the answer is no, 2 where there is none.
pub(crate) fn finish(outcome: Outcome) -> ExitCode {
    match outcome {
        Ok(()) | Err(Failure::NobodyReads) => ExitCode::SUCCESS,
        Err(Failure::No) => ExitCode::from(1),
        Err(Failure::Told(sentence)) => {
            note(abs_waterfall::report::page(&sentence).trim_end());
            ExitCode::from(2)
        }
    }
}
