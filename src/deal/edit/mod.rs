//! Changes of a deal in words, as a command line or a spreadsheet has them: `notes.senior.amount=1.4亿`.

mod change;
mod differences;
mod error;
mod field;
mod tree;

pub use change::Change;
pub use differences::TermDifference;
pub use error::ChangeError;
pub use field::FieldPath;
