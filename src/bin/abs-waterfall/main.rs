//! The command line: a thin room over the library. It reads deals, shows progress, and prints what the library answers.

mod arguments;
mod commands;
mod input;
mod output;
mod scenario;
mod watch;

use std::process::ExitCode;

use arguments::{Command, Program};
use clap::Parser;

fn main() -> ExitCode {
    output::finish(run(Program::parse().command))
}

fn run(command: Command) -> output::Outcome {
    match command {
        Command::Check(options) => commands::check::run(&options),
        Command::Project(options) => commands::project::run(&options),
        Command::Simulate(options) => commands::simulate::run(&options),
        Command::Replay(options) => commands::replay::run(&options),
        Command::Sweep(options) => commands::sweep::run(&options),
        Command::Compare(options) => commands::compare::run(&options),
        Command::Merge(options) => commands::merge::run(&options),
        Command::Solve(options) => commands::solve::run(&options),
        Command::Schema(options) => commands::schema::run(&options),
    }
}
