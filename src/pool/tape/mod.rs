//! The loan tape: a CSV with one loan a line. Every bad cell is reported, with line and column; nothing is dropped.

mod cells;
mod column;
mod error;
mod header;
mod read;
mod row;
mod rows;

pub use error::{TapeError, TapeErrors};
pub use read::read_tape;
pub(crate) use read::read_tape_watched;
