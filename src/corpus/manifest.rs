//! `OUT.manifest.json`: what a finished run was, what became of its articles, and what its files must be.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::run::{Written, manifest_path};
use super::{Ledger, Mark, Progress};
use crate::error::{Error, ErrorKind, Result};

/// The format that this version writes.
pub const FORMAT: &str = "actant-manifest/1";

/// The manifest of a run. Equal runs have equal ones but for `time`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// `actant-manifest/1`.
    pub format: String,
    /// What decides the bytes of the output: version, model, lexicon, settings, inputs, with their sums.
    pub run: Map<String, Value>,
    /// What was read.
    pub inputs: Inputs,
    /// What became of the articles.
    pub counts: Ledger,
    /// The files that were written.
    pub outputs: Vec<OutputFile>,
    /// When, and how fast.
    pub time: Time,
}

/// What a run has read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inputs {
    /// Files, standard input among them.
    pub files: u64,
    /// Bytes read, as they lie on disk.
    pub bytes: u64,
    /// SHA-256 of what `sha256sum` would print of the files, with `-` for the sum of one that was not read to its end.
    pub sha256: String,
    /// The files, as long as there are not too many.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub list: Vec<InputFile>,
}

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputFile {
    /// Its name, as given.
    pub name: String,
    /// Bytes read of it.
    pub bytes: u64,
    /// Its SHA-256; `null` if it was not read to its end.
    pub sha256: Option<String>,
}

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutputFile {
    /// What it holds: `records`, `rejected`, or the rows of a table.
    pub stream: String,
    /// Its name, beside the manifest; its whole path if it lies in another folder.
    pub file: String,
    /// Its length and sum.
    #[serde(flatten)]
    pub mark: Mark,
}

/// When a run was, and how fast.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Time {
    /// When it was begun, in UTC.
    pub started: String,
    /// When its last record was written.
    pub finished: String,
    /// Seconds of work, over all attempts.
    pub seconds: f64,
    /// Articles with a record, by second.
    pub articles_per_second: f64,
    /// Words of them.
    pub words_per_second: f64,
    /// How often it was resumed.
    pub resumed: u64,
}

impl Manifest {
    /// The manifest of a run with this header, which has come so far and written these files.
    pub fn new(
        run: Map<String, Value>,
        inputs: Inputs,
        progress: &Progress,
        written: &[Written],
    ) -> Manifest {
        let home = written.first().and_then(|records| records.path.parent());
        let outputs = written.iter().map(|Written { name, path, mark }| {
            // What lies elsewhere is found from anywhere.
            let file = match path.file_name().filter(|_| path.parent() == home) {
                Some(name) => PathBuf::from(name),
                None => std::path::absolute(path).unwrap_or_else(|_| path.clone()),
            };
            let (stream, file) = ((*name).to_owned(), file.to_string_lossy().into_owned());
            OutputFile { stream, file, mark: mark.clone() }
        });
        let rate = |count: u64| rounded(count as f64 / progress.seconds.max(1e-3));
        Manifest {
            format: FORMAT.to_owned(),
            run,
            inputs,
            counts: progress.ledger.clone(),
            outputs: outputs.collect(),
            time: Time {
                started: progress.started.clone(),
                finished: now(),
                seconds: rounded(progress.seconds),
                articles_per_second: rate(progress.ledger.done),
                words_per_second: rate(progress.ledger.words),
                resumed: progress.resumed,
            },
        }
    }

    /// The files of records of the output `out`: itself, or what its manifest says that it was spread over.
    ///
    /// # Errors
    /// As [`read`](Manifest::read).
    pub fn records(out: &Path) -> Result<Vec<PathBuf>> {
        let outputs = Manifest::read(out)?.map(|manifest| manifest.outputs).unwrap_or_default();
        let records = outputs.iter().filter(|file| file.stream == "records");
        let files: Vec<PathBuf> = records.map(|file| beside(out, &file.file)).collect();
        Ok(if files.is_empty() { vec![out.to_owned()] } else { files })
    }

    /// The manifest of the output `out`; `None` if it has none.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] if it cannot be read, [`ErrorKind::Input`] if it is no manifest of this format.
    pub fn read(out: &Path) -> Result<Option<Manifest>> {
        let path = manifest_path(out);
        let bytes = match std::fs::read(&path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            read => read.map_err(|error| Error::io(&path, error))?,
        };
        let wrong = |what: String| {
            Error::new(ErrorKind::Input, format!("{}: not a manifest: {what}", path.display()))
        };
        let manifest: Manifest =
            serde_json::from_slice(&bytes).map_err(|e| wrong(e.to_string()).with_source(e))?;
        if manifest.format != FORMAT {
            return Err(wrong(format!("its format is {:?}, not {FORMAT:?}", manifest.format)));
        }
        Ok(Some(manifest))
    }
}

/// The file that a manifest beside `out` calls `name`.
pub(super) fn beside(out: &Path, name: &str) -> PathBuf {
    out.parent().unwrap_or(Path::new("")).join(name)
}

fn rounded(number: f64) -> f64 {
    (number * 1000.0).round() / 1000.0
}

/// The time, in UTC to the second.
pub fn now() -> String {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let seconds = since.map_or(0, |since| since.as_secs() as i64);
    jiff::Timestamp::from_second(seconds).map_or_else(|_| String::new(), |time| time.to_string())
}
