//! The cells of one line of a tape, and where their errors go.

use std::fmt;
use std::str::FromStr;

use super::column::Column;
use super::error::TapeError;
use super::header::Header;
use super::rows::Row;
use crate::calendar::{Date, parse_date};
use crate::money::Money;
use crate::reading::instead;
use crate::text::{Text, Texts};
use crate::words::{Words, meaning};

/// One line being read, by the names of its columns.
pub(super) struct Cells<'a> {
    pub(super) row: &'a Row,
    pub(super) header: &'a Header,
    pub(super) texts: &'a mut Texts,
    pub(super) errors: &'a mut Vec<TapeError>,
}

impl<'a> Cells<'a> {
    /// Has the line a cell for every column, and none that swallows the lines below? It is reported if not.
    pub(super) fn fit(&mut self) -> bool {
        let (found, named) = (self.row.width(), self.header.names.len());
        let fits =
            found == named || (found == self.header.width && self.row.cells().skip(named).all(str::is_empty));
        if !fits {
            let full_width = self.row.cells().any(|cell| cell.contains('，'));
            let advice = match found < named && full_width {
                true => "cells are separated by commas (,) and not by full-width ones (，)",
                false => "write amounts without separators, and text that has commas in quotes",
            };
            self.report(None, format!("{found} cells where the header has {named}: {advice}"));
        }
        let torn = self.row.cells().position(|cell| cell.contains(['\n', '\r']));
        if let Some(column) = torn.and_then(|at| self.header.names.get(at)) {
            self.report(Some(column), "the cell has more than one line: is a quote not closed?".into());
        }
        fits && torn.is_none()
    }

    /// The text of a cell; nothing where the tape has no such column.
    pub(super) fn text(&self, column: Column) -> &'a str {
        self.header.cell(column).map_or("", |at| self.row.cell(at))
    }

    /// The text of a cell, to be kept: one in memory with those of other cells that are equal.
    pub(super) fn kept(&mut self, column: Column) -> Text {
        self.texts.of(self.text(column))
    }

    /// What a cell holds, if anything; the outer `None` means that an error has been reported.
    pub(super) fn optional<T>(
        &mut self,
        column: Column,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<Option<T>> {
        match self.text(column) {
            "" => Some(None),
            cell => match parse(cell) {
                Ok(value) => Some(Some(value)),
                Err(message) => self.fail(column, message),
            },
        }
    }

    /// What a cell holds that must not be empty; `None` means that an error has been reported.
    pub(super) fn required<T>(
        &mut self,
        column: Column,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        let value = self.optional(column, parse)?;
        if value.is_none() {
            self.report(Some(column.name()), "the cell is empty; it is required".into());
        }
        value
    }

    pub(super) fn fail<T>(&mut self, column: Column, message: impl Into<String>) -> Option<T> {
        self.report(Some(column.name()), message.into());
        None
    }

    pub(super) fn report(&mut self, column: Option<&str>, message: String) {
        self.errors.push(TapeError { line: self.row.line, column: column.map(str::to_string), message });
    }
}

/// Text as it stands, which no other line has.
pub(super) fn name(cell: &str) -> Result<Text, String> {
    Ok(cell.into())
}

/// A value whose own error says what to write.
pub(super) fn exact<T: FromStr<Err: fmt::Display>>(cell: &str) -> Result<T, String> {
    cell.parse().map_err(|error: T::Err| error.to_string())
}

/// A date.
pub(super) fn date(cell: &str) -> Result<Date, String> {
    parse_date(cell)
}

/// A whole number of something.
pub(super) fn number(of: &str) -> impl FnOnce(&str) -> Result<u32, String> {
    move |cell| cell.parse().map_err(|_| format!("`{cell}` is not {of}; write it {}", instead(cell, "12")))
}

/// Amounts, separated by semicolons.
pub(super) fn amounts(cell: &str) -> Result<Vec<Money>, String> {
    cell.split(';').map(|part| exact(part.trim())).collect()
}

/// One of some words.
pub(super) fn word<T: Clone>(words: &Words<T>) -> impl FnOnce(&str) -> Result<T, String> {
    move |cell| meaning(words, cell).map_err(|error| error.to_string())
}
