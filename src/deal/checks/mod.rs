//! Checks of a deal against the rules of the exchanges and the regulators: the facts that only they read, the rules, and what
//! is found of each.
//!
//! A check reads what a deal states and no more. It is no legal opinion: whether an originator's credit is good, or two firms
//! are affiliates, is for people to say, and the deal to state.

mod book;
mod cash_flow;
mod check;
mod clean_up;
mod debtors;
mod disclosure;
mod eligibility;
mod finding;
mod ip_share;
mod lender;
mod net_assets;
mod retention;
mod rule;
mod run;
mod share;
mod sources;
mod transfer;
mod waiver;
mod words;

pub use check::{Check, Outcome};
pub use disclosure::{AssetClass, Disclosure, OnlineLoans};
pub use rule::Rule;
pub use waiver::Waiver;
