//! What the files of the program may hold.

use abs_waterfall::analysis::borrower::{SubsidyBook, WrittenBorrowerCase};
use abs_waterfall::analysis::market::Market;
use abs_waterfall::deal::WrittenDeal;
use clap::{Args, ValueEnum};

use crate::output::{self, Outcome};

#[derive(Args)]
pub(crate) struct Options {
    /// Of which kind of file.
    #[arg(long, value_enum, default_value_t = Kind::Deal)]
    of: Kind,
    /// The reference of every term of a deal with its unit, default and example instead, in Markdown.
    #[arg(long, conflicts_with = "of")]
    reference: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Kind {
    /// A deal.
    Deal,
    /// A firm's case, for `borrower`.
    Borrower,
    /// A book of subsidies, which a firm's case may name.
    Subsidies,
    /// A market, for `market`.
    Market,
}

pub(crate) fn run(options: &Options) -> Outcome {
    if options.reference {
        return output::print(&WrittenDeal::reference());
    }
    output::print_json(&match options.of {
        Kind::Deal => WrittenDeal::schema(),
        Kind::Borrower => WrittenBorrowerCase::schema(),
        Kind::Subsidies => SubsidyBook::schema(),
        Kind::Market => Market::schema(),
    })
}
