//! The command line: a thin room over the library. It reads deals, shows progress, and prints what the library answers.

mod arguments;
mod commands;
mod input;
mod output;
mod scenario;
mod watch;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use commands::{
    borrower, check, compare, guarantor, issuer, market, merge, project, replay, schema, simulate, solve,
    sweep,
};

/// Cash flows of asset-backed securities on pools of IP-pledged micro-loans: from the term sheet to what happens to everyone
/// in it, to the fen, with error bars.
#[derive(Parser)]
#[command(name = "abs-waterfall", version, max_term_width = 100)]
struct Program {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Does a deal keep its rules, and those of exchanges and regulators?
    Check(check::Options),
    /// Runs one scenario and keeps everything.
    Project(project::Options),
    /// Runs correlated default scenarios: losses, draws and yields with their errors.
    Simulate(simulate::Options),
    /// Tells the full story of one path of a simulation.
    Replay(replay::Options),
    /// Simulates a deal under every combination of some changes, on the same paths.
    Sweep(sweep::Options),
    /// Which value of a term gives a wanted answer.
    Solve(solve::Options),
    /// How two deals differ, and what that does, on the same paths.
    Compare(compare::Options),
    /// What a promise costs its giver: fair fee, reserve, profit and loss, and who its tail is made of.
    Guarantor(guarantor::Options),
    /// Where the pool's income goes, what the issue costs, and what a cut of each service fee buys.
    Issuer(issuer::Options),
    /// Adds up saved results of parts of one simulation.
    Merge(merge::Options),
    /// What a pooled loan costs a firm beside a bank's, and the subsidy that makes both equal.
    Borrower(borrower::Options),
    /// Which firms take part in a pool at the price that they cause, and what that costs the public.
    Market(market::Options),
    /// The JSON schema of deals and other files, or the reference of every term of a deal.
    Schema(schema::Options),
}

fn main() -> ExitCode {
    output::finish(run(Program::parse().command))
}

fn run(command: Command) -> output::Outcome {
    match command {
        Command::Check(options) => check::run(&options),
        Command::Project(options) => project::run(&options),
        Command::Simulate(options) => simulate::run(&options),
        Command::Replay(options) => replay::run(&options),
        Command::Sweep(options) => sweep::run(&options),
        Command::Compare(options) => compare::run(&options),
        Command::Guarantor(options) => guarantor::run(&options),
        Command::Issuer(options) => issuer::run(&options),
        Command::Merge(options) => merge::run(&options),
        Command::Solve(options) => solve::run(&options),
        Command::Borrower(options) => borrower::run(&options),
        Command::Market(options) => market::run(&options),
        Command::Schema(options) => schema::run(&options),
    }
}
