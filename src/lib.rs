//! Cash flows of asset-backed securities on pools of IP-pledged micro-loans: from the term sheet to what happens to
//! everyone in it, to the fen, with error bars.
//!
//! A [`Deal`] is plain data that a person writes, as a Rust value or (feature `files`) in TOML or JSON. Its
//! [`resolve`](Deal::resolve) binds every name, computes every date and reports all that is wrong at once. The
//! [`ResolvedDeal`] can only be run, in three ways that share one engine:
//!
//! - [`project`](ResolvedDeal::project): one [`Scenario`], with every transfer and its reason, a [`Projection`];
//! - [`simulate`](ResolvedDeal::simulate): any number of correlated default scenarios, on the caller's rayon pool, a
//!   [`Risk`] in which every estimate has its standard error;
//! - [`replay`](ResolvedDeal::replay): any path of a simulation again, with the full ledger.
//!
//! ```
//! # #[cfg(feature = "files")]
//! # fn main() -> Result<(), abs_waterfall::Error> {
//! use abs_waterfall::{Deal, Scenario, Simulation};
//!
//! let deal = Deal::load("examples/deals/fujian.toml")?.resolve()?;
//!
//! let stress = Scenario::no_default().with_default("C01", 6);
//! let projection = deal.project(&stress)?;
//! assert_eq!(projection.drawn().to_string(), "1,823,147.07");
//!
//! let risk = deal.simulate(&Simulation::new(10_000).with_seed(7))?;
//! let called = risk.enhancer().unwrap().probability_of_call();
//! assert!((called.value() - 0.133).abs() < 4.0 * called.error());
//! # Ok(())
//! # }
//! # #[cfg(not(feature = "files"))]
//! # fn main() {}
//! ```
//!
//! # The rooms, in the order in which money flows
//!
//! [`calendar`] and the exact numbers at the top of the crate are the ground; [`pool`] is what is owed; [`credit`] what
//! goes wrong; [`servicing`] what is collected; [`enhancement`] who stands behind; [`waterfall`] who is paid. Each defines what
//! a person writes of it, and what can be wrong with that; [`deal`] puts the parts together and resolves the whole, naming
//! the [`Place`] of everything that is wrong. A [`Scenario`] is one path through them, in the words of [`scenario`];
//! [`projection`] keeps all of it, [`simulation`] counts many, and [`analysis`] asks the questions: what changes with a term, which
//! term gives a wanted answer, what breaks a class. [`measure`] says what a stream of cash means, and `report` (feature `report`)
//! shows it.
//!
//! # Features
//!
//! None is on by default. `serde` lets definitions and results be written in any format of serde; `files` adds deals in TOML
//! and JSON ([`Deal::load`]) and tapes in CSV ([`pool::read_tape`]); `report` adds the tables and sentences of `report`;
//! `schema` adds the JSON schema of deal files and the reference of their terms (`deal::WrittenDeal::schema`); `cli` is the
//! program.
//!
//! # Versions
//!
//! It builds with Rust 1.88, the `rust-version` of its `Cargo.toml`, and with the lowest versions of its dependencies that this
//! allows, as its tests check. To need a later Rust is a change of the minor version while it is 0.x.
//!
//! While it is 0.x, what breaks a caller raises the minor version and is in the changelog. What may grow is
//! `#[non_exhaustive]`: a part of a deal is made by its `new` and its `with_…`, and a match on a choice has a wildcard. The
//! formats of files and of results have a number of their own. A release that changes the draws, so that a seed means other
//! paths, says so.
//!
//! # What it does not do
//!
//! It gives no market data, no agency's default table and no legal opinion: default probabilities, correlations and
//! recoveries are the deal's assumptions. It prints nothing, starts no threads of its own, and keeps no global state.
//! Events with their own waterfalls, guarantees of loans, split ledgers, failure of the servicer, prepayment, several
//! factors and revolving pools are not in it yet.

// No panic on any input, and no printing: of the library itself, while tests and examples may.
#![warn(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::todo, clippy::unimplemented)]
#![warn(clippy::print_stdout, clippy::print_stderr, clippy::dbg_macro)]

pub mod analysis;
pub mod calendar;
pub mod credit;
pub mod deal;
pub mod enhancement;
mod error;
#[cfg(feature = "serde")]
mod exact;
mod found;
mod ledger;
mod limits;
mod manifest;
pub mod measure;
mod money;
mod names;
mod path;
mod place;
pub mod pool;
pub mod projection;
mod rate;
mod reading;
#[cfg(feature = "report")]
pub mod report;
pub mod scenario;
pub mod servicing;
pub mod simulation;
mod text;
pub mod waterfall;
mod words;

pub use calendar::Date;
pub use deal::{Deal, ResolvedDeal};
pub use error::Error;
pub use limits::AmountProblem;
pub use manifest::{BITS, Manifest};
pub use money::{Factor, FactorError, Money, MoneyError, Rounding};
pub use names::NameProblem;
pub use place::Place;
pub use projection::{Projection, ScenarioError};
pub use rate::{AssetCorrelation, Probability, Rate, RateError};
pub use rust_decimal::Decimal;
pub use scenario::Scenario;
pub use simulation::{Risk, Simulation};
pub use text::Text;
pub use words::UnknownWord;

/// The shape of the house, and why: `DESIGN.md`. There is nothing in it but this page.
#[cfg(doc)]
#[doc = include_str!("../DESIGN.md")]
pub mod design {}

/// The code of the README, tested.
#[cfg(all(doctest, feature = "files"))]
#[doc = include_str!("../README.md")]
struct Readme;
