//! The rows of a tape, one at a time.

use super::error::TapeError;
use crate::reading::line_ends;

/// A row of a tape: its cells without the blanks around them, and the line on which it starts.
#[derive(Clone, Default)]
pub(super) struct Row {
    pub(super) line: u64,
    record: csv::StringRecord,
}

impl Row {
    /// How many cells it has.
    pub(super) fn width(&self) -> usize {
        self.record.len()
    }

    /// Its cells.
    pub(super) fn cells(&self) -> impl Iterator<Item = &str> {
        self.record.iter().map(str::trim)
    }

    /// One of its cells, which is empty beyond the last.
    pub(super) fn cell(&self, at: usize) -> &str {
        self.record.get(at).unwrap_or("").trim()
    }

    /// A spreadsheet leaves commas of an empty row.
    fn is_blank(&self) -> bool {
        self.cells().all(str::is_empty)
    }
}

/// The rows of a text that have something in them. Only one is in memory.
pub(super) struct Rows<'a> {
    reader: csv::Reader<&'a [u8]>,
    lines: Lines<'a>,
    row: Row,
}

impl<'a> Rows<'a> {
    pub(super) fn of(text: &'a str) -> Rows<'a> {
        let mut reader = csv::ReaderBuilder::new();
        let reader = reader.has_headers(false).flexible(true).from_reader(text.as_bytes());
        Rows { reader, lines: Lines { text, at: 0, line: 1 }, row: Row::default() }
    }

    /// The next row, if there is one.
    pub(super) fn advance(&mut self) -> Result<Option<&Row>, TapeError> {
        while self.read()? {
            if !self.row.is_blank() {
                return Ok(Some(&self.row));
            }
        }
        Ok(None)
    }

    /// How many bytes of the text have been read.
    pub(super) fn bytes(&self) -> u64 {
        self.reader.position().byte()
    }

    /// Reads a row, unless the text is at its end.
    fn read(&mut self) -> Result<bool, TapeError> {
        let read = self.reader.read_record(&mut self.row.record).map_err(|error| {
            let line = self.lines.of(error.position());
            TapeError::of_line(line, format!("not readable as CSV: {error}"))
        })?;
        if read {
            self.row.line = self.lines.of(self.row.record.position());
        }
        Ok(read)
    }
}

/// Where the lines of a text are, for records that come in order.
struct Lines<'a> {
    text: &'a str,
    /// Up to which byte lines have been counted, and which line that is on.
    at: usize,
    line: u64,
}

impl Lines<'_> {
    /// The line on which a record starts.
    fn of(&mut self, record: Option<&csv::Position>) -> u64 {
        let bytes = self.text.as_bytes();
        let from = record.map_or(0, |position| position.byte() as usize).clamp(self.at, bytes.len());
        // A record is said to start where the one before it ended, before the blank lines between them.
        let blank = bytes[from..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        self.line += line_ends(bytes, self.at..from + blank);
        self.at = from + blank;
        self.line
    }
}
