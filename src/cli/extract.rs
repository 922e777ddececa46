//! `actant extract`: articles in, records out.

use std::path::PathBuf;

use actant::{Error, ErrorKind, Result};

use super::Outcome;

/// Read articles, write one JSON record each.
#[derive(Debug, clap::Args)]
pub struct Extract {
    /// Text files, JSONL files, folders or glob patterns; standard input when none or `-`.
    input: Vec<String>,
    /// Where the records go; standard output when absent.
    #[arg(short, long)]
    output: Option<PathBuf>,
}

impl Extract {
    /// Runs the extraction.
    pub fn run(self) -> Result<Outcome> {
        Err(Error::new(ErrorKind::Model, "no model in this build"))
    }
}
