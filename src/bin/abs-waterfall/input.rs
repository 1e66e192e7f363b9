//! Deals and results from files and from standard input.

use std::fs;
use std::io::Read;
use std::ops::ControlFlow;
use std::path::Path;

use abs_waterfall::deal::{Change, WrittenDeal};
use abs_waterfall::{Deal, ResolvedDeal};

use crate::arguments::DealArguments;
use crate::output::Failure;
use crate::watch;

/// Reads a deal with its changes and resolves it.
pub(crate) fn resolved(arguments: &DealArguments) -> Result<ResolvedDeal, Failure> {
    Ok(deal(&arguments.deal, &arguments.changes)?.resolve()?)
}

/// Reads a deal and changes it.
pub(crate) fn deal(path: &Path, changes: &[Change]) -> Result<Deal, Failure> {
    let mut deal = if is_standard(path) { from_standard_input()? } else { from_file(path)? };
    for change in changes {
        change.apply(&mut deal)?;
    }
    Ok(deal)
}

/// A deal from a file. The tape of a large pool takes seconds to read, so where a person watches there is a bar.
fn from_file(path: &Path) -> Result<Deal, Failure> {
    let bar = watch::of_bytes()?;
    let deal = Deal::load_watched(path, |progress| {
        bar.set_length(progress.bytes);
        bar.set_position(progress.done);
        ControlFlow::Continue(())
    });
    bar.finish_and_clear();
    Ok(deal?)
}

/// A deal from standard input: JSON if it starts as that does, TOML otherwise. A tape is looked for in the current folder.
fn from_standard_input() -> Result<Deal, Failure> {
    let text = text(Path::new("-"))?;
    let is_json = text.trim_start_matches('\u{feff}').trim_start().starts_with('{');
    let written = if is_json { WrittenDeal::from_json(&text) } else { WrittenDeal::from_toml(&text) }?;
    match written.tape() {
        None => Ok(written.listed()?),
        Some(tape) => {
            let csv = fs::read_to_string(tape).map_err(|error| Failure::in_file(Path::new(tape), &error))?;
            Ok(written.with_tape(&csv)?)
        }
    }
}

/// The text of a file, or of standard input.
pub(crate) fn text(path: &Path) -> Result<String, Failure> {
    let mut text = String::new();
    let read = match is_standard(path) {
        true => std::io::stdin().read_to_string(&mut text).map(|_| text),
        false => fs::read_to_string(path),
    };
    read.map_err(|error| Failure::in_file(path, &error))
}

pub(crate) fn is_standard(path: &Path) -> bool {
    path == Path::new("-")
}
