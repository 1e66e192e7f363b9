//! What a deal file may hold.

use abs_waterfall::deal::WrittenDeal;
use clap::Args;

use crate::output::{self, Outcome};

#[derive(Args)]
pub(crate) struct Options {
    /// The reference of every term with its unit, default and example instead, in Markdown.
    #[arg(long)]
    reference: bool,
}

pub(crate) fn run(options: &Options) -> Outcome {
    if options.reference {
        return output::print(&WrittenDeal::reference());
    }
    output::print_json(&WrittenDeal::schema())
}
