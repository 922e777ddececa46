//! `actant diff`: what two runs disagree on.

use std::io::Write;
use std::path::PathBuf;

use actant::Result;
use actant::eval;

use super::Outcome;
use super::colour::{Colour, with_headings};

/// Tell what two runs over the same articles disagree on: mentions and relations that appeared, vanished or changed.
#[derive(Debug, clap::Args)]
pub struct Diff {
    /// Records of the first run, JSONL.
    #[arg(value_name = "A")]
    first: PathBuf,
    /// Records of the second run.
    #[arg(value_name = "B")]
    second: PathBuf,
    /// How many examples to show of each change.
    #[arg(long, value_name = "N", default_value_t = 5)]
    examples: usize,
    /// Print JSON instead of tables.
    #[arg(long)]
    json: bool,
    /// When to colour the tables.
    #[arg(long, value_enum, default_value_t = Colour::Auto)]
    color: Colour,
}

impl Diff {
    /// Compares the runs. Disagreement is no failure.
    pub fn run(self) -> Result<Outcome> {
        let first = eval::read_labelled(&self.first)?;
        let found = eval::diff(first, eval::read_labelled(&self.second)?);
        let text = if self.json {
            format!("{:#}\n", eval::diff_json(&found, self.examples))
        } else {
            let text = eval::diff_text(&found, self.examples);
            if self.color.on_stdout() { with_headings(&text) } else { text }
        };
        // A closed pipe is the reader's wish to stop, not a failure.
        let _ = std::io::stdout().write_all(text.as_bytes());
        Ok(Outcome::Clean)
    }
}
