//! A run's output: several streams that grow together, batch by batch, and come into being together.
//!
//! A run is killed, or the disk fills up, or the power goes, and what was done is kept:
//!
//! - Every stream is a file `NAME.partial` that only grows. At the end of a batch all of them are handed to the system, and one
//!   line of the journal notes how long each is, with its sum, and what became of the articles so far.
//! - Once a second at most, streams and journal are made to lie on the disk. A killed program loses the batch in hand; a
//!   machine without power that, and a second.
//! - A resumed run takes the last line of the journal that holds: whole itself, and true of every stream. It cuts the streams
//!   back to it and goes on behind it.
//! - At the end the manifest is noted in the journal, the files take their names, and the journal goes.
//!
//! Whoever has another output adds a [`StreamSpec`] and writes to its [`Run::stream`]; nothing else is to be done, as long as
//! what is written between two calls of [`Run::end_batch`] depends on the articles of the batch alone.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::{Map, Value};

use super::Output;
use super::journal::{Journal, Line, Progress};
use super::mark::Mark;
use super::output::{must_be_new, sync_folder};
use super::resumed::{resumed, settle};
use super::same_run::finished;
pub use super::sink::Sink;
use super::stream::{self, Stream, StreamSpec, with_suffix};
use crate::error::{Error, ErrorKind, Result};

/// Time between two waits for the disk, which take some milliseconds each.
const SYNC: Duration = Duration::from_secs(1);

/// The files of a run beside its records.
pub fn manifest_path(out: &Path) -> PathBuf {
    with_suffix(out, ".manifest.json")
}

/// The file of articles without a record.
pub fn rejected_path(out: &Path) -> PathBuf {
    with_suffix(out, ".rejected.jsonl")
}

/// The file of clusters of copies.
pub fn duplicates_path(out: &Path) -> PathBuf {
    with_suffix(out, ".duplicates.jsonl")
}

/// The journal of an unfinished run.
pub fn journal_path(out: &Path) -> PathBuf {
    with_suffix(out, ".journal")
}

/// How a run begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// From the first article; with `force` it replaces what is there, an unfinished run too.
    New {
        /// Replaces.
        force: bool,
    },
    /// Where an earlier one stopped; from the first article if there is none.
    Resume,
}

/// What beginning has found.
#[allow(clippy::large_enum_variant)] // A run has one of them.
pub enum Begun {
    /// A run; with how far an earlier attempt has come, if it goes on behind one.
    Open(Run, Option<Progress>),
    /// The output is complete already, with this manifest; nothing is to be done.
    Complete(Value),
}

/// The streams of a run.
pub struct Run {
    sinks: Vec<Sink>,
    /// `None` where the output is a pipe or a device: it cannot be cut back.
    kept: Option<Kept>,
}

struct Kept {
    out: PathBuf,
    journal: Journal,
    synced: Instant,
}

/// A file of a finished run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The stream.
    pub name: &'static str,
    /// Its file.
    pub path: PathBuf,
    /// Its length and sum.
    pub mark: Mark,
}

impl Run {
    /// A run whose first stream goes to `output` and whose others go nowhere.
    pub fn direct(output: Output, streams: usize) -> Run {
        let others = (1..streams).map(|_| Sink::Nowhere);
        Run { sinks: std::iter::once(Sink::Direct(output)).chain(others).collect(), kept: None }
    }

    /// Begins or resumes the run whose first stream is `out`. `header` says what decides the bytes of the output: a resumed
    /// run must have the same.
    ///
    /// # Errors
    /// [`ErrorKind::Config`] if the output exists, is being written by another process, or was begun with another header (the
    /// message names what differs); [`ErrorKind::Io`] if something cannot be written.
    pub fn begin(
        out: &Path,
        specs: Vec<StreamSpec>,
        header: &Map<String, Value>,
        start: Start,
    ) -> Result<Begun> {
        let path = journal_path(out);
        match start {
            Start::Resume => {
                if let Some((journal, lines)) = Journal::open(&path)? {
                    return resumed(out, specs, header, journal, lines);
                }
                if let Some(manifest) = finished(out, header)? {
                    return Ok(Begun::Complete(manifest));
                }
            }
            Start::New { force: false } if Journal::open(&path)?.is_some() => {
                let what =
                    "an unfinished run lies here: go on with --resume, or begin anew with --force";
                return Err(Error::new(ErrorKind::Config, format!("{}: {what}", path.display())));
            }
            Start::New { .. } => {}
        }
        let force = start == Start::New { force: true };
        for spec in &specs {
            must_be_new(&spec.path, force)?;
        }
        must_be_new(&manifest_path(out), force)?;
        // An old journal must not speak of new streams, so it is emptied first and written last.
        let mut journal = Journal::create(path, out)?;
        let partials: Vec<PathBuf> = specs.iter().map(StreamSpec::partial).collect();
        let streams: Result<Vec<Stream>> = specs.into_iter().map(Stream::create).collect();
        let begun = streams
            .and_then(|streams| journal.append(&Line::Run(header.clone())).map(|()| streams));
        match begun {
            Ok(streams) => Ok(Begun::Open(Run::over(out, streams, journal), None)),
            Err(error) => {
                // It has not begun, so nothing is to be left behind.
                let _ = journal.remove();
                partials.iter().for_each(|partial| _ = fs::remove_file(partial));
                Err(error)
            }
        }
    }

    pub(super) fn over(out: &Path, streams: Vec<Stream>, journal: Journal) -> Run {
        sync_folder(out);
        let kept = Kept { out: out.to_owned(), journal, synced: Instant::now() };
        Run { sinks: streams.into_iter().map(Sink::Stream).collect(), kept: Some(kept) }
    }

    /// Whether it can be resumed after it was stopped.
    pub fn is_resumable(&self) -> bool {
        self.kept.is_some()
    }

    /// A stream to write to, by its place in the list that the run was begun with; what is written to one that is not in it
    /// goes nowhere.
    pub fn stream(&mut self, index: usize) -> &mut Sink {
        if index >= self.sinks.len() {
            self.sinks.resize_with(index + 1, || Sink::Nowhere);
        }
        &mut self.sinks[index]
    }

    /// Ends a batch, which a stopped run will not lose any more.
    ///
    /// # Errors
    /// If something cannot be written.
    pub fn end_batch(&mut self, progress: &Progress) -> Result<()> {
        self.end_batch_with(progress, false).map(|_| ())
    }

    fn end_batch_with(&mut self, progress: &Progress, sync: bool) -> Result<Vec<Mark>> {
        let Some(kept) = &mut self.kept else {
            for sink in &mut self.sinks {
                sink.hand_on()?;
            }
            return Ok(Vec::new());
        };
        let mut marks = Vec::with_capacity(self.sinks.len());
        for sink in &mut self.sinks {
            if let Sink::Stream(stream) = sink {
                marks.push(stream.end_batch()?);
            }
        }
        let line = Line::Batch { progress: progress.clone(), marks: marks.clone() };
        kept.journal.append(&line)?;
        if sync || kept.synced.elapsed() >= SYNC {
            for sink in &self.sinks {
                if let Sink::Stream(stream) = sink {
                    stream.sync()?;
                }
            }
            kept.journal.sync(&line)?;
            kept.synced = Instant::now();
        }
        Ok(marks)
    }

    /// Ends the run: the manifest that `manifest` makes of the files written is noted, and all files take their names.
    ///
    /// # Errors
    /// If something cannot be written or renamed; the run can then be resumed, and only this is done.
    pub fn finish(
        mut self,
        progress: &Progress,
        manifest: impl FnOnce(&[Written]) -> Value,
    ) -> Result<()> {
        for sink in &mut self.sinks {
            if let Sink::Stream(stream) = sink {
                stream.end()?;
            }
        }
        let marks = self.end_batch_with(progress, true)?;
        let mut specs = Vec::new();
        for sink in self.sinks {
            match sink {
                Sink::Stream(stream) => specs.push(stream.spec().clone()),
                Sink::Direct(output) => output.finish()?,
                Sink::Nowhere => {}
            }
        }
        let Some(Kept { out, mut journal, .. }) = self.kept else { return Ok(()) };
        let written: Vec<Written> = specs
            .iter()
            .zip(marks)
            .filter(|(spec, mark)| spec.keep_empty || mark.bytes > 0)
            .map(|(spec, mark)| {
                let mark = stream::make(spec)?.unwrap_or(mark);
                Ok(Written { name: spec.name, path: spec.path.clone(), mark })
            })
            .collect::<Result<_>>()?;
        let manifest = manifest(&written);
        let line = Line::Complete(manifest.clone());
        journal.append(&line)?;
        journal.sync(&line)?;
        settle(&out, &specs, &manifest, journal)
    }

    /// Leaves the run as it is, to be resumed; what went to a pipe is handed on.
    ///
    /// # Errors
    /// If that cannot be written.
    pub fn leave(self) -> Result<()> {
        for sink in self.sinks {
            if let Sink::Direct(output) = sink {
                output.finish()?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
#[path = "run_test.rs"]
mod tests;
