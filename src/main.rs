//! The `actant` program. Each subcommand is a file of [`cli`].

mod cli;

fn main() -> std::process::ExitCode {
    cli::run()
}
