//! The commands: what each is asked, and how it answers.

pub(crate) mod borrower;
pub(crate) mod check;
pub(crate) mod compare;
pub(crate) mod guarantor;
pub(crate) mod issuer;
pub(crate) mod market;
pub(crate) mod merge;
pub(crate) mod project;
pub(crate) mod replay;
pub(crate) mod schema;
pub(crate) mod simulate;
pub(crate) mod solve;
pub(crate) mod sweep;
