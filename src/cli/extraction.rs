//! A run over a corpus: how it is set up, and how it ends.

use std::path::{Path, PathBuf};
use std::time::Duration;

use actant::corpus::run::Begun;
use actant::corpus::{
    Articles, FieldNames, Manifest, MaxFailures, Origin, Output, Progress, Size, Sources, now,
};
use actant::format::{Layers, OffsetUnit, Rendering};
use actant::{Error, ErrorKind, Result};
use serde_json::{Map, Value};

use super::begun::must_not_be_read;
use super::header::{header, settings};
use super::job::{Ended, Job};
use super::log::Log;
use super::model::Model;
use super::report::{Report, Voice, grouped};
use super::screening::Screening;
use super::tables::Tables;
use super::{Outcome, interrupt};

/// Seconds between two lines of progress, where none are asked for.
const EVERY: f64 = 30.0;

/// What is written, and how.
#[derive(Debug, Clone, clap::Args)]
pub struct Flags {
    /// Where the records go; standard output when absent or `-`. A name that ends in .gz or .zst is compressed.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Replace the output if it exists, and an unfinished run.
    #[arg(long)]
    pub force: bool,
    /// Go on where an unfinished run has stopped; begin if there is none.
    #[arg(long, conflicts_with = "force")]
    pub resume: bool,
    /// What a record carries beside the text: sentences, tokens, mentions, entities, relations, clauses.
    #[arg(long, value_name = "LIST", default_value = "sentences,mentions,entities,relations")]
    pub layers: String,
    /// What offsets count: codepoint, bytes or utf16.
    #[arg(long, value_name = "UNIT", default_value_t = OffsetUnit::Codepoint)]
    pub offsets: OffsetUnit,
    /// Leave out relations whose score is lower: fewer, surer relations [default: all].
    #[arg(long, value_name = "P", default_value_t = 0.0, hide_default_value = true, value_parser = probability)]
    pub min_score: f32,
    /// Tables to write beside the records: KIND=FILE, or several with commas between them. A kind is relations, mentions or
    /// entities, and a file ends in .csv, .tsv, .jsonl or .parquet.
    #[arg(long, value_name = "LIST")]
    pub rows: Option<Tables>,
    /// Spread the records over so many files, OUT-00000-of-… and so on; which one an article goes to is told by its id.
    #[arg(long, value_name = "N")]
    pub shards: Option<usize>,
    #[command(flatten)]
    pub screening: Screening,
    #[command(flatten)]
    pub model: Model,
    /// Memory that the run may take; larger records are rejected [default: 1GB, and 10MB for each thread].
    #[arg(long, value_name = "SIZE")]
    pub memory: Option<Size>,
    /// Stop when more articles have failed or were rejected: a number, or a share as 2% [default: never].
    #[arg(long, value_name = "N|P%")]
    pub max_failures: Option<MaxFailures>,
    /// For whom progress and problems are told.
    #[arg(long, value_enum, default_value_t = Log::Text)]
    pub log: Log,
    /// Seconds between two lines of progress, where standard error is no terminal.
    #[arg(long, value_name = "SECONDS", default_value_t = EVERY)]
    pub progress: f64,
    /// Settings to read, which flags override [default: actant.toml, if there is one].
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Print nothing but errors.
    #[arg(short, long, overrides_with = "verbose")]
    pub quiet: bool,
    /// Print every rejected article, memory, and the share of each stage in the time.
    #[arg(short, long, overrides_with = "quiet")]
    pub verbose: bool,
}

impl Flags {
    /// The file that the records go to, if it is not standard output.
    pub fn path(&self) -> Option<&Path> {
        self.output.as_deref().filter(|path| *path != Path::new("-"))
    }

    /// What records look like.
    pub fn rendering(&self) -> Result<Rendering> {
        let layers: Layers = self.layers.parse()?;
        Ok(Rendering { unit: self.offsets, layers, min_score: self.min_score })
    }

    /// Extracts the articles of `sources`, after `prepare` has told them what else they must know. `extra` are settings
    /// beside those of the flags.
    ///
    /// # Errors
    /// If it could not start, or the output cannot be written.
    pub fn extract(
        &self,
        sources: Sources,
        fields: FieldNames,
        extra: Map<String, Value>,
        prepare: impl FnOnce(&mut Articles) -> Result<()>,
    ) -> Result<Outcome> {
        let tables = self.rows.clone().unwrap_or_default();
        for path in self.path().into_iter().chain(tables.paths()) {
            must_not_be_read(path, &sources)?;
        }
        let rendering = self.rendering()?;
        let memory = self.screening.memory(self.memory, self.model.thread_count())?;
        // The model before the output: a run that cannot start leaves nothing behind.
        let mut pipeline = self.model.pipeline()?;
        if rendering.layers.clauses {
            pipeline = pipeline.with_clauses();
        }
        let mut settings = settings(&fields, &rendering, &self.layers, memory.bound().0);
        settings.extend(extra);
        settings.extend(self.screening.settings());
        settings.extend(self.model.settings());
        if let Some(count) = self.shards {
            settings.insert("shards".to_owned(), count.to_string().into());
        }
        if !tables.is_empty() {
            settings.insert("rows".to_owned(), tables.to_string().into());
        }
        // Where nothing is kept, nobody reads the sums of it.
        let is_kept = self.path().is_some_and(|path| !Output::is_direct(path));
        let header = if is_kept { header(&pipeline, settings, &sources) } else { Map::new() };
        let Sources { found, failed, bytes, skipped } = sources;
        let total = found.iter().all(|s| s.origin != Origin::Stdin).then_some(bytes);
        let articles = Articles::new(found, fields).bounded(&memory, self.folder());
        let mut articles = articles.screened(self.screening.screen(&memory));
        prepare(&mut articles)?;
        interrupt::listen();
        let (mut run, done) = match self.begin(&header)? {
            Begun::Open(run, done) => (run, done),
            Begun::Complete(manifest) => return Ok(self.complete_already(&manifest)),
        };
        let mut report = Report::new(self.voice(), total);
        report.skipped(skipped);
        let mut progress = match done {
            Some(done) => {
                report.resume(&done);
                Progress { resumed: done.resumed + 1, ..done }
            }
            None => Progress { started: now(), ..Progress::default() },
        };
        let (in_flight, max_failures) = (memory.in_flight(), self.max_failures);
        let (tables, shards) = (tables.writers(), self.parts()?);
        let (marks, pipeline) = (self.screening.marks(), &pipeline);
        let job = Job { pipeline, rendering, in_flight, max_failures, tables, shards, marks };
        let ended = job.run(failed, articles, &mut run, &mut progress, &mut report);
        report.work_ended();
        progress.seconds = report.seconds();
        let resumable = run.is_resumable();
        let (ended, left) = match ended {
            Ok(Ended::Complete(inputs)) => {
                let manifest = |written: &[_]| {
                    let manifest = Manifest::new(header, inputs, &progress, written);
                    serde_json::to_value(manifest).unwrap_or_default()
                };
                (Ok(None), run.finish(&progress, manifest))
            }
            Ok(ended) => (Ok(Some(ended)), run.leave()),
            Err(error) => (Err(error), Ok(())),
        };
        let ended = match (ended, left) {
            (_, Err(error)) if error.is_broken_pipe() => Some(Ended::Unread),
            (Err(error), _) | (_, Err(error)) => return Err(kept(error, resumable)),
            (Ok(ended), Ok(())) => ended,
        };
        report.finish(pipeline.timings(), self.path().filter(|_| ended.is_none()));
        let outcome = match progress.ledger.problems() {
            0 => Outcome::Clean,
            _ => Outcome::SomeFailed,
        };
        Ok(match ended {
            None | Some(Ended::Unread | Ended::Complete(_)) => outcome,
            Some(Ended::Interrupted) => {
                report.say("stopped", how_to_go_on(resumable));
                Outcome::Interrupted
            }
            Some(Ended::TooManyFailures) => {
                let ledger = &progress.ledger;
                let most = self.max_failures.map_or(String::new(), |most| most.to_string());
                let what = format!(
                    "stopped: {} of {} articles failed or were rejected, and --max-failures is {most}; {}",
                    grouped(ledger.problems()),
                    grouped(ledger.articles),
                    how_to_go_on(resumable)
                );
                report.say("error", &what);
                Outcome::SomeFailed
            }
        })
    }

    /// Where what does not fit into memory goes.
    fn folder(&self) -> PathBuf {
        match self.path().and_then(Path::parent) {
            Some(folder) if folder.as_os_str().is_empty() => PathBuf::from("."),
            Some(folder) => folder.to_owned(),
            None => std::env::temp_dir(),
        }
    }

    fn voice(&self) -> Voice {
        let every = Duration::try_from_secs_f64(self.progress).unwrap_or(Duration::MAX);
        Voice { log: self.log, quiet: self.quiet, verbose: self.verbose, every }
    }

    fn complete_already(&self, manifest: &Value) -> Outcome {
        let count = |name: &str| manifest["counts"][name].as_u64().unwrap_or(0);
        if !self.quiet {
            let (articles, done) = (grouped(count("articles")), grouped(count("done")));
            let what = format!("{articles} articles in, {done} done; nothing is left to do");
            self.log.say("complete", &what);
        }
        match count("failed") + count("rejected") {
            0 => Outcome::Clean,
            _ => Outcome::SomeFailed,
        }
    }
}

fn how_to_go_on(resumable: bool) -> &'static str {
    if resumable {
        "what is done is kept, go on with the same command and --resume"
    } else {
        "what is done was written; only a run with --output can be resumed"
    }
}

fn kept(error: Error, resumable: bool) -> Error {
    if !resumable || error.kind() == ErrorKind::Input {
        return error;
    }
    let message = format!("{error}; {}", how_to_go_on(resumable));
    Error::new(error.kind(), message).with_source(error)
}

fn probability(text: &str) -> std::result::Result<f32, String> {
    match text.parse() {
        Ok(p) if (0.0..=1.0).contains(&p) => Ok(p),
        _ => Err("write a number from 0 to 1".to_owned()),
    }
}
