//! The borrower's view: what a loan costs the firm that takes it, with all its costs and subsidies.
//!
//! A [`Financing`] is a loan with the [`Cost`]s that come with it. It has dated cash flows ([`Borrowing`]), and those have a
//! cost: both rates of the People's Bank ([`AnnualRates`]) and the cost of the money actually used. A [`SubsidyRule`] is data,
//! as public notices state it; [`grants`] is what a list of them pays a firm for a loan. [`compare`] sets a loan of a deal
//! beside one of a bank, and [`EqualSubsidy`] is the subsidy with which both cost the same. A [`BorrowerCase`] asks all of this
//! at once, and can be a file.

mod answer;
mod book;
mod borrowing;
mod case;
mod clock;
mod compare;
mod condition;
mod cost;
mod equal;
mod error;
#[cfg(feature = "files")]
mod file;
mod financing;
mod firm;
mod flow;
mod grant;
mod grants;
mod lpr;
mod rule;
mod share;
mod words;

pub use answer::{Borrowed, BorrowerAnswer, Replaced};
pub use book::SubsidyBook;
pub use borrowing::{AnnualRates, Borrowing};
pub use case::BorrowerCase;
pub use compare::{Side, SideBySide, compare};
pub use condition::Condition;
pub use cost::{Cost, CostAmount, CostDates, CostKind};
pub use equal::{EqualSubsidy, SubsidyForm};
pub use error::BorrowerError;
#[cfg(feature = "files")]
pub use file::{BookRules, LoanTerms, WrittenBorrowerCase, WrittenFinancing, WrittenLoan, WrittenSubsidies};
pub use financing::{Financing, FinancingKind};
pub use firm::Firm;
pub use flow::{BorrowerFlow, FlowItem, UsePeriod};
pub use grants::{Grant, Refusal, grants};
pub use lpr::{Lpr, LprFixing, LprOn};
pub use rule::{
    Cap, CostBase, PaidAfter, ShareIf, SubsidyBase, SubsidyPart, SubsidyPayee, SubsidyRule, SubsidyYear,
};
pub use share::{Share, Tier, TiersOf};
