//! The questions that may be asked.

use clap::{Args, Subcommand};

use super::{break_even, field, firm, price, size};
use crate::output::Outcome;

#[derive(Args)]
pub(crate) struct Options {
    #[command(subcommand)]
    question: Question,
}

#[derive(Subcommand)]
enum Question {
    /// How large notes may be for each to stay within its limit; the junior has the rest.
    Size(size::Options),
    /// The highest cumulative default rate of the pool at which a class is still paid.
    Rate(break_even::Options),
    /// How many of the largest borrowers break a class if they default at once.
    Names(break_even::Options),
    /// The coupon, fee or loan rate at which a class still has its yield.
    Price(price::Options),
    /// The largest share of the pool that one firm may owe.
    Firm(firm::Options),
    /// Where any field of the deal stops giving a wanted answer.
    Field(field::Options),
}

pub(crate) fn run(options: &Options) -> Outcome {
    match &options.question {
        Question::Size(options) => size::run(options),
        Question::Rate(options) => break_even::rate(options),
        Question::Names(options) => break_even::names(options),
        Question::Price(options) => price::run(options),
        Question::Firm(options) => firm::run(options),
        Question::Field(options) => field::run(options),
    }
}
