//! Broken deals, tapes and scenarios, each with the whole of what a person is told about it; and nothing, however
//! broken, that panics.
//!
//! Every table has a short name for each case, the edits that break a good input, and the complete messages.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on must stop where it stands")]

mod coverage;
mod deals;
mod earnings;
mod events;
mod files;
mod guarantees;
mod issue;
mod ledgers;
mod loans;
mod no_panic;
mod payments;
mod runs;
mod servicer;
mod stack;
mod steps;
mod support;
mod tapes;
mod warnings;
