//! The command line: one file and one struct a subcommand; flags become settings, outcomes exit codes.
//!
//! Exit codes: 0 everything was done, 1 some articles failed (or, with `convert --strict`, were not held whole; or `verify` found
//! something), 2 nothing could start (bad usage, no model, no output), 4 a figure of `actant eval` does not meet its bound, 130
//! somebody ended the run.

use std::process::ExitCode;

use actant::{Error, ErrorKind};
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

mod arguments;
mod batches;
mod begun;
mod colour;
mod config;
mod convert;
mod diff;
mod eval;
mod explain;
mod extract;
mod extraction;
mod forecast;
mod header;
mod input;
mod interrupt;
mod job;
mod lanes;
mod log;
mod model;
mod progress;
mod report;
mod retry;
mod rows;
mod screening;
mod show;
mod tables;
mod verify;
mod version;
mod view;

use log::Log;

/// Who did what to whom: entities and relations from English news.
#[derive(Debug, Parser)]
#[command(name = "actant", disable_version_flag = true, arg_required_else_help = true)]
struct Cli {
    /// Print the version and exit; with --verbose also the model and the machine's kernels.
    #[arg(short = 'V', long)]
    version: bool,
    /// With --version: say more.
    #[arg(long, requires = "version")]
    verbose: bool,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    Extract(extract::Extract),
    Retry(retry::Retry),
    Verify(verify::Verify),
    Config(config::Config),
    Show(show::Show),
    Explain(explain::Explain),
    Eval(eval::Eval),
    Diff(diff::Diff),
    Convert(convert::Convert),
    Rows(rows::Rows),
}

/// How a subcommand that could start has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Everything was done.
    Clean,
    /// Some of the input failed; the rest is complete.
    SomeFailed,
    /// Somebody asked for an end before everything was done.
    Interrupted,
    /// Everything was scored, and a figure does not meet the bound it was given.
    OutOfBounds,
}

/// Parses the command line, runs its subcommand, and turns what came of it into an exit code.
pub fn run() -> ExitCode {
    let parsed = arguments::parse(Cli::command(), std::env::args_os().collect());
    let cli = parsed.and_then(|matches| {
        Cli::from_arg_matches(&matches)
            .map_err(|error| Error::new(ErrorKind::Internal, error.to_string()))
    });
    let cli = match cli {
        Ok(cli) => cli,
        Err(error) => {
            eprintln!("error: {error}");
            return ExitCode::from(2);
        }
    };
    let log = match &cli.command {
        Some(Command::Extract(extract)) => extract.log(),
        Some(Command::Retry(retry)) => retry.log(),
        _ => Log::Text,
    };
    let outcome = match cli.command {
        _ if cli.version => version::print(cli.verbose),
        Some(Command::Extract(extract)) => extract.run(),
        Some(Command::Retry(retry)) => retry.run(),
        Some(Command::Verify(verify)) => verify.run(),
        Some(Command::Config(config)) => config.run(),
        Some(Command::Show(show)) => show.run(),
        Some(Command::Explain(explain)) => explain.run(),
        Some(Command::Eval(eval)) => eval.run(),
        Some(Command::Diff(diff)) => diff.run(),
        Some(Command::Convert(convert)) => convert.run(),
        Some(Command::Rows(rows)) => rows.run(),
        None => {
            // Reached by flags without a subcommand only: clap prints the help for an empty command line.
            let _ = Cli::command().print_help();
            return ExitCode::from(2);
        }
    };
    match outcome {
        Ok(Outcome::Clean) => ExitCode::SUCCESS,
        Ok(Outcome::SomeFailed) => ExitCode::from(1),
        Ok(Outcome::Interrupted) => ExitCode::from(interrupt::EXIT_CODE),
        Ok(Outcome::OutOfBounds) => ExitCode::from(4),
        Err(error) => {
            log.say("error", &error.to_string());
            ExitCode::from(2)
        }
    }
}
