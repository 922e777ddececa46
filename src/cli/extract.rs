//! `actant extract`: articles in, records out.

use std::path::{Path, PathBuf};

use actant::corpus::{Articles, Origin, Output, Sources};
use actant::format::{Layers, OffsetUnit, Rendering};
use actant::{Error, ErrorKind, Result};

use super::Outcome;
use super::input::Input;
use super::job::Job;
use super::model::Model;
use super::report::Report;

/// Read articles, write one JSON record each.
#[derive(Debug, clap::Args)]
pub struct Extract {
    #[command(flatten)]
    input: Input,
    /// Where the records go; standard output when absent or `-`. A name that ends in .gz is compressed.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace the output if it exists.
    #[arg(long)]
    force: bool,
    /// What a record carries beside the text: sentences, tokens, mentions, entities, relations, clauses.
    #[arg(long, value_name = "LIST", default_value = "sentences,mentions,entities,relations")]
    layers: Layers,
    /// What offsets count: codepoint, bytes or utf16.
    #[arg(long, value_name = "UNIT", default_value_t = OffsetUnit::Codepoint)]
    offsets: OffsetUnit,
    /// Leave out relations whose score is lower: fewer, surer relations [default: all].
    #[arg(long, value_name = "P", default_value_t = 0.0, hide_default_value = true, value_parser = probability)]
    min_score: f32,
    #[command(flatten)]
    model: Model,
    /// Print nothing but errors.
    #[arg(short, long)]
    quiet: bool,
    /// Print every rejected article, memory, and the share of each stage in the time.
    #[arg(short, long, conflicts_with = "quiet")]
    verbose: bool,
}

impl Extract {
    /// Runs the extraction.
    pub fn run(self) -> Result<Outcome> {
        let path = self.output.as_deref().filter(|path| *path != Path::new("-"));
        let sources = self.input.sources(path)?;
        if let Some(path) = path {
            must_not_be_read(path, &sources)?;
        }
        // The model before the output: a run that cannot start leaves nothing behind.
        let mut pipeline = self.model.pipeline()?;
        if self.layers.clauses {
            pipeline = pipeline.with_clauses();
        }
        let output = match path {
            Some(path) => Output::create(path, self.force)?,
            None => Output::stdout(),
        };
        let Sources { found, failed, bytes, skipped } = sources;
        let total = found.iter().all(|s| s.origin != Origin::Stdin).then_some(bytes);
        let articles = Articles::new(found, self.input.fields());
        let mut report = Report::new(self.quiet, self.verbose, total, articles.bytes_read());
        report.skipped(skipped);
        failed.iter().for_each(|rejection| report.rejected(rejection));
        let rendering =
            Rendering { unit: self.offsets, layers: self.layers, min_score: self.min_score };
        let written = Job { pipeline: &pipeline, rendering }.run(articles, output, &mut report)?;
        let outcome = report.finish(pipeline.timings(), path.filter(|_| written));
        Ok(outcome)
    }
}

fn probability(text: &str) -> std::result::Result<f32, String> {
    match text.parse() {
        Ok(p) if (0.0..=1.0).contains(&p) => Ok(p),
        _ => Err("write a number from 0 to 1".to_owned()),
    }
}

/// Refuses an output that is one of the inputs: `--force` is no consent to lose the articles.
fn must_not_be_read(output: &Path, sources: &Sources) -> Result<()> {
    let Ok(real) = output.canonicalize() else { return Ok(()) };
    let same = |origin: &Origin| match origin {
        Origin::File(path) => path.canonicalize().is_ok_and(|path| path == real),
        Origin::Stdin => false,
    };
    if real.is_file() && sources.found.iter().any(|s| same(&s.origin)) {
        let message = format!("{}: is an input too; write elsewhere", output.display());
        return Err(Error::new(ErrorKind::Config, message));
    }
    Ok(())
}
