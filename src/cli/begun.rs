//! A run that has begun: the files that it writes to.

use std::path::Path;

use actant::corpus::run::{Begun, Run, Start, rejected_path};
use actant::corpus::{Origin, Output, Shards, Sources, StreamSpec};
use actant::{Error, ErrorKind, Result};
use serde_json::{Map, Value};

use super::extraction::Flags;

impl Flags {
    /// Begins or resumes the run.
    ///
    /// # Errors
    /// If the output cannot be written, or not be resumed, or is none that could be spread over parts or have tables beside it.
    pub(super) fn begin(&self, header: &Map<String, Value>) -> Result<Begun> {
        let direct = |output| Ok(Begun::Open(Run::direct(output, 2), None));
        let refused = |what: &str| {
            let message = format!("{what} cannot be resumed; name a file with --output");
            Err(Error::new(ErrorKind::Config, message))
        };
        let tables = self.rows.clone().unwrap_or_default();
        let shards = self.parts()?;
        for (flag, given) in [("--rows", !tables.is_empty()), ("--shards", shards.is_some())] {
            if given && self.path().is_none_or(Output::is_direct) {
                let what = format!("{flag} needs --output with the name of a file");
                return Err(Error::new(ErrorKind::Config, what));
            }
        }
        match self.path() {
            None if self.resume => refused("standard output"),
            None => direct(Output::stdout()),
            Some(path) if Output::is_direct(path) && self.resume => {
                refused(&path.display().to_string())
            }
            Some(path) if Output::is_direct(path) => direct(Output::create(path, self.force)?),
            Some(path) => {
                if tables.paths().any(|table| table == path) {
                    let what = "is the file of records; write the table elsewhere";
                    let message = format!("{}: {what}", path.display());
                    return Err(Error::new(ErrorKind::Config, message));
                }
                let spec =
                    |name, path, keep_empty| StreamSpec { name, path, keep_empty, parquet: None };
                // In the order of RECORDS, REJECTED and TABLES; last the other parts of the records, and the clusters.
                let mut parts = shards.iter().flat_map(Shards::paths);
                let first = parts.next().unwrap_or_else(|| path.to_owned());
                let mut streams = vec![
                    spec("records", first, true),
                    spec("rejected", rejected_path(path), false),
                ];
                streams.extend(tables.streams());
                streams.extend(parts.map(|part| spec("records", part, true)));
                streams.extend(self.screening.stream(path));
                let start =
                    if self.resume { Start::Resume } else { Start::New { force: self.force } };
                Run::begin(path, streams, header, start)
            }
        }
    }

    /// The parts that the records are spread over.
    pub(super) fn parts(&self) -> Result<Option<Shards>> {
        let of = self.path().unwrap_or(Path::new("-"));
        self.shards.map(|count| Shards::new(of, count)).transpose()
    }
}

/// Refuses an output that is one of the inputs: `--force` is no consent to lose the articles.
pub(super) fn must_not_be_read(output: &Path, sources: &Sources) -> Result<()> {
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
