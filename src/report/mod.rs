//! What people look at: aligned tables and sentences, as text. The library prints nothing; a program prints these.

mod checks;
mod deal;
mod format;
mod projection;
mod risk;
mod table;
mod terms;

pub use checks::checks;
pub use deal::{deal, warnings};
pub use projection::{ledger, projection};
pub use risk::risk;
